//! Authenticated encryption: absorb associated data, then encrypt or decrypt.

use super::{Expanded, Machine, Step, SymmetricKey, SymmetricTag, TagAccess};
use crate::collected::Collected;
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::memory;
use crate::nonce::Nonce;
use crate::options::{NONCE, Values};
use crate::permissions::Use;
use crate::provider::AeadKey;
use crate::table::{Cost, NonceRule, Shape};

pub(super) struct AeadMachine {
    key: SymmetricKey,
    tag: usize,
    nonce: Nonce,
    associated_data: Collected,
}

impl AeadMachine {
    /// Takes the nonce from the options. Without one, it depends on the algorithm whether one is drawn.
    pub(super) fn new(key: &SymmetricKey, options: Option<&Values>) -> Result<Self> {
        let Shape::Aead { nonce: rule, tag, .. } = key.shape() else { return Err(Error::InternalError) };
        let given = options.and_then(|options| options.bytes(NONCE).ok());
        let nonce = Nonce::choose(rule, given, key.engine().random())?;
        Ok(Self {
            key: key.clone(),
            tag,
            nonce,
            associated_data: Collected::new(key.engine().limits().max_buffered_message),
        })
    }

    fn open(&mut self, data: &[u8], tag: &[u8]) -> Result<SecretBytes> {
        let associated_data = self.associated_data.whole(self.key.engine().budget())?;
        let plaintext = open_with(cipher(&self.key)?, self.nonce.bytes(), associated_data, data, tag)?;
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

    /// The associated data is authenticated with every message.
    fn price(&self, step: Step, cost: &Cost) -> u64 {
        match step {
            Step::Encrypt(len) | Step::Decrypt(len) => cost.of(len.saturating_add(self.associated_data.len())),
            _ => cost.of(step.bytes()),
        }
    }

    fn absorb(&mut self, data: &[u8]) -> Result<()> {
        self.associated_data.absorb(self.key.engine().budget(), data)
    }

    fn expect(&mut self, len: usize) -> Result<()> {
        self.associated_data.expect(self.key.engine().budget(), len)
    }

    fn max_tag_len(&self) -> Result<usize> {
        Ok(self.tag)
    }

    fn encrypt(&mut self, data: &[u8]) -> Result<Vec<u8>> {
        self.key.require(Use::Encrypt)?;
        // Before the nonce is spent: there may be no room for the associated data in one piece, or for the result.
        let associated_data = self.associated_data.whole(self.key.engine().budget())?;
        let out = room_with_tag(data, self.tag)?;
        self.nonce.spend()?;
        seal_into(out, cipher(&self.key)?, self.tag, self.nonce.bytes(), associated_data, data)
    }

    fn encrypt_detached(&mut self, data: &[u8]) -> Result<(Vec<u8>, SymmetricTag)> {
        self.key.require(Use::Encrypt)?;
        let associated_data = self.associated_data.whole(self.key.engine().budget())?;
        let mut out = memory::room(data.len())?;
        self.nonce.spend()?;
        out.extend_from_slice(data);
        let tag = SymmetricTag::compute(self.tag, TagAccess::Full, |tag| {
            cipher(&self.key)?.seal(self.nonce.bytes(), associated_data, &mut out, tag)
        })?;
        Ok((out, tag))
    }

    fn decrypt(&mut self, data: &[u8]) -> Result<SecretBytes> {
        self.key.require(Use::Decrypt)?;
        let (data, tag) = split_tag(data, self.tag)?;
        self.open(data, tag)
    }

    fn decrypt_detached(&mut self, data: &[u8], tag: &[u8]) -> Result<SecretBytes> {
        self.key.require(Use::Decrypt)?;
        if tag.len() != self.tag {
            return Err(Error::InvalidTag);
        }
        self.open(data, tag)
    }

    fn nonce(&self) -> Option<&[u8]> {
        (!self.nonce.is_none()).then(|| self.nonce.bytes())
    }
}

fn cipher(key: &SymmetricKey) -> Result<&dyn AeadKey> {
    match key.expanded() {
        Expanded::Aead(key) => Ok(key.as_ref()),
        _ => Err(Error::InternalError),
    }
}

/// Seals one message outside of a state: the nonce used and the ciphertext with its tag.
pub(crate) fn seal(key: &SymmetricKey, nonce: Option<&[u8]>, aad: &[u8], data: &[u8]) -> Result<(Vec<u8>, Vec<u8>)> {
    let (cipher, rule, tag_len) = parts(key, Use::Encrypt)?;
    let seal = |nonce: &[u8]| {
        let out = seal_into(room_with_tag(data, tag_len)?, cipher, tag_len, nonce, aad, data)?;
        Ok((nonce.to_vec(), out))
    };
    match nonce {
        Some(given) if !rule.admits(given.len()) => Err(Error::InvalidNonce),
        Some(given) => seal(given),
        None => seal(Nonce::choose(rule, None, key.engine().random())?.bytes()),
    }
}

/// Opens one message outside of a state. No nonce, where it is optional, is an empty one.
pub(crate) fn open(key: &SymmetricKey, nonce: &[u8], aad: &[u8], data: &[u8]) -> Result<SecretBytes> {
    let (cipher, rule, tag_len) = parts(key, Use::Decrypt)?;
    let absent = nonce.is_empty() && matches!(rule, NonceRule::Optional(_));
    if !absent && !rule.admits(nonce.len()) {
        return Err(Error::InvalidNonce);
    }
    let (data, tag) = split_tag(data, tag_len)?;
    open_with(cipher, nonce, aad, data, tag)
}

fn seal_into(
    out: Vec<u8>,
    cipher: &dyn AeadKey,
    tag_len: usize,
    nonce: &[u8],
    aad: &[u8],
    data: &[u8],
) -> Result<Vec<u8>> {
    with_tag(out, data, tag_len, |body, tag| cipher.seal(nonce, aad, body, tag))
}

/// Nothing, with room for a message and its tag.
pub(super) fn room_with_tag(data: &[u8], tag_len: usize) -> Result<Vec<u8>> {
    memory::room(data.len().checked_add(tag_len).ok_or(Error::Overflow)?)
}

/// The ciphertext followed by its tag, by a function that encrypts in place and computes the tag. `out` has the room.
pub(super) fn with_tag(
    mut out: Vec<u8>,
    data: &[u8],
    tag_len: usize,
    encrypt: impl FnOnce(&mut [u8], &mut [u8]) -> Result<()>,
) -> Result<Vec<u8>> {
    out.extend_from_slice(data);
    out.resize(data.len().checked_add(tag_len).ok_or(Error::Overflow)?, 0);
    let (body, tag) = out.split_at_mut_checked(data.len()).ok_or(Error::InternalError)?;
    encrypt(body, tag)?;
    Ok(out)
}

fn open_with(cipher: &dyn AeadKey, nonce: &[u8], aad: &[u8], data: &[u8], tag: &[u8]) -> Result<SecretBytes> {
    let mut out = SecretBytes::new(memory::copy(data)?);
    cipher.open(nonce, aad, &mut out, tag)?;
    Ok(out)
}

/// A ciphertext and the tag that follows it.
pub(super) fn split_tag(data: &[u8], tag_len: usize) -> Result<(&[u8], &[u8])> {
    let len = data.len().checked_sub(tag_len).ok_or(Error::InvalidTag)?;
    data.split_at_checked(len).ok_or(Error::InternalError)
}

/// The prepared key, its nonces and the length of its tags, if the use is permitted.
fn parts(key: &SymmetricKey, usage: Use) -> Result<(&dyn AeadKey, NonceRule, usize)> {
    match (key.expanded(), key.shape()) {
        (Expanded::Aead(cipher), Shape::Aead { nonce, tag, .. }) => {
            key.require(usage)?;
            Ok((cipher.as_ref(), nonce, tag))
        }
        _ => Err(Error::InvalidOperation),
    }
}
