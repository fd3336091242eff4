//! The seam for encryption without authentication, and for sessions.

use super::Algorithm;
use crate::encoding::SecretBytes;
use crate::error::Result;

/// A cipher without authentication.
pub trait Cipher: Algorithm {
    /// Bytes of a key.
    fn key_len(&self) -> usize;
    /// Bytes of an initialization vector.
    fn iv_len(&self) -> usize;
    /// Prepares a key of exactly [`Cipher::key_len`] bytes.
    ///
    /// # Errors
    /// [`Error::InvalidKey`](crate::Error::InvalidKey) if the library does not take it.
    fn key(&self, raw: &[u8]) -> Result<Box<dyn CipherKey>>;
}

/// A prepared key of a cipher. Initialization vectors have exactly the size of the algorithm.
pub trait CipherKey: Send + Sync {
    /// Encrypts the part of a message that begins `offset` bytes into it; 0 for all ciphers but stream ciphers.
    ///
    /// # Errors
    /// [`Error::Overflow`](crate::Error::Overflow) if the message is too long for the algorithm.
    fn encrypt(&self, iv: &[u8], offset: u64, data: &[u8]) -> Result<Vec<u8>>;
    /// Decrypts such a part.
    ///
    /// # Errors
    /// [`Error::InvalidTag`](crate::Error::InvalidTag) if padding is wrong, whatever is wrong with it;
    /// [`Error::Overflow`](crate::Error::Overflow) as in [`CipherKey::encrypt`].
    fn decrypt(&self, iv: &[u8], offset: u64, data: &[u8]) -> Result<SecretBytes>;
}

/// A session algorithm.
pub trait Session: Algorithm {
    /// Bytes of a key.
    fn key_len(&self) -> usize;
    /// Bytes of a nonce that is drawn. Callers may choose others, and an empty one.
    fn nonce_len(&self) -> usize;
    /// Bytes of a tag.
    fn tag_len(&self) -> usize;
    /// A fresh state: a hash without a key, everything else with one of exactly [`Session::key_len`] bytes. An empty nonce
    /// is none: all sessions that a key begins so are the same.
    ///
    /// # Errors
    /// [`Error::InvalidNonce`](crate::Error::InvalidNonce) for a nonce that is too long, or one without a key.
    fn start(&self, key: Option<&[u8]>, nonce: Option<&[u8]>) -> Result<Box<dyn SessionState>>;
}

/// A session under way. Each operation depends on all before it.
pub trait SessionState: Send + Sync {
    /// Takes input.
    fn absorb(&mut self, data: &[u8]);
    /// Gives output.
    fn squeeze(&mut self, out: &mut [u8]);
    /// Gives output for use as a key.
    fn squeeze_key(&mut self, out: &mut [u8]);
    /// Encrypts in place and writes a tag of [`Session::tag_len`] bytes. Only called with a key.
    ///
    /// # Errors
    /// Only what the library cannot help.
    fn encrypt(&mut self, data: &mut [u8], tag: &mut [u8]) -> Result<()>;
    /// Decrypts in place after checking the tag. Only called with a key; the caller throws the state away on failure.
    ///
    /// # Errors
    /// [`Error::InvalidTag`](crate::Error::InvalidTag) for every failure.
    fn decrypt(&mut self, data: &mut [u8], tag: &[u8]) -> Result<()>;
    /// Makes what came before incomputable from the state.
    ///
    /// # Errors
    /// Only what the library cannot help.
    fn ratchet(&mut self) -> Result<()>;
    /// An independent copy.
    fn fork(&self) -> Box<dyn SessionState>;
}
