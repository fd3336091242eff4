//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) over the ChaCha20-Poly1305 of a native library: HChaCha20 of the
//! key and the first 16 bytes of the nonce is the key, the other 8 bytes after 4 zeros the nonce.

use chacha20::{Key, R20, hchacha};
use zeroize::{Zeroize, Zeroizing};

use crate::error::{Error, Result};
use crate::provider::{Aead, AeadKey};

/// The extended-nonce variant of `inner`.
pub(in crate::provider) struct XChaCha {
    pub(in crate::provider) inner: &'static dyn Aead,
}

struct Prepared {
    raw: Zeroizing<[u8; 32]>,
    inner: &'static dyn Aead,
}

algorithm!(XChaCha, it => "XCHACHA20-POLY1305", it.inner.library());

impl Aead for XChaCha {
    fn key_len(&self) -> usize {
        32
    }

    fn nonce_len(&self) -> usize {
        24
    }

    fn tag_len(&self) -> usize {
        16
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn AeadKey>> {
        let raw = Zeroizing::new(raw.try_into().map_err(|_| Error::InvalidKey)?);
        Ok(Box::new(Prepared { raw, inner: self.inner }))
    }
}

impl Prepared {
    /// The key and nonce for the inner cipher.
    fn message(&self, nonce: &[u8]) -> Result<(Box<dyn AeadKey>, [u8; 12])> {
        let (prefix, rest) = nonce.split_at_checked(16).ok_or(Error::InvalidNonce)?;
        let prefix: &[u8; 16] = prefix.try_into().map_err(|_| Error::InvalidNonce)?;
        let rest: &[u8; 8] = rest.try_into().map_err(|_| Error::InvalidNonce)?;
        let mut derived = hchacha::<R20>(<&Key>::from(&*self.raw), prefix.into());
        let key = self.inner.key(&derived);
        derived.zeroize();
        let mut short = [0; 12];
        short.iter_mut().skip(4).zip(rest).for_each(|(to, from)| *to = *from);
        Ok((key?, short))
    }
}

impl AeadKey for Prepared {
    fn seal(&self, nonce: &[u8], associated_data: &[u8], data: &mut [u8], tag: &mut [u8]) -> Result<()> {
        let (key, nonce) = self.message(nonce)?;
        key.seal(&nonce, associated_data, data, tag)
    }

    fn open(&self, nonce: &[u8], associated_data: &[u8], data: &mut [u8], tag: &[u8]) -> Result<()> {
        let (key, nonce) = self.message(nonce)?;
        key.open(&nonce, associated_data, data, tag)
    }
}
