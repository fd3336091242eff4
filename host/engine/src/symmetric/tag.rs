//! Tags.

use core::fmt;

use crate::error::{Error, Result};
use crate::wipe;

/// The longest tag of any algorithm.
const MAX: usize = 64;

/// The result of a MAC or of detached encryption. It is wiped when dropped.
///
/// Legacy functions: `symmetric_tag_len`, `symmetric_tag_pull`, `symmetric_tag_verify`.
#[derive(Clone)]
pub struct SymmetricTag {
    bytes: [u8; MAX],
    len: usize,
}

impl SymmetricTag {
    /// Lets `write` fill a tag of `len` bytes.
    pub(crate) fn compute(len: usize, write: impl FnOnce(&mut [u8]) -> Result<()>) -> Result<Self> {
        let mut tag = Self { bytes: [0; MAX], len };
        write(tag.bytes.get_mut(..len).ok_or(Error::InternalError)?)?;
        Ok(tag)
    }

    /// The length in bytes; never 0.
    #[expect(clippy::len_without_is_empty, reason = "a tag is never empty")]
    pub fn len(&self) -> usize {
        self.len
    }

    /// The tag itself. Compare it with [`SymmetricTag::verify`] only.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// Compares the tag with `expected` in constant time over the whole length. A prefix, the empty one included, is
    /// a mismatch.
    ///
    /// # Errors
    /// [`Error::InvalidTag`] unless both are equal.
    pub fn verify(&self, expected: &[u8]) -> Result<()> {
        if wipe::equal(self.bytes(), expected) { Ok(()) } else { Err(Error::InvalidTag) }
    }
}

impl Drop for SymmetricTag {
    fn drop(&mut self) {
        wipe::wipe(&mut self.bytes);
    }
}

impl fmt::Debug for SymmetricTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SymmetricTag").field("len", &self.len).finish_non_exhaustive()
    }
}
