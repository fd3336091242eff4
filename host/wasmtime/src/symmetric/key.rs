//! `symmetric-key`.

use bytes::Bytes;
use wasi_crypto_engine as engine;
use wasi_crypto_secrets::{Managed, Provenance};
use wasmtime::component::{Resource, WasmList, WasmStr};

use crate::call::{Binder, Call};
use crate::error::HostResult;
use crate::flavour::{Begun, Flavour, Work};
use crate::limits::Slot;
use crate::managed;
use crate::output;
use crate::resources::{Options, SecretsManager, SymmetricKey};

type Key = Resource<SymmetricKey>;
type Set = Option<Resource<Options>>;

pub(super) fn bind<T: 'static, F: Flavour<T>>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    symmetric.resource::<SymmetricKey>("symmetric-key")?;
    symmetric.func("[static]symmetric-key.generate", generate)?;
    symmetric.func("[static]symmetric-key.import", import)?;
    symmetric.func("[method]symmetric-key.export", export)?;
    symmetric.infallible("[method]symmetric-key.algorithm", |call, (this,): (Key,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })?;
    F::func(symmetric, "[static]symmetric-key.generate-managed", generate_managed, managed::insert_stored)?;
    managed::bind::<T, F, engine::SymmetricKey>(symmetric, "symmetric-key")
}

pub(crate) fn generate<T: 'static>(call: &mut Call<'_, T>, (algorithm, options): (WasmStr, Set)) -> HostResult<Key> {
    let slot = call.reserve()?;
    let key = generated(call, &algorithm, options)??;
    call.insert_key(slot, key, Provenance::Generated)
}

pub(crate) fn import<T: 'static>(call: &mut Call<'_, T>, (algorithm, raw): (WasmStr, WasmList<u8>)) -> HostResult<Key> {
    let slot = call.reserve()?;
    let engine = call.engine();
    let key = engine::SymmetricKey::import(&engine, &call.text(&algorithm)?, call.bytes(&raw))?;
    call.insert(slot, key)
}

pub(crate) fn export<T: 'static>(call: &mut Call<'_, T>, (this,): (Key,)) -> HostResult<Bytes> {
    let key = call.key(&this, "export")?;
    Ok(output::secret(key.audit(key.export())?))
}

pub(crate) fn generate_managed<T: 'static>(
    call: &mut Call<'_, T>,
    (manager, algorithm, options): (Resource<SecretsManager>, WasmStr, Set),
) -> Begun<Slot, Managed<engine::SymmetricKey>> {
    let slot = call.reserve()?;
    let secrets = call.value(&manager)?;
    let key = generated(call, &algorithm, options)?;
    Ok((slot, Work::wait(async move { Ok(secrets.store_generated_symmetric_key(key).await?) })))
}

/// The outer error is the host's, the inner one that of generating.
fn generated<T: 'static>(
    call: &mut Call<'_, T>,
    algorithm: &WasmStr,
    options: Set,
) -> HostResult<engine::Result<engine::SymmetricKey>> {
    let engine = call.engine();
    let options = call.optional(options.as_ref())?;
    let options = options.as_ref().map(|options| options.lock()).transpose()?;
    Ok(engine::SymmetricKey::generate(&engine, &call.text(algorithm)?, options.as_deref()))
}
