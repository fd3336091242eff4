//! Ed25519 (RFC 8032). Verification is with the cofactor and refuses points of small order and an `s` that is not
//! reduced. The library takes an all-zero seed for a mistake and refuses it.

use ed25519_compact::{KeyPair, PublicKey, SecretKey, Seed, Signature};
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::provider::common::ed25519;
use crate::provider::common::keys::{Keyed, Keys};
use crate::provider::{SecureRandom, SignatureScheme, Signer, Verifier};

pub(super) struct CompactEd25519;

static KEYS: Keys = ed25519::keys(|seed| Ok(key_pair(seed)?.pk.to_vec()));

/// Wipes itself.
struct Secret(SecretKey);
struct Public(PublicKey);

algorithm!(CompactEd25519, "Ed25519", "ed25519-compact");

impl Keyed for CompactEd25519 {
    fn keys(&self) -> &'static Keys {
        &KEYS
    }
}

impl SignatureScheme for CompactEd25519 {
    fn signer(&self, secret: &[u8], _: &[u8]) -> Result<Box<dyn Signer>> {
        Ok(Box::new(Secret(key_pair(secret)?.sk)))
    }

    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>> {
        Ok(Box::new(Public(PublicKey::from_slice(public).map_err(|_| Error::InvalidKey)?)))
    }
}

impl Signer for Secret {
    fn sign(&self, message: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>> {
        Ok(self.0.sign(message, None).to_vec())
    }
}

impl Verifier for Public {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<()> {
        let signature = Signature::from_slice(signature).map_err(|_| Error::InvalidSignature)?;
        self.0.verify(message, &signature).map_err(|_| Error::InvalidSignature)
    }
}

fn key_pair(seed: &[u8]) -> Result<KeyPair> {
    let seed = Zeroizing::new(<[u8; ed25519::SEED]>::try_from(seed).map_err(|_| Error::InvalidKey)?);
    KeyPair::try_from_seed(Seed::new(*seed)).map_err(|_| Error::InvalidKey)
}
