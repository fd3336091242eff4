//! X25519 in pure Rust.

use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use super::keys::{Keyed, Keys};
use super::x25519_keys::{array, keys};
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::{DiffieHellman, DiffieHellmanSecret};

pub(in crate::provider) struct X25519;

static KEYS: Keys = keys(|secret| {
    let secret = StaticSecret::from(*Zeroizing::new(array(secret)?));
    Ok(PublicKey::from(&secret).as_bytes().to_vec())
});

struct Secret(StaticSecret);

impl DiffieHellmanSecret for Secret {
    fn agree(&self, public: &[u8]) -> Result<SecretBytes> {
        let shared = self.0.diffie_hellman(&PublicKey::from(array(public)?));
        if shared.was_contributory() { Ok(Zeroizing::new(shared.as_bytes().to_vec())) } else { Err(Error::InvalidKey) }
    }
}

algorithm!(X25519, "X25519", "x25519-dalek");

impl Keyed for X25519 {
    fn keys(&self) -> &'static Keys {
        &KEYS
    }
}

impl DiffieHellman for X25519 {
    fn secret(&self, secret: &[u8]) -> Result<Box<dyn DiffieHellmanSecret>> {
        Ok(Box::new(Secret(StaticSecret::from(*Zeroizing::new(array(secret)?)))))
    }
}
