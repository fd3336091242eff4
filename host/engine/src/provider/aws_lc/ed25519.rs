//! Ed25519 (RFC 8032). Verification is without the cofactor and refuses an `s` that is not reduced.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, ParsedPublicKey};

use super::LIBRARY;
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::common::{ed25519, random_secret};
use crate::provider::{KeyScheme, SecureRandom, SignatureScheme, Signer, Verifier};

pub(super) struct AwsEd25519;

struct Secret(Ed25519KeyPair);
struct Public(ParsedPublicKey);

algorithm!(AwsEd25519, "Ed25519", LIBRARY);

impl KeyScheme for AwsEd25519 {
    fn generate(&self, random: &dyn SecureRandom) -> Result<SecretBytes> {
        random_secret(random, ed25519::SEED)
    }

    fn public_of(&self, secret: &[u8]) -> Result<Vec<u8>> {
        Ok(key_pair(secret)?.public_key().as_ref().to_vec())
    }

    fn decode_public(&self, public: &[u8]) -> Result<Vec<u8>> {
        ed25519::decode_public(public)
    }

    fn validate_public(&self, public: &[u8]) -> Result<()> {
        ed25519::validate_public(public)
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
