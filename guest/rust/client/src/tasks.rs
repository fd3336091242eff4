//! Slow work as functions that wait: other tasks of the program go on meanwhile.
//!
//! Each does what its namesake elsewhere in this crate does, and answers the same errors; that one keeps the whole program
//! waiting until it is done. A future that is dropped gives nothing, and takes nothing back that has been stored already.
//!
//! Secrets and passwords are copied on their way to the host, and the copy is freed without being wiped: the generated
//! functions own what they pass on.

use crate::derive::{PASSWORD, PasswordCost};
use crate::managed::{SecretsManager, Version};
use crate::raw::common::ErrorCode;
use crate::raw::tasks;
use crate::{AlgorithmType, KeyPair, Options, Result, SymmetricKey, Zeroizing};

/// A key that can be kept by a [`SecretsManager`], as [`crate::managed::Managed`].
#[allow(async_fn_in_trait, reason = "a component has one thread: nobody asks whether its futures may change threads")]
pub trait Managed: Sized {
    /// Puts the key into the store, which gives it an identifier.
    ///
    /// # Errors
    ///
    /// `ProhibitedOperation`: it is in the store already. `Overflow`: the store is full.
    async fn store(&self, manager: &SecretsManager) -> Result<Vec<u8>>;

    /// Makes `replacement` the next version of this key, and tells its number.
    ///
    /// # Errors
    ///
    /// `IncompatibleKeys`: they are of different algorithms. `InvalidOperation`: this key is not the newest version.
    async fn replace(&self, manager: &SecretsManager, replacement: &Self) -> Result<u64>;

    /// A key of the store.
    ///
    /// # Errors
    ///
    /// `NotFound`: no key of this kind has that identifier and version. `Expired`: its time is over.
    async fn from_id(manager: &SecretsManager, id: &[u8], version: Version) -> Result<Self>;
}

/// A new random pair. RSA keys take seconds.
///
/// # Errors
///
/// As [`KeyPair::generate`].
pub async fn generate_key_pair(category: AlgorithmType, algorithm: &str) -> Result<KeyPair> {
    Ok(KeyPair(tasks::generate_key_pair(category, algorithm.to_owned(), None).await?))
}

/// The same as the options say.
///
/// # Errors
///
/// As [`KeyPair::generate_with`].
pub async fn generate_key_pair_with(category: AlgorithmType, algorithm: &str, options: &Options) -> Result<KeyPair> {
    Ok(KeyPair(tasks::generate_key_pair(category, algorithm.to_owned(), Some(options.raw())).await?))
}

/// The hash of a password by Argon2id with a random salt, as a string that names everything needed to check it.
///
/// # Errors
///
/// As [`crate::derive::hash_password`].
pub async fn hash_password(password: &[u8], cost: PasswordCost) -> Result<String> {
    let options = cost.options()?;
    let hash = tasks::hash_password(PASSWORD.to_owned(), password.to_vec(), Some(options.raw())).await?;
    Ok(String::from_utf8(hash).map_err(|_| ErrorCode::InternalError)?)
}

/// Checks a password against what [`hash_password`] made of it, now or elsewhere.
///
/// # Errors
///
/// As [`crate::derive::verify_password`].
pub async fn verify_password(password: &[u8], hash: &str) -> Result<()> {
    Ok(tasks::verify_password(PASSWORD.to_owned(), password.to_vec(), hash.as_bytes().to_vec()).await?)
}

/// A new key for symmetric algorithms, made in the store.
///
/// # Errors
///
/// As [`SecretsManager::generate_key`].
pub async fn generate_managed_key(manager: &SecretsManager, algorithm: &str) -> Result<SymmetricKey> {
    let made = tasks::generate_managed_symmetric_key(&manager.0, algorithm.to_owned(), None).await?;
    Ok(SymmetricKey(made))
}

/// A new pair, made in the store.
///
/// # Errors
///
/// As [`SecretsManager::generate_key_pair`].
pub async fn generate_managed_key_pair(
    manager: &SecretsManager,
    category: AlgorithmType,
    algorithm: &str,
) -> Result<KeyPair> {
    let made = tasks::generate_managed_key_pair(&manager.0, category, algorithm.to_owned(), None).await?;
    Ok(KeyPair(made))
}

