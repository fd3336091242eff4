//! Secret keys.

use core::fmt;
use std::sync::Arc;

use subtle::ConstantTimeEq;

use super::{PublicKey, Scheme, admit};
use crate::budget::Share;
use crate::encoding::{Category, KeyEncoding, SecretBytes};
use crate::engine::{Engine, Resolved};
use crate::error::{Error, Result};
use crate::formats::{DecodedSecret, Holder};
use crate::permissions::{Permissions, Use};
use crate::provider::{Decapsulator, DiffieHellmanSecret, Implementation, Signer};

/// A secret key bound to one algorithm.
///
/// Clones share the key, prepared for use once. It is wiped when the last clone and the last state opened with it are
/// gone.
#[derive(Clone)]
pub struct SecretKey {
    inner: Arc<Inner>,
    permissions: Permissions,
}

struct Inner {
    engine: Engine,
    scheme: Scheme,
    /// In canonical form.
    bytes: SecretBytes,
    public: PublicKey,
    operations: SecretOperations,
    _share: Share,
}

/// A prepared secret key.
pub(crate) enum SecretOperations {
    Sign(Box<dyn Signer>),
    Agree(Box<dyn DiffieHellmanSecret>),
    Decapsulate(Box<dyn Decapsulator>),
}

impl SecretKey {
    /// Makes a secret key of its encoding and computes its public key. A public key inside the encoding has to be
    /// that one.
    ///
    /// Legacy function: `secretkey_import`.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`]; [`Error::InvalidOperation`] for the symmetric category;
    /// [`Error::UnsupportedEncoding`], also for PKCS#8 that is encrypted or has an expanded key without its seed;
    /// [`Error::InvalidKey`]; [`Error::Overflow`] beyond `max_encoded_key_len`.
    pub fn import(
        engine: &Engine,
        category: Category,
        algorithm: &str,
        encoded: &[u8],
        encoding: KeyEncoding,
    ) -> Result<Self> {
        Self::decode(engine, Scheme::resolve(engine, category, algorithm)?, Holder::Secret, encoded, encoding)
    }

    /// The encoding of the key. Curves: `Sec` is `ECPrivateKey` in DER (RFC 5915).
    ///
    /// Legacy function: `secretkey_export`.
    ///
    /// # Errors
    /// [`Error::ProhibitedOperation`] without the permission; [`Error::UnsupportedEncoding`].
    pub fn export(&self, encoding: KeyEncoding) -> Result<SecretBytes> {
        self.encode(Holder::Secret, encoding)
    }

    /// The identifier of the algorithm in its usual spelling.
    pub fn algorithm(&self) -> &'static str {
        self.inner.scheme.name()
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

    /// The work of one operation with the key over a message of so many bytes, in nanoseconds on a machine of 2020,
    /// roughly and never less.
    pub fn price(&self, bytes: usize) -> u64 {
        // Signing goes through a message twice where it derives a nonce from it.
        self.inner.scheme.algorithm.row.cost.of(bytes.saturating_mul(2))
    }

    pub(super) fn decode(
        engine: &Engine,
        scheme: Scheme,
        holder: Holder,
        encoded: &[u8],
        encoding: KeyEncoding,
    ) -> Result<Self> {
        admit(engine, encoded)?;
        let decoded = scheme.format.decode_secret(scheme.name(), holder, encoded, encoding)?;
        let DecodedSecret { secret, public, expanded } = decoded;
        if let Some(expanded) = expanded
            && !bool::from(scheme.keys.expand(&secret)?.ct_eq(&expanded))
        {
            return Err(Error::InvalidKey);
        }
        let key = Self::new(engine, scheme, secret)?;
        if let Some(public) = public
            && !key.has_public(&public, encoding)?
        {
            return Err(Error::InvalidKey);
        }
        Ok(key)
    }

    /// Whether an encoded public key is the one of this secret. Our own encoding has it in canonical form only.
    fn has_public(&self, public: &[u8], encoding: KeyEncoding) -> Result<bool> {
        let own = self.public().bytes();
        Ok(public == own || (encoding != KeyEncoding::Local && self.inner.scheme.keys.decode_public(public)? == own))
    }

    /// Prepares a key in canonical form.
    pub(super) fn new(engine: &Engine, scheme: Scheme, bytes: SecretBytes) -> Result<Self> {
        // An object that does not keep to its description.
        if scheme.format.fixed_sizes().is_some_and(|sizes| sizes.secret != bytes.len()) {
            return Err(Error::InternalError);
        }
        let share = engine.budget().take(bytes.len().saturating_add(scheme.algorithm.row.cost.key_bytes))?;
        let public = PublicKey::new(engine, scheme, scheme.keys.public_of(&bytes)?)?;
        let operations = match scheme.algorithm.implementation {
            Implementation::Signature(signature) => SecretOperations::Sign(signature.signer(&bytes, public.bytes())?),
            Implementation::DiffieHellman(dh) => SecretOperations::Agree(dh.secret(&bytes)?),
            Implementation::Kem(kem) => SecretOperations::Decapsulate(kem.decapsulator(&bytes)?),
            _ => return Err(Error::InternalError),
        };
        let inner = Inner { engine: engine.clone(), scheme, bytes, public, operations, _share: share };
        Ok(Self { inner: Arc::new(inner), permissions: engine.permissions_of_keys() })
    }

    pub(super) fn encode(&self, holder: Holder, encoding: KeyEncoding) -> Result<SecretBytes> {
        self.permissions.require_export()?;
        self.write(holder, encoding)
    }

    /// The encoding of the pair for a store to seal.
    pub(super) fn to_keep(&self) -> Result<SecretBytes> {
        self.permissions.require_keeping()?;
        self.write(Holder::Pair, KeyEncoding::Local)
    }

    fn write(&self, holder: Holder, encoding: KeyEncoding) -> Result<SecretBytes> {
        let Scheme { format, .. } = self.inner.scheme;
        format.encode_secret(self.algorithm(), holder, &self.inner.bytes, self.public().bytes(), encoding)
    }

    pub(crate) fn public(&self) -> &PublicKey {
        &self.inner.public
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    pub(crate) fn resolved(&self) -> Resolved {
        self.inner.scheme.algorithm
    }

    /// The signer, decapsulator or the like behind the key, which computes without asking for permissions: each caller
    /// has to [`require`](SecretKey::require) the use first.
    pub(crate) fn operations(&self) -> &SecretOperations {
        &self.inner.operations
    }

    /// [`Error::ProhibitedOperation`] unless the use is permitted.
    pub(crate) fn require(&self, usage: Use) -> Result<()> {
        self.permissions.require(usage)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretKey")
            .field("algorithm", &self.algorithm())
            .field("permissions", &self.permissions)
            .finish_non_exhaustive()
    }
}
