//! Signatures: signing and verifying in steps, in one call and in batches.

use std::sync::Arc;

use wasi_crypto_engine::{KeyPair, PublicKey, Result, Signature, SignatureState, SignatureVerificationState, oneshot};

use crate::batch::{self, Outcomes};
use crate::guest::Caller;
use crate::inputs::Inputs;
use crate::length::Length;
use crate::place::Place;
use crate::state::State;
use crate::used::{Note, Used};
use crate::work::{Step, Work, carry};
use crate::workers::{Lane, Order};

/// A message being signed.
pub type Signing = Arc<State<SignatureState>>;

/// A message whose signature is being checked.
pub type Verification = Arc<State<SignatureVerificationState>>;

/// A state that takes a message in.
pub trait Message: Send + Sized + 'static {
    /// Adds to the message.
    ///
    /// # Errors
    /// Those of `update`.
    fn update(&mut self, input: &[u8]) -> Result<()>;
    /// Makes room for what comes in parts.
    ///
    /// # Errors
    /// Those of `expect`.
    fn expect(&mut self, len: usize) -> Result<()>;
    /// The work of adding so many bytes.
    fn update_price(&self, len: usize) -> u64;
    /// An independent copy.
    ///
    /// # Errors
    /// Those of `try_clone`.
    fn copy(&self) -> Result<Self>;
}

impl Message for SignatureState {
    fn update(&mut self, input: &[u8]) -> Result<()> {
        self.update(input)
    }

    fn expect(&mut self, len: usize) -> Result<()> {
        self.expect(len)
    }

    fn update_price(&self, len: usize) -> u64 {
        self.update_price(len)
    }

    fn copy(&self) -> Result<Self> {
        self.try_clone()
    }
}

impl Message for SignatureVerificationState {
    fn update(&mut self, input: &[u8]) -> Result<()> {
        self.update(input)
    }

    fn expect(&mut self, len: usize) -> Result<()> {
        self.expect(len)
    }

    fn update_price(&self, len: usize) -> u64 {
        self.update_price(len)
    }

    fn copy(&self) -> Result<Self> {
        self.try_clone()
    }
}

/// Opens a state for signing.
///
/// # Errors
/// Those of [`SignatureState::open`].
pub fn open(key_pair: &Used<KeyPair>) -> Result<Signing> {
    let state = key_pair.audit("open-state", SignatureState::open(key_pair))?;
    Ok(State::new(key_pair.algorithm(), key_pair.note().clone(), state))
}

/// Opens a state for verifying.
///
/// # Errors
/// Those of [`SignatureVerificationState::open`].
pub fn open_verification(public_key: &PublicKey) -> Result<Verification> {
    let state = SignatureVerificationState::open(public_key)?;
    Ok(State::new(public_key.algorithm(), Note::default(), state))
}

/// Adds a list to a message: all of it, or nothing.
///
/// # Errors
/// Those of `update`; [`Error::Overflow`](wasi_crypto_engine::Error::Overflow) if the work is more than a call may
/// cost.
pub fn update<S: Message>(
    caller: &Caller,
    state: &Arc<State<S>>,
    inputs: &dyn Inputs,
    number: usize,
) -> Result<Work<()>> {
    let input = inputs.list(number);
    let mut locked = state.lock()?;
    let Length::Long(long) = caller.admit(locked.update_price(input.len()))? else {
        return Ok(Work::Done(locked.update(input)?));
    };
    let mut copy = locked.copy()?;
    copy.expect(input.len())?;
    let (step, mut done) = (long.step_of(input.len()), 0_usize);
    let state = Arc::clone(state);
    Ok(Work::steps(long, move |inputs| {
        let rest = inputs.list(number).get(done..).unwrap_or_default();
        let part = rest.get(..step).unwrap_or(rest);
        copy.update(part)?;
        done = done.saturating_add(part.len());
        if part.len() < rest.len() {
            return Ok(Step::More);
        }
        std::mem::swap(&mut *state.lock()?, &mut copy);
        Ok(Step::Then(Work::Done(())))
    }))
}

/// Signs the message so far.
///
/// # Errors
/// Those of [`SignatureState::sign`]; [`Error::Overflow`](wasi_crypto_engine::Error::Overflow) if the work is more
/// than a call may cost.
pub fn sign_state(caller: &Caller, state: &Signing) -> Result<Work<Signature>> {
    let mut locked = state.lock()?;
    match caller.admit(locked.sign_price())? {
        Length::Short => {
            let signature = locked.sign();
            Ok(Work::Done(state.note().audit("sign", signature)?))
        }
        Length::Long(long) => {
            let order = Order { client: caller.guest().client(), lane: Lane::Others, long };
            let (mut copy, note) = (locked.try_clone()?, state.note().clone());
            let sign = Work::compute(order, move || Ok(Work::Done(copy.sign()?)));
            sign.then(move |signature| Ok(Work::Done(note.audit("sign", signature)?)))
        }
    }
}

