//! `symmetric-key`.

use bytes::Bytes;
use wasi_crypto_api::managed as api;
use wasi_crypto_api::place::Place;
use wasi_crypto_engine as engine;
use wasi_crypto_secrets::{Managed, Provenance};
use wasmtime::component::{Resource, WasmList, WasmStr};

use crate::call::{Binder, Call};
use crate::error::HostResult;
use crate::flavour::{Begun, Flavour};
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
    let place = call.reserve()?;
    let key = generated(call, &algorithm, options)??;
    call.insert_key(place, key, Provenance::Generated)
}

pub(crate) fn import<T: 'static>(call: &mut Call<'_, T>, (algorithm, raw): (WasmStr, WasmList<u8>)) -> HostResult<Key> {
    let place = call.reserve()?;
    let guest = call.guest();
    let key = engine::SymmetricKey::import(guest.engine(), &call.text(&algorithm)?, call.bytes(&raw))?;
    call.insert(place, key)
}

pub(crate) fn export<T: 'static>(call: &mut Call<'_, T>, (this,): (Key,)) -> HostResult<Bytes> {
    let key = call.key(&this)?;
    Ok(output::secret(key.audit("export", key.export())?))
}

pub(crate) fn generate_managed<T: 'static>(
    call: &mut Call<'_, T>,
    (manager, algorithm, options): (Resource<SecretsManager>, WasmStr, Set),
) -> Begun<Place, Managed<engine::SymmetricKey>> {
    let place = call.reserve()?;
    let secrets = call.value(&manager)?;
    let key = generated(call, &algorithm, options)?;
    call.start_without(place, |_, _| api::store_generated(secrets, key))
}

/// The outer error is the host's, the inner one that of generating.
fn generated<T: 'static>(
    call: &mut Call<'_, T>,
    algorithm: &WasmStr,
    options: Set,
) -> HostResult<engine::Result<engine::SymmetricKey>> {
    let guest = call.guest();
    let options = call.optional(options.as_ref())?;
    let options = options.as_ref().map(|options| options.lock()).transpose()?;
    Ok(engine::SymmetricKey::generate(guest.engine(), &call.text(algorithm)?, options.as_deref()))
}
