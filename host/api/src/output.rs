//! Results on their way to a guest.

use std::fmt;
use std::ops::Deref;

use wasi_crypto_engine::{Budget, Result, Share};

/// A result whose length a guest chose. Until it is dropped, having arrived, it counts with all else that the guest holds:
/// a batch may have a thousand of them at once.
pub struct Output<B> {
    result: B,
    share: Share,
}

impl<B> Output<B> {
    /// Makes a result of so many bytes.
    ///
    /// # Errors
    /// [`Error::Overflow`](wasi_crypto_engine::Error::Overflow) if the guest would hold more than it may; then nothing was
    /// made. Those of making it.
    #[inline]
    pub(crate) fn of(budget: &Budget, len: usize, make: impl FnOnce() -> Result<B>) -> Result<Self> {
        let share = budget.take_beyond_place(len)?;
        Ok(Self { result: make()?, share })
    }

    /// The result, and what is to be kept as long as it is there.
    pub fn into_parts(self) -> (B, Share) {
        (self.result, self.share)
    }
}

impl<B> Deref for Output<B> {
    type Target = B;

    fn deref(&self) -> &B {
        &self.result
    }
}

/// Says nothing about the result, which may be secret.
impl<B> fmt::Debug for Output<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output").field("share", &self.share).finish_non_exhaustive()
    }
}
