//! `wasi:crypto/asymmetric`: key pairs and their halves, one file per resource.

mod key_pair;
mod public_key;
mod secret_key;

use wasi_crypto_engine as engine;

use crate::bindings::asymmetric::{Guest, KeyPairBorrow, PublicKeyBorrow, SecretKeyBorrow};
use crate::bindings::{Provider, Result};
use crate::managed::Key;
use crate::objects::Held;

/// `key-pair`
pub(crate) type KeyPairObject = Key<engine::KeyPair>;
/// `public-key`
pub(crate) type PublicKeyObject = Held<engine::PublicKey>;
/// `secret-key`
pub(crate) type SecretKeyObject = Key<engine::SecretKey>;

impl Guest for Provider {
    type KeyPair = KeyPairObject;
    type PublicKey = PublicKeyObject;
    type SecretKey = SecretKeyObject;
}

/// The key pair behind a handle.
pub(crate) fn pair(key_pair: &KeyPairBorrow<'_>) -> Result<engine::KeyPair> {
    key_pair.get::<KeyPairObject>().key()
}

/// The public key behind a handle.
pub(crate) fn public(public_key: &PublicKeyBorrow<'_>) -> Result<engine::PublicKey> {
    Ok(public_key.get::<PublicKeyObject>().get()?.clone())
}

/// The secret key behind a handle.
pub(crate) fn secret(secret_key: &SecretKeyBorrow<'_>) -> Result<engine::SecretKey> {
    secret_key.get::<SecretKeyObject>().key()
}
