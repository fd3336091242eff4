//! Randomness a vector chooses, for hosts that run on the thread of the test or are told by it.

use std::cell::RefCell;

use wasi_crypto_engine::Error;
use wasi_crypto_engine::provider::{SecureRandom, SystemRandom};

thread_local! {
    static CHOSEN: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// The system's randomness, unless [`choosing`] is at work on this thread.
pub(super) struct Chosen;

impl SecureRandom for Chosen {
    fn fill(&self, out: &mut [u8]) -> Result<(), Error> {
        CHOSEN.with_borrow_mut(|chosen| match chosen.take_if(|bytes| bytes.len() == out.len()) {
            Some(bytes) => {
                out.copy_from_slice(&bytes);
                Ok(())
            }
            None => SystemRandom.fill(out),
        })
    }
}

/// Does something that draws `randomness` when it first asks for as many bytes. The second member says whether it did.
pub(super) fn choosing<T>(randomness: &[u8], work: impl FnOnce() -> T) -> (T, bool) {
    CHOSEN.set(Some(randomness.to_vec()));
    let done = work();
    (done, CHOSEN.take().is_none())
}

/// What is chosen and not drawn yet, for a guest that draws elsewhere.
pub(super) fn pending() -> Option<Vec<u8>> {
    CHOSEN.with_borrow(Clone::clone)
}

/// Says that it was drawn elsewhere.
pub(super) fn drawn() {
    CHOSEN.set(None);
}
