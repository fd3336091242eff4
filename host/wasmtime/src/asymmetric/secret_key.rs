//! `secret-key`.

use bytes::Bytes;
use wasi_crypto_engine as engine;
use wasmtime::component::{Resource, WasmList, WasmStr};

use crate::bindings::{AlgorithmType, KeyEncoding};
use crate::call::{Binder, Call};
use crate::error::HostResult;
use crate::output;
use crate::resources::SecretKey;

type This = Resource<SecretKey>;

pub(super) fn bind<T: 'static>(asymmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    asymmetric.resource::<SecretKey>("secret-key")?;
    asymmetric.func("[static]secret-key.import", import)?;
    asymmetric.func("[method]secret-key.export", export)?;
    asymmetric.infallible("[method]secret-key.algorithm", |call, (this,): (This,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })
}

pub(crate) fn import<T: 'static>(
    call: &mut Call<'_, T>,
    (category, algorithm, encoded, encoding): (AlgorithmType, WasmStr, WasmList<u8>, KeyEncoding),
) -> HostResult<This> {
    let place = call.reserve()?;
    let (guest, category, encoding) = (call.guest(), category.into(), encoding.into());
    let (algorithm, encoded) = (call.text(&algorithm)?, call.bytes(&encoded));
    let secret_key = engine::SecretKey::import(guest.engine(), category, &algorithm, encoded, encoding)?;
    call.insert(place, secret_key)
}

pub(crate) fn export<T: 'static>(call: &mut Call<'_, T>, (this, encoding): (This, KeyEncoding)) -> HostResult<Bytes> {
    let secret_key = call.key(&this)?;
    Ok(output::secret(secret_key.audit("export", secret_key.export(encoding.into()))?))
}
