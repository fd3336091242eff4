//! `wasi:crypto/key-exchange`: Diffie-Hellman and key encapsulation.
//!
//! Every operation exists twice: one returns the secret's bytes, one makes a symmetric key of them here, so that they
//! never enter the guest.

use wasi_crypto_api::asymmetric as api;
use wasi_crypto_api::place::Place;

use crate::asymmetric::{public, secret};
use crate::bindings::asymmetric::{PublicKeyBorrow, SecretKeyBorrow};
use crate::bindings::key_exchange::{Encapsulation, Guest, KeyEncapsulation};
use crate::bindings::symmetric::SymmetricKey;
use crate::bindings::{Provider, Result};
use crate::objects::{CleanStack, Object, guest, reserve};
use crate::symmetric::plain;

impl Guest for Provider {
    fn dh(public_key: PublicKeyBorrow<'_>, secret_key: SecretKeyBorrow<'_>) -> Result<Vec<u8>> {
        Ok(plain(api::dh(&public(&public_key)?, &secret(&secret_key)?)?))
    }

    fn encapsulate(public_key: PublicKeyBorrow<'_>) -> Result<Encapsulation> {
        let result = api::encapsulate(&public(&public_key)?)?;
        Ok(Encapsulation { secret: plain(result.secret), encapsulated: result.encapsulated })
    }

    fn decapsulate(secret_key: SecretKeyBorrow<'_>, encapsulated: Vec<u8>) -> Result<Vec<u8>> {
        Ok(plain(api::decapsulate(&secret(&secret_key)?, &encapsulated)?))
    }

    fn dh_key(
        public_key: PublicKeyBorrow<'_>,
        secret_key: SecretKeyBorrow<'_>,
        algorithm: String,
    ) -> Result<SymmetricKey> {
        let place = reserve()?;
        key(place, &algorithm, &api::dh(&public(&public_key)?, &secret(&secret_key)?)?)
    }

    fn encapsulate_key(public_key: PublicKeyBorrow<'_>, algorithm: String) -> Result<KeyEncapsulation> {
        let place = reserve()?;
        let result = api::encapsulate(&public(&public_key)?)?;
        Ok(KeyEncapsulation { key: key(place, &algorithm, &result.secret)?, encapsulated: result.encapsulated })
    }

    fn decapsulate_key(
        secret_key: SecretKeyBorrow<'_>,
        encapsulated: Vec<u8>,
        algorithm: String,
    ) -> Result<SymmetricKey> {
        let place = reserve()?;
        key(place, &algorithm, &api::decapsulate(&secret(&secret_key)?, &encapsulated)?)
    }
}

fn key(place: Place, algorithm: &str, secret: &[u8]) -> Result<SymmetricKey> {
    let _clean = CleanStack;
    let key = api::key(guest()?, algorithm, secret)?;
    Ok(SymmetricKey::new(Object::new(place, key)))
}
