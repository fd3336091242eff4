//! Keys of signatures and key exchange.

use crate::raw::asymmetric;
use crate::raw::common::ErrorCode;
use crate::{AlgorithmType, Options, Result, Zeroizing};

/// How a key is written as bytes.
pub use crate::raw::asymmetric::KeyEncoding as Encoding;

/// A public key and the secret key that belongs to it, bound to one algorithm.
#[derive(Debug)]
pub struct KeyPair(pub(crate) asymmetric::KeyPair);

/// The public half of a pair.
#[derive(Debug)]
pub struct PublicKey(pub(crate) asymmetric::PublicKey);

/// The secret half of a pair.
#[derive(Debug)]
pub struct SecretKey(pub(crate) asymmetric::SecretKey);

impl KeyPair {
    /// A new random pair. RSA keys take seconds.
    ///
    /// # Errors
    ///
    /// `UnsupportedAlgorithm`: there is no such algorithm in the category. `UnsupportedFeature`: the host has the
    /// algorithm, but cannot generate keys for it. `RngError`: no randomness.
    pub fn generate(category: AlgorithmType, algorithm: &str) -> Result<KeyPair> {
        generate(category, algorithm, None)
    }

    /// The same as the options say.
    ///
    /// # Errors
    ///
    /// As [`KeyPair::generate`], and `InvalidHandle`: the options are of another category.
    pub fn generate_with(category: AlgorithmType, algorithm: &str, options: &Options) -> Result<KeyPair> {
        generate(category, algorithm, Some(options))
    }

    /// A pair from its bytes. Where they hold the secret key alone, the public key is computed.
    ///
    /// # Errors
    ///
    /// `UnsupportedAlgorithm`: there is no such algorithm in the category. `UnsupportedEncoding`: its keys are not
    /// written like this. `InvalidKey`: the bytes are no such key, or one that is not safe to use.
    pub fn import(category: AlgorithmType, algorithm: &str, bytes: &[u8], encoding: Encoding) -> Result<KeyPair> {
        Ok(KeyPair(asymmetric::KeyPair::import(category, algorithm, bytes, encoding)?))
    }

    /// The pair of two halves.
    ///
    /// # Errors
    ///
    /// `IncompatibleKeys`: they are of different algorithms, or do not belong together.
    pub fn from_halves(public: &PublicKey, secret: &SecretKey) -> Result<KeyPair> {
        Ok(KeyPair(asymmetric::KeyPair::from_keys(&public.0, &secret.0)?))
    }

    /// The bytes of the pair, secret key included.
    ///
    /// # Errors
    ///
    /// `UnsupportedEncoding`: such keys are not written like this. `ProhibitedOperation`: the host keeps it to itself.
    pub fn export(&self, encoding: Encoding) -> Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(self.0.export(encoding)?))
    }

    /// The public half.
    ///
    /// # Errors
    ///
    /// Those any call may answer.
    pub fn public_key(&self) -> Result<PublicKey> {
        Ok(PublicKey(self.0.public_key()?))
    }

    /// The secret half.
    ///
    /// # Errors
    ///
    /// `ProhibitedOperation`: the host keeps it to itself.
    pub fn secret_key(&self) -> Result<SecretKey> {
        Ok(SecretKey(self.0.secret_key()?))
    }

    /// The algorithm it is for.
    pub fn algorithm(&self) -> String {
        self.0.algorithm()
    }

    /// The resource behind it.
    pub fn raw(&self) -> &asymmetric::KeyPair {
        &self.0
    }
}

impl PublicKey {
    /// A key from its bytes.
    ///
    /// # Errors
    ///
    /// As [`KeyPair::import`].
    pub fn import(category: AlgorithmType, algorithm: &str, bytes: &[u8], encoding: Encoding) -> Result<PublicKey> {
        Ok(PublicKey(asymmetric::PublicKey::import(category, algorithm, bytes, encoding)?))
    }

    /// The bytes of the key.
    ///
    /// # Errors
    ///
    /// `UnsupportedEncoding`: such keys are not written like this.
    pub fn export(&self, encoding: Encoding) -> Result<Vec<u8>> {
        Ok(self.0.export(encoding)?)
    }

    /// Checks the key as thoroughly as the host can.
    ///
    /// # Errors
    ///
    /// `InvalidKey`: it should not be used.
    pub fn check(&self) -> Result<()> {
        Ok(self.0.verify()?)
    }

    /// The algorithm it is for.
    pub fn algorithm(&self) -> String {
        self.0.algorithm()
    }

    /// The resource behind it.
    pub fn raw(&self) -> &asymmetric::PublicKey {
        &self.0
    }
}

impl SecretKey {
    /// A key from its bytes.
    ///
    /// # Errors
    ///
    /// As [`KeyPair::import`].
    pub fn import(category: AlgorithmType, algorithm: &str, bytes: &[u8], encoding: Encoding) -> Result<SecretKey> {
        Ok(SecretKey(asymmetric::SecretKey::import(category, algorithm, bytes, encoding)?))
    }

    /// The bytes of the key.
    ///
    /// # Errors
    ///
    /// As [`KeyPair::export`].
    pub fn export(&self, encoding: Encoding) -> Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(self.0.export(encoding)?))
    }

    /// The public key that belongs to it.
    ///
    /// # Errors
    ///
    /// Those any call may answer.
    pub fn public_key(&self) -> Result<PublicKey> {
        Ok(PublicKey(asymmetric::PublicKey::from_secret_key(&self.0)?))
    }

    /// The algorithm it is for.
    pub fn algorithm(&self) -> String {
        self.0.algorithm()
    }

    /// The resource behind it.
    pub fn raw(&self) -> &asymmetric::SecretKey {
        &self.0
    }
}

/// A host that takes its time answers `in-progress` and goes on with the next call of the same arguments.
fn generate(category: AlgorithmType, algorithm: &str, options: Option<&Options>) -> Result<KeyPair> {
    loop {
        match asymmetric::KeyPair::generate(category, algorithm, options.map(Options::raw)) {
            Err(ErrorCode::InProgress) => {}
            made => return Ok(KeyPair(made?)),
        }
    }
}
