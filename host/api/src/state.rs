//! Operations in progress.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use wasi_crypto_engine::{Error, Result};

use crate::used::Note;

/// An operation in progress, with what the audit hears of it.
///
/// Behind a lock because the bytes an operation works on may be borrowed from where the object is as well. No call waits
/// for the lock: work that goes on elsewhere works on a copy.
pub struct State<S> {
    algorithm: &'static str,
    note: Note,
    claimed: AtomicBool,
    inner: Mutex<S>,
}

/// The right to replace a state. Nobody else can use the state meanwhile. Dropping it leaves the state as it was.
pub(crate) struct Claim<S> {
    state: Arc<State<S>>,
}

impl<S> State<S> {
    /// A state of an algorithm, opened with the key of the note.
    pub fn new(algorithm: &'static str, note: Note, state: S) -> Arc<Self> {
        Arc::new(Self { algorithm, note, claimed: AtomicBool::new(false), inner: Mutex::new(state) })
    }

    /// The identifier of the algorithm.
    pub fn algorithm(&self) -> &'static str {
        self.algorithm
    }

    /// The state. A batch that names one state twice locks it once per entry, never both at a time.
    ///
    /// # Errors
    /// [`Error::InProgress`] while another call of the guest goes on that will replace the state;
    /// [`Error::InternalError`] if a thread panicked while it worked on the state, and left it in an unknown condition.
    pub fn lock(&self) -> Result<MutexGuard<'_, S>> {
        if self.claimed.load(Ordering::Acquire) {
            return Err(Error::InProgress);
        }
        self.inner.lock().map_err(|_| Error::InternalError)
    }

    /// What the audit hears.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// Claims the state for a call that goes on while the guest makes others, and takes a copy.
    ///
    /// # Errors
    /// Those of [`State::lock`] and of copying. The state is not claimed then.
    pub(crate) fn claim(self: &Arc<Self>, copy: impl FnOnce(&S) -> Result<S>) -> Result<(Claim<S>, S)> {
        let locked = self.lock()?;
        let copy = copy(&locked)?;
        if self.claimed.swap(true, Ordering::AcqRel) {
            return Err(Error::InProgress);
        }
        Ok((Claim { state: Arc::clone(self) }, copy))
    }
}

impl<S> Claim<S> {
    /// Puts what became of the copy in the place of the state.
    pub(crate) fn replace(self, mut state: S) -> Result<()> {
        let mut locked = self.state.inner.lock().map_err(|_| Error::InternalError)?;
        std::mem::swap(&mut *locked, &mut state);
        Ok(())
    }
}

impl<S> Drop for Claim<S> {
    fn drop(&mut self) {
        self.state.claimed.store(false, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claimed_state_is_nobody_elses_until_it_is_replaced_or_left() {
        let state = State::new("", Note::default(), 1);
        let (claim, copy) = state.claim(|state| Ok(*state)).unwrap();
        assert_eq!(state.lock().err(), Some(Error::InProgress));
        assert_eq!(state.claim(|state| Ok(*state)).err(), Some(Error::InProgress));
        drop(claim);
        assert_eq!(*state.lock().unwrap(), 1);

        let (claim, _) = state.claim(|state| Ok(*state)).unwrap();
        claim.replace(copy + 1).unwrap();
        assert_eq!(*state.lock().unwrap(), 2);
        assert_eq!(state.claim(|_| Err(Error::Overflow)).err(), Some(Error::Overflow));
        assert!(state.lock().is_ok());
    }
}
