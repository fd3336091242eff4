//! Many operations in one call. A batch that would hash many passwords is refused as well: their time would add up to
//! more than the limits allow one call.

use super::{Entries, StateObject};
use crate::batch;
use crate::bindings::symmetric::{DetachedCiphertext, GuestSymmetricState, SymmetricStateBorrow, SymmetricTag};
use crate::bindings::{ErrorCode, Result};
use crate::common::length;
use crate::objects::engine;

type This<'a> = SymmetricStateBorrow<'a>;

pub(super) fn squeeze(entries: &[(This<'_>, u32)]) -> Entries<Vec<u8>> {
    batch::check_len(entries)?;
    check(entries.iter().map(|(state, _)| state))?;
    none_is_slow(entries.first().map(|(state, _)| state))?;
    // One entry may be as long as a single call allows, but a thousand of that length would be gigabytes.
    let total = entries.iter().try_fold(0_u32, |total, (_, len)| total.checked_add(*len));
    if length(total.ok_or(ErrorCode::Overflow)?)? > engine()?.limits().max_output_len {
        return Err(ErrorCode::Overflow);
    }
    Ok(entries.iter().map(|(state, len)| object(state).squeeze(*len)).collect())
}

pub(super) fn squeeze_tag(states: &[This<'_>]) -> Entries<SymmetricTag> {
    batch::check_len(states)?;
    check(states.iter())?;
    none_is_slow(states.first())?;
    Ok(states.iter().map(|state| object(state).squeeze_tag()).collect())
}

pub(super) fn encrypt(entries: Vec<(This<'_>, Vec<u8>)>) -> Entries<Vec<u8>> {
    batch::check_len(&entries)?;
    check(entries.iter().map(|(state, _)| state))?;
    Ok(entries.into_iter().map(|(state, data)| object(&state).encrypt(data)).collect())
}

pub(super) fn encrypt_detached(entries: Vec<(This<'_>, Vec<u8>)>) -> Entries<DetachedCiphertext> {
    batch::check_len(&entries)?;
    check(entries.iter().map(|(state, _)| state))?;
    Ok(entries.into_iter().map(|(state, data)| object(&state).encrypt_detached(data)).collect())
}

pub(super) fn decrypt(entries: Vec<(This<'_>, Vec<u8>)>) -> Entries<Vec<u8>> {
    batch::check_len(&entries)?;
    check(entries.iter().map(|(state, _)| state))?;
    Ok(entries.into_iter().map(|(state, data)| object(&state).decrypt(data)).collect())
}

pub(super) fn decrypt_detached(entries: Vec<(This<'_>, Vec<u8>, Vec<u8>)>) -> Entries<Vec<u8>> {
    batch::check_len(&entries)?;
    check(entries.iter().map(|(state, ..)| state))?;
    Ok(entries.into_iter().map(|(state, data, tag)| object(&state).decrypt_detached(data, tag)).collect())
}

fn object<'a>(state: &'a This<'_>) -> &'a StateObject {
    state.get()
}

/// Refuses states that are not all of one algorithm.
fn check<'a, 'b: 'a>(states: impl Iterator<Item = &'a This<'b>>) -> Result<()> {
    batch::one_algorithm(states.map(|state| Ok(object(state).get()?.algorithm())))
}

/// Refuses slow states. They are all of one algorithm, so the first speaks for all.
fn none_is_slow(first: Option<&This<'_>>) -> Result<()> {
    match first {
        Some(state) if object(state).get()?.is_slow() => Err(ErrorCode::NotImplemented),
        _ => Ok(()),
    }
}
