//! Authentication with a shared key.

use std::io;

use crate::raw::symmetric::{self, SymmetricState};
use crate::{Result, SymmetricKey};

/// The tag of a message, in one call.
///
/// # Errors
///
/// `InvalidOperation`: the key is not one of a MAC.
pub fn mac(key: &SymmetricKey, message: &[u8]) -> Result<Vec<u8>> {
    Ok(symmetric::mac(&key.0, message)?)
}

/// Checks the tag of a message, in one call and in constant time. A shortened or empty tag is refused.
///
/// # Errors
///
/// `InvalidTag`: it is not the tag of this message. `InvalidOperation`: the key is not one of a MAC.
pub fn verify(key: &SymmetricKey, message: &[u8], tag: &[u8]) -> Result<()> {
    Ok(symmetric::verify_mac(&key.0, message, tag)?)
}

/// A tag under way, for messages that come in pieces. It is an [`io::Write`], so that readers can be copied to it.
#[derive(Debug)]
pub struct Mac(pub(crate) SymmetricState);

impl Mac {
    /// The tag of nothing yet.
    ///
    /// # Errors
    ///
    /// Those any call may answer.
    pub fn new(key: &SymmetricKey) -> Result<Mac> {
        Ok(Mac(SymmetricState::open(&key.algorithm(), Some(&key.0), None)?))
    }

    /// The next piece of the message.
    ///
    /// # Errors
    ///
    /// `InvalidOperation`: the key is not one of a MAC.
    pub fn update(&mut self, piece: &[u8]) -> Result<()> {
        Ok(self.0.absorb(piece)?)
    }

    /// The tag of what came so far.
    ///
    /// # Errors
    ///
    /// `InvalidOperation`: the key is not one of a MAC. `ProhibitedOperation`: the key may only verify.
    pub fn tag(&mut self) -> Result<Vec<u8>> {
        Ok(self.0.squeeze_tag()?.bytes()?)
    }

    /// Checks the tag of what came so far, in constant time.
    ///
    /// # Errors
    ///
    /// `InvalidTag`: it is not the tag. `InvalidOperation`: the key is not one of a MAC.
    pub fn verify(&mut self, tag: &[u8]) -> Result<()> {
        Ok(self.0.squeeze_tag()?.verify(tag)?)
    }
}

impl io::Write for Mac {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.update(piece).map_err(io::Error::other)?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
