//! Keys of X25519: canonical form and checks.

use x25519_dalek::{PublicKey, StaticSecret};

use super::keys::Keys;
use super::random_secret;
use crate::error::{Error, Result};

/// Bytes of a key.
const SIZE: usize = 32;

/// The keys, with a library's own way from the secret to the public key.
pub(in crate::provider) const fn keys(public_of: fn(&[u8]) -> Result<Vec<u8>>) -> Keys {
    Keys { generate: |random| random_secret(random, SIZE), public_of, decode_public, validate_public }
}

/// Any 32 bytes; the top bit means nothing and is cleared (RFC 7748 section 5).
fn decode_public(public: &[u8]) -> Result<Vec<u8>> {
    let mut public = array(public)?;
    if let Some(last) = public.last_mut() {
        *last &= 0x7f;
    }
    Ok(public.to_vec())
}

/// Refuses the points of low order: exactly those any secret multiplies to zero.
pub(in crate::provider) fn validate_public(public: &[u8]) -> Result<()> {
    // Clamped, this is 2^254: a multiple of the cofactor that no large order divides.
    let probe = StaticSecret::from([0; SIZE]);
    let shared = probe.diffie_hellman(&PublicKey::from(array(public)?));
    if shared.was_contributory() { Ok(()) } else { Err(Error::InvalidKey) }
}

/// A key of the right size.
pub(super) fn array(bytes: &[u8]) -> Result<[u8; SIZE]> {
    bytes.try_into().map_err(|_| Error::InvalidKey)
}
