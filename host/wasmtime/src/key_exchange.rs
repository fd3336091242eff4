//! `wasi:crypto/key-exchange`: Diffie-Hellman and key encapsulation.
//!
//! Every operation exists twice: one returns the secret's bytes, one makes a symmetric key of them here, so that they
//! never enter the guest.

use bytes::Bytes;
use wasi_crypto_api::asymmetric as api;
use wasi_crypto_api::place::Place;
use wasmtime::component::{Linker, Resource, WasmList, WasmStr};

use crate::bindings::{Encapsulation, KeyEncapsulation};
use crate::call::{Binder, Call, Getter};
use crate::error::HostResult;
use crate::output;
use crate::resources::{PublicKey, SecretKey, SymmetricKey};

type Public = Resource<PublicKey>;
type Secret = Resource<SecretKey>;

pub(crate) fn add_to_linker<T: 'static>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut exchange = Binder::new(linker, "key-exchange", get)?;
    bind_bytes(&mut exchange)?;
    bind_keys(&mut exchange)
}

fn bind_bytes<T: 'static>(exchange: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    exchange.func("dh", dh)?;
    exchange.func("encapsulate", encapsulate)?;
    exchange.func("decapsulate", decapsulate)
}

pub(crate) fn dh<T: 'static>(call: &mut Call<'_, T>, (public_key, secret_key): (Public, Secret)) -> HostResult<Bytes> {
    let (public_key, secret_key) = (call.value(&public_key)?, call.key(&secret_key)?);
    Ok(output::secret(api::dh(&public_key, &secret_key)?))
}

pub(crate) fn encapsulate<T: 'static>(call: &mut Call<'_, T>, (public_key,): (Public,)) -> HostResult<Encapsulation> {
    let result = api::encapsulate(&call.value(&public_key)?)?;
    Ok(Encapsulation { secret: output::secret(result.secret), encapsulated: Bytes::from(result.encapsulated) })
}

pub(crate) fn decapsulate<T: 'static>(
    call: &mut Call<'_, T>,
    (secret_key, encapsulated): (Secret, WasmList<u8>),
) -> HostResult<Bytes> {
    let secret_key = call.key(&secret_key)?;
    Ok(output::secret(api::decapsulate(&secret_key, call.bytes(&encapsulated))?))
}

fn bind_keys<T: 'static>(exchange: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    exchange.func("dh-key", |call, (public_key, secret_key, algorithm): (Public, Secret, WasmStr)| {
        let place = call.reserve()?;
        let (public_key, secret_key) = (call.value(&public_key)?, call.key(&secret_key)?);
        let secret = api::dh(&public_key, &secret_key)?;
        insert(call, place, &algorithm, &secret)
    })?;
    exchange.func("encapsulate-key", |call, (public_key, algorithm): (Public, WasmStr)| {
        let place = call.reserve()?;
        let result = api::encapsulate(&call.value(&public_key)?)?;
        let key = insert(call, place, &algorithm, &result.secret)?;
        Ok(KeyEncapsulation { key, encapsulated: Bytes::from(result.encapsulated) })
    })?;
    exchange.func("decapsulate-key", |call, (secret_key, encapsulated, algorithm): (Secret, WasmList<u8>, WasmStr)| {
        let place = call.reserve()?;
        let secret_key = call.key(&secret_key)?;
        let secret = api::decapsulate(&secret_key, call.bytes(&encapsulated))?;
        insert(call, place, &algorithm, &secret)
    })
}

fn insert<T: 'static>(
    call: &mut Call<'_, T>,
    place: Place,
    algorithm: &WasmStr,
    secret: &[u8],
) -> HostResult<Resource<SymmetricKey>> {
    let guest = call.guest();
    let key = api::key(&guest, &call.text(algorithm)?, secret)?;
    call.insert(place, key)
}
