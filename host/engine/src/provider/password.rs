//! The seam for password hashing.

use super::Algorithm;
use crate::encoding::SecretBytes;
use crate::error::Result;

/// What a password hash costs and is salted with. The engine has checked the cost against its limits.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PasswordParameters {
    /// The salt.
    pub salt: Vec<u8>,
    /// Memory in bytes, for functions that are hard in memory.
    pub memory: u64,
    /// Passes, iterations or logarithmic cost, as the function counts.
    pub operations: u64,
    /// Lanes that can be computed side by side.
    pub parallelism: u32,
}

/// A password hash.
pub trait PasswordHash: Algorithm {
    /// Completes what the caller left at 0 with this function's recommended cost, and checks that the function takes
    /// the rest.
    ///
    /// # Errors
    /// [`Error::InvalidLength`](crate::Error::InvalidLength) for a salt or a cost outside the function's range.
    fn complete(&self, parameters: &mut PasswordParameters) -> Result<()>;

    /// What computing it costs: memory in bytes, and work as the number of bytes or iterations gone through.
    fn cost(&self, parameters: &PasswordParameters) -> Cost;

    /// Whether [`PasswordHash::derive`] is defined.
    fn derives(&self) -> bool {
        true
    }

    /// Derives bytes.
    ///
    /// # Errors
    /// [`Error::InvalidLength`](crate::Error::InvalidLength) for an output longer or shorter than the function gives.
    fn derive(&self, password: &[u8], parameters: &PasswordParameters, out: &mut [u8]) -> Result<()>;

    /// The string stored to check a password later, which names the function, the parameters and the salt; `None` if
    /// the function has no such string.
    ///
    /// # Errors
    /// Only what the library cannot help.
    fn encode(&self, password: &[u8], parameters: &PasswordParameters) -> Result<Option<SecretBytes>>;

    /// The parameters in such a string.
    ///
    /// # Errors
    /// [`Error::InvalidTag`](crate::Error::InvalidTag) if it is none of this function.
    fn parameters_of(&self, encoded: &[u8]) -> Result<PasswordParameters>;
}

/// What a password hash would cost.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Cost {
    /// Bytes of memory.
    pub memory: u64,
    /// Units of work of about a nanosecond each.
    pub work: u64,
}
