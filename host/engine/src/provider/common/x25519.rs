//! X25519 in pure Rust, and the checks of its keys.

use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use super::random_secret;
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::{Algorithm, DiffieHellman, DiffieHellmanSecret, KeyScheme, SecureRandom};

/// Bytes of a key.
pub(in crate::provider) const SIZE: usize = 32;

pub(in crate::provider) struct X25519;

struct Secret(StaticSecret);

impl DiffieHellmanSecret for Secret {
    fn agree(&self, public: &[u8]) -> Result<SecretBytes> {
        let shared = self.0.diffie_hellman(&PublicKey::from(array(public)?));
        if shared.was_contributory() { Ok(Zeroizing::new(shared.as_bytes().to_vec())) } else { Err(Error::InvalidKey) }
    }
}

impl Algorithm for X25519 {
    fn name(&self) -> &'static str {
        "X25519"
    }

    fn library(&self) -> &'static str {
        "x25519-dalek"
    }
}

impl KeyScheme for X25519 {
    fn generate(&self, random: &dyn SecureRandom) -> Result<SecretBytes> {
        random_secret(random, SIZE)
    }

    fn public_of(&self, secret: &[u8]) -> Result<Vec<u8>> {
        let secret = StaticSecret::from(*Zeroizing::new(array(secret)?));
        Ok(PublicKey::from(&secret).as_bytes().to_vec())
    }

    fn decode_public(&self, public: &[u8]) -> Result<Vec<u8>> {
        decode_public(public)
    }

    fn validate_public(&self, public: &[u8]) -> Result<()> {
        validate_public(public)
    }
}

impl DiffieHellman for X25519 {
    fn secret(&self, secret: &[u8]) -> Result<Box<dyn DiffieHellmanSecret>> {
        Ok(Box::new(Secret(StaticSecret::from(*Zeroizing::new(array(secret)?)))))
    }
}

/// Any 32 bytes; the top bit means nothing and is cleared (RFC 7748 section 5).
pub(in crate::provider) fn decode_public(public: &[u8]) -> Result<Vec<u8>> {
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

fn array(bytes: &[u8]) -> Result<[u8; SIZE]> {
    bytes.try_into().map_err(|_| Error::InvalidKey)
}
