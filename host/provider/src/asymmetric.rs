//! `wasi:crypto/asymmetric`: key pairs and their halves, one file per resource.

mod key_pair;
mod public_key;
mod secret_key;

use wasi_crypto_api::used::Used;
use wasi_crypto_engine as engine;

use crate::bindings::asymmetric::{Guest, KeyPairBorrow, PublicKeyBorrow, SecretKeyBorrow};
use crate::bindings::{Provider, Result};
use crate::objects::Object;

/// `key-pair`
pub(crate) type KeyPairObject = Object<engine::KeyPair>;
/// `public-key`
pub(crate) type PublicKeyObject = Object<engine::PublicKey>;
/// `secret-key`
pub(crate) type SecretKeyObject = Object<engine::SecretKey>;

impl Guest for Provider {
    type KeyPair = KeyPairObject;
    type PublicKey = PublicKeyObject;
    type SecretKey = SecretKeyObject;
}

/// The key pair behind a handle.
pub(crate) fn pair(key_pair: &KeyPairBorrow<'_>) -> Result<Used<engine::KeyPair>> {
    key_pair.get::<KeyPairObject>().key()
}

/// The public key behind a handle.
pub(crate) fn public(public_key: &PublicKeyBorrow<'_>) -> Result<engine::PublicKey> {
    public_key.get::<PublicKeyObject>().value()
}

/// The secret key behind a handle.
pub(crate) fn secret(secret_key: &SecretKeyBorrow<'_>) -> Result<Used<engine::SecretKey>> {
    secret_key.get::<SecretKeyObject>().key()
}
