//! Input and output of any length, for guests that have streams.
//!
//! A call that takes a stream has two parts ([`Streamed`]). One reads ([`Intake`]): a face gives it the chunks, and it takes
//! each in pieces no longer than a stretch of work; between the pieces others have their turn, so the work of such a call
//! has no limit. The other ([`Finish`]) makes the result when the stream has ended. The runtime may keep the first after the
//! call was cancelled, when a stream is never ready: what it holds counts with all else that the guest holds. The second
//! goes with the call, and with it any claim on what others may use.
//!
//! A stream that breaks off looks like one that ends. So every call takes the length of its message, where it is known.

mod intake;
mod outflow;

use wasi_crypto_engine::oneshot;
use wasi_crypto_engine::{Error, KeyPair, PublicKey, Result, Signature, SignatureEncoding};
use wasi_crypto_engine::{SignatureState, SignatureVerificationState, SymmetricKey, SymmetricState};

pub use intake::{Finish, Held, Intake, Streamed};
pub use outflow::{Outflow, derive, squeeze};

use crate::guest::Caller;
use crate::inputs::Inputs;
use crate::oneshot::{MAX_TAG, mac_state};
use crate::signatures::{self, Message};
use crate::state::State;
use crate::symmetric::Shared;
use crate::used::{Note, Used};
use crate::work::Work;

/// The digest of a stream.
///
/// # Errors
/// Those of [`oneshot::hash`], before the stream is read; [`Error::TooManyHandles`] and [`Error::Overflow`] if the guest has
/// too many objects and streams.
pub fn hash(caller: &Caller, algorithm: &str, len: Option<u64>) -> Result<Streamed<SymmetricState, Vec<u8>>> {
    let engine = caller.guest().engine();
    let digest_len = oneshot::hash(engine, algorithm, &[])?.len();
    let state = SymmetricState::open(engine, algorithm, None, None)?;
    streamed(caller, state, len, move |_, state| Ok(Work::Done(state?.squeeze(digest_len)?.to_vec())))
}

/// The tag of a stream.
///
/// # Errors
/// Those of [`oneshot::mac`], before the stream is read; [`Error::TooManyHandles`] and [`Error::Overflow`] if the guest has
/// too many objects and streams.
pub fn mac(caller: &Caller, key: &Used<SymmetricKey>, len: Option<u64>) -> Result<Streamed<SymmetricState, Vec<u8>>> {
    if let Err(error) = oneshot::mac(key, &[]) {
        return key.audit("mac", Err(error));
    }
    let note = key.note().clone();
    streamed(caller, mac_state(key)?, len, move |_, state| {
        let tag = state.and_then(|mut state| Ok(state.squeeze_tag()?.bytes()?.to_vec()));
        Ok(Work::Done(note.audit("mac", tag)?))
    })
}

/// Checks the tag, the first list, of a stream.
///
/// # Errors
/// Those of [`oneshot::verify_mac`] but for those of the tag, before the stream is read; [`Error::TooManyHandles`] and
/// [`Error::Overflow`] if the guest has too many objects and streams.
pub fn verify_mac(
    caller: &Caller,
    key: &Used<SymmetricKey>,
    len: Option<u64>,
    inputs: &dyn Inputs,
) -> Result<Streamed<SymmetricState, ()>> {
    if let Err(error) = oneshot::verify_mac(key, &[], &[])
        && error != Error::InvalidTag
    {
        return key.audit("verify-mac", Err(error));
    }
    let tag = inputs.list(0);
    let (tag, note) = (tag.get(..MAX_TAG).unwrap_or(tag).to_vec(), key.note().clone());
    streamed(caller, mac_state(key)?, len, move |_, state| {
        let verdict = state.and_then(|mut state| state.squeeze_tag()?.verify(&tag));
        Ok(Work::Done(note.audit("verify-mac", verdict)?))
    })
}

/// Absorbs a stream: all of it, or nothing. Until the call is over, the state is nobody else's.
///
/// # Errors
/// [`Error::UnsupportedFeature`] if inputs absorbed one after the other are not the same as all of them at once;
/// [`Error::InvalidOperation`] if the algorithm takes no input; [`Error::InProgress`] if another stream goes into the state;
/// [`Error::TooManyHandles`] and [`Error::Overflow`] if the guest has too many objects and streams.
pub fn absorb(caller: &Caller, state: &Shared, len: Option<u64>) -> Result<Streamed<SymmetricState, ()>> {
    let (claim, mut copy) = state.claim(SymmetricState::try_clone)?;
    if !copy.concatenates() {
        return Err(Error::UnsupportedFeature);
    }
    copy.absorb(&[])?;
    streamed(caller, copy, len, move |_, state| {
        claim.replace(state?)?;
        Ok(Work::Done(()))
    })
}

/// Signs a stream; the signature is raw.
///
/// # Errors
/// Those of [`SignatureState::open`]; [`Error::UnsupportedFeature`] if the message is not hashed as it comes;
/// [`Error::TooManyHandles`] and [`Error::Overflow`] if the guest has too many objects and streams.
pub fn sign(caller: &Caller, key_pair: &Used<KeyPair>, len: Option<u64>) -> Result<Streamed<SignatureState, Vec<u8>>> {
    let opened = SignatureState::open(key_pair).and_then(|state| hashed(state.is_hashed(), state));
    let state = match opened {
        Ok(state) => state,
        Err(error) => return key_pair.audit("sign", Err(error)),
    };
    let (algorithm, note) = (key_pair.algorithm(), key_pair.note().clone());
    streamed(caller, state, len, move |caller, state| match state {
        Ok(state) => signatures::sign_state(caller, &State::new(algorithm, note, state))?
            .then(|signature| Ok(Work::Done(signature?.export(SignatureEncoding::Raw)?))),
        Err(error) => note.audit("sign", Err(error)),
    })
}

/// Checks a raw signature, the first list, of a stream.
///
/// # Errors
/// Those of [`SignatureVerificationState::open`]; [`Error::UnsupportedFeature`] if the message is not hashed as it comes;
/// [`Error::InvalidSignature`] for a signature of a wrong size; [`Error::TooManyHandles`] and [`Error::Overflow`] if the
/// guest has too many objects and streams.
pub fn verify(
    caller: &Caller,
    public_key: &PublicKey,
    len: Option<u64>,
    inputs: &dyn Inputs,
) -> Result<Streamed<SignatureVerificationState, ()>> {
    let state = SignatureVerificationState::open(public_key)?;
    let state = hashed(state.is_hashed(), state)?;
    let signature = match Signature::import(
        caller.guest().engine(),
        public_key.algorithm(),
        inputs.list(0),
        SignatureEncoding::Raw,
    ) {
        // Longer than any.
        Err(Error::Overflow) if inputs.list(0).len() > caller.guest().limits().max_encoded_key_len => {
            return Err(Error::InvalidSignature);
        }
        imported => imported?,
    };
    let algorithm = public_key.algorithm();
    streamed(caller, state, len, move |caller, state| {
        signatures::verify_state(caller, &State::new(algorithm, Note::default(), state?), &signature)
    })
}

fn hashed<S>(is_hashed: bool, state: S) -> Result<S> {
    if is_hashed { Ok(state) } else { Err(Error::UnsupportedFeature) }
}

fn streamed<S: Message, O>(
    caller: &Caller,
    state: S,
    len: Option<u64>,
    finish: impl FnOnce(&Caller, Result<S>) -> Result<Work<O>> + Send + 'static,
) -> Result<Streamed<S, O>> {
    Ok(Streamed { intake: Intake::new(caller.guest(), state, len)?, finish: Box::new(finish) })
}
