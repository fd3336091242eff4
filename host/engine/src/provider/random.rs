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

/// The operating system's generator. Where there is none (`wasm32-unknown-unknown`) it always fails, and a program
/// puts its own into [`CryptoProvider::random`](super::CryptoProvider::random).
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl SecureRandom for SystemRandom {
    fn fill(&self, out: &mut [u8]) -> Result<()> {
        #[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
        return getrandom::fill(out).map_err(|_| Error::RngError);
        #[cfg(all(target_family = "wasm", target_os = "unknown"))]
        {
            let _ = out;
            Err(Error::RngError)
        }
    }
}
