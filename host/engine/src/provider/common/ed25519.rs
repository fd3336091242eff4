//! Keys of Ed25519, with the checks native libraries make only when verifying, or not at all.

use ed25519_compact::{Error as Reason, PublicKey};

use super::keys::Keys;
use super::random_secret;
use crate::error::{Error, Result};

/// Bytes of a seed.
pub(in crate::provider) const SEED: usize = 32;

/// The keys, with a library's own way from the seed to the public key.
pub(in crate::provider) const fn keys(public_of: fn(&[u8]) -> Result<Vec<u8>>) -> Keys {
    Keys { generate: |random| random_secret(random, SEED), public_of, decode_public, validate_public }
}

/// The canonical encoding of a point on the curve.
fn decode_public(public: &[u8]) -> Result<Vec<u8>> {
    match PublicKey::from_slice(public).and_then(|key| key.validate()) {
        Ok(()) | Err(Reason::WeakPublicKey) => Ok(public.to_vec()),
        Err(_) => Err(Error::InvalidKey),
    }
}

/// Also not one of the eight points of small order, under which one signature fits every message.
fn validate_public(public: &[u8]) -> Result<()> {
    PublicKey::from_slice(public).and_then(|key| key.validate()).map_err(|_| Error::InvalidKey)
}
