//! Many operations on symmetric states in one call.
//!
//! A batch that would hash passwords is refused as a whole, besides what [`crate::batch`] says of all.

use wasi_crypto_engine::{Error, Result, SecretBytes, Step as Operation};

use super::{Detached, Shared, Tag, decrypt, decrypt_detached, encrypt, encrypt_detached, squeeze, squeeze_tag};
use crate::batch::{self, Outcomes};
use crate::guest::Caller;
use crate::inputs::Inputs;
use crate::output::Output;
use crate::place::Place;
use crate::work::Work;

/// Squeezes so many bytes from each state.
///
/// # Errors
/// [`Error::UnsupportedFeature`] if the states are not of one algorithm; [`Error::NotImplemented`] if they hash passwords;
/// [`Error::Overflow`] if the outputs together are longer than one may be, or the work more than a call may cost.
pub fn batch_squeeze(
    caller: &Caller,
    entries: Vec<(Shared, u32)>,
    inputs: &dyn Inputs,
) -> Result<Work<Outcomes<Output<SecretBytes>>>> {
    one_algorithm(entries.iter().map(|(state, _)| state))?;
    none_is_slow(entries.first().map(|(state, _)| state))?;
    batch::admit_output(caller.guest().limits(), entries.iter().map(|(_, len)| *len))?;
    let prices = entries.iter().map(|(state, len)| {
        let len = usize::try_from(*len).map_err(|_| Error::Overflow)?;
        Ok(state.lock()?.price(Operation::Squeeze(len)))
    });
    let price = batch::total(prices)?;
    batch::each(caller, entries, price, inputs, |caller, (state, len), _, inputs| squeeze(caller, state, *len, inputs))
}

/// Makes a tag of each state, each with a place of its own.
///
/// # Errors
/// As [`batch_squeeze`].
pub fn batch_squeeze_tag(
    caller: &Caller,
    states: Vec<Shared>,
    inputs: &dyn Inputs,
) -> Result<Work<Outcomes<(Place, Tag)>>> {
    tags(caller, states, inputs, |caller, state, inputs| batch::placed(caller, || squeeze_tag(caller, state, inputs)))
}

/// Makes a tag of each state, for a caller who has taken the places before.
///
/// # Errors
/// As [`batch_squeeze`].
pub fn batch_tags(caller: &Caller, states: Vec<Shared>, inputs: &dyn Inputs) -> Result<Work<Outcomes<Tag>>> {
    tags(caller, states, inputs, squeeze_tag)
}

/// Encrypts the list of each entry.
///
/// # Errors
/// As [`batch_squeeze`].
pub fn batch_encrypt(
    caller: &Caller,
    states: Vec<Shared>,
    inputs: &dyn Inputs,
) -> Result<Work<Outcomes<Output<Vec<u8>>>>> {
    messages(caller, states, inputs, 1, Operation::Encrypt, encrypt)
}

/// Encrypts the list of each entry; each tag has a place of its own.
///
/// # Errors
/// As [`batch_squeeze`].
pub fn batch_encrypt_detached(
    caller: &Caller,
    states: Vec<Shared>,
    inputs: &dyn Inputs,
) -> Result<Work<Outcomes<(Place, Detached)>>> {
    messages(caller, states, inputs, 1, Operation::Encrypt, |caller, state, inputs, number| {
        batch::placed(caller, || encrypt_detached(caller, state, inputs, number))
    })
}

/// Encrypts the list of each entry, for a caller who has taken the places of the tags before.
///
/// # Errors
/// As [`batch_squeeze`].
pub fn batch_ciphertexts_and_tags(
    caller: &Caller,
    states: Vec<Shared>,
    inputs: &dyn Inputs,
) -> Result<Work<Outcomes<Detached>>> {
    messages(caller, states, inputs, 1, Operation::Encrypt, encrypt_detached)
}

/// Checks and decrypts the list of each entry.
///
/// # Errors
/// As [`batch_squeeze`].
pub fn batch_decrypt(
    caller: &Caller,
    states: Vec<Shared>,
    inputs: &dyn Inputs,
) -> Result<Work<Outcomes<Output<SecretBytes>>>> {
    messages(caller, states, inputs, 1, Operation::Decrypt, decrypt)
}

/// Checks and decrypts the first list of each entry; the second is the tag.
///
/// # Errors
/// As [`batch_squeeze`].
pub fn batch_decrypt_detached(
    caller: &Caller,
    states: Vec<Shared>,
    inputs: &dyn Inputs,
) -> Result<Work<Outcomes<Output<SecretBytes>>>> {
    messages(caller, states, inputs, 2, Operation::Decrypt, decrypt_detached)
}

fn tags<R: Send + 'static>(
    caller: &Caller,
    states: Vec<Shared>,
    inputs: &dyn Inputs,
    begin: fn(&Caller, &Shared, &dyn Inputs) -> Result<Work<R>>,
) -> Result<Work<Outcomes<R>>> {
    one_algorithm(states.iter())?;
    none_is_slow(states.first())?;
    let prices = states.iter().map(|state| Ok(state.lock()?.price(Operation::SqueezeTag)));
    let price = batch::total(prices)?;
    batch::each(caller, states, price, inputs, move |caller, state, _, inputs| begin(caller, state, inputs))
}

/// Entries of so many lists, the first of which is a message.
fn messages<R: Send + 'static>(
    caller: &Caller,
    states: Vec<Shared>,
    inputs: &dyn Inputs,
    lists: usize,
    operation: fn(usize) -> Operation,
    begin: fn(&Caller, &Shared, &dyn Inputs, usize) -> Result<Work<R>>,
) -> Result<Work<Outcomes<R>>> {
    one_algorithm(states.iter())?;
    let first = move |entry: usize| entry.saturating_mul(lists);
    let prices = states.iter().enumerate().map(|(entry, state)| {
        let len = inputs.list(first(entry)).len();
        Ok(state.lock()?.price(operation(len)))
    });
    let price = batch::total(prices)?;
    batch::each(caller, states, price, inputs, move |caller, state, entry, inputs| {
        begin(caller, state, inputs, first(entry))
    })
}

fn one_algorithm<'a>(states: impl Iterator<Item = &'a Shared>) -> Result<()> {
    batch::one_algorithm(states.map(|state| state.algorithm()))
}

/// Refuses slow states. They are all of one algorithm, so the first speaks for all.
fn none_is_slow(first: Option<&Shared>) -> Result<()> {
    match first {
        Some(state) if state.lock()?.is_slow() => Err(Error::NotImplemented),
        _ => Ok(()),
    }
}
