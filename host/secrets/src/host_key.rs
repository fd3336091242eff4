//! Keys that an operator gives to the host.

use wasi_crypto_engine::{Category, Engine, Error, KeyEncoding, KeyPair, SymmetricKey};
use wasi_crypto_keystore::Attributes;

use crate::error::{Result, SecretsError};
use crate::keys::{Sealable, Storable};
use crate::vault::Content;

/// A key that guests will use by its name.
#[derive(Clone, Debug)]
pub enum HostKey {
    /// A key pair.
    KeyPair(KeyPair),
    /// A symmetric key.
    SymmetricKey(SymmetricKey),
}

impl HostKey {
    /// Generates a key for any algorithm that has keys.
    ///
    /// # Errors
    /// [`SecretsError::Crypto`].
    pub fn generate(engine: &Engine, algorithm: &str) -> Result<Self> {
        Ok(match category(engine, algorithm)? {
            Category::Symmetric => Self::SymmetricKey(SymmetricKey::generate(engine, algorithm, None)?),
            category => Self::KeyPair(KeyPair::generate(engine, category, algorithm, None)?),
        })
    }

    /// Makes a key of its encoding. Symmetric keys have only [`KeyEncoding::Raw`].
    ///
    /// # Errors
    /// [`SecretsError::Crypto`] with the engine's error.
    pub fn import(engine: &Engine, algorithm: &str, encoded: &[u8], encoding: KeyEncoding) -> Result<Self> {
        Ok(match (category(engine, algorithm)?, encoding) {
            (Category::Symmetric, KeyEncoding::Raw) => {
                Self::SymmetricKey(SymmetricKey::import(engine, algorithm, encoded)?)
            }
            (Category::Symmetric, _) => return Err(Error::UnsupportedEncoding.into()),
            (category, _) => Self::KeyPair(KeyPair::import(engine, category, algorithm, encoded, encoding)?),
        })
    }

    /// The identifier of its algorithm.
    pub fn algorithm(&self) -> &'static str {
        match self {
            Self::KeyPair(key) => key.algorithm(),
            Self::SymmetricKey(key) => key.algorithm(),
        }
    }

    pub(crate) fn content(&self, created: u64, expires: Option<u64>) -> Result<Content> {
        let (kind, bytes) = match self {
            Self::KeyPair(key) => (KeyPair::KIND, key.content()?),
            Self::SymmetricKey(key) => (SymmetricKey::KIND, key.content()?),
        };
        let attributes = Attributes { kind, algorithm: self.algorithm().to_owned(), created, expires };
        Ok(Content { attributes, bytes })
    }
}

fn category(engine: &Engine, algorithm: &str) -> Result<Category> {
    let known = engine.algorithms().find(|known| known.identifier.eq_ignore_ascii_case(algorithm));
    known.map(|known| known.category).ok_or(SecretsError::Crypto(Error::UnsupportedAlgorithm))
}
