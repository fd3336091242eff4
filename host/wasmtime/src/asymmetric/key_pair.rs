//! `key-pair`.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use wasi_crypto_engine as engine;
use wasi_crypto_engine::{Category, KeyEncoding as Encoding};
use wasi_crypto_secrets::{Managed, Provenance};
use wasmtime::component::{Resource, WasmList, WasmStr};

use crate::bindings::{AlgorithmType, KeyEncoding};
use crate::call::{Binder, Call};
use crate::effort::Effort;
use crate::error::HostResult;
use crate::flavour::{Begun, Flavour, Pending, Work};
use crate::limits::Slot;
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
    let slot = call.reserve()?;
    let (engine, category, encoding) = (call.engine(), category.into(), encoding.into());
    let key_pair = engine::KeyPair::import(&engine, category, &call.text(&algorithm)?, call.bytes(&encoded), encoding)?;
    call.insert(slot, key_pair)
}

pub(crate) fn from_keys<T: 'static>(
    call: &mut Call<'_, T>,
    (public_key, secret_key): (Resource<PublicKey>, Resource<SecretKey>),
) -> HostResult<This> {
    let slot = call.reserve()?;
    let provenance = call.provenance(&secret_key)?;
    let (public_key, secret_key) = (call.value(&public_key)?, call.value(&secret_key)?);
    call.insert_key(slot, engine::KeyPair::from_keys(&public_key, &secret_key)?, provenance)
}

pub(crate) fn export<T: 'static, E: Into<Encoding>>(
    call: &mut Call<'_, T>,
    (this, encoding): (This, E),
) -> HostResult<Bytes> {
    let key_pair = call.key(&this, "export")?;
    Ok(output::secret(key_pair.audit(key_pair.export(encoding.into()))?))
}

pub(crate) fn public_key<T: 'static>(call: &mut Call<'_, T>, (this,): (This,)) -> HostResult<Resource<PublicKey>> {
    let slot = call.reserve()?;
    let public_key = call.value(&this)?.public_key()?;
    call.insert(slot, public_key)
}

pub(crate) fn secret_key<T: 'static>(call: &mut Call<'_, T>, (this,): (This,)) -> HostResult<Resource<SecretKey>> {
    let slot = call.reserve()?;
    let secret_key = call.value(&this)?.secret_key()?;
    let provenance = call.provenance(&this)?;
    call.insert_key(slot, secret_key, provenance)
}

pub(crate) fn generate<T: 'static>(
    call: &mut Call<'_, T>,
    (category, algorithm, options): (AlgorithmType, WasmStr, Set),
) -> Begun<Slot, engine::KeyPair> {
    let slot = call.reserve()?;
    let generation = Generation::new(call, category, &algorithm, options)?;
    if generation.is_slow() {
        return Ok((slot, Work::compute(generation.effort(), move || Ok(generation.run()??))));
    }
    Ok((slot, Work::Done(generation.run()??)))
}

pub(crate) fn insert_generated<T: 'static>(
    call: &mut Call<'_, T>,
    slot: Slot,
    key_pair: engine::KeyPair,
) -> HostResult<This> {
    call.insert_key(slot, key_pair, Provenance::Generated)
}

pub(crate) fn generate_managed<T: 'static>(
    call: &mut Call<'_, T>,
    (manager, category, algorithm, options): (Resource<SecretsManager>, AlgorithmType, WasmStr, Set),
) -> Begun<Slot, Managed<engine::KeyPair>> {
    let slot = call.reserve()?;
    let secrets = call.value(&manager)?;
    let generation = Generation::new(call, category, &algorithm, options)?;
    let store =
        |key_pair| -> Pending<_> { Box::pin(async move { Ok(secrets.store_generated_key_pair(key_pair).await?) }) };
    if generation.is_slow() {
        return Ok((slot, Work::compute_and(generation.effort(), move || generation.run(), store)));
    }
    Ok((slot, Work::Wait(store(generation.run()?))))
}

/// A key generation that owns what it needs, so that it can leave the thread of the store.
struct Generation {
    engine: engine::Engine,
    category: Category,
    algorithm: String,
    options: Option<Arc<Mutex<engine::Options>>>,
}

impl Generation {
    fn new<T: 'static>(
        call: &mut Call<'_, T>,
        category: AlgorithmType,
        algorithm: &WasmStr,
        options: Option<Resource<Options>>,
    ) -> HostResult<Self> {
        let engine = call.engine();
        let options = call.optional(options.as_ref())?;
        let algorithm = call.text(algorithm)?.into_owned();
        Ok(Self { engine, category: category.into(), algorithm, options })
    }

    fn is_slow(&self) -> bool {
        engine::KeyPair::is_slow_to_generate(&self.engine, self.category, &self.algorithm)
    }

    fn effort(&self) -> Effort {
        Effort::of_key(&self.algorithm)
    }

    /// The outer error is the host's, the inner one that of generating.
    fn run(&self) -> HostResult<engine::Result<engine::KeyPair>> {
        let options = self.options.as_ref().map(|options| options.lock()).transpose()?;
        Ok(engine::KeyPair::generate(&self.engine, self.category, &self.algorithm, options.as_deref()))
    }
}
