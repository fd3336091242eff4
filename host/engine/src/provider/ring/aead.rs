//! AES-GCM and ChaCha20-Poly1305.
//!
//! The key of ChaCha20-Poly1305 needs no preparation, and `ring`'s type for it is mostly unused space that would keep
//! stray copies of the key; so only the bytes are kept, and wiped.

use ring::aead::{self, Aad, LessSafeKey, Nonce, Tag, UnboundKey};

use zeroize::Zeroizing;

use super::overwritten::Overwritten;
use crate::error::{Error, Result};
use crate::provider::{Aead, AeadKey};

/// AES-GCM of `ring`.
pub(super) struct RingAead {
    name: &'static str,
    algorithm: &'static aead::Algorithm,
    blank: fn() -> Option<LessSafeKey>,
}

pub(super) static AES_128_GCM: RingAead =
    RingAead { name: "AES-128-GCM", algorithm: &aead::AES_128_GCM, blank: || key(&aead::AES_128_GCM, &[0; 16]) };
pub(super) static AES_256_GCM: RingAead =
    RingAead { name: "AES-256-GCM", algorithm: &aead::AES_256_GCM, blank: || key(&aead::AES_256_GCM, &[0; 32]) };
pub(super) static CHACHA20_POLY1305: RingChaCha = RingChaCha;

/// ChaCha20-Poly1305 of `ring`.
pub(super) struct RingChaCha;

fn key(algorithm: &'static aead::Algorithm, raw: &[u8]) -> Option<LessSafeKey> {
    UnboundKey::new(algorithm, raw).ok().map(LessSafeKey::new)
}

struct Prepared(Overwritten<LessSafeKey>);
struct Raw(Zeroizing<[u8; 32]>);

algorithm!(RingAead, it => it.name, "ring");

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

algorithm!(RingChaCha, "CHACHA20-POLY1305", "ring");

impl Aead for RingChaCha {
    fn key_len(&self) -> usize {
        32
    }

    fn nonce_len(&self) -> usize {
        12
    }

    fn tag_len(&self) -> usize {
        16
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn AeadKey>> {
        Ok(Box::new(Raw(Zeroizing::new(raw.try_into().map_err(|_| Error::InvalidKey)?))))
    }
}

impl Raw {
    fn key(&self) -> Result<LessSafeKey> {
        key(&aead::CHACHA20_POLY1305, &*self.0).ok_or(Error::InternalError)
    }
}

impl AeadKey for Raw {
    fn seal(&self, nonce: &[u8], associated_data: &[u8], data: &mut [u8], tag: &mut [u8]) -> Result<()> {
        seal(&self.key()?, nonce, associated_data, data, tag)
    }

    fn open(&self, nonce: &[u8], associated_data: &[u8], data: &mut [u8], tag: &[u8]) -> Result<()> {
        open(&self.key()?, nonce, associated_data, data, tag)
    }
}

impl AeadKey for Prepared {
    fn seal(&self, nonce: &[u8], associated_data: &[u8], data: &mut [u8], tag: &mut [u8]) -> Result<()> {
        seal(&self.0, nonce, associated_data, data, tag)
    }

    fn open(&self, nonce: &[u8], associated_data: &[u8], data: &mut [u8], tag: &[u8]) -> Result<()> {
        open(&self.0, nonce, associated_data, data, tag)
    }
}

fn seal(key: &LessSafeKey, nonce: &[u8], associated_data: &[u8], data: &mut [u8], tag: &mut [u8]) -> Result<()> {
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Error::InvalidNonce)?;
    // The only failure left is a message longer than the algorithm allows.
    let computed =
        key.seal_in_place_separate_tag(nonce, Aad::from(associated_data), data).map_err(|_| Error::Overflow)?;
    if computed.as_ref().len() != tag.len() {
        return Err(Error::InternalError);
    }
    tag.copy_from_slice(computed.as_ref());
    Ok(())
}

fn open(key: &LessSafeKey, nonce: &[u8], associated_data: &[u8], data: &mut [u8], tag: &[u8]) -> Result<()> {
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Error::InvalidNonce)?;
    let tag = Tag::try_from(tag).map_err(|_| Error::InvalidTag)?;
    let opened = key.open_in_place_separate_tag(nonce, Aad::from(associated_data), tag, data, 0..);
    opened.map(drop).map_err(|_| Error::InvalidTag)
}
