//! `symmetric-key`.

use bytes::Bytes;
use wasi_crypto_engine as engine;
use wasmtime::component::{Resource, WasmList, WasmStr};

use crate::bindings::{ManagedId, Version};
use crate::call::Binder;
use crate::resources::{Options, SecretsManager, SymmetricKey};
use crate::{managed, output};

pub(super) fn bind<T: 'static>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    symmetric.resource::<SymmetricKey>("symmetric-key")?;
    symmetric.func(
        "[static]symmetric-key.generate",
        |call, (algorithm, options): (WasmStr, Option<Resource<Options>>)| {
            let slot = call.reserve()?;
            let engine = call.engine();
            let options = call.optional(options.as_ref())?;
            let options = options.as_ref().map(|options| options.lock()).transpose()?;
            let key = engine::SymmetricKey::generate(&engine, &call.text(&algorithm)?, options.as_deref())?;
            call.insert(slot, key)
        },
    )?;
    symmetric.func("[static]symmetric-key.import", |call, (algorithm, raw): (WasmStr, WasmList<u8>)| {
        let slot = call.reserve()?;
        let engine = call.engine();
        let key = engine::SymmetricKey::import(&engine, &call.text(&algorithm)?, call.bytes(&raw))?;
        call.insert(slot, key)
    })?;
    symmetric.func("[method]symmetric-key.export", |call, (this,): (Resource<SymmetricKey>,)| {
        let key = call.value(&this)?;
        Ok(output::secret(key.export()?))
    })?;
    symmetric.infallible("[method]symmetric-key.algorithm", |call, (this,): (Resource<SymmetricKey>,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })?;
    bind_managed(symmetric)
}

fn bind_managed<T: 'static>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    type Key = Resource<SymmetricKey>;
    type Manager = Resource<SecretsManager>;

    symmetric.func(
        "[static]symmetric-key.generate-managed",
        |call, (manager, _algorithm, _options): (Manager, WasmStr, Option<Resource<Options>>)| {
            managed::with_manager::<_, Key>(call, &manager)
        },
    )?;
    symmetric.func("[method]symmetric-key.store-managed", |call, (_this, manager): (Key, Manager)| {
        managed::with_manager::<_, Bytes>(call, &manager)
    })?;
    symmetric.func(
        "[method]symmetric-key.replace-managed",
        |call, (_this, manager, _replacement): (Key, Manager, Key)| managed::with_manager::<_, u64>(call, &manager),
    )?;
    symmetric.func("[method]symmetric-key.id", |call, (this,): (Key,)| {
        call.value(&this)?;
        managed::unsupported::<ManagedId>()
    })?;
    symmetric.func(
        "[static]symmetric-key.from-id",
        |call, (manager, _id, _version): (Manager, WasmList<u8>, Version)| {
            managed::with_manager::<_, Key>(call, &manager)
        },
    )
}
