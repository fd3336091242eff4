//! `wasi:crypto/key-exchange`: Diffie-Hellman and key encapsulation.
//!
//! Every operation exists twice: one returns the secret's bytes, one makes a symmetric key of them here, so that they
//! never enter the guest.

use wasi_crypto_engine::{self as engine, key_exchange};
use wasi_crypto_secrets::Provenance;

use crate::asymmetric::{public, secret};
use crate::bindings::asymmetric::{PublicKeyBorrow, SecretKeyBorrow};
use crate::bindings::key_exchange::{Encapsulation, Guest, KeyEncapsulation};
use crate::bindings::symmetric::SymmetricKey;
use crate::bindings::{Provider, Result};
use crate::managed::Key;
use crate::objects::{self, Slot, reserve};
use crate::symmetric::plain;

impl Guest for Provider {
    fn dh(public_key: PublicKeyBorrow<'_>, secret_key: SecretKeyBorrow<'_>) -> Result<Vec<u8>> {
        Ok(plain(key_exchange::dh(&public(&public_key)?, &secret(&secret_key)?)?))
    }

    fn encapsulate(public_key: PublicKeyBorrow<'_>) -> Result<Encapsulation> {
        let result = key_exchange::encapsulate(&public(&public_key)?)?;
        Ok(Encapsulation { secret: plain(result.secret), encapsulated: result.encapsulated })
    }

    fn decapsulate(secret_key: SecretKeyBorrow<'_>, encapsulated: Vec<u8>) -> Result<Vec<u8>> {
        Ok(plain(key_exchange::decapsulate(&secret(&secret_key)?, &encapsulated)?))
    }

    fn dh_key(
        public_key: PublicKeyBorrow<'_>,
        secret_key: SecretKeyBorrow<'_>,
        algorithm: String,
    ) -> Result<SymmetricKey> {
        let slot = reserve()?;
        key(slot, &algorithm, &key_exchange::dh(&public(&public_key)?, &secret(&secret_key)?)?)
    }

    fn encapsulate_key(public_key: PublicKeyBorrow<'_>, algorithm: String) -> Result<KeyEncapsulation> {
        let slot = reserve()?;
        let result = key_exchange::encapsulate(&public(&public_key)?)?;
        Ok(KeyEncapsulation { key: key(slot, &algorithm, &result.secret)?, encapsulated: result.encapsulated })
    }

    fn decapsulate_key(
        secret_key: SecretKeyBorrow<'_>,
        encapsulated: Vec<u8>,
        algorithm: String,
    ) -> Result<SymmetricKey> {
        let slot = reserve()?;
        key(slot, &algorithm, &key_exchange::decapsulate(&secret(&secret_key)?, &encapsulated)?)
    }
}

fn key(slot: Slot, algorithm: &str, raw: &[u8]) -> Result<SymmetricKey> {
    let key = engine::SymmetricKey::import(&objects::engine()?, algorithm, raw)?;
    Ok(SymmetricKey::new(Key::new(slot, key, Provenance::Guest)))
}
