//! Names of entries.

use core::fmt;
use core::str::FromStr;

/// The most characters a namespace has.
pub const MAX_NAMESPACE_LEN: usize = 64;
/// The most bytes an identifier has.
pub const MAX_ID_LEN: usize = 64;

/// Whose entries: the name of a guest, or the host's own.
///
/// Letters, digits, `.`, `_` and `-`, up to [`MAX_NAMESPACE_LEN`] of them. The host's own is the only one that begins
/// with a colon, so that no guest can have its name.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Namespace(String);

/// The full name of an entry.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EntryName {
    namespace: Namespace,
    id: Vec<u8>,
}

/// A name that is empty, too long, or has characters it must not have.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct InvalidName;

impl Namespace {
    /// The namespace of keys that operators provide.
    pub fn host() -> Self {
        Self(":host".to_owned())
    }

    /// The namespace of a guest.
    ///
    /// # Errors
    /// [`InvalidName`].
    pub fn guest(name: &str) -> Result<Self, InvalidName> {
        let fits = (1..=MAX_NAMESPACE_LEN).contains(&name.len());
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        if fits && name.bytes().all(allowed) { Ok(Self(name.to_owned())) } else { Err(InvalidName) }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the host's own.
    pub fn is_host(&self) -> bool {
        self.0.starts_with(':')
    }
}

/// The text of [`Namespace::as_str`], back.
impl FromStr for Namespace {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        if text == ":host" { Ok(Self::host()) } else { Self::guest(text) }
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl EntryName {
    /// The entry of a namespace with this identifier, 1 to [`MAX_ID_LEN`] bytes of any kind.
    ///
    /// # Errors
    /// [`InvalidName`].
    pub fn new(namespace: Namespace, id: impl Into<Vec<u8>>) -> Result<Self, InvalidName> {
        let id = id.into();
        if (1..=MAX_ID_LEN).contains(&id.len()) { Ok(Self { namespace, id }) } else { Err(InvalidName) }
    }

    /// The namespace.
    pub fn namespace(&self) -> &Namespace {
        &self.namespace
    }

    /// The identifier.
    pub fn id(&self) -> &[u8] {
        &self.id
    }
}

impl fmt::Display for InvalidName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("names have 1 to 64 letters, digits, dots, underscores and dashes; identifiers 1 to 64 bytes")
    }
}

impl core::error::Error for InvalidName {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guests_cannot_take_the_host_namespace() {
        assert!(Namespace::guest(":host").is_err());
        assert_eq!(":host".parse(), Ok(Namespace::host()));
        assert!(Namespace::host().is_host() && !Namespace::guest("host").unwrap().is_host());
    }

    #[test]
    fn names_are_limited_to_the_character() {
        assert!(Namespace::guest("").is_err());
        assert!(Namespace::guest(&"n".repeat(MAX_NAMESPACE_LEN)).is_ok());
        assert!(Namespace::guest(&"n".repeat(MAX_NAMESPACE_LEN + 1)).is_err());
        for name in ["a b", "a/b", "ä", "a\0", "a:b"] {
            assert!(Namespace::guest(name).is_err(), "{name:?}");
        }
        assert!(EntryName::new(Namespace::host(), []).is_err());
        assert!(EntryName::new(Namespace::host(), [0; MAX_ID_LEN]).is_ok());
        assert!(EntryName::new(Namespace::host(), [0; MAX_ID_LEN + 1]).is_err());
    }
}
