//! X448 (RFC 7748) in pure Rust.

use subtle::ConstantTimeEq;
use x448::{X448_BASEPOINT_BYTES, x448_unchecked};
use zeroize::Zeroizing;

use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::common::random_secret;
use crate::provider::{DiffieHellman, DiffieHellmanSecret, KeyScheme, SecureRandom};

/// Bytes of a key and of a shared secret.
const SIZE: usize = 56;

pub(crate) struct X448Function;

pub(crate) static X448: X448Function = X448Function;

struct Secret(Zeroizing<[u8; SIZE]>);

algorithm!(X448Function, "X448", "x448");

impl KeyScheme for X448Function {
    fn generate(&self, random: &dyn SecureRandom) -> Result<SecretBytes> {
        random_secret(random, SIZE)
    }

    fn public_of(&self, secret: &[u8]) -> Result<Vec<u8>> {
        let secret = Zeroizing::new(array(secret)?);
        Ok(x448_unchecked(*secret, X448_BASEPOINT_BYTES).to_vec())
    }

    /// Any 56 bytes, reduced or not.
    fn decode_public(&self, public: &[u8]) -> Result<Vec<u8>> {
        array(public).map(|public| public.to_vec())
    }

    /// Refuses the points of low order: exactly those any secret multiplies to zero.
    fn validate_public(&self, public: &[u8]) -> Result<()> {
        // Clamped, this is 2^447: a multiple of the cofactor that no large order divides.
        multiply(&[0; SIZE], public).map(drop)
    }
}

impl DiffieHellman for X448Function {
    fn secret(&self, secret: &[u8]) -> Result<Box<dyn DiffieHellmanSecret>> {
        Ok(Box::new(Secret(Zeroizing::new(array(secret)?))))
    }
}

impl DiffieHellmanSecret for Secret {
    fn agree(&self, public: &[u8]) -> Result<SecretBytes> {
        multiply(&self.0, public)
    }
}

/// A product that depends on the secret. The library knows the points of low order only where they are reduced.
fn multiply(secret: &[u8; SIZE], public: &[u8]) -> Result<SecretBytes> {
    let shared = Zeroizing::new(x448_unchecked(*secret, array(public)?));
    if shared.ct_eq(&[0; SIZE]).into() { Err(Error::InvalidKey) } else { Ok(Zeroizing::new(shared.to_vec())) }
}

/// A key of the right size.
fn array(bytes: &[u8]) -> Result<[u8; SIZE]> {
    bytes.try_into().map_err(|_| Error::InvalidKey)
}
