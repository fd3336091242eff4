//! Tags.

use core::fmt;

use super::password::affordable;
use crate::collected::Collected;
use crate::encoding::SecretBytes;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::provider::PasswordHash;
use crate::wipe;

/// The longest tag of any algorithm with tags of a fixed size.
const MAX: usize = 64;

/// The result of a MAC, of detached encryption or of hashing a password. It is wiped when dropped.
///
/// Legacy functions: `symmetric_tag_len`, `symmetric_tag_pull`, `symmetric_tag_verify`.
#[derive(Clone)]
pub struct SymmetricTag {
    bytes: [u8; MAX],
    len: usize,
    /// For the tag of a password, which is in here instead.
    password: Option<Box<Password>>,
}

/// What a password became, and what is needed to hash it again with the salt of a stored tag.
#[derive(Clone)]
struct Password {
    engine: Engine,
    hash: &'static dyn PasswordHash,
    password: Collected,
    encoded: SecretBytes,
}

impl SymmetricTag {
    /// Lets `write` fill a tag of `len` bytes.
    pub(crate) fn compute(len: usize, write: impl FnOnce(&mut [u8]) -> Result<()>) -> Result<Self> {
        let mut tag = Self { bytes: [0; MAX], len, password: None };
        write(tag.bytes.get_mut(..len).ok_or(Error::InternalError)?)?;
        Ok(tag)
    }

    pub(crate) fn of_password(
        engine: &Engine,
        hash: &'static dyn PasswordHash,
        password: Collected,
        encoded: SecretBytes,
    ) -> Self {
        let password = Password { engine: engine.clone(), hash, password, encoded };
        Self { bytes: [0; MAX], len: 0, password: Some(Box::new(password)) }
    }

    /// The length in bytes; never 0.
    #[expect(clippy::len_without_is_empty, reason = "a tag is never empty")]
    pub fn len(&self) -> usize {
        self.bytes().len()
    }

    /// The tag itself. Compare it with [`SymmetricTag::verify`] only.
    pub fn bytes(&self) -> &[u8] {
        match &self.password {
            None => self.bytes.get(..self.len).unwrap_or_default(),
            Some(password) => &password.encoded,
        }
    }

    /// Compares the tag with `expected` in constant time over the whole length. A prefix, the empty one included, is
    /// a mismatch.
    ///
    /// The tag of a password names its salt and its cost. `expected` may name others: then the password is hashed with
    /// those, within the limits, so that any stored tag can be checked.
    ///
    /// # Errors
    /// [`Error::InvalidTag`] unless both are equal.
    pub fn verify(&self, expected: &[u8]) -> Result<()> {
        let equal = match &self.password {
            None => wipe::equal(self.bytes(), expected),
            Some(password) => {
                let parameters = password.hash.parameters_of(expected)?;
                affordable(&password.engine, password.hash, &parameters).map_err(|_| Error::InvalidTag)?;
                let again = password.hash.encode(&password.password, &parameters)?.ok_or(Error::InvalidTag)?;
                wipe::equal(&again, expected)
            }
        };
        if equal { Ok(()) } else { Err(Error::InvalidTag) }
    }
}

impl Drop for SymmetricTag {
    fn drop(&mut self) {
        wipe::wipe(&mut self.bytes);
    }
}

impl fmt::Debug for SymmetricTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SymmetricTag").field("len", &self.len()).finish_non_exhaustive()
    }
}
