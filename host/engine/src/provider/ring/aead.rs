//! AES-GCM and ChaCha20-Poly1305.

use ring::aead::{self, Aad, LessSafeKey, Nonce, Tag, UnboundKey};

use super::overwritten::Overwritten;
use crate::error::{Error, Result};
use crate::provider::{Aead, AeadKey, Algorithm};

/// An authenticated cipher of `ring`.
pub(super) struct RingAead {
    name: &'static str,
    algorithm: &'static aead::Algorithm,
    blank: fn() -> Option<LessSafeKey>,
}

pub(super) static AES_128_GCM: RingAead =
    RingAead { name: "AES-128-GCM", algorithm: &aead::AES_128_GCM, blank: || key(&aead::AES_128_GCM, &[0; 16]) };
pub(super) static AES_256_GCM: RingAead =
    RingAead { name: "AES-256-GCM", algorithm: &aead::AES_256_GCM, blank: || key(&aead::AES_256_GCM, &[0; 32]) };
pub(super) static CHACHA20_POLY1305: RingAead = RingAead {
    name: "CHACHA20-POLY1305",
    algorithm: &aead::CHACHA20_POLY1305,
    blank: || key(&aead::CHACHA20_POLY1305, &[0; 32]),
};

fn key(algorithm: &'static aead::Algorithm, raw: &[u8]) -> Option<LessSafeKey> {
    UnboundKey::new(algorithm, raw).ok().map(LessSafeKey::new)
}

struct Prepared(Overwritten<LessSafeKey>);

impl Algorithm for RingAead {
    fn name(&self) -> &'static str {
        self.name
    }

    fn library(&self) -> &'static str {
        "ring"
    }
}

impl Aead for RingAead {
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
        let key = key(self.algorithm, raw).ok_or(Error::InvalidKey)?;
        Ok(Box::new(Prepared(Overwritten::new(key, self.blank))))
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
        let tag = Tag::try_from(tag).map_err(|_| Error::InvalidTag)?;
        self.0
            .open_in_place_separate_tag(nonce, Aad::from(associated_data), tag, data, 0..)
            .map(drop)
            .map_err(|_| Error::InvalidTag)
    }
}
