//! External secrets: secrets of the application that the host keeps, or seals for the guest to keep.

use wasi_crypto_engine::{Error, Result, SecretBytes, Share, memory};
use wasi_crypto_keystore::Selector;
use wasi_crypto_secrets::{GuestSecrets, StoredSecret, encapsulated_len};

use crate::guest::Guest;
use crate::inputs::Inputs;
use crate::managed::identifier;
use crate::work::Work;

/// Stores a secret, the first list.
///
/// # Errors
/// [`Error::Overflow`] if it is longer than `max_buffered_message`, or the guest would hold more than it may.
pub fn store(guest: &Guest, manager: GuestSecrets, inputs: &dyn Inputs, expiration: u64) -> Result<Work<StoredSecret>> {
    let (secret, share) = secret(guest, inputs, 0)?;
    Work::wait(async move {
        let stored = manager.store_secret(&secret, expiration).await;
        drop(share);
        stored
    })
}

/// Stores a secret, the second list, as the next version of one whose identifier is the first.
///
/// # Errors
/// As [`store`]; [`Error::NotFound`] for an identifier that is longer than any.
pub fn replace(guest: &Guest, manager: GuestSecrets, inputs: &dyn Inputs, expiration: u64) -> Result<Work<u64>> {
    let (id, (secret, share)) = (identifier(inputs, 0)?, secret(guest, inputs, 1)?);
    Work::wait(async move {
        let version = manager.replace_secret(&id, &secret, expiration).await;
        drop(share);
        version
    })
}

/// Looks a secret up, whose identifier is the first list.
///
/// # Errors
/// [`Error::NotFound`] for an identifier that is longer than any.
pub fn from_id(manager: GuestSecrets, inputs: &dyn Inputs, which: Selector) -> Result<Work<SecretBytes>> {
    let id = identifier(inputs, 0)?;
    Work::wait(async move { manager.secret_from_id(&id, which).await })
}

/// Revokes a version of a secret, or all; its identifier is the first list.
///
/// # Errors
/// [`Error::NotFound`] for an identifier that is longer than any.
pub fn invalidate(manager: GuestSecrets, inputs: &dyn Inputs, which: Selector) -> Result<Work<()>> {
    let id = identifier(inputs, 0)?;
    Work::wait(async move { manager.invalidate_secret(&id, which).await })
}

/// Seals a secret, the first list.
///
/// # Errors
/// As [`store`].
pub fn encapsulate(
    guest: &Guest,
    manager: GuestSecrets,
    inputs: &dyn Inputs,
    expiration: u64,
) -> Result<Work<Vec<u8>>> {
    let (secret, share) = secret(guest, inputs, 0)?;
    Work::wait(async move {
        let sealed = manager.encapsulate_secret(&secret, expiration).await;
        drop(share);
        sealed
    })
}

/// Opens a sealed secret, the first list.
///
/// # Errors
/// [`Error::VerificationFailed`] for what is longer than the longest secret, encapsulated: it was not made here.
/// [`Error::Overflow`] if the guest would hold more than it may.
pub fn decapsulate(guest: &Guest, manager: GuestSecrets, inputs: &dyn Inputs) -> Result<Work<SecretBytes>> {
    let sealed = inputs.list(0);
    if sealed.len() > encapsulated_len(guest.limits().max_buffered_message) {
        return Err(Error::VerificationFailed);
    }
    let (share, sealed) = (guest.budget().take(sealed.len())?, memory::copy(sealed)?);
    Work::wait(async move {
        let secret = manager.decapsulate_secret(&sealed).await;
        drop(share);
        secret
    })
}

/// A secret, copied out of the guest's memory if it is not longer than anything the host takes at once.
fn secret(guest: &Guest, inputs: &dyn Inputs, number: usize) -> Result<(SecretBytes, Share)> {
    let bytes = inputs.list(number);
    if bytes.len() > guest.limits().max_buffered_message {
        return Err(Error::Overflow);
    }
    let share = guest.budget().take(bytes.len())?;
    Ok((SecretBytes::new(memory::copy(bytes)?), share))
}
