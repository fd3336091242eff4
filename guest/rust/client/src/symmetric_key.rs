//! Keys of hashes, MACs, key derivation and encryption.

use crate::raw::symmetric;
use crate::{Options, Result, Zeroizing};

/// A secret key, bound to one algorithm. Where it is kept is the host's business: what this crate holds is a handle.
#[derive(Debug)]
pub struct SymmetricKey(pub(crate) symmetric::SymmetricKey);

impl SymmetricKey {
    /// A new random key.
    ///
    /// # Errors
    ///
    /// `UnsupportedAlgorithm`: there is no such algorithm, or it has no keys. `RngError`: no randomness.
    pub fn generate(algorithm: &str) -> Result<SymmetricKey> {
        Ok(SymmetricKey(symmetric::SymmetricKey::generate(algorithm, None)?))
    }

    /// A new random key, generated as the options say.
    ///
    /// # Errors
    ///
    /// As [`SymmetricKey::generate`], and `InvalidHandle`: the options are not of the category `Symmetric`.
    pub fn generate_with(algorithm: &str, options: &Options) -> Result<SymmetricKey> {
        Ok(SymmetricKey(symmetric::SymmetricKey::generate(algorithm, Some(options.raw()))?))
    }

    /// A key from its bytes.
    ///
    /// # Errors
    ///
    /// `UnsupportedAlgorithm`: there is no such algorithm, or it has no keys. `InvalidKey`: not the size of such a key.
    pub fn import(algorithm: &str, bytes: &[u8]) -> Result<SymmetricKey> {
        Ok(SymmetricKey(symmetric::SymmetricKey::import(algorithm, bytes)?))
    }

    /// The bytes of the key.
    ///
    /// # Errors
    ///
    /// `ProhibitedOperation`: the host keeps this key to itself.
    pub fn export(&self) -> Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(self.0.export()?))
    }

    /// The algorithm it is for.
    pub fn algorithm(&self) -> String {
        self.0.algorithm()
    }

    /// The resource behind it.
    pub fn raw(&self) -> &symmetric::SymmetricKey {
        &self.0
    }
}

impl From<symmetric::SymmetricKey> for SymmetricKey {
    fn from(key: symmetric::SymmetricKey) -> SymmetricKey {
        SymmetricKey(key)
    }
}
