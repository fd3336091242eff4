//! Authenticated encryption with a shared key.
//!
//! [`Sealing`] gives keys `seal` and `open`, for any such algorithm. The types named after an algorithm implement the
//! traits of the `aead` crate over a key, for code that is written against those; they copy the message once more.

use aead::array::Array;
use aead::consts::{U12, U16, U24};
use aead::inout::InOutBuf;
use aead::{AeadCore, AeadInOut, Nonce, Tag, TagPosition};

use crate::raw::common::ErrorCode;
use crate::raw::symmetric;
use crate::{Result, SymmetricKey, Zeroizing};

pub use crate::raw::symmetric::Sealed;

/// One-call encryption for keys of AEADs.
pub trait Sealing {
    /// Encrypts a message under a nonce drawn by the host and authenticates it together with the associated data.
    ///
    /// # Errors
    ///
    /// `NonceRequired`: the algorithm's nonces are too short to be drawn at random, see [`Sealing::seal_with`].
    /// `InvalidOperation`: the key is not one of an AEAD.
    fn seal(&self, associated_data: &[u8], plaintext: &[u8]) -> Result<Sealed>;

    /// The same with a nonce of the caller. One nonce used twice with a key gives away both messages and lets others
    /// forge more.
    ///
    /// # Errors
    ///
    /// `InvalidNonce`: not the size of the algorithm's nonces. `InvalidOperation`: the key is not one of an AEAD.
    fn seal_with(&self, nonce: &[u8], associated_data: &[u8], plaintext: &[u8]) -> Result<Sealed>;

    /// Decrypts what was sealed, if it is authentic.
    ///
    /// # Errors
    ///
    /// `InvalidTag`: ciphertext, associated data, nonce and key do not belong together. `InvalidNonce`: not the size of
    /// the algorithm's nonces. `InvalidOperation`: the key is not one of an AEAD.
    fn open(&self, nonce: &[u8], associated_data: &[u8], ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>>;
}

impl Sealing for SymmetricKey {
    fn seal(&self, associated_data: &[u8], plaintext: &[u8]) -> Result<Sealed> {
        Ok(symmetric::seal(&self.0, None, associated_data, plaintext)?)
    }

    fn seal_with(&self, nonce: &[u8], associated_data: &[u8], plaintext: &[u8]) -> Result<Sealed> {
        Ok(symmetric::seal(&self.0, Some(nonce), associated_data, plaintext)?)
    }

    fn open(&self, nonce: &[u8], associated_data: &[u8], ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(symmetric::open(&self.0, nonce, associated_data, ciphertext)?))
    }
}

/// Declares a type for an algorithm: its name in `wasi:crypto`, and the size of its nonces. All tags have 16 bytes.
macro_rules! cipher {
    ($type:ident, $algorithm:literal, $nonce:ty) => {
        #[doc = concat!("`", $algorithm, "` over a key of the host, with the traits of the `aead` crate.")]
        #[derive(Debug)]
        pub struct $type(SymmetricKey);

        impl $type {
            /// Over a new random key.
            ///
            /// # Errors
            ///
            /// `RngError`: no randomness.
            pub fn generate() -> Result<$type> {
                SymmetricKey::generate($algorithm).map($type)
            }

            /// Over a key from its bytes.
            ///
            /// # Errors
            ///
            /// `InvalidKey`: not the size of such a key.
            pub fn import(key: &[u8]) -> Result<$type> {
                SymmetricKey::import($algorithm, key).map($type)
            }

            /// The key.
            pub fn key(&self) -> &SymmetricKey {
                &self.0
            }
        }

        impl TryFrom<SymmetricKey> for $type {
            type Error = crate::Error;

            /// Fails with `InvalidKey` if the key is one of another algorithm.
            fn try_from(key: SymmetricKey) -> Result<$type> {
                match key.algorithm().eq_ignore_ascii_case($algorithm) {
                    true => Ok($type(key)),
                    false => Err(ErrorCode::InvalidKey.into()),
                }
            }
        }

        impl AeadCore for $type {
            type NonceSize = $nonce;
            type TagSize = U16;
            const TAG_POSITION: TagPosition = TagPosition::Postfix;
        }

        impl AeadInOut for $type {
            fn encrypt_inout_detached(
                &self,
                nonce: &Nonce<Self>,
                associated_data: &[u8],
                mut buffer: InOutBuf<'_, '_, u8>,
            ) -> aead::Result<Tag<Self>> {
                let sealed = self.0.seal_with(nonce, associated_data, buffer.get_in())?;
                let (ciphertext, tag) = sealed.ciphertext.split_at_checked(buffer.len()).ok_or(aead::Error)?;
                buffer.get_out().copy_from_slice(ciphertext);
                Array::try_from(tag).map_err(|_| aead::Error)
            }

            fn decrypt_inout_detached(
                &self,
                nonce: &Nonce<Self>,
                associated_data: &[u8],
                mut buffer: InOutBuf<'_, '_, u8>,
                tag: &Tag<Self>,
            ) -> aead::Result<()> {
                let plaintext = self.0.open(nonce, associated_data, &[buffer.get_in(), tag].concat())?;
                if plaintext.len() != buffer.len() {
                    return Err(aead::Error);
                }
                buffer.get_out().copy_from_slice(&plaintext);
                Ok(())
            }
        }
    };
}

cipher!(Aes128Gcm, "AES-128-GCM", U12);
cipher!(Aes256Gcm, "AES-256-GCM", U12);
cipher!(ChaCha20Poly1305, "CHACHA20-POLY1305", U12);
cipher!(XChaCha20Poly1305, "XCHACHA20-POLY1305", U24);
