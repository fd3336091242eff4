//! The host's keys: what the guest has of them is a handle.

use std::cell::RefCell;

use wasi_crypto_client::KeyPair;
use wasi_crypto_client::managed::{Managed, SecretsManager, Version};
use wasi_crypto_client::sign::signature::{Signer, Verifier};
use wasi_crypto_client::sign::{Signature, SigningKey, VerifyingKey};

use crate::{Algorithm, Failure};

/// A key and its public half.
struct Key {
    algorithm: Algorithm,
    signing: SigningKey,
    verifying: VerifyingKey,
}

thread_local! {
    /// Those that this instance has used: for the next request, if there is one.
    static KEYS: RefCell<Vec<Key>> = const { RefCell::new(Vec::new()) };
}

/// Signs with the key for an algorithm.
pub fn sign(algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, Failure> {
    with(algorithm, |key| {
        let signature: Signature = key.signing.try_sign(message).map_err(no_key)?;
        Ok(signature.into())
    })
}

/// Checks a signature with the key for an algorithm.
pub fn verify(algorithm: Algorithm, message: &[u8], signature: &[u8]) -> Result<(), Failure> {
    with(algorithm, |key| key.verifying.verify(message, &signature.into()).map_err(|_| Failure::Wrong))
}

fn with<T>(algorithm: Algorithm, work: impl FnOnce(&Key) -> Result<T, Failure>) -> Result<T, Failure> {
    KEYS.with_borrow_mut(|keys| {
        let found = keys.iter().position(|key| key.algorithm == algorithm);
        let index = match found {
            Some(index) => index,
            None => {
                keys.push(Key::of_host(algorithm)?);
                keys.len() - 1
            }
        };
        work(&keys[index])
    })
}

impl Key {
    fn of_host(algorithm: Algorithm) -> Result<Self, Failure> {
        let (name, kind) = match algorithm {
            Algorithm::Es256 => ("jwt-es256", "ECDSA_P256_SHA256"),
            Algorithm::EdDsa => ("jwt-eddsa", "Ed25519"),
            Algorithm::Rs256 => ("jwt-rs256", "RSA_PKCS1_2048_SHA256"),
        };
        let manager = SecretsManager::open().map_err(no_key)?;
        let pair = KeyPair::from_id(&manager, name.as_bytes(), Version::Latest).map_err(no_key)?;
        // A key of another kind under that name would sign something else than the token says.
        if pair.algorithm() != kind {
            return Err(Failure::NoKey(format!("{name} is no key for {kind}")));
        }
        let verifying = pair.public_key().map_err(no_key)?.into();
        Ok(Self { algorithm, signing: pair.into(), verifying })
    }
}

fn no_key(error: impl std::fmt::Display) -> Failure {
    Failure::NoKey(error.to_string())
}
