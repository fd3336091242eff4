//! Diffie-Hellman on Curve25519, P-256 and P-384. The shared secret of the latter two is the x-coordinate, not hashed,
//! in spite of the hash in the identifiers: `kx_dh` returns raw secrets.

use aws_lc_rs::agreement::{self, PrivateKey, UnparsedPublicKey};
use zeroize::Zeroizing;

use super::LIBRARY;
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::common::keys::{Keyed, Keys};
use crate::provider::common::{curves, x25519_keys};
use crate::provider::{DiffieHellman, DiffieHellmanSecret};

/// Diffie-Hellman on one curve.
pub(super) struct AwsDh {
    name: &'static str,
    algorithm: &'static agreement::Algorithm,
    keys: &'static Keys,
}

pub(super) static X25519: AwsDh = AwsDh { name: "X25519", algorithm: &agreement::X25519, keys: &X25519_KEYS };
pub(super) static P256: AwsDh = AwsDh { name: "P256-SHA256", algorithm: &agreement::ECDH_P256, keys: &P256_KEYS };
pub(super) static P384: AwsDh = AwsDh { name: "P384-SHA384", algorithm: &agreement::ECDH_P384, keys: &P384_KEYS };

static X25519_KEYS: Keys = x25519_keys::keys(|secret| public_of(&agreement::X25519, secret));
pub(super) static P256_KEYS: Keys =
    Keys { public_of: |secret| public_of(&agreement::ECDH_P256, secret), ..curves::P256 };
pub(super) static P384_KEYS: Keys =
    Keys { public_of: |secret| public_of(&agreement::ECDH_P384, secret), ..curves::P384 };

struct Secret(PrivateKey);

algorithm!(AwsDh, it => it.name, LIBRARY);

impl Keyed for AwsDh {
    fn keys(&self) -> &'static Keys {
        self.keys
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
fn public_of(algorithm: &'static agreement::Algorithm, secret: &[u8]) -> Result<Vec<u8>> {
    let public = private_key(algorithm, secret)?.compute_public_key().map_err(|_| Error::InvalidKey)?;
    Ok(public.as_ref().to_vec())
}

fn private_key(algorithm: &'static agreement::Algorithm, secret: &[u8]) -> Result<PrivateKey> {
    PrivateKey::from_private_key(algorithm, secret).map_err(|_| Error::InvalidKey)
}
