//! Symmetric operations in one call: no state, no handle besides the key.

use wasi_crypto_engine::oneshot::{self, Digester, Sealed};
use wasi_crypto_engine::{Budget, Error, Result, SecretBytes, SymmetricKey, SymmetricState};

use crate::guest::Caller;
use crate::inputs::Inputs;
use crate::length::{Length, Long};
use crate::output::Output;
use crate::used::Used;
use crate::work::{Step, Work, carry};
use crate::workers::Lane;

/// The digest of a list.
///
/// # Errors
/// Those of [`oneshot::hash`]; [`Error::Overflow`] if the work is more than a call may cost.
#[inline]
pub fn hash(caller: &Caller, algorithm: &str, inputs: &dyn Inputs, number: usize) -> Result<Work<Vec<u8>>> {
    let (engine, message) = (caller.guest().engine(), inputs.list(number));
    let digester = Digester::of(engine, algorithm)?;
    match caller.admit(digester.price(message.len()))? {
        Length::Short => Ok(Work::Done(digester.digest(message)?)),
        Length::Long(long) => {
            let len = digester.output_len();
            let state = SymmetricState::open(engine, algorithm, None, None)?;
            absorbed(state, long, message.len(), number, move |mut state| Ok(state.squeeze(len)?.to_vec()))
        }
    }
}

/// The tag of a list.
///
/// # Errors
/// Those of [`oneshot::mac`]; [`Error::Overflow`] if the work is more than a call may cost.
#[inline]
pub fn mac(caller: &Caller, key: &Used<SymmetricKey>, inputs: &dyn Inputs, number: usize) -> Result<Work<Vec<u8>>> {
    let message = inputs.list(number);
    match caller.admit(key.price(message.len()))? {
        Length::Short => Ok(Work::Done(key.audit("mac", oneshot::mac(key, message))?)),
        Length::Long(long) => {
            // What is refused is refused before the work.
            if let Err(error) = oneshot::mac(key, &[]) {
                return key.audit("mac", Err(error));
            }
            let (state, note) = (mac_state(key)?, key.note().clone());
            absorbed(state, long, message.len(), number, |mut state| Ok(state.squeeze_tag()?.bytes()?.to_vec()))?
                .then(move |tag| Ok(Work::Done(note.audit("mac", tag)?)))
        }
    }
}

/// Checks the tag, the next list, of a list.
///
/// # Errors
/// Those of [`oneshot::verify_mac`]; [`Error::Overflow`] if the work is more than a call may cost.
#[inline]
pub fn verify_mac(caller: &Caller, key: &Used<SymmetricKey>, inputs: &dyn Inputs, number: usize) -> Result<Work<()>> {
    let (message, tag) = (inputs.list(number), inputs.list(number.saturating_add(1)));
    match caller.admit(key.price(message.len()))? {
        Length::Short => Ok(Work::Done(key.audit("verify-mac", oneshot::verify_mac(key, message, tag))?)),
        Length::Long(long) => {
            if let Err(error) = oneshot::verify_mac(key, &[], &[])
                && error != Error::InvalidTag
            {
                return key.audit("verify-mac", Err(error));
            }
            let (tag, note) = (tag.get(..MAX_TAG).unwrap_or(tag).to_vec(), key.note().clone());
            let state = mac_state(key)?;
            absorbed(state, long, message.len(), number, move |mut state| state.squeeze_tag()?.verify(&tag))?
                .then(move |verdict| Ok(Work::Done(note.audit("verify-mac", verdict)?)))
        }
    }
}

/// More than the bytes of any tag.
pub(crate) const MAX_TAG: usize = 1024;

/// Seals a list, the second; the first is the associated data, and the third the nonce, if there is one.
///
/// # Errors
/// Those of [`oneshot::seal`]; [`Error::Overflow`] if the work is more than a call may cost.
#[inline]
pub fn seal(
    caller: &Caller,
    key: &Used<SymmetricKey>,
    with_nonce: bool,
    inputs: &dyn Inputs,
) -> Result<Work<Output<Sealed>>> {
    let seal = move |budget: &Budget, key: &SymmetricKey, inputs: &dyn Inputs| {
        let (data, nonce) = (inputs.list(1), with_nonce.then(|| inputs.list(2)));
        Output::of(budget, data.len(), || oneshot::seal(key, nonce, inputs.list(0), data))
    };
    operate(caller, key, "seal", inputs.list(0).len().saturating_add(inputs.list(1).len()), inputs, seal)
}

