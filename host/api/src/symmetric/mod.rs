//! Symmetric states: what each operation promises.
//!
//! Lists are numbered as the arguments of the call: the first list of a call, or of an entry of a batch, has the number a
//! function is given, and the others follow it.

mod batch;

use std::ops::Range;
use std::sync::Arc;

use wasi_crypto_engine::{
    Budget, Error, Options, Result, SecretBytes, Step as Operation, SymmetricKey, SymmetricState, SymmetricTag,
};

use crate::guest::Caller;
use crate::inputs::Inputs;
use crate::length::{Length, Long};
use crate::output::Output;
use crate::state::State;
use crate::used::{Note, Used};
use crate::work::{Step, Work, carry};
use crate::workers::Lane;

pub use batch::{
    batch_ciphertexts_and_tags, batch_decrypt, batch_decrypt_detached, batch_encrypt, batch_encrypt_detached,
    batch_squeeze, batch_squeeze_tag, batch_tags,
};

/// A state behind a handle.
pub type Shared = Arc<State<SymmetricState>>;

/// A tag behind a handle.
pub type Tag = Arc<SymmetricTag>;

/// A ciphertext and its tag.
pub type Detached = Output<(Vec<u8>, Tag)>;

/// Opens a state.
///
/// # Errors
/// Those of [`SymmetricState::open`].
pub fn open(
    caller: &Caller,
    algorithm: &str,
    key: Option<&Used<SymmetricKey>>,
    options: Option<&Options>,
) -> Result<Shared> {
    let state = SymmetricState::open(caller.guest().engine(), algorithm, key.map(|key| &**key), options);
    let note = key.map(|key| key.note().clone()).unwrap_or_default();
    let state = note.audit("open-state", state)?;
    Ok(State::new(state.algorithm(), note, state))
}

/// An independent copy.
///
/// # Errors
/// Those of [`SymmetricState::try_clone`].
pub fn copy(state: &Shared) -> Result<Shared> {
    let copy = state.lock()?.try_clone()?;
    Ok(State::new(state.algorithm(), state.note().clone(), copy))
}

/// Absorbs a list: all of it, or nothing.
///
/// # Errors
/// Those of [`SymmetricState::absorb`]; [`Error::Overflow`] if the work is more than a call may cost.
pub fn absorb(caller: &Caller, state: &Shared, inputs: &dyn Inputs, number: usize) -> Result<Work<()>> {
    let data = inputs.list(number);
    let operation = Operation::Absorb(data.len());
    let mut locked = state.lock()?;
    match caller.admit(locked.price(operation))? {
        Length::Short => Ok(Work::Done(locked.absorb(data)?)),
        Length::Long(long) if locked.concatenates() => {
            let mut copy = locked.try_clone()?;
            copy.expect(data.len())?;
            let (step, mut done) = (long.step_of(data.len()), 0_usize);
            let state = Arc::clone(state);
            Ok(Work::steps(long, move |inputs| {
                let rest = inputs.list(number).get(done..).unwrap_or_default();
                let part = rest.get(..step).unwrap_or(rest);
                copy.absorb(part)?;
                done = done.saturating_add(part.len());
                if part.len() < rest.len() {
                    return Ok(Step::More);
                }
                std::mem::swap(&mut *state.lock()?, &mut copy);
                Ok(Step::Then(Work::Done(())))
            }))
        }
        Length::Long(long) => {
            drop(locked);
            elsewhere(caller, state, long, inputs, one(number), |_, copy, lists| copy.absorb(lists.list(0)))
        }
    }
}

/// Squeezes `len` bytes.
///
/// # Errors
/// Those of [`SymmetricState::squeeze`]; [`Error::Overflow`] if the work is more than a call may cost.
pub fn squeeze(caller: &Caller, state: &Shared, len: u32, inputs: &dyn Inputs) -> Result<Work<Output<SecretBytes>>> {
    // The engine checks the length before it allocates anything.
    let len = usize::try_from(len).map_err(|_| Error::Overflow)?;
    let paid = caller.output_len(len);
    operate(caller, state, "squeeze", Operation::Squeeze(len), inputs, 0..0, move |budget, state, _| {
        Output::of(budget, paid, || state.squeeze(len))
    })
}

/// Makes a tag.
///
/// # Errors
/// Those of [`SymmetricState::squeeze_tag`]; [`Error::Overflow`] if the work is more than a call may cost.
pub fn squeeze_tag(caller: &Caller, state: &Shared, inputs: &dyn Inputs) -> Result<Work<Tag>> {
    operate(caller, state, "squeeze-tag", Operation::SqueezeTag, inputs, 0..0, |_, state, _| {
        Ok(Arc::new(state.squeeze_tag()?))
    })
}

/// Derives a key of an algorithm.
///
/// # Errors
/// Those of [`SymmetricState::squeeze_key`]; [`Error::Overflow`] if the work is more than a call may cost.
pub fn squeeze_key(
    caller: &Caller,
    state: &Shared,
    algorithm: String,
    inputs: &dyn Inputs,
) -> Result<Work<SymmetricKey>> {
    operate(caller, state, "squeeze-key", Operation::SqueezeKey, inputs, 0..0, move |_, state, _| {
        state.squeeze_key(&algorithm)
    })
}

/// Encrypts a list; the tag follows the ciphertext.
///
/// # Errors
/// Those of [`SymmetricState::encrypt`]; [`Error::Overflow`] if the work is more than a call may cost.
pub fn encrypt(caller: &Caller, state: &Shared, inputs: &dyn Inputs, number: usize) -> Result<Work<Output<Vec<u8>>>> {
    let operation = Operation::Encrypt(inputs.list(number).len());
    operate(caller, state, "encrypt", operation, inputs, one(number), |budget, state, lists| {
        let data = lists.list(0);
        Output::of(budget, data.len(), || state.encrypt(data))
    })
}

