//! AES-GCM, ChaCha20-Poly1305 and its variant with long nonces.

use core::marker::PhantomData;

use aes_gcm::aead::array::typenum::Unsigned;
use aes_gcm::aead::{AeadCore, AeadInOut, KeyInit, KeySizeUser, Nonce, Tag};
use aes_gcm::{Aes128Gcm, Aes256Gcm};
use chacha20poly1305::{ChaCha20Poly1305, XChaCha20Poly1305};

use crate::error::{Error, Result};
use crate::provider::{Aead, AeadKey, Algorithm};

/// An authenticated cipher with the `aead` traits. Its keys wipe themselves.
pub(super) struct PureAead<C> {
    name: &'static str,
    library: &'static str,
    cipher: PhantomData<fn() -> C>,
}

pub(super) static AES_128_GCM: PureAead<Aes128Gcm> =
    PureAead { name: "AES-128-GCM", library: "aes-gcm", cipher: PhantomData };
pub(super) static AES_256_GCM: PureAead<Aes256Gcm> =
    PureAead { name: "AES-256-GCM", library: "aes-gcm", cipher: PhantomData };
pub(super) static CHACHA20_POLY1305: PureAead<ChaCha20Poly1305> =
    PureAead { name: "CHACHA20-POLY1305", library: "chacha20poly1305", cipher: PhantomData };
pub(super) static XCHACHA20_POLY1305: PureAead<XChaCha20Poly1305> =
    PureAead { name: "XCHACHA20-POLY1305", library: "chacha20poly1305", cipher: PhantomData };

struct Prepared<C>(C);

impl<C> Algorithm for PureAead<C> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn library(&self) -> &'static str {
        self.library
    }
}

impl<C: AeadInOut + KeyInit + Send + Sync + 'static> Aead for PureAead<C> {
    fn key_len(&self) -> usize {
        <C as KeySizeUser>::KeySize::USIZE
    }

    fn nonce_len(&self) -> usize {
        <C as AeadCore>::NonceSize::USIZE
    }

    fn tag_len(&self) -> usize {
        <C as AeadCore>::TagSize::USIZE
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn AeadKey>> {
        Ok(Box::new(Prepared(C::new_from_slice(raw).map_err(|_| Error::InvalidKey)?)))
    }
}

impl<C: AeadInOut + Send + Sync + 'static> AeadKey for Prepared<C> {
    fn seal(&self, nonce: &[u8], associated_data: &[u8], data: &mut [u8], tag: &mut [u8]) -> Result<()> {
        let nonce: &Nonce<C> = nonce.try_into().map_err(|_| Error::InvalidNonce)?;
        let tag: &mut Tag<C> = tag.try_into().map_err(|_| Error::InternalError)?;
        *tag = self.0.encrypt_inout_detached(nonce, associated_data, data.into()).map_err(|_| Error::Overflow)?;
        Ok(())
    }

    fn open(&self, nonce: &[u8], associated_data: &[u8], data: &mut [u8], tag: &[u8]) -> Result<()> {
        let nonce: &Nonce<C> = nonce.try_into().map_err(|_| Error::InvalidNonce)?;
        let tag: &Tag<C> = tag.try_into().map_err(|_| Error::InvalidTag)?;
        self.0.decrypt_inout_detached(nonce, associated_data, data.into(), tag).map_err(|_| Error::InvalidTag)
    }
}
