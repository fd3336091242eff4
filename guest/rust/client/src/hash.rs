//! Hash functions, and functions with an output of any length.

use std::io;

use crate::raw::symmetric::{self, SymmetricState};
use crate::{Options, Result};

/// The hash of a message, in one call: as long as the algorithm's digest.
///
/// # Errors
///
/// `UnsupportedAlgorithm`: there is no such hash.
pub fn hash(algorithm: &str, message: &[u8]) -> Result<Vec<u8>> {
    Ok(symmetric::hash(algorithm, message)?)
}

/// A hash under way, for messages that come in pieces. It is an [`io::Write`], so that readers can be copied to it.
#[derive(Debug)]
pub struct Hasher(pub(crate) SymmetricState);

impl Hasher {
    /// The hash of nothing yet.
    ///
    /// # Errors
    ///
    /// `UnsupportedAlgorithm`: there is no such algorithm. `KeyRequired`: it is no hash.
    pub fn new(algorithm: &str) -> Result<Hasher> {
        Ok(Hasher(SymmetricState::open(algorithm, None, None)?))
    }

    /// The same with options: "context" and "salt", where the algorithm's standard has them.
    ///
    /// # Errors
    ///
    /// As [`Hasher::new`], and `UnsupportedOption`: the algorithm has no such input.
    pub fn with_options(algorithm: &str, options: &Options) -> Result<Hasher> {
        Ok(Hasher(SymmetricState::open(algorithm, None, Some(options.raw()))?))
    }

    /// The next piece of the message.
    ///
    /// # Errors
    ///
    /// `InvalidOperation`: the algorithm is no hash, or one that takes no input after its first output.
    pub fn update(&mut self, piece: &[u8]) -> Result<()> {
        Ok(self.0.absorb(piece)?)
    }

    /// `len` bytes of the hash of what came so far.
    ///
    /// # Errors
    ///
    /// `InvalidLength`: the algorithm's digest is shorter.
    pub fn digest(&mut self, len: u32) -> Result<Vec<u8>> {
        Ok(self.0.squeeze(len)?)
    }

    /// Another hash that goes on from here.
    ///
    /// # Errors
    ///
    /// Those any call may answer.
    pub fn try_clone(&self) -> Result<Hasher> {
        Ok(Hasher(self.0.clone()?))
    }
}

impl io::Write for Hasher {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.update(piece).map_err(io::Error::other)?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
