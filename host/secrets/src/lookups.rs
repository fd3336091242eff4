//! What a guest looks up and is not there: counted, and written at most once a second.
//!
//! A second is one of the store's clock, so that the provider component, which has no other, does the same, and tests set
//! it. A clock that is set back begins another second like one that goes on.

use core::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use wasi_crypto_keystore::Namespace;

use crate::audit::Operation;
use crate::clock::Clock;

/// The lookups of one guest. What is still counted when this is dropped is written then.
pub(crate) struct Lookups {
    guest: Namespace,
    clock: Arc<dyn Clock>,
    tally: Mutex<Tally>,
}

#[derive(Default)]
struct Tally {
    /// The second in which one was written last.
    written: Option<u64>,
    /// How many came after it.
    counted: u64,
    /// The last of these.
    last: Operation,
}

impl Lookups {
    pub(crate) fn new(guest: Namespace, clock: Arc<dyn Clock>) -> Self {
        Self { guest, clock, tally: Mutex::default() }
    }

    /// The name of the guest.
    pub(crate) fn guest(&self) -> &str {
        self.guest.as_str()
    }

    /// Takes an operation that has found nothing: writes it together with those counted before, unless one was written in
    /// this second already.
    pub(crate) fn missed(&self, operation: Operation) {
        let now = self.clock.now();
        let others = {
            let mut tally = self.tally();
            if tally.written == Some(now) {
                tally.counted = tally.counted.saturating_add(1);
                tally.last = operation;
                return;
            }
            tally.written = Some(now);
            mem::take(&mut tally.counted)
        };
        operation.not_found(self.guest(), others);
    }

    /// Nothing that can panic happens under this lock.
    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Lookups {
    fn drop(&mut self) {
        let tally = mem::take(&mut *self.tally());
        if let Some(others) = tally.counted.checked_sub(1) {
            tally.last.not_found(self.guest(), others);
        }
    }
}
