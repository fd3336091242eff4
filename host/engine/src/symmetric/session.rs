//! Sessions: every operation in any order, each depending on all before it.

use zeroize::Zeroizing;

use super::aead::{room_with_tag, split_tag, with_tag};
use super::{Machine, SymmetricKey, SymmetricTag, TagAccess};
use crate::encoding::{Category, SecretBytes};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::memory;
use crate::nonce::Nonce;
use crate::options::{NONCE, Values};
use crate::permissions::{Permissions, Use};
use crate::provider::{Session, SessionState};

pub(super) struct SessionMachine {
    engine: Engine,
    state: Box<dyn SessionState>,
    /// Encryption, decryption and ratcheting need a key.
    keyed: bool,
    /// Those of the key; all without one.
    permissions: Permissions,
    tag: usize,
    /// To be read again only: what keeps messages apart is the state. None without a key, or where the caller wanted none.
    nonce: Nonce,
}

impl SessionMachine {
    /// Takes the nonce from the options, or draws one if there is a key: two sessions of a key are the same only if the
    /// caller gave both the same nonce, or both an empty one.
    pub(super) fn new(
        engine: &Engine,
        session: &dyn Session,
        key: Option<&SymmetricKey>,
        options: Option<&Values>,
    ) -> Result<Self> {
        let given = options.and_then(|options| options.bytes(NONCE).ok());
        let nonce = match (key, given) {
            (Some(_), None) => Some(Nonce::draw(engine.random(), session.nonce_len())?),
            (_, given) => given.map(Nonce::new).transpose()?,
        };
        let state = session.start(key.map(SymmetricKey::raw), nonce.as_ref().map(Nonce::bytes))?;
        Ok(Self {
            engine: engine.clone(),
            state,
            keyed: key.is_some(),
            permissions: key.map_or(Permissions::ALL, SymmetricKey::permissions),
            tag: session.tag_len(),
            nonce: nonce.unwrap_or_else(Nonce::none),
        })
    }

    fn keyed(&self) -> Result<()> {
        if self.keyed { Ok(()) } else { Err(Error::InvalidOperation) }
    }

    /// Whether there is a key that may be used so.
    fn keyed_for(&self, usage: Use) -> Result<()> {
        self.keyed()?;
        self.permissions.require(usage)
    }

    /// Decrypts with a copy that becomes the state only if the tag verifies: a forgery changes nothing.
    fn open(&mut self, data: &[u8], tag: &[u8]) -> Result<SecretBytes> {
        self.keyed_for(Use::Decrypt)?;
        if tag.len() != self.tag {
            return Err(Error::InvalidTag);
        }
        let mut next = self.state.fork();
        let mut out = SecretBytes::new(memory::copy(data)?);
        next.decrypt(&mut out, tag)?;
        self.state = next;
        Ok(out)
    }
}

impl Machine for SessionMachine {
    /// An independent copy, keyed like the original: see [`SymmetricState::try_clone`](super::SymmetricState::try_clone).
    fn fork(&self) -> Box<dyn Machine> {
        Box::new(Self {
            engine: self.engine.clone(),
            state: self.state.fork(),
            keyed: self.keyed,
            permissions: self.permissions,
            tag: self.tag,
            nonce: self.nonce.share(),
        })
    }

    fn concatenates(&self) -> bool {
        false
    }

    fn absorb(&mut self, data: &[u8]) -> Result<()> {
        self.state.absorb(data);
        Ok(())
    }

    fn max_squeeze_len(&self) -> Result<usize> {
        Ok(usize::MAX)
    }

    fn squeeze(&mut self, out: &mut [u8]) -> Result<()> {
        self.permissions.require(Use::Derive)?;
        self.state.squeeze(out);
        Ok(())
    }

    /// A squeeze by another name, so who may squeeze may read the tag.
    fn squeeze_tag(&mut self) -> Result<SymmetricTag> {
        let access = TagAccess::new(self.permissions, &[Use::Sign, Use::Derive])?;
        SymmetricTag::compute(self.tag, access, |tag| {
            self.state.squeeze(tag);
            Ok(())
        })
    }

    fn squeeze_key(&mut self, algorithm: &str) -> Result<SymmetricKey> {
        self.permissions.require(Use::Derive)?;
        let target = self.engine.resolve(Category::Symmetric, algorithm)?;
        let len = SymmetricKey::generated_len(target.row.shape).map_err(|_| Error::InvalidOperation)?;
        let mut raw = Zeroizing::new(vec![0; len]);
        self.state.squeeze_key(&mut raw);
        SymmetricKey::new(&self.engine, target, raw)
    }

    fn max_tag_len(&self) -> Result<usize> {
        Ok(self.tag)
    }

    fn encrypt(&mut self, data: &[u8]) -> Result<Vec<u8>> {
        self.keyed_for(Use::Encrypt)?;
        with_tag(room_with_tag(data, self.tag)?, data, self.tag, |body, tag| self.state.encrypt(body, tag))
    }

    fn encrypt_detached(&mut self, data: &[u8]) -> Result<(Vec<u8>, SymmetricTag)> {
        self.keyed_for(Use::Encrypt)?;
        let mut out = memory::copy(data)?;
        let tag = SymmetricTag::compute(self.tag, TagAccess::Full, |tag| self.state.encrypt(&mut out, tag))?;
        Ok((out, tag))
    }

    fn decrypt(&mut self, data: &[u8]) -> Result<SecretBytes> {
        self.keyed_for(Use::Decrypt)?;
        let (body, tag) = split_tag(data, self.tag)?;
        self.open(body, tag)
    }

    fn decrypt_detached(&mut self, data: &[u8], tag: &[u8]) -> Result<SecretBytes> {
        self.open(data, tag)
    }

    fn ratchet(&mut self) -> Result<()> {
        self.keyed()?;
        self.state.ratchet()
    }

    fn nonce(&self) -> Option<&[u8]> {
        (!self.nonce.is_none()).then(|| self.nonce.bytes())
    }
}
