//! Named parameters of algorithms.

use crate::Result;
use crate::raw::common;

/// The category an algorithm belongs to.
pub use crate::raw::common::AlgorithmType;

/// Named parameters for functions that generate keys or open states of one category.
///
/// ```no_run
/// # use wasi_crypto_client::{AlgorithmType, Options, hash::Hasher};
/// # fn main() -> wasi_crypto_client::Result<()> {
/// let options = Options::new(AlgorithmType::Symmetric)?.with("context", b"example 2026")?;
/// let mut hasher = Hasher::with_options("CSHAKE-128", &options)?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Options(common::Options);

impl Options {
    /// No options yet.
    ///
    /// # Errors
    ///
    /// Those any call may answer.
    pub fn new(category: AlgorithmType) -> Result<Options> {
        Ok(Options(common::Options::open(category)?))
    }

    /// Sets a byte option: "nonce", "context", "salt". The value is copied.
    ///
    /// # Errors
    ///
    /// `UnsupportedOption`: no algorithm of the category knows the name. `Overflow`: the value is too long.
    pub fn with(self, name: &str, value: &[u8]) -> Result<Options> {
        self.0.set(name, value)?;
        Ok(self)
    }

    /// Sets a number: "memory_limit" in bytes, "ops_limit", "parallelism".
    ///
    /// # Errors
    ///
    /// `UnsupportedOption`: no algorithm of the category knows the name.
    pub fn with_number(self, name: &str, value: u64) -> Result<Options> {
        self.0.set_u64(name, value)?;
        Ok(self)
    }

    /// The resource behind it.
    pub fn raw(&self) -> &common::Options {
        &self.0
    }
}
