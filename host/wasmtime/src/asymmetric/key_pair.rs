//! `key-pair`.

use bytes::Bytes;
use wasi_crypto_api::asymmetric as api;
use wasi_crypto_api::place::Place;
use wasi_crypto_engine as engine;
use wasi_crypto_engine::KeyEncoding as Encoding;
use wasi_crypto_secrets::{Managed, Provenance};
use wasmtime::component::{Resource, WasmList, WasmStr};

use crate::bindings::{AlgorithmType, KeyEncoding};
use crate::call::{Binder, Call};
use crate::error::HostResult;
use crate::flavour::{Begun, Flavour};
use crate::managed;
use crate::output;
use crate::resources::{KeyPair, Options, PublicKey, SecretKey, SecretsManager};

type This = Resource<KeyPair>;
type Set = Option<Resource<Options>>;

pub(super) fn bind<T: 'static, F: Flavour<T>>(asymmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    asymmetric.resource::<KeyPair>("key-pair")?;
    asymmetric.func("[static]key-pair.import", import::<T, KeyEncoding>)?;
    asymmetric.func("[static]key-pair.from-keys", from_keys)?;
    asymmetric.func("[method]key-pair.export", export::<T, KeyEncoding>)?;
    asymmetric.infallible("[method]key-pair.algorithm", |call, (this,): (This,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })?;
    asymmetric.func("[method]key-pair.public-key", public_key)?;
    asymmetric.func("[method]key-pair.secret-key", secret_key)?;
    F::func(asymmetric, "[static]key-pair.generate", generate, insert_generated)?;
    F::func(asymmetric, "[static]key-pair.generate-managed", generate_managed, managed::insert_stored)?;
    managed::bind::<T, F, engine::KeyPair>(asymmetric, "key-pair")
}

pub(crate) fn import<T: 'static, E: Into<Encoding>>(
    call: &mut Call<'_, T>,
    (category, algorithm, encoded, encoding): (AlgorithmType, WasmStr, WasmList<u8>, E),
) -> HostResult<This> {
    let place = call.reserve()?;
    let (guest, category, encoding) = (call.guest(), category.into(), encoding.into());
    let (algorithm, encoded) = (call.text(&algorithm)?, call.bytes(&encoded));
    let key_pair = engine::KeyPair::import(guest.engine(), category, &algorithm, encoded, encoding)?;
    call.insert(place, key_pair)
}

pub(crate) fn from_keys<T: 'static>(
    call: &mut Call<'_, T>,
    (public_key, secret_key): (Resource<PublicKey>, Resource<SecretKey>),
) -> HostResult<This> {
    let place = call.reserve()?;
    let provenance = call.provenance(&secret_key)?;
    let (public_key, secret_key) = (call.value(&public_key)?, call.value(&secret_key)?);
    call.insert_key(place, engine::KeyPair::from_keys(&public_key, &secret_key)?, provenance)
}

pub(crate) fn export<T: 'static, E: Into<Encoding>>(
    call: &mut Call<'_, T>,
    (this, encoding): (This, E),
) -> HostResult<Bytes> {
    let key_pair = call.key(&this)?;
    Ok(output::secret(key_pair.audit("export", key_pair.export(encoding.into()))?))
}

pub(crate) fn public_key<T: 'static>(call: &mut Call<'_, T>, (this,): (This,)) -> HostResult<Resource<PublicKey>> {
    let place = call.reserve()?;
    let public_key = call.value(&this)?.public_key()?;
    call.insert(place, public_key)
}

pub(crate) fn secret_key<T: 'static>(call: &mut Call<'_, T>, (this,): (This,)) -> HostResult<Resource<SecretKey>> {
    let place = call.reserve()?;
    let secret_key = call.value(&this)?.secret_key()?;
    let provenance = call.provenance(&this)?;
    call.insert_key(place, secret_key, provenance)
}

pub(crate) fn generate<T: 'static>(
    call: &mut Call<'_, T>,
    (category, algorithm, options): (AlgorithmType, WasmStr, Set),
) -> Begun<Place, engine::KeyPair> {
    let place = call.reserve()?;
    let options = call.optional(options.as_ref())?;
    let algorithm = call.name(&algorithm)?;
    call.start_without(place, |caller, _| api::generate(caller, category.into(), &algorithm, options))
}

pub(crate) fn insert_generated<T: 'static>(
    call: &mut Call<'_, T>,
    place: Place,
    key_pair: engine::KeyPair,
) -> HostResult<This> {
    call.insert_key(place, key_pair, Provenance::Generated)
}

pub(crate) fn generate_managed<T: 'static>(
    call: &mut Call<'_, T>,
    (manager, category, algorithm, options): (Resource<SecretsManager>, AlgorithmType, WasmStr, Set),
) -> Begun<Place, Managed<engine::KeyPair>> {
    let place = call.reserve()?;
    let secrets = call.value(&manager)?;
    let options = call.optional(options.as_ref())?;
    let algorithm = call.name(&algorithm)?;
    call.start_without(place, |caller, _| api::generate_managed(caller, secrets, category.into(), &algorithm, options))
}
