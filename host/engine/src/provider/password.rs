//! The seam for password hashing.

use core::ops::RangeInclusive;

use super::Algorithm;
use crate::encoding::SecretBytes;
use crate::error::Result;

/// What a password hash costs and is salted with. The engine has checked the cost against its limits.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PasswordParameters {
    /// The salt; empty if none was given.
    pub salt: Vec<u8>,
    /// Memory in bytes, for functions that are hard in memory.
    pub memory: u64,
    /// Passes, iterations or logarithmic cost, as the function counts.
    pub operations: u64,
    /// Lanes that can be computed side by side.
    pub parallelism: u32,
    /// The version of the function that a stored string names, where that is not the identifier's.
    pub version: Option<u32>,
    /// What is hashed with the password besides the salt, from a stored string.
    pub associated_data: Vec<u8>,
}

/// A password hash.
pub trait PasswordHash: Algorithm {
    /// Completes what the caller left at 0 with the recommended cost, rounds memory down to what the function can
    /// use, and checks that the function takes the rest. It does so twice with the same result.
    ///
    /// # Errors
    /// [`Error::InvalidLength`](crate::Error::InvalidLength) for a salt (unless it is empty) or a cost outside the
    /// function's range; [`Error::UnsupportedOption`](crate::Error::UnsupportedOption) for a cost it does not have.
    fn complete(&self, parameters: &mut PasswordParameters) -> Result<()>;

    /// What hashing into `output` bytes costs, for complete parameters, whatever they are.
    fn cost(&self, parameters: &PasswordParameters, output: usize) -> Cost;

    /// The output lengths the function is defined for.
    fn output_lens(&self) -> RangeInclusive<usize>;

    /// Whether guests get the bytes, rather than only a string to store.
    fn squeezes(&self) -> bool {
        true
    }

    /// Hashes into `out`, which has one of [`PasswordHash::output_lens`]; the parameters are complete and have a salt.
    ///
    /// # Errors
    /// [`Error::InvalidLength`](crate::Error::InvalidLength) for a password the function cannot take as a whole.
    fn derive(&self, password: &[u8], parameters: &PasswordParameters, out: &mut [u8]) -> Result<()>;

    /// The form in which the hash is stored, if the function has one.
    fn stored(&self) -> Option<&dyn StoredPassword> {
        None
    }
}

/// The string in which a password hash is stored: it names the function, the cost and the salt.
pub trait StoredPassword {
    /// Length of the hash in a new string.
    fn hash_len(&self) -> usize;

    /// Writes the string.
    ///
    /// # Errors
    /// [`Error::InvalidLength`](crate::Error::InvalidLength) for a salt longer than the form allows.
    fn write(&self, parameters: &PasswordParameters, hash: &[u8]) -> Result<SecretBytes>;

    /// Takes a string apart: the parameters as they are there, which may be out of range, and the hash. `None` if it
    /// is no string of this function.
    fn read(&self, text: &[u8]) -> Option<(PasswordParameters, SecretBytes)>;
}

/// What a password hash would cost.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Cost {
    /// Bytes of memory.
    pub memory: u64,
    /// Nanoseconds of one core of 2020, roughly.
    pub work: u64,
}