/// Opens a list, the second; the first is the associated data, and the third the nonce.
///
/// # Errors
/// Those of [`oneshot::open`]; [`Error::Overflow`] if the work is more than a call may cost.
#[inline]
pub fn open(caller: &Caller, key: &Used<SymmetricKey>, inputs: &dyn Inputs) -> Result<Work<Output<SecretBytes>>> {
    let open = |budget: &Budget, key: &SymmetricKey, inputs: &dyn Inputs| {
        let data = inputs.list(1);
        Output::of(budget, data.len(), || oneshot::open(key, inputs.list(2), inputs.list(0), data))
    };
    operate(caller, key, "open", inputs.list(0).len().saturating_add(inputs.list(1).len()), inputs, open)
}

/// Derives `len` bytes; the lists are the salt and the info.
///
/// # Errors
/// Those of [`oneshot::derive`]; [`Error::Overflow`] if the work is more than a call may cost.
pub fn derive(
    caller: &Caller,
    key: &Used<SymmetricKey>,
    len: u32,
    inputs: &dyn Inputs,
) -> Result<Work<Output<SecretBytes>>> {
    // The engine checks the length before it allocates anything.
    let len = usize::try_from(len).map_err(|_| Error::Overflow)?;
    let price = oneshot::derive_price(key, inputs.list(0).len(), inputs.list(1).len(), len);
    let paid = caller.output_len(len);
    let derive = move |budget: &Budget, key: &SymmetricKey, inputs: &dyn Inputs| {
        Output::of(budget, paid, || oneshot::derive(key, inputs.list(0), inputs.list(1), len))
    };
    priced(caller, key, "derive", price, inputs, derive)
}

#[inline]
fn operate<R: Send + 'static>(
    caller: &Caller,
    key: &Used<SymmetricKey>,
    name: &'static str,
    len: usize,
    inputs: &dyn Inputs,
    operation: impl FnOnce(&Budget, &SymmetricKey, &dyn Inputs) -> Result<R> + Send + 'static,
) -> Result<Work<R>> {
    let price = key.price(len);
    priced(caller, key, name, price, inputs, operation)
}

/// An operation with three lists, on another thread if it takes long.
#[inline]
fn priced<R: Send + 'static>(
    caller: &Caller,
    key: &Used<SymmetricKey>,
    name: &'static str,
    price: u64,
    inputs: &dyn Inputs,
    operation: impl FnOnce(&Budget, &SymmetricKey, &dyn Inputs) -> Result<R> + Send + 'static,
) -> Result<Work<R>> {
    match caller.admit(price)? {
        Length::Short => {
            let outcome = operation(caller.guest().budget(), key, inputs);
            Ok(Work::Done(key.audit(name, outcome)?))
        }
        Length::Long(long) => {
            let (key, note, budget) = (key.clone(), key.note().clone(), caller.guest().budget().clone());
            let operate = move |lists: &dyn Inputs| Ok(Work::Done(operation(&budget, &key, lists)?));
            carry(caller, (Lane::Others, long), inputs, 0..3, operate)?
                .then(move |outcome| Ok(Work::Done(note.audit(name, outcome)?)))
        }
    }
}

/// A state for a message authenticated in one call.
pub(crate) fn mac_state(key: &Used<SymmetricKey>) -> Result<SymmetricState> {
    SymmetricState::open(key.engine(), key.algorithm(), Some(key), None)
}

/// A list absorbed in steps by a state that nobody else has.
fn absorbed<R: Send + 'static>(
    state: SymmetricState,
    long: Long,
    len: usize,
    number: usize,
    finish: impl FnOnce(SymmetricState) -> Result<R> + Send + 'static,
) -> Result<Work<R>> {
    let (step, mut done) = (long.step_of(len), 0_usize);
    let mut under_way = Some((state, finish));
    Ok(Work::steps(long, move |inputs| {
        let Some((mut state, finish)) = under_way.take() else { return Err(Error::InternalError) };
        let rest = inputs.list(number).get(done..).unwrap_or_default();
        let part = rest.get(..step).unwrap_or(rest);
        state.absorb(part)?;
        done = done.saturating_add(part.len());
        if part.len() < rest.len() {
            under_way = Some((state, finish));
            return Ok(Step::More);
        }
        Ok(Step::Then(Work::Done(finish(state)?)))
    }))
}
