//! Ciphers without authentication: encrypt and decrypt, nothing else.
//!
//! A stream cipher goes on where the last call ended, so a long message may come in pieces. A block cipher mode takes
//! one message per initialization vector.

use super::{Expanded, Machine, SymmetricKey};
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::nonce::Nonce;
use crate::options::{NONCE, Values};
use crate::provider::CipherKey;
use crate::table::Shape;

pub(super) struct CipherMachine {
    key: SymmetricKey,
    iv: Nonce,
    padding: usize,
    /// Bytes of the stream used so far.
    offset: u64,
}

impl CipherMachine {
    pub(super) fn new(key: &SymmetricKey, options: Option<&Values>) -> Result<Self> {
        let Shape::Cipher { iv, padding, .. } = key.shape() else { return Err(Error::InternalError) };
        let iv = match options.and_then(|options| options.bytes(NONCE).ok()) {
            Some(given) if given.len() == iv => Nonce::new(given)?,
            Some(_) => return Err(Error::InvalidNonce),
            // As long as a block: safe to draw.
            None => Nonce::draw(key.engine().random(), iv)?,
        };
        Ok(Self { key: key.clone(), iv, padding, offset: 0 })
    }

    fn cipher(&self) -> Result<&dyn CipherKey> {
        match self.key.expanded() {
            Expanded::Cipher(key) => Ok(key.as_ref()),
            _ => Err(Error::InternalError),
        }
    }

    fn is_stream(&self) -> bool {
        self.padding == 0
    }

    fn advance(&mut self, len: usize) -> Result<()> {
        if self.is_stream() {
            let len = u64::try_from(len).map_err(|_| Error::Overflow)?;
            self.offset = self.offset.checked_add(len).ok_or(Error::Overflow)?;
        }
        Ok(())
    }
}

impl Machine for CipherMachine {
    fn fork(&self) -> Box<dyn Machine> {
        Box::new(Self { key: self.key.clone(), iv: self.iv.share(), padding: self.padding, offset: self.offset })
    }

    fn max_tag_len(&self) -> Result<usize> {
        Ok(self.padding)
    }

    fn encrypt(&mut self, data: &[u8]) -> Result<Vec<u8>> {
        // The first piece of a stream spends the vector; the pieces after it belong to the same message.
        if self.offset == 0 {
            self.iv.spend()?;
        }
        let out = self.cipher()?.encrypt(self.iv.bytes(), self.offset, data)?;
        self.advance(data.len())?;
        Ok(out)
    }

    fn decrypt(&mut self, data: &[u8]) -> Result<SecretBytes> {
        let out = self.cipher()?.decrypt(self.iv.bytes(), self.offset, data)?;
        let _ = self.iv.spend();
        self.advance(data.len())?;
        Ok(out)
    }

    fn nonce(&self) -> Option<&[u8]> {
        Some(self.iv.bytes())
    }
}
