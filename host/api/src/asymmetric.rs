//! Key pairs, and secrets agreed upon with them.

use std::sync::{Arc, Mutex};

use wasi_crypto_engine::key_exchange::{self, Encapsulation};
use wasi_crypto_engine::{Category, Error, KeyPair, Options, PublicKey, Result, SecretBytes, SecretKey, SymmetricKey};
use wasi_crypto_secrets::{GuestSecrets, Managed};

use crate::guest::{Caller, Guest};
use crate::length::Length;
use crate::managed;
use crate::used::Used;
use crate::work::Work;
use crate::workers::{Lane, Order};

/// Option sets as they are behind handles.
pub type SharedOptions = Arc<Mutex<Options>>;

/// Generates a key pair.
///
/// # Errors
/// Those of [`KeyPair::generate`]; [`Error::Overflow`] if the work is more than a call may cost.
pub fn generate(
    caller: &Caller,
    category: Category,
    algorithm: &str,
    options: Option<SharedOptions>,
) -> Result<Work<KeyPair>> {
    let engine = caller.guest().engine().clone();
    let length = caller.admit(KeyPair::generate_price(&engine, category, algorithm))?;
    let algorithm = algorithm.to_owned();
    let generate = move || {
        let options = match &options {
            Some(options) => Some(options.lock().map_err(|_| Error::InternalError)?),
            None => None,
        };
        KeyPair::generate(&engine, category, &algorithm, options.as_deref())
    };
    Ok(match length {
        Length::Short => Work::Done(generate()?),
        Length::Long(long) => {
            let order = Order { client: caller.guest().client(), lane: Lane::Others, long };
            Work::compute(order, move || Ok(Work::Done(generate()?)))
        }
    })
}

/// Generates a key pair in the store.
///
/// # Errors
/// [`Error::Overflow`] if the work is more than a call may cost.
pub fn generate_managed(
    caller: &Caller,
    secrets: GuestSecrets,
    category: Category,
    algorithm: &str,
    options: Option<SharedOptions>,
) -> Result<Work<Managed<KeyPair>>> {
    match generate(caller, category, algorithm, options) {
        Ok(work) => work.then(move |key_pair| managed::store_generated(secrets, key_pair)),
        // The store hears of what could not be generated as well.
        Err(error) => managed::store_generated(secrets, Err(error)),
    }
}

/// A shared secret.
///
/// # Errors
/// Those of [`key_exchange::dh`].
pub fn dh(public_key: &PublicKey, secret_key: &Used<SecretKey>) -> Result<SecretBytes> {
    secret_key.audit("dh", key_exchange::dh(public_key, secret_key))
}

/// A shared secret for the holder of the secret key.
///
/// # Errors
/// Those of [`key_exchange::encapsulate`].
pub fn encapsulate(public_key: &PublicKey) -> Result<Encapsulation> {
    key_exchange::encapsulate(public_key)
}

/// The shared secret of an encapsulation.
///
/// # Errors
/// Those of [`key_exchange::decapsulate`].
pub fn decapsulate(secret_key: &Used<SecretKey>, encapsulated: &[u8]) -> Result<SecretBytes> {
    secret_key.audit("decapsulate", key_exchange::decapsulate(secret_key, encapsulated))
}

/// A symmetric key made of a shared secret, which never enters the guest.
///
/// # Errors
/// Those of [`SymmetricKey::import`].
pub fn key(guest: &Guest, algorithm: &str, secret: &[u8]) -> Result<SymmetricKey> {
    SymmetricKey::import(guest.engine(), algorithm, secret)
}
