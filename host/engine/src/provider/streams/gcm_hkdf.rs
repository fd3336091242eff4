//! Tink's streaming AEAD with AES-GCM and HKDF (developers.google.com/tink/streaming-aead/aes_gcm_hkdf_streaming), HKDF
//! with SHA-256 as in its templates AES128_GCM_HKDF_4KB, AES128_GCM_HKDF_1MB, AES256_GCM_HKDF_4KB, AES256_GCM_HKDF_1MB.
//!
//! The header is its own length in a byte, a salt as long as the key, and 7 bytes. HKDF of key and salt, with the associated
//! data as info, is the key of the stream. The nonce of a segment is those 7 bytes, its number in 4, and whether it is the
//! last in one. The header counts as part of the first segment.

use super::Hkdf;
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::{Aead, AeadKey, SealedStream, SealedStreamKey, SecureRandom, Segments};
use crate::table::StreamFormat;

#[derive(Clone, Copy)]
pub(super) struct GcmHkdf {
    name: &'static str,
    format: StreamFormat,
    cipher: &'static dyn Aead,
    hkdf: Hkdf,
}

struct Prepared {
    key: SecretBytes,
    of: GcmHkdf,
}

struct Stream {
    key: Box<dyn AeadKey>,
    prefix: [u8; StreamFormat::TINK_PREFIX],
}

algorithm!(GcmHkdf, it => it.name, it.cipher.library());

impl GcmHkdf {
    pub(super) const fn new(
        name: &'static str,
        key: usize,
        segment: usize,
        cipher: &'static dyn Aead,
        hkdf: Hkdf,
    ) -> Self {
        Self { name, format: StreamFormat::gcm_hkdf(key, segment), cipher, hkdf }
    }
}

impl SealedStream for GcmHkdf {
    fn format(&self) -> StreamFormat {
        self.format
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn SealedStreamKey>> {
        Ok(Box::new(Prepared { key: raw.to_vec().into(), of: *self }))
    }
}

impl SealedStreamKey for Prepared {
    fn header(&self, random: &dyn SecureRandom, header: &mut [u8]) -> Result<()> {
        let len = u8::try_from(header.len()).map_err(|_| Error::InternalError)?;
        let (first, drawn) = header.split_first_mut().ok_or(Error::InternalError)?;
        *first = len;
        random.fill(drawn)
    }

    fn stream(&self, header: &[u8], associated_data: &[u8]) -> Result<Box<dyn Segments>> {
        let (len, rest) = header.split_first().ok_or(Error::InvalidTag)?;
        if usize::from(*len) != header.len() {
            return Err(Error::InvalidTag);
        }
        let (salt, prefix) = rest.split_at_checked(self.of.format.key).ok_or(Error::InvalidTag)?;
        let prefix = prefix.try_into().map_err(|_| Error::InvalidTag)?;
        let key = self.of.hkdf.derive(&self.key, salt, associated_data, self.of.format.key)?;
        Ok(Box::new(Stream { key: self.of.cipher.key(&key)?, prefix }))
    }
}

impl Stream {
    fn nonce(&self, number: u64, last: bool) -> Result<[u8; 12]> {
        let [a, b, c, d] = u32::try_from(number).map_err(|_| Error::Overflow)?.to_be_bytes();
        let [p, q, r, s, t, u, v] = self.prefix;
        Ok([p, q, r, s, t, u, v, a, b, c, d, last.into()])
    }
}

impl Segments for Stream {
    fn seal(&self, number: u64, last: bool, data: &mut [u8], tag: &mut [u8]) -> Result<()> {
        self.key.seal(&self.nonce(number, last)?, &[], data, tag)
    }

    fn open(&self, number: u64, last: bool, data: &mut [u8], tag: &[u8]) -> Result<()> {
        self.key.open(&self.nonce(number, last)?, &[], data, tag)
    }
}
