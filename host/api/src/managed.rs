//! Managed keys: keys and key pairs in the host's store, the same way for both.
//!
//! A host without a store answers `unsupported-feature` when a guest opens a secrets manager; no manager exists then, so
//! nothing that borrows one can be reached.

use wasi_crypto_engine::{Error, Result};
use wasi_crypto_keystore::{MAX_ID_LEN, Selector};
use wasi_crypto_secrets::{GuestSecrets, Managed, Storable};

use crate::guest::Guest;
use crate::handle::Handle;
use crate::inputs::Inputs;
use crate::work::Work;

/// Stores a key. Its handle [becomes](Handle::becomes) the stored one.
///
/// # Errors
/// Those of [`Work::wait`].
pub fn store<K: Storable>(secrets: GuestSecrets, handle: &Handle<K>) -> Result<Work<Managed<K>>> {
    let (key, origin) = (handle.value(), handle.provenance().origin());
    Work::wait(async move { secrets.store_key(&key, origin).await })
}

/// Stores a key as the next version of another. The replacement's handle [becomes](Handle::becomes) the stored one.
///
/// # Errors
/// [`Error::UnsupportedFeature`] if the other is not in a store.
pub fn replace<K: Storable>(
    secrets: GuestSecrets,
    old: &Handle<K>,
    replacement: &Handle<K>,
) -> Result<Work<Managed<K>>> {
    let (old, new, provenance) = (old.managed()?, replacement.value(), replacement.provenance().clone());
    Work::wait(async move { secrets.replace_key(&old, &new, &provenance).await })
}

/// Looks a key up.
///
/// # Errors
/// [`Error::NotFound`] for an identifier that is longer than any.
pub fn find<K: Storable>(
    guest: &Guest,
    secrets: GuestSecrets,
    inputs: &dyn Inputs,
    which: Selector,
) -> Result<Work<Managed<K>>> {
    let (engine, id) = (guest.engine().clone(), identifier(inputs, 0)?);
    Work::wait(async move { secrets.find_key(&engine, &id, which).await })
}

/// Revokes a version of a key, or all.
///
/// # Errors
/// [`Error::NotFound`] for an identifier that is longer than any.
pub fn invalidate(secrets: GuestSecrets, inputs: &dyn Inputs, which: Selector) -> Result<Work<()>> {
    let id = identifier(inputs, 0)?;
    Work::wait(async move { secrets.invalidate(&id, which).await })
}

/// Stores what came of generating a key.
///
/// # Errors
/// Those of [`Work::wait`].
pub fn store_generated<K: Storable>(secrets: GuestSecrets, key: Result<K>) -> Result<Work<Managed<K>>> {
    Work::wait(async move { secrets.store_generated(key).await })
}

/// An identifier, copied out of the guest's memory if it can be one at all.
pub(crate) fn identifier(inputs: &dyn Inputs, number: usize) -> Result<Vec<u8>> {
    let id = inputs.list(number);
    if id.len() > MAX_ID_LEN { Err(Error::NotFound) } else { Ok(id.to_vec()) }
}
