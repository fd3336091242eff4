//! `symmetric-key`.

use wasi_crypto_engine as engine;
use wasi_crypto_secrets::Managed;
use wasmtime::component::{Resource, WasmList, WasmStr};

use crate::call::{Binder, Call};
use crate::error::HostResult;
use crate::flavour::{Flavour, Work};
use crate::managed::{self, Provenance};
use crate::output;
use crate::resources::{Options, SecretsManager, SymmetricKey};

pub(super) fn bind<T: 'static, F: Flavour<T>>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    symmetric.resource::<SymmetricKey>("symmetric-key")?;
    symmetric.func(
        "[static]symmetric-key.generate",
        |call, (algorithm, options): (WasmStr, Option<Resource<Options>>)| {
            let slot = call.reserve()?;
            let key = generate(call, &algorithm, options)??;
            call.insert_key(slot, key, Provenance::Generated)
        },
    )?;
    symmetric.func("[static]symmetric-key.import", |call, (algorithm, raw): (WasmStr, WasmList<u8>)| {
        let slot = call.reserve()?;
        let engine = call.engine();
        let key = engine::SymmetricKey::import(&engine, &call.text(&algorithm)?, call.bytes(&raw))?;
        call.insert(slot, key)
    })?;
    symmetric.func("[method]symmetric-key.export", |call, (this,): (Resource<SymmetricKey>,)| {
        let key = call.key(&this, "export")?;
        Ok(output::secret(key.audit(key.export())?))
    })?;
    symmetric.infallible("[method]symmetric-key.algorithm", |call, (this,): (Resource<SymmetricKey>,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })?;
    bind_managed::<T, F>(symmetric)
}

/// The outer error is the host's, the inner one that of generating.
fn generate<T: 'static>(
    call: &mut Call<'_, T>,
    algorithm: &WasmStr,
    options: Option<Resource<Options>>,
) -> HostResult<engine::Result<engine::SymmetricKey>> {
    let engine = call.engine();
    let options = call.optional(options.as_ref())?;
    let options = options.as_ref().map(|options| options.lock()).transpose()?;
    Ok(engine::SymmetricKey::generate(&engine, &call.text(algorithm)?, options.as_deref()))
}

fn bind_managed<T: 'static, F: Flavour<T>>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    F::func(
        symmetric,
        "[static]symmetric-key.generate-managed",
        |call, (manager, algorithm, options): (Resource<SecretsManager>, WasmStr, Option<Resource<Options>>)| {
            let slot = call.reserve()?;
            let secrets = call.value(&manager)?;
            let key = generate(call, &algorithm, options)?;
            Ok((slot, Work::wait(async move { Ok(secrets.store_generated_symmetric_key(key).await?) })))
        },
        |call, slot, Managed { key, id, version }| call.insert_key(slot, key, Provenance::Stored { id, version }),
    )?;
    managed::bind::<T, F, engine::SymmetricKey>(symmetric, "symmetric-key")
}
