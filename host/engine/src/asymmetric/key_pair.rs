//! Key pairs.

use core::fmt;

use super::{PublicKey, Scheme, SecretKey};
use crate::encoding::{Category, KeyEncoding, SecretBytes};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::formats::Holder;
use crate::options::Options;
use crate::permissions::Permissions;

/// A secret key together with its public key. Clones share both.
#[derive(Clone)]
pub struct KeyPair {
    /// Carries its public key along.
    secret: SecretKey,
}

impl KeyPair {
    /// Generates a key pair. No algorithm takes options yet.
    ///
    /// This takes microseconds, or seconds for RSA: see [`KeyPair::is_slow_to_generate`].
    ///
    /// Legacy function: `keypair_generate`.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`]; [`Error::InvalidOperation`] for the symmetric category;
    /// [`Error::UnsupportedFeature`] if the provider cannot generate such keys; [`Error::InvalidHandle`] if the options
    /// are for another category; [`Error::RngError`].
    pub fn generate(engine: &Engine, category: Category, algorithm: &str, options: Option<&Options>) -> Result<Self> {
        let scheme = Scheme::resolve(engine, category, algorithm)?;
        if let Some(options) = options {
            options.snapshot(category)?;
        }
        let secret = scheme.keys.generate(engine.random())?;
        Ok(Self { secret: SecretKey::new(engine, scheme, secret)? })
    }

    /// Whether [`KeyPair::generate`] may take so long that it should not run on a thread others wait for. False for
    /// algorithms the engine does not know.
    pub fn is_slow_to_generate(engine: &Engine, category: Category, algorithm: &str) -> bool {
        Scheme::resolve(engine, category, algorithm).is_ok_and(|scheme| scheme.keys.is_slow_to_generate())
    }

    /// The work of [`KeyPair::generate`], in nanoseconds on a machine of 2020, roughly: as much as hardly any key takes. 0 for
    /// algorithms the engine does not know.
    pub fn generate_price(engine: &Engine, category: Category, algorithm: &str) -> u64 {
        Scheme::resolve(engine, category, algorithm).map_or(0, |scheme| scheme.algorithm.row.cost.generate)
    }

    /// The work of [`KeyPair::import`], in nanoseconds on a machine of 2020, roughly and never less. 0 for algorithms the
    /// engine does not know.
    pub fn import_price(engine: &Engine, category: Category, algorithm: &str) -> u64 {
        Scheme::resolve(engine, category, algorithm).map_or(0, |scheme| scheme.algorithm.row.cost.import)
    }

    /// The work of one operation with the secret half over a message of so many bytes, in nanoseconds on a machine of 2020,
    /// roughly and never less.
    pub fn price(&self, bytes: usize) -> u64 {
        self.secret.price(bytes)
    }

    /// Makes a key pair of its encoding. A public half inside it has to belong to the secret; if there is none it is
    /// computed. `Raw` is the scalar for curves, seed then public key for Ed25519 and Ed448, the seed for ML-DSA, and
    /// public then secret key for X25519, X448 and key encapsulation.
    ///
    /// Legacy function: `keypair_import`.
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
        let scheme = Scheme::resolve(engine, category, algorithm)?;
        Ok(Self { secret: SecretKey::decode(engine, scheme, Holder::Pair, encoded, encoding)? })
    }

    /// Joins two halves. The pair has the permissions of the secret half.
    ///
    /// Legacy function: `keypair_from_pk_and_sk`.
    ///
    /// # Errors
    /// [`Error::IncompatibleKeys`] if the algorithms differ or the halves do not belong together.
    pub fn from_keys(public_key: &PublicKey, secret_key: &SecretKey) -> Result<Self> {
        let same =
            public_key.algorithm() == secret_key.algorithm() && public_key.bytes() == secret_key.public().bytes();
        if same { Ok(Self { secret: secret_key.clone() }) } else { Err(Error::IncompatibleKeys) }
    }

    /// The encoding of the pair, in the forms [`KeyPair::import`] takes. [`KeyEncoding::Local`], which every algorithm
    /// has, is the one to store.
    ///
    /// Legacy function: `keypair_export`.
    ///
    /// # Errors
    /// [`Error::ProhibitedOperation`] without the permission; [`Error::UnsupportedEncoding`].
    pub fn export(&self, encoding: KeyEncoding) -> Result<SecretBytes> {
        self.secret.encode(Holder::Pair, encoding)
    }

    /// The pair in [`KeyEncoding::Local`] for a store to seal. Whoever calls this gives it to nobody.
    ///
    /// # Errors
    /// [`Error::ProhibitedOperation`] if the pair may neither be exported nor kept.
    pub fn to_keep(&self) -> Result<SecretBytes> {
        self.secret.to_keep()
    }

    /// The public half, which is never restricted.
    ///
    /// Legacy function: `keypair_publickey`.
    ///
    /// # Errors
    /// None for keys made here.
    pub fn public_key(&self) -> Result<PublicKey> {
        Ok(self.secret.public().clone())
    }

    /// The secret half, with the permissions of the pair.
    ///
    /// Legacy function: `keypair_secretkey`.
    ///
    /// # Errors
    /// None for keys made here.
    pub fn secret_key(&self) -> Result<SecretKey> {
        Ok(self.secret.clone())
    }

    /// The identifier of the algorithm in its usual spelling.
    pub fn algorithm(&self) -> &'static str {
        self.secret.algorithm()
    }

    /// The category the algorithm is looked up in.
    pub fn category(&self) -> Category {
        self.secret.resolved().row.category()
    }

    /// The same pair without what `permissions` lacks. Other clones keep theirs.
    #[must_use]
    pub fn restrict(self, permissions: Permissions) -> Self {
        Self { secret: self.secret.restrict(permissions) }
    }

    /// What the holder may do with the secret half.
    pub fn permissions(&self) -> Permissions {
        self.secret.permissions()
    }

    pub(crate) fn secret(&self) -> &SecretKey {
        &self.secret
    }
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyPair")
            .field("algorithm", &self.algorithm())
            .field("permissions", &self.permissions())
            .finish_non_exhaustive()
    }
}
