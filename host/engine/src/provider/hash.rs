//! The seam for hash functions and extendable-output functions.

use super::Algorithm;
use crate::error::{Error, Result};

/// What options may bring into a hash, XOF or MAC. Empty strings mean: not given.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parameters<'a> {
    /// The option `context`: domain separation, called customization or personalization elsewhere.
    pub context: &'a [u8],
    /// The option `salt`.
    pub salt: &'a [u8],
}

impl Parameters<'_> {
    /// Refuses parameters for an algorithm that takes none: ignoring them would give up a separation the caller
    /// counts on.
    ///
    /// # Errors
    /// [`Error::UnsupportedOption`] if one is given.
    pub fn none(&self) -> Result<()> {
        if self.context.is_empty() { self.only_context() } else { Err(Error::UnsupportedOption) }
    }

    /// Refuses everything but a context.
    ///
    /// # Errors
    /// [`Error::UnsupportedOption`] if a salt is given.
    pub fn only_context(&self) -> Result<()> {
        if self.salt.is_empty() { Ok(()) } else { Err(Error::UnsupportedOption) }
    }
}

/// A hash function.
pub trait Hash: Algorithm {
    /// Bytes of the digest.
    fn output_len(&self) -> usize;
    /// A fresh state.
    fn start(&self) -> Box<dyn HashState>;
    /// A fresh state with parameters.
    ///
    /// # Errors
    /// [`Error::UnsupportedOption`] for parameters the function does not have, [`Error::InvalidLength`] for one of the
    /// wrong length.
    fn start_with(&self, parameters: &Parameters<'_>) -> Result<Box<dyn HashState>> {
        parameters.none()?;
        Ok(self.start())
    }
    /// Writes the first `out.len()` bytes of the digest of `message`; `out` is at most [`Hash::output_len`] long.
    ///
    /// # Errors
    /// Only what the library cannot help.
    fn digest(&self, message: &[u8], out: &mut [u8]) -> Result<()>;
}

/// A hash computation under way.
pub trait HashState: Send + Sync {
    /// Appends to the message.
    fn update(&mut self, data: &[u8]);
    /// Writes the first `out.len()` bytes of the digest of the message so far. The state stays as it is.
    ///
    /// # Errors
    /// Only what the library cannot help.
    fn digest(&self, out: &mut [u8]) -> Result<()>;
    /// An independent copy.
    fn fork(&self) -> Box<dyn HashState>;
}

/// An extendable-output function.
pub trait Xof: Algorithm {
    /// Bytes of the key the function can take, 0 if it takes none.
    fn key_len(&self) -> usize {
        0
    }
    /// Whether pieces of input are the same as all of it at once. Not so where each is an element of a tuple.
    fn concatenates(&self) -> bool {
        true
    }
    /// A fresh state. A key has exactly [`Xof::key_len`] bytes.
    ///
    /// # Errors
    /// [`Error::UnsupportedOption`] for parameters the function does not have, [`Error::InvalidLength`] for one of the
    /// wrong length.
    fn start(&self, key: Option<&[u8]>, parameters: &Parameters<'_>) -> Result<Box<dyn XofState>>;
}

/// An extendable-output function under way.
pub trait XofState: Send + Sync {
    /// Appends to the input; for functions over tuples, appends an element. Never called after
    /// [`XofState::squeeze`].
    fn update(&mut self, data: &[u8]);
    /// Writes the next bytes of the output. The first call ends the input.
    fn squeeze(&mut self, out: &mut [u8]);
    /// An independent copy, at the same position.
    fn fork(&self) -> Box<dyn XofState>;
}
