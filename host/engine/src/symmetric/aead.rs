//! Authenticated encryption: absorb associated data, then encrypt or decrypt.

use super::{Expanded, Machine, SymmetricKey, SymmetricTag};
use crate::collected::Collected;
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::nonce::Nonce;
use crate::options::{NONCE, Values};
use crate::provider::AeadKey;
use crate::table::Shape;

pub(super) struct AeadMachine {
    key: SymmetricKey,
    tag: usize,
    nonce: Nonce,
    associated_data: Collected,
}

impl AeadMachine {
    /// Takes the nonce from the options, or draws one if the algorithm's nonces are long enough for that.
    pub(super) fn new(key: &SymmetricKey, options: Option<&Values>) -> Result<Self> {
        let Shape::Aead { nonce: len, tag, random_nonce, .. } = key.shape() else { return Err(Error::InternalError) };
        let nonce = match options.and_then(|options| options.bytes(NONCE).ok()) {
            Some(nonce) if nonce.len() == len => Nonce::new(nonce)?,
            Some(_) => return Err(Error::InvalidNonce),
            None if random_nonce => Nonce::draw(key.engine().random(), len)?,
            None => return Err(Error::NonceRequired),
        };
        Ok(Self {
            key: key.clone(),
            tag,
            nonce,
            associated_data: Collected::new(key.engine().limits().max_buffered_message),
        })
    }

    fn cipher(&self) -> Result<&dyn AeadKey> {
        match self.key.expanded() {
            Expanded::Aead(key) => Ok(key.as_ref()),
            _ => Err(Error::InternalError),
        }
    }

    fn open(&mut self, data: &[u8], tag: &[u8]) -> Result<SecretBytes> {
        let plaintext = open_with(self.cipher()?, self.nonce.bytes(), &self.associated_data, data, tag)?;
        // Someone has encrypted with this nonce and key: doing it again would be reuse.
        let _ = self.nonce.spend();
        Ok(plaintext)
    }
}

impl Machine for AeadMachine {
    /// A copy with the same nonce, of which only one can encrypt.
    fn fork(&self) -> Box<dyn Machine> {
        Box::new(Self {
            key: self.key.clone(),
            tag: self.tag,
            nonce: self.nonce.share(),
            associated_data: self.associated_data.clone(),
        })
    }

    fn absorb(&mut self, data: &[u8]) -> Result<()> {
        self.associated_data.absorb(data)
    }

    fn max_tag_len(&self) -> Result<usize> {
        Ok(self.tag)
    }

    fn encrypt(&mut self, data: &[u8]) -> Result<Vec<u8>> {
        self.nonce.spend()?;
        seal_with(self.cipher()?, self.tag, self.nonce.bytes(), &self.associated_data, data)
    }

    fn encrypt_detached(&mut self, data: &[u8]) -> Result<(Vec<u8>, SymmetricTag)> {
        self.nonce.spend()?;
        let mut out = data.to_vec();
        let tag = SymmetricTag::compute(self.tag, |tag| {
            self.cipher()?.seal(self.nonce.bytes(), &self.associated_data, &mut out, tag)
        })?;
        Ok((out, tag))
    }

    fn decrypt(&mut self, data: &[u8]) -> Result<SecretBytes> {
        let (data, tag) = split_tag(data, self.tag)?;
        self.open(data, tag)
    }

    fn decrypt_detached(&mut self, data: &[u8], tag: &[u8]) -> Result<SecretBytes> {
        if tag.len() != self.tag {
            return Err(Error::InvalidTag);
        }
        self.open(data, tag)
    }

    fn nonce(&self) -> Option<&[u8]> {
        Some(self.nonce.bytes())
    }
}

/// Seals one message outside of a state: the nonce used and the ciphertext with its tag.
pub(crate) fn seal(key: &SymmetricKey, nonce: Option<&[u8]>, aad: &[u8], data: &[u8]) -> Result<(Vec<u8>, Vec<u8>)> {
    let (cipher, len, tag_len, random_nonce) = parts(key)?;
    let nonce = match nonce {
        Some(nonce) if nonce.len() == len => nonce.to_vec(),
        Some(_) => return Err(Error::InvalidNonce),
        None if random_nonce => {
            let mut nonce = vec![0; len];
            key.engine().random().fill(&mut nonce)?;
            nonce
        }
        None => return Err(Error::NonceRequired),
    };
    let out = seal_with(cipher, tag_len, &nonce, aad, data)?;
    Ok((nonce, out))
}

/// Opens one message outside of a state.
pub(crate) fn open(key: &SymmetricKey, nonce: &[u8], aad: &[u8], data: &[u8]) -> Result<SecretBytes> {
    let (cipher, len, tag_len, _) = parts(key)?;
    if nonce.len() != len {
        return Err(Error::InvalidNonce);
    }
    let (data, tag) = split_tag(data, tag_len)?;
    open_with(cipher, nonce, aad, data, tag)
}

/// The ciphertext followed by its tag.
fn seal_with(cipher: &dyn AeadKey, tag_len: usize, nonce: &[u8], aad: &[u8], data: &[u8]) -> Result<Vec<u8>> {
    let len = data.len().checked_add(tag_len).ok_or(Error::Overflow)?;
    let mut out = Vec::with_capacity(len);
    out.extend_from_slice(data);
    out.resize(len, 0);
    let (body, tag) = out.split_at_mut_checked(data.len()).ok_or(Error::InternalError)?;
    cipher.seal(nonce, aad, body, tag)?;
    Ok(out)
}

fn open_with(cipher: &dyn AeadKey, nonce: &[u8], aad: &[u8], data: &[u8], tag: &[u8]) -> Result<SecretBytes> {
    let mut out = SecretBytes::new(data.to_vec());
    cipher.open(nonce, aad, &mut out, tag)?;
    Ok(out)
}

fn split_tag(data: &[u8], tag_len: usize) -> Result<(&[u8], &[u8])> {
    let len = data.len().checked_sub(tag_len).ok_or(Error::InvalidTag)?;
    data.split_at_checked(len).ok_or(Error::InternalError)
}

/// The prepared key and its sizes: nonce, tag, and whether a nonce may be drawn.
fn parts(key: &SymmetricKey) -> Result<(&dyn AeadKey, usize, usize, bool)> {
    match (key.expanded(), key.shape()) {
        (Expanded::Aead(cipher), Shape::Aead { nonce, tag, random_nonce, .. }) => {
            Ok((cipher.as_ref(), nonce, tag, random_nonce))
        }
        _ => Err(Error::InvalidOperation),
    }
}
