//! Public keys.

use core::fmt;
use std::sync::Arc;

use super::{Scheme, SecretKey, admit};
use crate::budget::Share;
use crate::encoding::{Category, KeyEncoding};
use crate::engine::{Engine, Resolved};
use crate::error::{Error, Result};
use crate::provider::{Encapsulator, Implementation, Verifier};

/// A public key bound to one algorithm. Clones share the key.
#[derive(Clone)]
pub struct PublicKey {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    scheme: Scheme,
    /// In canonical form.
    bytes: Vec<u8>,
    operations: PublicOperations,
    _share: Share,
}

/// A prepared public key.
pub(crate) enum PublicOperations {
    Verify(Box<dyn Verifier>),
    /// The canonical bytes are all an agreement needs.
    Agree,
    Encapsulate(Box<dyn Encapsulator>),
}

impl PublicKey {
    /// Makes a public key of its encoding. Points are checked to be on their curve, moduli to have the named size.
    ///
    /// Legacy function: `publickey_import`.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`];
    /// [`Error::InvalidOperation`] for the symmetric category;
    /// [`Error::UnsupportedEncoding`];
    /// [`Error::InvalidKey`]; [`Error::Overflow`] beyond
    /// `max_encoded_key_len`.
    pub fn import(
        engine: &Engine,
        category: Category,
        algorithm: &str,
        encoded: &[u8],
        encoding: KeyEncoding,
    ) -> Result<Self> {
        let scheme = Scheme::resolve(engine, category, algorithm)?;
        admit(engine, encoded)?;
        let decoded = scheme.format.decode_public(scheme.name(), encoded, encoding)?;
        let bytes = scheme.keys.decode_public(&decoded)?;
        if encoding == KeyEncoding::Local && bytes != decoded {
            return Err(Error::InvalidKey);
        }
        Self::new(engine, scheme, bytes)
    }

    /// The public key of a secret key.
    ///
    /// Legacy function: `publickey_from_secretkey`.
    ///
    /// # Errors
    /// None for keys made here.
    pub fn from_secret_key(secret_key: &SecretKey) -> Result<Self> {
        Ok(secret_key.public().clone())
    }

    /// The encoding of the key. Curves: `Sec` is the uncompressed point, `Raw` the compressed one.
    ///
    /// Legacy function: `publickey_export`.
    ///
    /// # Errors
    /// [`Error::UnsupportedEncoding`].
    pub fn export(&self, encoding: KeyEncoding) -> Result<Vec<u8>> {
        self.inner.scheme.format.encode_public(self.algorithm(), &self.inner.bytes, encoding)
    }

    /// Checks what import does not: that a point of Curve25519 or Curve448 is not of low order, that an RSA modulus has no small
    /// factors (SP 800-89 section 5.3.3). On-curve and range checks, which import makes, are repeated.
    ///
    /// Legacy function: `publickey_verify`.
    ///
    /// # Errors
    /// [`Error::InvalidKey`].
    pub fn verify(&self) -> Result<()> {
        self.inner.scheme.keys.validate_public(&self.inner.bytes)
    }

    /// The identifier of the algorithm in its usual spelling.
    pub fn algorithm(&self) -> &'static str {
        self.inner.scheme.name()
    }

    /// The work of one operation with the key over a message of so many bytes, in nanoseconds on a machine of 2020,
    /// roughly and never less.
    pub fn price(&self, bytes: usize) -> u64 {
        self.inner.scheme.algorithm.row.cost.of(bytes)
    }

    /// Prepares a key in canonical form.
    pub(super) fn new(engine: &Engine, scheme: Scheme, bytes: Vec<u8>) -> Result<Self> {
        // An object that does not keep to its description.
        if scheme.format.fixed_sizes().is_some_and(|sizes| sizes.public != bytes.len()) {
            return Err(Error::InternalError);
        }
        let share = engine.budget().take(bytes.len().saturating_add(scheme.algorithm.row.cost.public_bytes))?;
        let operations = match scheme.algorithm.implementation {
            Implementation::Signature(signature) => PublicOperations::Verify(signature.verifier(&bytes)?),
            Implementation::Kem(kem) => PublicOperations::Encapsulate(kem.encapsulator(&bytes)?),
            _ => PublicOperations::Agree,
        };
        Ok(Self { inner: Arc::new(Inner { engine: engine.clone(), scheme, bytes, operations, _share: share }) })
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    pub(crate) fn resolved(&self) -> Resolved {
        self.inner.scheme.algorithm
    }

    /// The key in canonical form.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.inner.bytes
    }

    pub(crate) fn operations(&self) -> &PublicOperations {
        &self.inner.operations
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("algorithm", &self.algorithm()).finish_non_exhaustive()
    }
}