/// Revokes versions of a key.
///
/// # Errors
///
/// As [`SecretsManager::invalidate`].
pub async fn invalidate(manager: &SecretsManager, id: &[u8], version: Version) -> Result<()> {
    Ok(tasks::invalidate_key(&manager.0, id.to_vec(), version).await?)
}

/// Keeps a secret until `expiration`, in seconds since the beginning of 1970, and gives it an identifier.
///
/// # Errors
///
/// As [`SecretsManager::store_secret`], and `Expired`: `expiration` is not in the future.
pub async fn store_secret(manager: &SecretsManager, secret: &[u8], expiration: u64) -> Result<Vec<u8>> {
    Ok(tasks::store_secret(&manager.0, secret.to_vec(), expiration).await?)
}

/// Makes `secret` the next version of one that is kept, and tells its number.
///
/// # Errors
///
/// As [`SecretsManager::replace_secret`], and `Expired`: `expiration` is not in the future.
pub async fn replace_secret(manager: &SecretsManager, id: &[u8], secret: &[u8], expiration: u64) -> Result<u64> {
    Ok(tasks::replace_secret(&manager.0, id.to_vec(), secret.to_vec(), expiration).await?)
}

/// A secret that is kept.
///
/// # Errors
///
/// As [`SecretsManager::secret`].
pub async fn secret(manager: &SecretsManager, id: &[u8], version: Version) -> Result<Zeroizing<Vec<u8>>> {
    Ok(Zeroizing::new(tasks::find_secret(&manager.0, id.to_vec(), version).await?))
}

/// Revokes versions of a secret.
///
/// # Errors
///
/// As [`SecretsManager::invalidate_secret`].
pub async fn invalidate_secret(manager: &SecretsManager, id: &[u8], version: Version) -> Result<()> {
    Ok(tasks::invalidate_secret(&manager.0, id.to_vec(), version).await?)
}

/// Encrypts a secret under a key of the host, for this component to keep until `expiration`.
///
/// # Errors
///
/// As [`SecretsManager::encapsulate`].
pub async fn encapsulate(manager: &SecretsManager, secret: &[u8], expiration: u64) -> Result<Vec<u8>> {
    Ok(tasks::encapsulate_secret(&manager.0, secret.to_vec(), expiration).await?)
}

/// The secret that [`encapsulate`] encrypted.
///
/// # Errors
///
/// As [`SecretsManager::decapsulate`].
pub async fn decapsulate(manager: &SecretsManager, encapsulated: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    Ok(Zeroizing::new(tasks::decapsulate_secret(&manager.0, encapsulated.to_vec()).await?))
}

impl Managed for SymmetricKey {
    async fn store(&self, manager: &SecretsManager) -> Result<Vec<u8>> {
        Ok(tasks::store_symmetric_key(&self.0, &manager.0).await?)
    }

    async fn replace(&self, manager: &SecretsManager, replacement: &Self) -> Result<u64> {
        Ok(tasks::replace_symmetric_key(&self.0, &manager.0, &replacement.0).await?)
    }

    async fn from_id(manager: &SecretsManager, id: &[u8], version: Version) -> Result<Self> {
        Ok(SymmetricKey(tasks::find_symmetric_key(&manager.0, id.to_vec(), version).await?))
    }
}

impl Managed for KeyPair {
    async fn store(&self, manager: &SecretsManager) -> Result<Vec<u8>> {
        Ok(tasks::store_key_pair(&self.0, &manager.0).await?)
    }

    async fn replace(&self, manager: &SecretsManager, replacement: &Self) -> Result<u64> {
        Ok(tasks::replace_key_pair(&self.0, &manager.0, &replacement.0).await?)
    }

    async fn from_id(manager: &SecretsManager, id: &[u8], version: Version) -> Result<Self> {
        Ok(KeyPair(tasks::find_key_pair(&manager.0, id.to_vec(), version).await?))
    }
}
