//! `secret-key`.

use wasi_crypto_engine as engine;
use wasmtime::component::{Resource, WasmList, WasmStr};

use crate::bindings::{AlgorithmType, KeyEncoding};
use crate::call::Binder;
use crate::output;
use crate::resources::SecretKey;

type This = Resource<SecretKey>;

pub(super) fn bind<T: 'static>(asymmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    asymmetric.resource::<SecretKey>("secret-key")?;
    asymmetric.func(
        "[static]secret-key.import",
        |call, (category, algorithm, encoded, encoding): (AlgorithmType, WasmStr, WasmList<u8>, KeyEncoding)| {
            let slot = call.reserve()?;
            let secret_key = engine::SecretKey::import(
                &call.engine(),
                category.into(),
                &call.text(&algorithm)?,
                call.bytes(&encoded),
                encoding.into(),
            )?;
            call.insert(slot, secret_key)
        },
    )?;
    asymmetric.func("[method]secret-key.export", |call, (this, encoding): (This, KeyEncoding)| {
        let secret_key = call.key(&this, "export")?;
        Ok(output::secret(secret_key.audit(secret_key.export(encoding.into()))?))
    })?;
    asymmetric.infallible("[method]secret-key.algorithm", |call, (this,): (This,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })
}
