//! Public keys of Ed25519: the checks native libraries make only when verifying, or not at all.

use ed25519_compact::{Error as Reason, PublicKey};

use crate::error::{Error, Result};

/// Bytes of a seed.
pub(in crate::provider) const SEED: usize = 32;

/// The canonical encoding of a point on the curve.
pub(in crate::provider) fn decode_public(public: &[u8]) -> Result<Vec<u8>> {
    match PublicKey::from_slice(public).and_then(|key| key.validate()) {
        Ok(()) | Err(Reason::WeakPublicKey) => Ok(public.to_vec()),
        Err(_) => Err(Error::InvalidKey),
    }
}

/// Also not one of the eight points of small order, under which one signature fits every message.
pub(in crate::provider) fn validate_public(public: &[u8]) -> Result<()> {
    PublicKey::from_slice(public).and_then(|key| key.validate()).map_err(|_| Error::InvalidKey)
}