/// Checks a signature over the message so far.
///
/// # Errors
/// Those of [`SignatureVerificationState::verify`]; [`Error::Overflow`](wasi_crypto_engine::Error::Overflow) if the
/// work is more than a call may cost.
pub fn verify_state(caller: &Caller, state: &Verification, signature: &Signature) -> Result<Work<()>> {
    let mut locked = state.lock()?;
    match caller.admit(locked.verify_price())? {
        Length::Short => Ok(Work::Done(locked.verify(signature)?)),
        Length::Long(long) => {
            let order = Order { client: caller.guest().client(), lane: Lane::Others, long };
            let (mut copy, signature) = (locked.try_clone()?, signature.clone());
            Ok(Work::compute(order, move || Ok(Work::Done(copy.verify(&signature)?))))
        }
    }
}

/// Signs a list.
///
/// # Errors
/// Those of [`oneshot::sign`]; [`Error::Overflow`](wasi_crypto_engine::Error::Overflow) if the work is more than a
/// call may cost.
pub fn sign(caller: &Caller, key_pair: Used<KeyPair>, inputs: &dyn Inputs, number: usize) -> Result<Work<Vec<u8>>> {
    let message = inputs.list(number);
    match caller.admit(key_pair.price(message.len()))? {
        Length::Short => Ok(Work::Done(key_pair.audit("sign", oneshot::sign(&key_pair, message))?)),
        Length::Long(long) => {
            let note = key_pair.note().clone();
            carry(caller, (Lane::Others, long), inputs, number..number.saturating_add(1), move |lists| {
                Ok(Work::Done(oneshot::sign(&key_pair, lists.list(0))?))
            })?
            .then(move |signature| Ok(Work::Done(note.audit("sign", signature)?)))
        }
    }
}

/// Checks a signature, the next list, over a list.
///
/// # Errors
/// Those of [`oneshot::verify`]; [`Error::Overflow`](wasi_crypto_engine::Error::Overflow) if the work is more than a
/// call may cost.
pub fn verify(caller: &Caller, public_key: PublicKey, inputs: &dyn Inputs, number: usize) -> Result<Work<()>> {
    let (message, signature) = (inputs.list(number), inputs.list(number.saturating_add(1)));
    match caller.admit(public_key.price(message.len()))? {
        Length::Short => Ok(Work::Done(oneshot::verify(&public_key, message, signature)?)),
        Length::Long(long) => {
            carry(caller, (Lane::Others, long), inputs, number..number.saturating_add(2), move |lists| {
                Ok(Work::Done(oneshot::verify(&public_key, lists.list(0), lists.list(1))?))
            })
        }
    }
}

/// Signs the messages of many states; each signature has a place of its own.
///
/// # Errors
/// [`Error::UnsupportedFeature`](wasi_crypto_engine::Error::UnsupportedFeature) if they are not of one algorithm;
/// [`Error::Overflow`](wasi_crypto_engine::Error::Overflow) if their work together is more than a
/// call may cost.
pub fn batch_sign(
    caller: &Caller,
    states: Vec<Signing>,
    inputs: &dyn Inputs,
) -> Result<Work<Outcomes<(Place, Signature)>>> {
    signed(caller, states, inputs, |caller, state| batch::placed(caller, || sign_state(caller, state)))
}

/// Signs the messages of many states, for a caller who has taken the places before.
///
/// # Errors
/// As [`batch_sign`].
pub fn batch_signatures(
    caller: &Caller,
    states: Vec<Signing>,
    inputs: &dyn Inputs,
) -> Result<Work<Outcomes<Signature>>> {
    signed(caller, states, inputs, sign_state)
}

fn signed<R: Send + 'static>(
    caller: &Caller,
    states: Vec<Signing>,
    inputs: &dyn Inputs,
    begin: fn(&Caller, &Signing) -> Result<Work<R>>,
) -> Result<Work<Outcomes<R>>> {
    batch::one_algorithm(states.iter().map(|state| state.algorithm()))?;
    let price = batch::total(states.iter().map(|state| Ok(state.lock()?.sign_price())))?;
    batch::each(caller, states, price, inputs, move |caller, state, _, _| begin(caller, state))
}

/// Checks the signatures of many states.
///
/// # Errors
/// As [`batch_sign`].
pub fn batch_verify(
    caller: &Caller,
    entries: Vec<(Verification, Signature)>,
    inputs: &dyn Inputs,
) -> Result<Work<Outcomes<()>>> {
    batch::one_algorithm(entries.iter().map(|(state, _)| state.algorithm()))?;
    let price = batch::total(entries.iter().map(|(state, _)| Ok(state.lock()?.verify_price())))?;
    batch::each(caller, entries, price, inputs, |caller, (state, signature), _, _| {
        verify_state(caller, state, signature)
    })
}
