//! AES-GCM and ChaCha20-Poly1305.

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};

use super::LIBRARY;
use crate::error::{Error, Result};
use crate::provider::{Aead, AeadKey};

/// An authenticated cipher of `aws-lc-rs`.
pub(super) struct AwsAead {
    name: &'static str,
    algorithm: &'static aead::Algorithm,
}

pub(super) static AES_128_GCM: AwsAead = AwsAead { name: "AES-128-GCM", algorithm: &aead::AES_128_GCM };
pub(super) static AES_256_GCM: AwsAead = AwsAead { name: "AES-256-GCM", algorithm: &aead::AES_256_GCM };
pub(super) static CHACHA20_POLY1305: AwsAead =
    AwsAead { name: "CHACHA20-POLY1305", algorithm: &aead::CHACHA20_POLY1305 };

struct Prepared(LessSafeKey);

algorithm!(AwsAead, it => it.name, LIBRARY);

impl Aead for AwsAead {
    fn key_len(&self) -> usize {
        self.algorithm.key_len()
    }

    fn nonce_len(&self) -> usize {
        self.algorithm.nonce_len()
    }

    fn tag_len(&self) -> usize {
        self.algorithm.tag_len()
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn AeadKey>> {
        let key = UnboundKey::new(self.algorithm, raw).map_err(|_| Error::InvalidKey)?;
        Ok(Box::new(Prepared(LessSafeKey::new(key))))
    }
}

impl AeadKey for Prepared {
    fn seal(&self, nonce: &[u8], associated_data: &[u8], data: &mut [u8], tag: &mut [u8]) -> Result<()> {
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Error::InvalidNonce)?;
        // The only failure left is a message longer than the algorithm allows.
        let computed =
            self.0.seal_in_place_separate_tag(nonce, Aad::from(associated_data), data).map_err(|_| Error::Overflow)?;
        if computed.as_ref().len() != tag.len() {
            return Err(Error::InternalError);
        }
        tag.copy_from_slice(computed.as_ref());
        Ok(())
    }

    fn open(&self, nonce: &[u8], associated_data: &[u8], data: &mut [u8], tag: &[u8]) -> Result<()> {
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Error::InvalidNonce)?;
        // The library would take a truncated tag.
        if tag.len() != self.0.algorithm().tag_len() {
            return Err(Error::InvalidTag);
        }
        self.0
            .open_in_place_separate_tag(nonce, Aad::from(associated_data), tag, data)
            .map(drop)
            .map_err(|_| Error::InvalidTag)
    }
}
