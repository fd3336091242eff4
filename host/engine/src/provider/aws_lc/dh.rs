//! Diffie-Hellman on Curve25519, P-256 and P-384. The shared secret of the latter two is the x-coordinate, not hashed,
//! in spite of the hash in the identifiers: `kx_dh` returns raw secrets.

use aws_lc_rs::agreement::{self, PrivateKey, UnparsedPublicKey};
use zeroize::Zeroizing;

use super::LIBRARY;
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::common::{curves, random_secret, x25519_keys};
use crate::provider::{DiffieHellman, DiffieHellmanSecret, KeyScheme, SecureRandom};

/// Diffie-Hellman on one curve.
pub(super) struct AwsDh {
    name: &'static str,
    algorithm: &'static agreement::Algorithm,
    generate: fn(&dyn SecureRandom) -> Result<SecretBytes>,
    decode: fn(&[u8]) -> Result<Vec<u8>>,
    validate: fn(&[u8]) -> Result<()>,
}

pub(super) static X25519: AwsDh = AwsDh {
    name: "X25519",
    algorithm: &agreement::X25519,
    generate: |random| random_secret(random, x25519_keys::SIZE),
    decode: x25519_keys::decode_public,
    validate: x25519_keys::validate_public,
};
pub(super) static P256: AwsDh = AwsDh {
    name: "P256-SHA256",
    algorithm: &agreement::ECDH_P256,
    generate: |random| (curves::P256.generate)(random),
    decode: |public| (curves::P256.decode)(public),
    validate: |public| (curves::P256.decode)(public).map(drop),
};
pub(super) static P384: AwsDh = AwsDh {
    name: "P384-SHA384",
    algorithm: &agreement::ECDH_P384,
    generate: |random| (curves::P384.generate)(random),
    decode: |public| (curves::P384.decode)(public),
    validate: |public| (curves::P384.decode)(public).map(drop),
};

struct Secret(PrivateKey);

algorithm!(AwsDh, it => it.name, LIBRARY);

impl KeyScheme for AwsDh {
    fn generate(&self, random: &dyn SecureRandom) -> Result<SecretBytes> {
        (self.generate)(random)
    }

    fn public_of(&self, secret: &[u8]) -> Result<Vec<u8>> {
        public_of(self.algorithm, secret)
    }

    fn decode_public(&self, public: &[u8]) -> Result<Vec<u8>> {
        (self.decode)(public)
    }

    fn validate_public(&self, public: &[u8]) -> Result<()> {
        (self.validate)(public)
    }
}

impl DiffieHellman for AwsDh {
    fn secret(&self, secret: &[u8]) -> Result<Box<dyn DiffieHellmanSecret>> {
        Ok(Box::new(Secret(private_key(self.algorithm, secret)?)))
    }
}

impl DiffieHellmanSecret for Secret {
    fn agree(&self, public: &[u8]) -> Result<SecretBytes> {
        let public = UnparsedPublicKey::new(self.0.algorithm(), public);
        agreement::agree(&self.0, public, Error::InvalidKey, |secret| Ok(Zeroizing::new(secret.to_vec())))
    }
}

/// The public key, uncompressed for P-256 and P-384.
pub(super) fn public_of(algorithm: &'static agreement::Algorithm, secret: &[u8]) -> Result<Vec<u8>> {
    let public = private_key(algorithm, secret)?.compute_public_key().map_err(|_| Error::InvalidKey)?;
    Ok(public.as_ref().to_vec())
}

fn private_key(algorithm: &'static agreement::Algorithm, secret: &[u8]) -> Result<PrivateKey> {
    PrivateKey::from_private_key(algorithm, secret).map_err(|_| Error::InvalidKey)
}
