//! Ed25519 (RFC 8032). Verification is without the cofactor and refuses an `s` that is not reduced.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, ParsedPublicKey};

use super::LIBRARY;
use crate::error::{Error, Result};
use crate::provider::common::ed25519;
use crate::provider::common::keys::{Keyed, Keys};
use crate::provider::{SecureRandom, SignatureScheme, Signer, Verifier};

pub(super) struct AwsEd25519;

static KEYS: Keys = ed25519::keys(|seed| Ok(key_pair(seed)?.public_key().as_ref().to_vec()));

struct Secret(Ed25519KeyPair);
struct Public(ParsedPublicKey);

algorithm!(AwsEd25519, "Ed25519", LIBRARY);

impl Keyed for AwsEd25519 {
    fn keys(&self) -> &'static Keys {
        &KEYS
    }
}

impl SignatureScheme for AwsEd25519 {
    fn signer(&self, secret: &[u8], _: &[u8]) -> Result<Box<dyn Signer>> {
        Ok(Box::new(Secret(key_pair(secret)?)))
    }

    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>> {
        Ok(Box::new(Public(ParsedPublicKey::new(&ED25519, public).map_err(|_| Error::InvalidKey)?)))
    }
}

impl Signer for Secret {
    fn sign(&self, message: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>> {
        Ok(self.0.try_sign(message).map_err(|_| Error::AlgorithmFailure)?.as_ref().to_vec())
    }
}

impl Verifier for Public {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<()> {
        self.0.verify_sig(message, signature).map_err(|_| Error::InvalidSignature)
    }
}

fn key_pair(seed: &[u8]) -> Result<Ed25519KeyPair> {
    Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| Error::InvalidKey)
}
