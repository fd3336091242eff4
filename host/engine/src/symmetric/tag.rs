//! Tags.

use core::fmt;
use std::sync::Arc;

use super::password::PasswordTag;
use crate::error::{Error, Result};
use crate::permissions::{Permissions, Use};
use crate::table::MAX_TAG;
use crate::wipe;

/// The result of a MAC, of detached encryption or of hashing a password. It is wiped when dropped.
///
/// Legacy functions: `symmetric_tag_len`, `symmetric_tag_pull`, `symmetric_tag_verify`.
#[derive(Clone)]
pub struct SymmetricTag {
    bytes: [u8; MAX_TAG],
    len: usize,
    access: TagAccess,
    /// The tag of a password, which is in here instead.
    password: Option<Arc<PasswordTag>>,
}

/// What the permissions of a key leave of its tags.
#[derive(Clone, Copy)]
pub(super) enum TagAccess {
    Full,
    /// It can be read, but not compared.
    Read,
    /// It can be compared, but not read.
    Compare,
    /// There is none.
    Absent,
}

impl TagAccess {
    /// Access for the holder of a key: who may use it in one of the ways `readers` can read its tags, who may verify
    /// can compare them. [`Error::ProhibitedOperation`] for everyone else.
    pub(super) fn new(permissions: Permissions, readers: &[Use]) -> Result<Self> {
        match (permissions.require_any(readers).is_ok(), permissions.allows(Use::Verify)) {
            (true, true) => Ok(Self::Full),
            (true, false) => Ok(Self::Read),
            (false, true) => Ok(Self::Compare),
            (false, false) => Err(Error::ProhibitedOperation),
        }
    }
}

impl SymmetricTag {
    /// Lets `write` fill a tag of `len` bytes.
    pub(super) fn compute(len: usize, access: TagAccess, write: impl FnOnce(&mut [u8]) -> Result<()>) -> Result<Self> {
        let mut tag = Self { bytes: [0; MAX_TAG], len, access, password: None };
        write(tag.bytes.get_mut(..len).ok_or(Error::InternalError)?)?;
        Ok(tag)
    }

    pub(super) fn of_password(password: PasswordTag) -> Self {
        Self { bytes: [0; MAX_TAG], len: 0, access: TagAccess::Full, password: Some(Arc::new(password)) }
    }

    /// What stands for a tag where none could be made: empty, and equal to nothing.
    pub fn absent() -> Self {
        Self { bytes: [0; MAX_TAG], len: 0, access: TagAccess::Absent, password: None }
    }

    /// The length in bytes; 0 only for a tag that is [absent](Self::absent).
    #[expect(clippy::len_without_is_empty, reason = "a tag is never empty")]
    pub fn len(&self) -> usize {
        self.content().len()
    }

    /// The tag itself. Compare it with [`SymmetricTag::verify`] only.
    ///
    /// # Errors
    /// [`Error::ProhibitedOperation`] if the key may be used to verify only.
    pub fn bytes(&self) -> Result<&[u8]> {
        match self.access {
            TagAccess::Full | TagAccess::Read | TagAccess::Absent => Ok(self.content()),
            TagAccess::Compare => Err(Error::ProhibitedOperation),
        }
    }

    /// Whether [`SymmetricTag::verify`] takes so long that a thread which serves others should not do it: it hashes a
    /// password.
    pub fn is_slow(&self) -> bool {
        self.password.is_some()
    }

    /// The work of comparing the tag with `expected`, in nanoseconds on a machine of 2020, roughly: that of hashing the
    /// password as `expected` says, for the tag of a password.
    pub fn price(&self, expected: &[u8]) -> u64 {
        self.password.as_ref().map_or(0, |password| password.price(expected))
    }

    /// Compares the tag with `expected` in constant time over the whole length. A prefix, the empty one included, is
    /// a mismatch.
    ///
    /// The tag of a password names its salt and its cost. `expected` names its own, and the password is hashed again
    /// with those, so that any stored tag can be checked, also one that another program wrote: parameters in another
    /// order, Argon2 of version 0x10, with associated data, and with hashes of 16 to 64 bytes, bcrypt under its older names
    /// `2a` and `2y`.
    ///
    /// # Errors
    /// [`Error::ProhibitedOperation`] without the permission of the key to verify; [`Error::Overflow`] if checking the tag
    /// of a password exceeds the limits, or the memory the guest has granted; [`Error::InvalidTag`] unless both are equal.
    pub fn verify(&self, expected: &[u8]) -> Result<()> {
        match self.access {
            TagAccess::Read => return Err(Error::ProhibitedOperation),
            TagAccess::Absent => return Err(Error::InvalidTag),
            TagAccess::Full | TagAccess::Compare => {}
        }
        let equal = match &self.password {
            None => wipe::equal(self.content(), expected),
            Some(password) => password.matches(expected)?,
        };
        if equal { Ok(()) } else { Err(Error::InvalidTag) }
    }

    fn content(&self) -> &[u8] {
        match &self.password {
            None => self.bytes.get(..self.len).unwrap_or_default(),
            Some(password) => password.text(),
        }
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
