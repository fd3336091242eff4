//! Authenticated ciphers of pure Rust crates that share the traits of the `aead` crate.

use core::marker::PhantomData;

use aead::{AeadCore, AeadInOut, KeyInit, KeySizeUser, Nonce, Tag};
use aes_gcm::aead;
use aes_gcm::aead::array::typenum::Unsigned;

use super::{Aead, AeadKey};
use crate::error::{Error, Result};

/// An authenticated cipher with the `aead` traits. Its keys wipe themselves.
pub(crate) struct RustAead<C> {
    name: &'static str,
    library: &'static str,
    cipher: PhantomData<fn() -> C>,
}

impl<C> RustAead<C> {
    pub(super) const fn new(name: &'static str, library: &'static str) -> Self {
        Self { name, library, cipher: PhantomData }
    }
}

struct Prepared<C>(C);

algorithm!([C] RustAead<C>, it => it.name, it.library);

impl<C: AeadInOut + KeyInit + Send + Sync + 'static> Aead for RustAead<C> {
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
