//! AES-SIV (RFC 5297).
//!
//! The vector of strings to authenticate is the associated data, always one string and perhaps an empty one, then the
//! nonce if there is one, then the message. That is AEAD_AES_SIV_CMAC_256 and _512 with a nonce (section 6), and
//! deterministic encryption without. The tag is the synthetic vector; the engine puts it behind the ciphertext, the
//! RFC in front of it.

use core::marker::PhantomData;

use aes_siv::KeyInit;
use aes_siv::aead::array::typenum::Unsigned;
use aes_siv::aead::inout::InOutBuf;
use aes_siv::siv::{Aes128Siv, Aes256Siv};
use aes_siv::{Error as Failure, KeySizeUser, Tag};

use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::{Aead, AeadKey};
use crate::table::MAX_NONCE;

pub(crate) struct AesSiv<C> {
    name: &'static str,
    cipher: PhantomData<fn() -> C>,
}

pub(crate) static AES_128: AesSiv<Aes128Siv> = AesSiv { name: "AES-128-SIV", cipher: PhantomData };
pub(crate) static AES_256: AesSiv<Aes256Siv> = AesSiv { name: "AES-256-SIV", cipher: PhantomData };

/// The crate's cipher changes while it works, so there is one per message.
struct Prepared<C> {
    raw: SecretBytes,
    cipher: PhantomData<fn() -> C>,
}

/// What both ciphers do, for which the crate has no trait.
pub(crate) trait Siv: KeyInit + 'static {
    fn encrypt(&mut self, strings: &[&[u8]], data: InOutBuf<'_, '_, u8>) -> Result<Tag, Failure>;
    fn decrypt(&mut self, strings: &[&[u8]], data: InOutBuf<'_, '_, u8>, tag: &Tag) -> Result<(), Failure>;
}

macro_rules! siv {
    ($($cipher:ty),*) => {$(
        impl Siv for $cipher {
            fn encrypt(&mut self, strings: &[&[u8]], data: InOutBuf<'_, '_, u8>) -> Result<Tag, Failure> {
                self.encrypt_inout_detached(strings, data)
            }

            fn decrypt(&mut self, strings: &[&[u8]], data: InOutBuf<'_, '_, u8>, tag: &Tag) -> Result<(), Failure> {
                self.decrypt_inout_detached(strings, data, tag)
            }
        }
    )*};
}

siv!(Aes128Siv, Aes256Siv);

algorithm!([C] AesSiv<C>, it => it.name, "aes-siv");

impl<C: Siv> Aead for AesSiv<C> {
    fn key_len(&self) -> usize {
        <C as KeySizeUser>::KeySize::USIZE
    }

    fn nonce_len(&self) -> usize {
        MAX_NONCE
    }

    fn tag_len(&self) -> usize {
        16
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn AeadKey>> {
        C::new_from_slice(raw).map_err(|_| Error::InvalidKey)?;
        Ok(Box::new(Prepared::<C> { raw: SecretBytes::new(raw.to_vec()), cipher: PhantomData }))
    }
}

impl<C: Siv> Prepared<C> {
    fn cipher(&self) -> Result<C> {
        C::new_from_slice(&self.raw).map_err(|_| Error::InternalError)
    }
}

impl<C: Siv> AeadKey for Prepared<C> {
    fn seal(&self, nonce: &[u8], associated_data: &[u8], data: &mut [u8], tag: &mut [u8]) -> Result<()> {
        let tag: &mut Tag = tag.try_into().map_err(|_| Error::InternalError)?;
        let strings: &[&[u8]] = if nonce.is_empty() { &[associated_data] } else { &[associated_data, nonce] };
        *tag = self.cipher()?.encrypt(strings, data.into()).map_err(|_| Error::Overflow)?;
        Ok(())
    }

    fn open(&self, nonce: &[u8], associated_data: &[u8], data: &mut [u8], tag: &[u8]) -> Result<()> {
        let tag: &Tag = tag.try_into().map_err(|_| Error::InvalidTag)?;
        let strings: &[&[u8]] = if nonce.is_empty() { &[associated_data] } else { &[associated_data, nonce] };
        self.cipher()?.decrypt(strings, data.into(), tag).map_err(|_| Error::InvalidTag)
    }
}
