//! `public-key`.

use bytes::Bytes;
use wasi_crypto_engine as engine;
use wasmtime::component::{Resource, WasmList, WasmStr};

use crate::bindings::{AlgorithmType, KeyEncoding};
use crate::call::{Binder, Call};
use crate::error::HostResult;
use crate::resources::{PublicKey, SecretKey};

type This = Resource<PublicKey>;

pub(super) fn bind<T: 'static>(asymmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    asymmetric.resource::<PublicKey>("public-key")?;
    asymmetric.func("[static]public-key.import", import)?;
    asymmetric.func("[static]public-key.from-secret-key", from_secret_key)?;
    asymmetric.func("[method]public-key.export", export)?;
    asymmetric.infallible("[method]public-key.algorithm", |call, (this,): (This,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })?;
    asymmetric.func("[method]public-key.verify", verify)
}

pub(crate) fn import<T: 'static>(
    call: &mut Call<'_, T>,
    (category, algorithm, encoded, encoding): (AlgorithmType, WasmStr, WasmList<u8>, KeyEncoding),
) -> HostResult<This> {
    let place = call.reserve()?;
    let (guest, category, encoding) = (call.guest(), category.into(), encoding.into());
    let (algorithm, encoded) = (call.text(&algorithm)?, call.bytes(&encoded));
    let public_key = engine::PublicKey::import(guest.engine(), category, &algorithm, encoded, encoding)?;
    call.insert(place, public_key)
}

pub(crate) fn from_secret_key<T: 'static>(
    call: &mut Call<'_, T>,
    (secret_key,): (Resource<SecretKey>,),
) -> HostResult<This> {
    let place = call.reserve()?;
    let secret_key = call.value(&secret_key)?;
    call.insert(place, engine::PublicKey::from_secret_key(&secret_key)?)
}

pub(crate) fn export<T: 'static>(call: &mut Call<'_, T>, (this, encoding): (This, KeyEncoding)) -> HostResult<Bytes> {
    let public_key = call.value(&this)?;
    Ok(Bytes::from(public_key.export(encoding.into())?))
}

pub(crate) fn verify<T: 'static>(call: &mut Call<'_, T>, (this,): (This,)) -> HostResult<()> {
    call.value(&this)?.verify()?;
    Ok(())
}
