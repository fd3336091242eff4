//! `wasi:crypto/key-exchange`: Diffie-Hellman and key encapsulation.
//!
//! Every operation exists twice: one returns the secret's bytes, one makes a symmetric key of them here, so that they
//! never enter the guest.

use bytes::Bytes;
use wasi_crypto_engine::{SymmetricKey as EngineKey, key_exchange};
use wasmtime::component::{Linker, Resource, WasmList, WasmStr};

use crate::bindings::{Encapsulation, KeyEncapsulation};
use crate::call::{Binder, Call, Getter};
use crate::error::HostResult;
use crate::output;
use crate::resources::{PublicKey, SecretKey};

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
    let (public_key, secret_key) = (call.value(&public_key)?, call.key(&secret_key, "dh")?);
    Ok(output::secret(secret_key.audit(key_exchange::dh(&public_key, &secret_key))?))
}

pub(crate) fn encapsulate<T: 'static>(call: &mut Call<'_, T>, (public_key,): (Public,)) -> HostResult<Encapsulation> {
    let result = key_exchange::encapsulate(&call.value(&public_key)?)?;
    Ok(Encapsulation { secret: output::secret(result.secret), encapsulated: Bytes::from(result.encapsulated) })
}

pub(crate) fn decapsulate<T: 'static>(
    call: &mut Call<'_, T>,
    (secret_key, encapsulated): (Secret, WasmList<u8>),
) -> HostResult<Bytes> {
    let secret_key = call.key(&secret_key, "decapsulate")?;
    Ok(output::secret(secret_key.audit(key_exchange::decapsulate(&secret_key, call.bytes(&encapsulated)))?))
}

fn bind_keys<T: 'static>(exchange: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    exchange.func("dh-key", |call, (public_key, secret_key, algorithm): (Public, Secret, WasmStr)| {
        let slot = call.reserve()?;
        let (public_key, secret_key) = (call.value(&public_key)?, call.key(&secret_key, "dh")?);
        let secret = secret_key.audit(key_exchange::dh(&public_key, &secret_key))?;
        let engine = call.engine();
        let key = EngineKey::import(&engine, &call.text(&algorithm)?, &secret)?;
        call.insert(slot, key)
    })?;
    exchange.func("encapsulate-key", |call, (public_key, algorithm): (Public, WasmStr)| {
        let slot = call.reserve()?;
        let result = key_exchange::encapsulate(&call.value(&public_key)?)?;
        let engine = call.engine();
        let key = EngineKey::import(&engine, &call.text(&algorithm)?, &result.secret)?;
        Ok(KeyEncapsulation { key: call.insert(slot, key)?, encapsulated: Bytes::from(result.encapsulated) })
    })?;
    exchange.func("decapsulate-key", |call, (secret_key, encapsulated, algorithm): (Secret, WasmList<u8>, WasmStr)| {
        let slot = call.reserve()?;
        let secret_key = call.key(&secret_key, "decapsulate")?;
        let secret = secret_key.audit(key_exchange::decapsulate(&secret_key, call.bytes(&encapsulated)))?;
        let engine = call.engine();
        let key = EngineKey::import(&engine, &call.text(&algorithm)?, &secret)?;
        call.insert(slot, key)
    })
}
