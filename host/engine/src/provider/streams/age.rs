//! The payload of a file of age (age-encryption.org/v1, section Payload): ChaCha20-Poly1305 over chunks of 64 KiB, as in the
//! STREAM construction.
//!
//! The key is the file key of 16 bytes, the header the nonce of 16 bytes before the payload. HKDF with SHA-256 of the two,
//! with `payload` as info, is the key of the stream. The nonce of a chunk is its number in 11 bytes, and whether it is the
//! last in one. There is no associated data.

use super::Hkdf;
use crate::encoding::SecretBytes;
use crate::error::Result;
use crate::provider::{Aead, AeadKey, SealedStream, SealedStreamKey, SecureRandom, Segments};
use crate::table::StreamFormat;

/// The key of ChaCha20-Poly1305.
const DERIVED: usize = 32;

#[derive(Clone, Copy)]
pub(super) struct Age {
    cipher: &'static dyn Aead,
    hkdf: Hkdf,
}

struct Prepared {
    key: SecretBytes,
    of: Age,
}

struct Stream(Box<dyn AeadKey>);

algorithm!(Age, it => "AGE-PAYLOAD", it.cipher.library());

impl Age {
    pub(super) const fn new(cipher: &'static dyn Aead, hkdf: Hkdf) -> Self {
        Self { cipher, hkdf }
    }
}

impl SealedStream for Age {
    fn format(&self) -> StreamFormat {
        StreamFormat::AGE
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn SealedStreamKey>> {
        Ok(Box::new(Prepared { key: raw.to_vec().into(), of: *self }))
    }
}

impl SealedStreamKey for Prepared {
    fn header(&self, random: &dyn SecureRandom, header: &mut [u8]) -> Result<()> {
        random.fill(header)
    }

    fn stream(&self, header: &[u8], _: &[u8]) -> Result<Box<dyn Segments>> {
        let key = self.of.hkdf.derive(&self.key, header, b"payload", DERIVED)?;
        Ok(Box::new(Stream(self.of.cipher.key(&key)?)))
    }
}

/// The number in 11 bytes, of which the first three are 0.
fn nonce(number: u64, last: bool) -> [u8; 12] {
    let [a, b, c, d, e, f, g, h] = number.to_be_bytes();
    [0, 0, 0, a, b, c, d, e, f, g, h, last.into()]
}

impl Segments for Stream {
    fn seal(&self, number: u64, last: bool, data: &mut [u8], tag: &mut [u8]) -> Result<()> {
        self.0.seal(&nonce(number, last), &[], data, tag)
    }

    fn open(&self, number: u64, last: bool, data: &mut [u8], tag: &[u8]) -> Result<()> {
        self.0.open(&nonce(number, last), &[], data, tag)
    }
}
