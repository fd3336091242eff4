//! Symmetric keys.

use core::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::budget::Share;
use crate::encoding::{Category, SecretBytes};
use crate::engine::{Engine, Resolved};
use crate::error::{Error, Result};
use crate::options::Options;
use crate::permissions::{Permissions, Use};
use crate::provider::{AeadKey, CipherKey, Implementation, KdfKey, MacKey, SealedStreamKey};
use crate::table::{Cost, Shape};

/// A key bound to one symmetric algorithm.
///
/// Clones share the key, prepared for use once. It is wiped when the last clone and the last state opened with it are
/// gone.
#[derive(Clone)]
pub struct SymmetricKey {
    inner: Arc<Inner>,
    permissions: Permissions,
}

struct Inner {
    engine: Engine,
    algorithm: Resolved,
    raw: SecretBytes,
    expanded: Expanded,
    _share: Share,
}

/// A prepared key.
pub(crate) enum Expanded {
    Mac(Box<dyn MacKey>),
    Kdf(Box<dyn KdfKey>),
    Aead(Box<dyn AeadKey>),
    Cipher(Box<dyn CipherKey>),
    SealedStream(Box<dyn SealedStreamKey>),
    /// There is nothing to prepare.
    Raw,
}

impl SymmetricKey {
    /// Generates a random key of the size the algorithm asks for; HMAC and HKDF, which take any, get one as long as
    /// their hash, KMAC one as long as its security level. No algorithm takes options here yet.
    ///
    /// Legacy function: `symmetric_key_generate`.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`]; [`Error::UnsupportedFeature`] if the algorithm takes no key;
    /// [`Error::InvalidHandle`] if the options are for another category; [`Error::RngError`].
    pub fn generate(engine: &Engine, algorithm: &str, options: Option<&Options>) -> Result<Self> {
        let algorithm = engine.resolve(Category::Symmetric, algorithm)?;
        if let Some(options) = options {
            options.snapshot(Category::Symmetric)?;
        }
        let len = Self::generated_len(algorithm.row.shape)?;
        let mut raw = Zeroizing::new(vec![0; len]);
        engine.random().fill(&mut raw)?;
        Self::new(engine, algorithm, raw)
    }

    /// Makes a key of its bytes.
    ///
    /// Legacy function: `symmetric_key_import`.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`]; [`Error::InvalidKey`] if the length is wrong, as any is if the algorithm takes no key; [`Error::Overflow`] beyond `max_encoded_key_len`.
    pub fn import(engine: &Engine, algorithm: &str, raw: &[u8]) -> Result<Self> {
        let algorithm = engine.resolve(Category::Symmetric, algorithm)?;
        if raw.len() > engine.limits().max_encoded_key_len {
            return Err(Error::Overflow);
        }
        Self::new(engine, algorithm, Zeroizing::new(raw.to_vec()))
    }

    /// The bytes of the key, which are also what to store.
    ///
    /// Legacy function: `symmetric_key_export`.
    ///
    /// # Errors
    /// [`Error::ProhibitedOperation`] without the permission.
    pub fn export(&self) -> Result<SecretBytes> {
        self.permissions.require_export()?;
        Ok(self.inner.raw.clone())
    }

    /// The bytes of the key for a store to seal. Whoever calls this gives them to nobody.
    ///
    /// # Errors
    /// [`Error::ProhibitedOperation`] if the key may neither be exported nor kept.
    pub fn to_keep(&self) -> Result<SecretBytes> {
        self.permissions.require_keeping()?;
        Ok(self.inner.raw.clone())
    }

    /// The identifier of the algorithm in its usual spelling.
    pub fn algorithm(&self) -> &'static str {
        self.inner.algorithm.row.name
    }

    /// The category the algorithm is looked up in: [`Category::Symmetric`].
    pub fn category(&self) -> Category {
        Category::Symmetric
    }

    /// The work of one operation with the key that goes through so many bytes, in nanoseconds on a machine of 2020,
    /// roughly and never less.
    pub fn price(&self, bytes: usize) -> u64 {
        self.inner.algorithm.row.cost.of(bytes)
    }

    /// The same key without what `permissions` lacks. Other clones keep theirs.
    #[must_use]
    pub fn restrict(self, permissions: Permissions) -> Self {
        Self { permissions: self.permissions.intersection(permissions), ..self }
    }

    /// What the holder may do with the key.
    pub fn permissions(&self) -> Permissions {
        self.permissions
    }

    pub(crate) fn new(engine: &Engine, algorithm: Resolved, raw: SecretBytes) -> Result<Self> {
        let fits = match algorithm.row.shape {
            Shape::Mac { any_key: true, .. } | Shape::Extract { .. } => true,
            Shape::Expand { min_key, .. } => raw.len() >= min_key,
            shape => Self::generated_len(shape) == Ok(raw.len()),
        };
        if !fits {
            return Err(Error::InvalidKey);
        }
        // The encoding, and the prepared key, which may keep it.
        let bytes = raw.len().saturating_mul(2).saturating_add(algorithm.row.cost.key_bytes);
        let share = engine.budget().take(bytes)?;
        let expanded = match algorithm.implementation {
            Implementation::Mac(mac) => Expanded::Mac(mac.key(&raw)?),
            Implementation::Kdf(kdf) => Expanded::Kdf(kdf.key(&raw)?),
            Implementation::Aead(aead) => Expanded::Aead(aead.key(&raw)?),
            Implementation::Cipher(cipher) => Expanded::Cipher(cipher.key(&raw)?),
            Implementation::SealedStream(format) => Expanded::SealedStream(format.key(&raw)?),
            Implementation::Xof(_) | Implementation::Session(_) => Expanded::Raw,
            _ => return Err(Error::InvalidKey),
        };
        let inner = Inner { engine: engine.clone(), algorithm, raw, expanded, _share: share };
        Ok(Self { inner: Arc::new(inner), permissions: engine.permissions_of_keys() })
    }

    /// The length of generated keys.
    pub(crate) fn generated_len(shape: Shape) -> Result<usize> {
        match shape {
            Shape::Mac { generated, .. } | Shape::Extract { generated, .. } => Ok(generated),
            Shape::Expand { min_key, .. } => Ok(min_key),
            Shape::Aead { key, .. } | Shape::Cipher { key, .. } | Shape::Session { key, .. } => Ok(key),
            Shape::SealedStream(format) => Ok(format.key),
            Shape::Xof { key } if key > 0 => Ok(key),
            _ => Err(Error::UnsupportedFeature),
        }
    }

    /// [`Error::ProhibitedOperation`] unless the use is permitted.
    pub(crate) fn require(&self, usage: Use) -> Result<()> {
        self.permissions.require(usage)
    }

    /// The bytes of the key, for whatever computes with them. Permissions are the caller's to check.
    pub(crate) fn raw(&self) -> &[u8] {
        &self.inner.raw
    }

    /// The engine the key was made with.
    pub fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    /// What the algorithm costs.
    pub(crate) fn cost(&self) -> &'static Cost {
        &self.inner.algorithm.row.cost
    }

    pub(crate) fn shape(&self) -> Shape {
        self.inner.algorithm.row.shape
    }

    /// The prepared key, which computes without asking for permissions: each caller has to
    /// [`require`](SymmetricKey::require) the use first.
    pub(crate) fn expanded(&self) -> &Expanded {
        &self.inner.expanded
    }
}

impl fmt::Debug for SymmetricKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SymmetricKey")
            .field("algorithm", &self.algorithm())
            .field("permissions", &self.permissions)
            .finish_non_exhaustive()
    }
}
