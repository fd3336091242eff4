//! How records are written. Every value ends with a checksum over its table, its key and itself, because redb looks at
//! the checksums of its pages only when it opens a file: damage done later is found here, and so is a value that
//! turns up under another key.

use wasi_crypto_keystore::{Attributes, Head, Kind, Result, StoreError, Usage};

/// A stored value's place: the number of its table, and the parts of its key.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) table: u8,
    pub(crate) key: [&'a [u8]; 2],
    pub(crate) version: u64,
}

impl Place<'_> {
    /// The value with its checksum.
    pub(crate) fn seal(self, mut value: Vec<u8>) -> Vec<u8> {
        let checksum = self.checksum(&value);
        value.extend_from_slice(&checksum.to_be_bytes());
        value
    }

    /// The value without its checksum.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if it does not have the right one.
    pub(crate) fn open(self, stored: &[u8]) -> Result<&[u8]> {
        let (value, checksum) = stored.split_last_chunk().ok_or_else(|| damaged("a record is too short"))?;
        if u32::from_be_bytes(*checksum) == self.checksum(value) {
            Ok(value)
        } else {
            Err(damaged("a record does not match its checksum"))
        }
    }

    fn checksum(self, value: &[u8]) -> u32 {
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(&[self.table]);
        for part in self.key {
            // The lengths keep two keys apart whose parts are divided differently.
            hasher.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(part);
        }
        hasher.update(&self.version.to_be_bytes());
        hasher.update(value);
        hasher.finalize()
    }
}

/// What is wrong with the file, for an operator.
pub(crate) fn damaged(what: &str) -> StoreError {
    StoreError::Corrupt(what.to_owned())
}

/// Kind, revision, whether there is a newest version, its number, the next number.
pub(crate) fn encode_head(head: &Head) -> Vec<u8> {
    let mut bytes = vec![head.kind.code()];
    bytes.extend_from_slice(&head.revision.to_be_bytes());
    bytes.push(u8::from(head.latest.is_some()));
    bytes.extend_from_slice(&head.latest.unwrap_or_default().to_be_bytes());
    bytes.extend_from_slice(&head.next.to_be_bytes());
    bytes
}

pub(crate) fn decode_head(bytes: &[u8]) -> Result<Head> {
    let head = || {
        let (kind, bytes) = bytes.split_first()?;
        let (revision, bytes) = bytes.split_first_chunk()?;
        let (has_latest, bytes) = bytes.split_first()?;
        let (latest, bytes) = bytes.split_first_chunk()?;
        let (next, []) = bytes.split_first_chunk()? else { return None };
        let latest = u64::from_be_bytes(*latest);
        Some(Head {
            kind: Kind::from_code(*kind)?,
            revision: u64::from_be_bytes(*revision),
            latest: match (has_latest, latest) {
                (0, 0) => None,
                (1, latest) => Some(latest),
                _ => return None,
            },
            next: u64::from_be_bytes(*next),
        })
    };
    head().ok_or_else(|| damaged("the head of an entry makes no sense"))
}

/// The length of the attributes, the attributes, the payload.
pub(crate) fn encode_version(attributes: &Attributes, payload: &[u8]) -> Result<Vec<u8>> {
    let attributes = attributes.to_bytes();
    let len = u32::try_from(attributes.len()).map_err(|_| StoreError::Io("the attributes are too long".into()))?;
    Ok([&len.to_be_bytes(), attributes.as_slice(), payload].concat())
}

pub(crate) fn decode_version(bytes: &[u8]) -> Result<(Attributes, &[u8])> {
    let version = || {
        let (len, bytes) = bytes.split_first_chunk()?;
        let (attributes, payload) = bytes.split_at_checked(usize::try_from(u32::from_be_bytes(*len)).ok()?)?;
        Some((Attributes::from_bytes(attributes)?, payload))
    };
    version().ok_or_else(|| damaged("a version makes no sense"))
}

/// Versions and bytes.
pub(crate) fn encode_usage(usage: Usage) -> Vec<u8> {
    [usage.versions.to_be_bytes(), usage.bytes.to_be_bytes()].concat()
}

pub(crate) fn decode_usage(bytes: &[u8]) -> Result<Usage> {
    let usage = || {
        let (versions, bytes) = bytes.split_first_chunk()?;
        let (bytes, []) = bytes.split_first_chunk()? else { return None };
        Some(Usage { versions: u64::from_be_bytes(*versions), bytes: u64::from_be_bytes(*bytes) })
    };
    usage().ok_or_else(|| damaged("the count of a namespace makes no sense"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place<'_> = Place { table: 1, key: [b"ab", b"c"], version: 7 };

    #[test]
    fn every_flipped_bit_and_every_other_place_is_noticed() {
        let sealed = PLACE.seal(b"value".to_vec());
        assert_eq!(PLACE.open(&sealed), Ok(&b"value"[..]));
        for bit in 0..sealed.len() * 8 {
            let mut damaged = sealed.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert!(PLACE.open(&damaged).is_err(), "bit {bit}");
        }
        for elsewhere in [
            Place { table: 2, ..PLACE },
            Place { version: 8, ..PLACE },
            Place { key: [b"a", b"bc"], ..PLACE },
            Place { key: [b"abc", b""], ..PLACE },
        ] {
            assert!(elsewhere.open(&sealed).is_err());
        }
        for len in 0..sealed.len() {
            assert!(PLACE.open(&sealed[..len]).is_err(), "{len} bytes");
        }
    }

    #[test]
    fn records_come_back_and_other_bytes_are_refused() {
        for latest in [None, Some(0), Some(u64::MAX)] {
            let head = Head { kind: Kind::Secret, revision: 3, latest, next: 9 };
            let bytes = encode_head(&head);
            assert_eq!(decode_head(&bytes), Ok(head));
            for len in 0..bytes.len() {
                assert!(decode_head(&bytes[..len]).is_err());
            }
            assert!(decode_head(&[bytes.as_slice(), &[0]].concat()).is_err());
        }
        let attributes = Attributes { kind: Kind::KeyPair, algorithm: "Ed25519".into(), created: 5, expires: None };
        let bytes = encode_version(&attributes, b"payload").unwrap();
        assert_eq!(decode_version(&bytes), Ok((attributes, &b"payload"[..])));
        assert!(decode_version(&bytes[..10]).is_err());
        assert!(decode_version(&[0xff; 40]).is_err());
        let usage = Usage { versions: 2, bytes: 300 };
        assert_eq!(decode_usage(&encode_usage(usage)), Ok(usage));
        assert!(decode_usage(&[0; 15]).is_err() && decode_usage(&[0; 17]).is_err());
    }
}
