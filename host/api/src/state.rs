//! Operations in progress.

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
    inner: Mutex<S>,
}

impl<S> State<S> {
    /// A state of an algorithm, opened with the key of the note.
    pub fn new(algorithm: &'static str, note: Note, state: S) -> Arc<Self> {
        Arc::new(Self { algorithm, note, inner: Mutex::new(state) })
    }

    /// The identifier of the algorithm.
    pub fn algorithm(&self) -> &'static str {
        self.algorithm
    }

    /// The state. A batch that names one state twice locks it once per entry, never both at a time.
    ///
    /// # Errors
    /// [`Error::InternalError`] if a thread panicked while it worked on the state, and left it in an unknown condition.
    pub fn lock(&self) -> Result<MutexGuard<'_, S>> {
        self.inner.lock().map_err(|_| Error::InternalError)
    }

    /// What the audit hears.
    pub fn note(&self) -> &Note {
        &self.note
    }
}
