//! Schemes that are told apart by what they do with keys, not by the keys.

use crate::encoding::SecretBytes;
use crate::error::Result;
use crate::provider::{Algorithm, KeyScheme, SecureRandom};

/// What becomes the functions of [`KeyScheme`] that have these names.
pub(in crate::provider) struct Keys {
    pub(in crate::provider) generate: fn(&dyn SecureRandom) -> Result<SecretBytes>,
    pub(in crate::provider) public_of: fn(&[u8]) -> Result<Vec<u8>>,
    pub(in crate::provider) decode_public: fn(&[u8]) -> Result<Vec<u8>>,
    pub(in crate::provider) validate_public: fn(&[u8]) -> Result<()>,
}

/// A scheme with keys of a kind that other schemes have too.
pub(in crate::provider) trait Keyed: Algorithm {
    /// That kind.
    fn keys(&self) -> &'static Keys;
}

impl<S: Keyed> KeyScheme for S {
    fn generate(&self, random: &dyn SecureRandom) -> Result<SecretBytes> {
        (self.keys().generate)(random)
    }

    fn public_of(&self, secret: &[u8]) -> Result<Vec<u8>> {
        (self.keys().public_of)(secret)
    }

    fn decode_public(&self, public: &[u8]) -> Result<Vec<u8>> {
        (self.keys().decode_public)(public)
    }

    fn validate_public(&self, public: &[u8]) -> Result<()> {
        (self.keys().validate_public)(public)
    }
}
