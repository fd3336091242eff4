//! Randomness and time, which come from WASI.

use wasi_crypto_engine::provider::SecureRandom;
use wasi_crypto_engine::{Error, Result};
use wasi_crypto_secrets::Clock;
use zeroize::Zeroizing;

use crate::bindings::{random, wall_clock};

/// `wasi:random/random`.
pub(crate) struct WasiRandom;

/// `wasi:clocks/wall-clock`.
#[derive(Debug)]
pub(crate) struct WallClock;

impl SecureRandom for WasiRandom {
    fn fill(&self, out: &mut [u8]) -> Result<()> {
        let len = u64::try_from(out.len()).map_err(|_| Error::RngError)?;
        let bytes = Zeroizing::new(random::get_random_bytes(len));
        // The host decides how long the list is that it gives.
        if bytes.len() != out.len() {
            return Err(Error::RngError);
        }
        out.copy_from_slice(&bytes);
        Ok(())
    }
}

impl Clock for WallClock {
    fn now(&self) -> u64 {
        wall_clock::now().seconds
    }
}
