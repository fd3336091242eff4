//! Ciphers without authentication: encrypt and decrypt, nothing else.
//!
//! A stream cipher goes on where the last call ended, so a long message may come in pieces. A block cipher mode takes
//! one message per initialization vector.

use core::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

use super::{Expanded, Machine, SymmetricKey};
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::memory;
use crate::nonce::Nonce;
use crate::options::{NONCE, Values};
use crate::permissions::Use;
use crate::provider::CipherKey;
use crate::table::{NonceRule, Shape};

pub(super) struct CipherMachine {
    key: SymmetricKey,
    iv: Arc<Nonce>,
    padding: usize,
    /// How far this state has encrypted, and how far it has decrypted: bytes of a stream, or messages (0 or 1) of a
    /// padded mode.
    encrypted: u64,
    decrypted: u64,
    /// How far this state and all its copies have encrypted. Only the one that got there goes on: any other would
    /// encrypt something else under the same part of the stream, or under the same vector.
    progress: Arc<AtomicU64>,
}

/// The progress of a vector nobody encrypts with any more.
const OVER: u64 = u64::MAX;

impl CipherMachine {
    /// Takes the vector from the options, or draws it: it is as long as a block.
    pub(super) fn new(key: &SymmetricKey, options: Option<&Values>) -> Result<Self> {
        let Shape::Cipher { iv, padding, .. } = key.shape() else { return Err(Error::InternalError) };
        let given = options.and_then(|options| options.bytes(NONCE).ok());
        let iv = Nonce::choose(NonceRule::Drawn(iv), given, key.engine().random())?;
        Ok(Self { key: key.clone(), iv: Arc::new(iv), padding, encrypted: 0, decrypted: 0, progress: Arc::default() })
    }

    fn cipher(&self) -> Result<&dyn CipherKey> {
        match self.key.expanded() {
            Expanded::Cipher(key) => Ok(key.as_ref()),
            _ => Err(Error::InternalError),
        }
    }

    /// Where a piece that begins at `start` ends, in the unit of `encrypted` and `decrypted`.
    fn end(&self, start: u64, data: &[u8]) -> Result<u64> {
        let len = if self.padding == 0 { u64::try_from(data.len()).map_err(|_| Error::Overflow)? } else { 1 };
        start.checked_add(len).filter(|end| *end < OVER).ok_or(Error::Overflow)
    }
}

impl Machine for CipherMachine {
    /// A copy at the same place in the message. Whichever encrypts first goes on alone.
    fn fork(&self) -> Box<dyn Machine> {
        Box::new(Self {
            key: self.key.clone(),
            iv: Arc::clone(&self.iv),
            padding: self.padding,
            encrypted: self.encrypted,
            decrypted: self.decrypted,
            progress: Arc::clone(&self.progress),
        })
    }

    fn max_tag_len(&self) -> Result<usize> {
        Ok(self.padding)
    }

    fn encrypt(&mut self, data: &[u8]) -> Result<Vec<u8>> {
        self.key.require(Use::Encrypt)?;
        // A padded mode has one message.
        if self.padding != 0 && self.encrypted != 0 {
            return Err(Error::NonceRequired);
        }
        let (start, end) = (self.encrypted, self.end(self.encrypted, data)?);
        // Before this part of the stream is used up.
        memory::available(data.len().saturating_add(self.padding))?;
        let turn = self.progress.compare_exchange(start, end, Ordering::SeqCst, Ordering::SeqCst);
        turn.map_err(|_| Error::NonceRequired)?;
        self.encrypted = end;
        self.cipher()?.encrypt(self.iv.bytes(), start, data)
    }

    /// Decryption has its own place in the message. A padded mode starts from the beginning each time.
    fn decrypt(&mut self, data: &[u8]) -> Result<SecretBytes> {
        self.key.require(Use::Decrypt)?;
        let start = self.decrypted;
        let end = if self.padding == 0 { self.end(start, data)? } else { 0 };
        let out = self.cipher()?.decrypt(self.iv.bytes(), start, data)?;
        self.decrypted = end;
        // Someone has encrypted with this vector and key: doing it again would be reuse.
        self.progress.store(OVER, Ordering::SeqCst);
        Ok(out)
    }

    fn nonce(&self) -> Option<&[u8]> {
        Some(self.iv.bytes())
    }
}
