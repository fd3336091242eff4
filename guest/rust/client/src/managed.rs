//! Keys and secrets that the host keeps.

use crate::raw::{asymmetric, common, external_secrets, symmetric};
use crate::{AlgorithmType, KeyPair, Options, Result, SymmetricKey, Zeroizing};

/// The name of a managed key: its identifier, and which version this is.
pub use crate::raw::common::ManagedId;
/// Which version of a key or secret is meant.
pub use crate::raw::common::Version;

/// The store of keys and secrets that the host lends to this component.
///
/// What a policy of the host forbids is answered with `ProhibitedOperation`, and what the store does not have, or does
/// not show this component, with `NotFound`.
#[derive(Debug)]
pub struct SecretsManager(pub(crate) common::SecretsManager);

/// A key that can be kept by a [`SecretsManager`].
pub trait Managed: Sized {
    /// Puts the key into the store, which gives it an identifier.
    ///
    /// # Errors
    ///
    /// `Overflow`: the store is full.
    fn store(&self, manager: &SecretsManager) -> Result<Vec<u8>>;

    /// Makes `replacement` the next version of this key, and tells its number.
    ///
    /// # Errors
    ///
    /// `IncompatibleKeys`: they are of different algorithms. `InvalidOperation`: this key is not the newest version.
    fn replace(&self, manager: &SecretsManager, replacement: &Self) -> Result<u64>;

    /// Identifier and version.
    ///
    /// # Errors
    ///
    /// `UnsupportedFeature`: this key is not in a store.
    fn id(&self) -> Result<ManagedId>;

    /// A key of the store.
    ///
    /// # Errors
    ///
    /// `NotFound`: no key of this kind has that identifier and version. `Expired`: its time is over.
    fn from_id(manager: &SecretsManager, id: &[u8], version: Version) -> Result<Self>;
}

impl SecretsManager {
    /// The host's store.
    ///
    /// # Errors
    ///
    /// `UnsupportedFeature`: the host has none for this component.
    pub fn open() -> Result<SecretsManager> {
        Ok(SecretsManager(common::SecretsManager::open(None)?))
    }

    /// The same with what the store wants to know, such as credentials.
    ///
    /// # Errors
    ///
    /// As [`SecretsManager::open`].
    pub fn open_with(options: &Options) -> Result<SecretsManager> {
        Ok(SecretsManager(common::SecretsManager::open(Some(options.raw()))?))
    }

    /// A new key for symmetric algorithms, made in the store.
    ///
    /// # Errors
    ///
    /// As [`SymmetricKey::generate`], and `Overflow`: the store is full.
    pub fn generate_key(&self, algorithm: &str) -> Result<SymmetricKey> {
        Ok(SymmetricKey(symmetric::SymmetricKey::generate_managed(&self.0, algorithm, None)?))
    }

    /// A new pair, made in the store.
    ///
    /// # Errors
    ///
    /// As [`KeyPair::generate`], and `Overflow`: the store is full.
    pub fn generate_key_pair(&self, category: AlgorithmType, algorithm: &str) -> Result<KeyPair> {
        Ok(KeyPair(asymmetric::KeyPair::generate_managed(&self.0, category, algorithm, None)?))
    }

    /// Revokes versions of a key.
    ///
    /// # Errors
    ///
    /// `NotFound`: there is no such version.
    pub fn invalidate(&self, id: &[u8], version: Version) -> Result<()> {
        Ok(self.0.invalidate(id, version)?)
    }

    /// Keeps a secret until `expiration`, in seconds since the beginning of 1970, and gives it an identifier.
    ///
    /// # Errors
    ///
    /// `Overflow`: it is too long, or the store is full.
    pub fn store_secret(&self, secret: &[u8], expiration: u64) -> Result<Vec<u8>> {
        Ok(external_secrets::store(&self.0, secret, expiration)?)
    }

    /// Makes `secret` the next version of one that is kept, and tells its number.
    ///
    /// # Errors
    ///
    /// `NotFound`: nothing has that identifier. `Overflow`: it is too long, or the store is full.
    pub fn replace_secret(&self, id: &[u8], secret: &[u8], expiration: u64) -> Result<u64> {
        Ok(external_secrets::replace(&self.0, id, secret, expiration)?)
    }

    /// A secret that is kept.
    ///
    /// # Errors
    ///
    /// `NotFound`: nothing has that identifier and version. `Expired`: its time is over.
    pub fn secret(&self, id: &[u8], version: Version) -> Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(external_secrets::from_id(&self.0, id, version)?))
    }

    /// Revokes versions of a secret.
    ///
    /// # Errors
    ///
    /// `NotFound`: there is no such version.
    pub fn invalidate_secret(&self, id: &[u8], version: Version) -> Result<()> {
        Ok(external_secrets::invalidate(&self.0, id, version)?)
    }

    /// Encrypts a secret under a key of the host, for this component to keep until `expiration`.
    ///
    /// # Errors
    ///
    /// `Overflow`: it is too long.
    pub fn encapsulate(&self, secret: &[u8], expiration: u64) -> Result<Vec<u8>> {
        Ok(external_secrets::encapsulate(&self.0, secret, expiration)?)
    }

    /// The secret that [`SecretsManager::encapsulate`] encrypted.
    ///
    /// # Errors
    ///
    /// `VerificationFailed`: this host did not make it. `Expired`: its time is over.
    pub fn decapsulate(&self, encapsulated: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(external_secrets::decapsulate(&self.0, encapsulated)?))
    }

    /// The resource behind it.
    pub fn raw(&self) -> &common::SecretsManager {
        &self.0
    }
}

impl Managed for SymmetricKey {
    fn store(&self, manager: &SecretsManager) -> Result<Vec<u8>> {
        Ok(self.0.store_managed(&manager.0)?)
    }

    fn replace(&self, manager: &SecretsManager, replacement: &Self) -> Result<u64> {
        Ok(self.0.replace_managed(&manager.0, &replacement.0)?)
    }

    fn id(&self) -> Result<ManagedId> {
        Ok(self.0.id()?)
    }

    fn from_id(manager: &SecretsManager, id: &[u8], version: Version) -> Result<Self> {
        Ok(SymmetricKey(symmetric::SymmetricKey::from_id(&manager.0, id, version)?))
    }
}

impl Managed for KeyPair {
    fn store(&self, manager: &SecretsManager) -> Result<Vec<u8>> {
        Ok(self.0.store_managed(&manager.0)?)
    }

    fn replace(&self, manager: &SecretsManager, replacement: &Self) -> Result<u64> {
        Ok(self.0.replace_managed(&manager.0, &replacement.0)?)
    }

    fn id(&self) -> Result<ManagedId> {
        Ok(self.0.id()?)
    }

    fn from_id(manager: &SecretsManager, id: &[u8], version: Version) -> Result<Self> {
        Ok(KeyPair(asymmetric::KeyPair::from_id(&manager.0, id, version)?))
    }
}