/// Encrypts a list; the tag is by itself. Its place has been taken before.
///
/// # Errors
/// Those of [`SymmetricState::encrypt_detached`]; [`Error::Overflow`] if the work is more than a call may cost.
pub fn encrypt_detached(caller: &Caller, state: &Shared, inputs: &dyn Inputs, number: usize) -> Result<Work<Detached>> {
    let operation = Operation::Encrypt(inputs.list(number).len());
    operate(caller, state, "encrypt", operation, inputs, one(number), |budget, state, lists| {
        let data = lists.list(0);
        Output::of(budget, data.len(), || {
            let (ciphertext, tag) = state.encrypt_detached(data)?;
            Ok((ciphertext, Arc::new(tag)))
        })
    })
}

/// Checks and decrypts a list with its tag.
///
/// # Errors
/// Those of [`SymmetricState::decrypt`]; [`Error::Overflow`] if the work is more than a call may cost.
pub fn decrypt(
    caller: &Caller,
    state: &Shared,
    inputs: &dyn Inputs,
    number: usize,
) -> Result<Work<Output<SecretBytes>>> {
    let operation = Operation::Decrypt(inputs.list(number).len());
    operate(caller, state, "decrypt", operation, inputs, one(number), |budget, state, lists| {
        let data = lists.list(0);
        Output::of(budget, data.len(), || state.decrypt(data))
    })
}

/// Checks and decrypts a list; the next list is its tag.
///
/// # Errors
/// Those of [`SymmetricState::decrypt_detached`]; [`Error::Overflow`] if the work is more than a call may cost.
pub fn decrypt_detached(
    caller: &Caller,
    state: &Shared,
    inputs: &dyn Inputs,
    number: usize,
) -> Result<Work<Output<SecretBytes>>> {
    let operation = Operation::Decrypt(inputs.list(number).len());
    let numbers = number..number.saturating_add(2);
    operate(caller, state, "decrypt", operation, inputs, numbers, |budget, state, lists| {
        let data = lists.list(0);
        Output::of(budget, data.len(), || state.decrypt_detached(data, lists.list(1)))
    })
}

/// Ratchets.
///
/// # Errors
/// Those of [`SymmetricState::ratchet`].
pub fn ratchet(state: &Shared) -> Result<()> {
    let ratcheted = state.lock()?.ratchet();
    state.note().audit("ratchet", ratcheted)
}

/// Compares a tag with a list.
///
/// # Errors
/// Those of [`SymmetricTag::verify`]; [`Error::Overflow`] if the work is more than a call may cost.
pub fn verify_tag(caller: &Caller, tag: &Tag, inputs: &dyn Inputs, number: usize) -> Result<Work<()>> {
    let expected = inputs.list(number);
    match caller.admit(tag.price(expected))? {
        Length::Short => Ok(Work::Done(tag.verify(expected)?)),
        Length::Long(long) => {
            let tag = Arc::clone(tag);
            carry(caller, (Lane::Passwords, long), inputs, one(number), move |lists| {
                Ok(Work::Done(tag.verify(lists.list(0))?))
            })
        }
    }
}

fn one(number: usize) -> Range<usize> {
    number..number.saturating_add(1)
}

/// An operation on a state, which the audit hears of; on a copy and on another thread, if it takes long.
fn operate<R: Send + 'static>(
    caller: &Caller,
    state: &Shared,
    name: &'static str,
    operation: Operation,
    inputs: &dyn Inputs,
    numbers: Range<usize>,
    work: impl FnOnce(&Budget, &mut SymmetricState, &dyn Inputs) -> Result<R> + Send + 'static,
) -> Result<Work<R>> {
    let mut locked = state.lock()?;
    match caller.admit(locked.price(operation))? {
        Length::Short => {
            let outcome = work(caller.guest().budget(), &mut locked, &Chosen { inputs, numbers });
            Ok(Work::Done(state.note().audit(name, outcome)?))
        }
        Length::Long(long) => {
            drop(locked);
            let note: Note = state.note().clone();
            elsewhere(caller, state, long, inputs, numbers, work)?
                .then(move |outcome| Ok(Work::Done(note.audit(name, outcome)?)))
        }
    }
}

/// Some lists of a call, numbered from 0.
struct Chosen<'a> {
    inputs: &'a dyn Inputs,
    numbers: Range<usize>,
}

impl Inputs for Chosen<'_> {
    fn list(&self, number: usize) -> &[u8] {
        let number = self.numbers.start.saturating_add(number);
        if self.numbers.contains(&number) { self.inputs.list(number) } else { &[] }
    }
}

/// Works on a copy of a state, on another thread. The copy becomes the state when the work is done, and not if it fails or
/// nobody waits for it any more. What the work spends, a nonce, is spent for both.
fn elsewhere<R: Send + 'static>(
    caller: &Caller,
    state: &Shared,
    long: Long,
    inputs: &dyn Inputs,
    numbers: Range<usize>,
    work: impl FnOnce(&Budget, &mut SymmetricState, &dyn Inputs) -> Result<R> + Send + 'static,
) -> Result<Work<R>> {
    let (mut copy, lane) = {
        let locked = state.lock()?;
        (locked.try_clone()?, if locked.is_slow() { Lane::Passwords } else { Lane::Others })
    };
    let (state, budget) = (Arc::clone(state), caller.guest().budget().clone());
    carry(caller, (lane, long), inputs, numbers, move |lists| {
        let outcome = work(&budget, &mut copy, lists)?;
        Ok(Work::finally(long, move || {
            *state.lock()? = copy;
            Ok(outcome)
        }))
    })
}
