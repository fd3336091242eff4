//! The seam for MACs, key derivation and authenticated encryption.

use super::{Algorithm, Parameters};
use crate::error::Result;

/// A message authentication code.
pub trait Mac: Algorithm {
    /// Bytes of the tag.
    fn tag_len(&self) -> usize;
    /// Prepares a key. The engine has checked its length against the table.
    ///
    /// # Errors
    /// [`Error::InvalidKey`](crate::Error::InvalidKey) if the library does not take it.
    fn key(&self, raw: &[u8]) -> Result<Box<dyn MacKey>>;
}

/// A prepared MAC key.
pub trait MacKey: Send + Sync {
    /// A fresh state under this key.
    fn start(&self) -> Box<dyn MacState>;
    /// A fresh state under this key with parameters.
    ///
    /// # Errors
    /// [`Error::UnsupportedOption`](crate::Error::UnsupportedOption) for parameters the algorithm does not have.
    fn start_with(&self, parameters: &Parameters<'_>) -> Result<Box<dyn MacState>> {
        parameters.none()?;
        Ok(self.start())
    }
    /// Writes the whole tag of `message`.
    ///
    /// # Errors
    /// Only what the library cannot help.
    fn mac(&self, message: &[u8], tag: &mut [u8]) -> Result<()>;
}

/// A MAC computation under way.
pub trait MacState: Send + Sync {
    /// Appends to the message.
    fn update(&mut self, data: &[u8]);
    /// Writes the whole tag of the message so far. The state stays as it is.
    ///
    /// # Errors
    /// Only what the library cannot help.
    fn tag(&self, tag: &mut [u8]) -> Result<()>;
    /// An independent copy.
    fn fork(&self) -> Box<dyn MacState>;
}

/// A key derivation function of a key and one string: HKDF-Extract (the key is the input keying material, the string
/// the salt) or HKDF-Expand (the key is the pseudorandom key, the string the info).
pub trait Kdf: Algorithm {
    /// Prepares a key. The engine has checked its length against the table.
    ///
    /// # Errors
    /// [`Error::InvalidKey`](crate::Error::InvalidKey) if the library does not take it.
    fn key(&self, raw: &[u8]) -> Result<Box<dyn KdfKey>>;
}

/// A prepared key of a derivation function.
pub trait KdfKey: Send + Sync {
    /// Fills `out`, whose length the engine has checked against the table.
    ///
    /// # Errors
    /// Only what the library cannot help.
    fn derive(&self, context: &[u8], out: &mut [u8]) -> Result<()>;
}

/// Authenticated encryption with associated data.
pub trait Aead: Algorithm {
    /// Bytes of a key.
    fn key_len(&self) -> usize;
    /// Bytes of a nonce; the most it can have where the length is free.
    fn nonce_len(&self) -> usize;
    /// Bytes of a tag.
    fn tag_len(&self) -> usize;
    /// Prepares a key of exactly [`Aead::key_len`] bytes.
    ///
    /// # Errors
    /// [`Error::InvalidKey`](crate::Error::InvalidKey) if the library does not take it.
    fn key(&self, raw: &[u8]) -> Result<Box<dyn AeadKey>>;
}

/// A prepared key of an authenticated cipher. Nonces and tags have exactly the sizes of the algorithm; no nonce, where
/// it is optional, is an empty one.
pub trait AeadKey: Send + Sync {
    /// Encrypts `data` in place and writes the tag.
    ///
    /// # Errors
    /// [`Error::Overflow`](crate::Error::Overflow) if the message is too long for the algorithm.
    fn seal(&self, nonce: &[u8], associated_data: &[u8], data: &mut [u8], tag: &mut [u8]) -> Result<()>;
    /// Decrypts `data` in place after checking the tag in constant time. On failure the engine wipes `data` and gives none of it out.
    ///
    /// # Errors
    /// [`Error::InvalidTag`](crate::Error::InvalidTag) for every failure.
    fn open(&self, nonce: &[u8], associated_data: &[u8], data: &mut [u8], tag: &[u8]) -> Result<()>;
}
