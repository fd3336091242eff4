//! What a store keeps under a name.

use core::fmt;

/// The last number a version can have; what is above means "unspecified", "latest" and "all" in the legacy API.
pub const LAST_VERSION: u64 = 0xfeff_ffff_ffff_ffff;

/// What an entry is. The same for all its versions.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Kind {
    /// A key pair of an asymmetric algorithm.
    KeyPair,
    /// A key of a symmetric algorithm.
    SymmetricKey,
    /// A secret of an application, which the host does not use itself.
    Secret,
}

/// What is known of a version without opening its payload. The caller seals the payload together with it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attributes {
    /// What it is.
    pub kind: Kind,
    /// The identifier of a key's algorithm; empty for secrets. At most 255 bytes.
    pub algorithm: String,
    /// When it was made, in seconds since the beginning of 1970 (UTC).
    pub created: u64,
    /// From when on it must not be used any more, in the same seconds.
    pub expires: Option<u64>,
}

/// A version on its way into the store.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewVersion {
    /// What is known of it.
    pub attributes: Attributes,
    /// The sealed content.
    pub payload: Vec<u8>,
}

/// A version as it is read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Record {
    /// Its number.
    pub version: u64,
    /// What is known of it.
    pub attributes: Attributes,
    /// The sealed content.
    pub payload: Vec<u8>,
}

/// The state of an entry.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Head {
    /// What the entry is.
    pub kind: Kind,
    /// Goes up with every change.
    pub revision: u64,
    /// The newest version that was not invalidated, if there is one.
    pub latest: Option<u64>,
    /// The number of the next version.
    pub next: u64,
}

/// Which versions of an entry a call means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Selector {
    /// The newest one that was not invalidated.
    Latest,
    /// This one.
    Version(u64),
    /// Every one; for invalidation only.
    All,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::KeyPair, Self::SymmetricKey, Self::Secret];

    /// A short name: `key-pair`, `symmetric-key`, `secret`.
    pub fn name(self) -> &'static str {
        match self {
            Self::KeyPair => "key-pair",
            Self::SymmetricKey => "symmetric-key",
            Self::Secret => "secret",
        }
    }

    /// The number it has in files. These never change.
    pub fn code(self) -> u8 {
        match self {
            Self::KeyPair => 1,
            Self::SymmetricKey => 2,
            Self::Secret => 3,
        }
    }

    /// The kind with this number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Attributes {
    /// Whether it is past its expiration at this time (seconds since the beginning of 1970, UTC): from the very second
    /// named on.
    pub fn is_expired(&self, now: u64) -> bool {
        self.expires.is_some_and(|expires| now >= expires)
    }

    /// The attributes as bytes, the same ones for equal attributes and for no others: what a payload is sealed with, and
    /// how stores may write them.
    pub fn to_bytes(&self) -> Vec<u8> {
        let algorithm = self.algorithm.as_bytes();
        let mut bytes = vec![self.kind.code()];
        bytes.extend_from_slice(&self.created.to_be_bytes());
        bytes.push(u8::from(self.expires.is_some()));
        bytes.extend_from_slice(&self.expires.unwrap_or_default().to_be_bytes());
        bytes.extend_from_slice(algorithm);
        bytes
    }

    /// Back from [`Attributes::to_bytes`]; `None` for anything that did not come from there.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (kind, bytes) = bytes.split_first()?;
        let (created, bytes) = bytes.split_first_chunk()?;
        let (has_expiry, bytes) = bytes.split_first()?;
        let (expires, algorithm) = bytes.split_first_chunk()?;
        let expires = u64::from_be_bytes(*expires);
        Some(Self {
            kind: Kind::from_code(*kind)?,
            algorithm: String::from_utf8(algorithm.to_vec()).ok()?,
            created: u64::from_be_bytes(*created),
            expires: match (has_expiry, expires) {
                (0, 0) => None,
                (1, _) => Some(expires),
                _ => return None,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_come_back_from_their_bytes() {
        for (kind, expires) in [(Kind::KeyPair, None), (Kind::SymmetricKey, Some(0)), (Kind::Secret, Some(u64::MAX))] {
            let attributes = Attributes { kind, algorithm: "AES-256-GCM".into(), created: 7, expires };
            assert_eq!(Attributes::from_bytes(&attributes.to_bytes()), Some(attributes));
        }
        assert_eq!(Attributes::from_bytes(&[]), None);
        assert_eq!(Attributes::from_bytes(&[9; 18]), None);
    }

    #[test]
    fn expiry_begins_with_its_second() {
        let attributes = Attributes { kind: Kind::Secret, algorithm: String::new(), created: 0, expires: Some(100) };
        assert!(!attributes.is_expired(99));
        assert!(attributes.is_expired(100));
        assert!(!Attributes { expires: None, ..attributes }.is_expired(u64::MAX));
    }
}
