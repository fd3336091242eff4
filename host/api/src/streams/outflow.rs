//! A stream on its way out of a state.

use std::fmt;

use wasi_crypto_engine::{Error, Result, SecretBytes, Step, SymmetricKey, oneshot};

use crate::guest::Caller;
use crate::inputs::Inputs;
use crate::length::Length;
use crate::output::Output;
use crate::symmetric::Shared;
use crate::used::Used;

use super::Held;

/// Bytes of [`Outflow::chunk`], at most.
const CHUNK: usize = 16 << 10;

/// Gives the bytes of a stream, as many as are asked for and never more than there are to be.
pub struct Outflow {
    from: From,
    /// Bytes that are still to come.
    rest: u64,
    _held: Held,
}

enum From {
    /// What an extendable-output function gives next.
    State(Shared),
    /// A short output, which was there at once, from this byte on.
    Bytes(Output<SecretBytes>, usize),
}

/// Squeezes `len` bytes.
///
/// # Errors
/// [`Error::InvalidOperation`] if the algorithm does not squeeze; [`Error::InvalidLength`] if it cannot give so much;
/// [`Error::UnsupportedFeature`] for sessions and password hashes; [`Error::ProhibitedOperation`] if the key may not be used
/// so; [`Error::InProgress`] while a stream goes into the state; [`Error::TooManyHandles`] and [`Error::Overflow`] if the
/// guest has too many objects and streams.
pub fn squeeze(caller: &Caller, state: &Shared, len: u64) -> Result<Outflow> {
    let held = Held::with(caller.guest(), CHUNK)?;
    let mut locked = state.lock()?;
    if locked.flows() {
        // Nothing changes but that input is over; what is refused is refused now.
        locked.squeeze_into(&mut [])?;
        drop(locked);
        return Ok(Outflow { from: From::State(state.clone()), rest: len, _held: held });
    }
    // Each output of a session is one of its own; a password is hashed by `tasks`.
    if locked.is_slow() || !locked.concatenates() {
        return Err(Error::UnsupportedFeature);
    }
    let whole = usize::try_from(len).map_err(|_| Error::InvalidLength)?;
    caller.admit(locked.price(Step::Squeeze(whole)))?;
    let bytes = Output::of(caller.guest().budget(), caller.output_len(whole), || locked.squeeze(whole));
    let bytes = state.note().audit("squeeze", bytes)?;
    Ok(Outflow { from: From::Bytes(bytes, 0), rest: len, _held: held })
}

/// Derives `len` bytes; the lists are the salt and the info.
///
/// # Errors
/// Those of [`oneshot::derive`]; [`Error::Overflow`] if the work is more than a call may cost; [`Error::TooManyHandles`] and
/// [`Error::Overflow`] if the guest has too many objects and streams.
pub fn derive(caller: &Caller, key: &Used<SymmetricKey>, len: u64, inputs: &dyn Inputs) -> Result<Outflow> {
    let held = Held::with(caller.guest(), CHUNK)?;
    let (salt, info) = (inputs.list(0), inputs.list(1));
    let whole = usize::try_from(len).unwrap_or(usize::MAX);
    caller.admit(oneshot::derive_price(key, salt.len(), info.len(), whole))?;
    let bytes =
        Output::of(caller.guest().budget(), caller.output_len(whole), || oneshot::derive(key, salt, info, whole));
    Ok(Outflow { from: From::Bytes(key.audit("derive", bytes)?, 0), rest: len, _held: held })
}

impl Outflow {
    /// Whether all bytes have been given.
    pub fn is_over(&self) -> bool {
        self.rest == 0
    }

    /// The next bytes, for a reader who has no memory for them yet.
    ///
    /// # Errors
    /// As [`Outflow::give`].
    pub fn chunk(&mut self) -> Result<SecretBytes> {
        let mut bytes = SecretBytes::new(vec![0; CHUNK]);
        let given = self.give(&mut bytes)?;
        bytes.truncate(given);
        Ok(bytes)
    }

    /// Gives the next bytes, at the beginning of `out`, as many as can be made before others have had their turn. How many
    /// that were: none only if all have been given, or `out` is empty.
    ///
    /// # Errors
    /// [`Error::InProgress`] while a stream goes into the state; [`Error::InternalError`].
    pub fn give(&mut self, out: &mut [u8]) -> Result<usize> {
        let most = usize::try_from(self.rest).unwrap_or(usize::MAX).min(out.len());
        let given = match &mut self.from {
            From::State(state) => {
                let mut locked = state.lock()?;
                let len = match Length::of(locked.price(Step::Squeeze(most))) {
                    Length::Short => most,
                    Length::Long(long) => long.step_of(most).min(most),
                };
                let out = out.get_mut(..len).ok_or(Error::InternalError)?;
                locked.squeeze_into(out)?;
                len
            }
            From::Bytes(bytes, at) => {
                let rest = bytes.get(*at..).unwrap_or_default();
                let piece = rest.get(..most).ok_or(Error::InternalError)?;
                out.get_mut(..most).ok_or(Error::InternalError)?.copy_from_slice(piece);
                *at = at.saturating_add(most);
                most
            }
        };
        self.rest = self.rest.saturating_sub(u64::try_from(given).unwrap_or(u64::MAX));
        Ok(given)
    }
}

/// Says nothing about the bytes, which may be secret.
impl fmt::Debug for Outflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outflow").field("rest", &self.rest).finish_non_exhaustive()
    }
}
