//! The source of randomness.

use crate::error::{Error, Result};

/// A cryptographically secure random number generator.
pub trait SecureRandom: Send + Sync {
    /// Fills `out` with unpredictable bytes.
    ///
    /// # Errors
    /// [`Error::RngError`] if there are none to be had; `out` must then not be used.
    fn fill(&self, out: &mut [u8]) -> Result<()>;
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl SecureRandom for SystemRandom {
    fn fill(&self, out: &mut [u8]) -> Result<()> {
        getrandom::fill(out).map_err(|_| Error::RngError)
    }
}
