//! X25519 in pure Rust.

use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use super::random_secret;
use super::x25519_keys::{SIZE, array, decode_public, validate_public};
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::{DiffieHellman, DiffieHellmanSecret, KeyScheme, SecureRandom};

pub(in crate::provider) struct X25519;

struct Secret(StaticSecret);

impl DiffieHellmanSecret for Secret {
    fn agree(&self, public: &[u8]) -> Result<SecretBytes> {
        let shared = self.0.diffie_hellman(&PublicKey::from(array(public)?));
        if shared.was_contributory() { Ok(Zeroizing::new(shared.as_bytes().to_vec())) } else { Err(Error::InvalidKey) }
    }
}

algorithm!(X25519, "X25519", "x25519-dalek");

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
