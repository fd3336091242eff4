//! `public-key`.

use bytes::Bytes;
use wasi_crypto_engine as engine;
use wasmtime::component::{Resource, WasmList, WasmStr};

use crate::bindings::{AlgorithmType, KeyEncoding};
use crate::call::Binder;
use crate::resources::{PublicKey, SecretKey};

type This = Resource<PublicKey>;

pub(super) fn bind<T: 'static>(asymmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    asymmetric.resource::<PublicKey>("public-key")?;
    asymmetric.func(
        "[static]public-key.import",
        |call, (category, algorithm, encoded, encoding): (AlgorithmType, WasmStr, WasmList<u8>, KeyEncoding)| {
            let slot = call.reserve()?;
            let public_key = engine::PublicKey::import(
                &call.engine(),
                category.into(),
                &call.text(&algorithm)?,
                call.bytes(&encoded),
                encoding.into(),
            )?;
            call.insert(slot, public_key)
        },
    )?;
    asymmetric.func("[static]public-key.from-secret-key", |call, (secret_key,): (Resource<SecretKey>,)| {
        let slot = call.reserve()?;
        let secret_key = call.value(&secret_key)?;
        call.insert(slot, engine::PublicKey::from_secret_key(&secret_key)?)
    })?;
    asymmetric.func("[method]public-key.export", |call, (this, encoding): (This, KeyEncoding)| {
        let public_key = call.value(&this)?;
        Ok(Bytes::from(public_key.export(encoding.into())?))
    })?;
    asymmetric.infallible("[method]public-key.algorithm", |call, (this,): (This,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })?;
    asymmetric.func("[method]public-key.verify", |call, (this,): (This,)| {
        call.value(&this)?.verify()?;
        Ok(())
    })
}
