//! Formats of sealed streams, over the authenticated ciphers and HKDF of any provider.

mod age;
mod gcm_hkdf;

use super::{Aead, Kdf, SealedStream};
use crate::encoding::SecretBytes;
use crate::error::Result;

use age::Age;
use gcm_hkdf::GcmHkdf;

/// HKDF with SHA-256 (RFC 5869), both halves.
#[derive(Clone, Copy)]
pub(super) struct Hkdf {
    pub(super) extract: &'static dyn Kdf,
    pub(super) expand: &'static dyn Kdf,
}

/// Bytes of what is extracted.
const PSEUDORANDOM: usize = 32;

impl Hkdf {
    /// So many bytes.
    fn derive(&self, key: &[u8], salt: &[u8], info: &[u8], len: usize) -> Result<SecretBytes> {
        let mut pseudorandom = SecretBytes::new(vec![0; PSEUDORANDOM]);
        self.extract.key(key)?.derive(salt, &mut pseudorandom)?;
        let mut out = SecretBytes::new(vec![0; len]);
        self.expand.key(&pseudorandom)?.derive(info, &mut out)?;
        Ok(out)
    }
}

/// The ciphers of a provider.
pub(super) struct Ciphers {
    pub(super) aes_128_gcm: &'static dyn Aead,
    pub(super) aes_256_gcm: &'static dyn Aead,
    pub(super) chacha20_poly1305: &'static dyn Aead,
}

/// Every format.
pub(super) struct Formats {
    gcm_hkdf: [GcmHkdf; 4],
    age: Age,
}

impl Formats {
    pub(super) const fn new(ciphers: &Ciphers, hkdf: Hkdf) -> Self {
        let (aes_128, aes_256) = (ciphers.aes_128_gcm, ciphers.aes_256_gcm);
        Self {
            gcm_hkdf: [
                GcmHkdf::new("AES-128-GCM-HKDF-4KB", 16, 4 << 10, aes_128, hkdf),
                GcmHkdf::new("AES-128-GCM-HKDF-1MB", 16, 1 << 20, aes_128, hkdf),
                GcmHkdf::new("AES-256-GCM-HKDF-4KB", 32, 4 << 10, aes_256, hkdf),
                GcmHkdf::new("AES-256-GCM-HKDF-1MB", 32, 1 << 20, aes_256, hkdf),
            ],
            age: Age::new(ciphers.chacha20_poly1305, hkdf),
        }
    }

    pub(super) fn list(&'static self) -> Vec<&'static dyn SealedStream> {
        let gcm_hkdf = self.gcm_hkdf.iter().map(|format| -> &dyn SealedStream { format });
        gcm_hkdf.chain([&self.age as &dyn SealedStream]).collect()
    }
}
