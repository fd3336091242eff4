//! ECDSA on P-256 and P-384. Nonces are random, from the library's own source.

use aws_lc_rs::agreement;
use aws_lc_rs::digest::Digest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, ParsedPublicKey};

use super::LIBRARY;
use super::dh::public_of;
use super::hash::{self, AwsHash};
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::common::curves::{self, CurveKeys};
use crate::provider::{Hash, KeyScheme, SecureRandom, SignatureScheme, Signer, Verifier};

/// ECDSA on one curve.
pub(super) struct AwsEcdsa {
    name: &'static str,
    keys: &'static CurveKeys,
    curve: &'static agreement::Algorithm,
    hash: &'static AwsHash,
    signing: &'static EcdsaSigningAlgorithm,
    verification: &'static EcdsaVerificationAlgorithm,
}

pub(super) static P256: AwsEcdsa = AwsEcdsa {
    name: "ECDSA_P256_SHA256",
    keys: &curves::P256,
    curve: &agreement::ECDH_P256,
    hash: &hash::SHA256,
    signing: &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
    verification: &signature::ECDSA_P256_SHA256_FIXED,
};
pub(super) static P384: AwsEcdsa = AwsEcdsa {
    name: "ECDSA_P384_SHA384",
    keys: &curves::P384,
    curve: &agreement::ECDH_P384,
    hash: &hash::SHA384,
    signing: &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
    verification: &signature::ECDSA_P384_SHA384_FIXED,
};

struct Secret(EcdsaKeyPair, &'static AwsHash);
struct Public(ParsedPublicKey, &'static AwsHash);

algorithm!(AwsEcdsa, it => it.name, LIBRARY);

impl KeyScheme for AwsEcdsa {
    fn generate(&self, random: &dyn SecureRandom) -> Result<SecretBytes> {
        (self.keys.generate)(random)
    }

    fn public_of(&self, secret: &[u8]) -> Result<Vec<u8>> {
        public_of(self.curve, secret)
    }

    fn decode_public(&self, public: &[u8]) -> Result<Vec<u8>> {
        (self.keys.decode)(public)
    }

    fn validate_public(&self, public: &[u8]) -> Result<()> {
        (self.keys.decode)(public).map(drop)
    }
}

impl SignatureScheme for AwsEcdsa {
    fn prehash(&self) -> Option<&'static dyn Hash> {
        Some(self.hash)
    }

    fn signer(&self, secret: &[u8], public: &[u8]) -> Result<Box<dyn Signer>> {
        let key = EcdsaKeyPair::from_private_key_and_public_key(self.signing, secret, public);
        Ok(Box::new(Secret(key.map_err(|_| Error::InvalidKey)?, self.hash)))
    }

    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>> {
        let key = ParsedPublicKey::new(self.verification, public).map_err(|_| Error::InvalidKey)?;
        Ok(Box::new(Public(key, self.hash)))
    }
}

impl Signer for Secret {
    fn sign(&self, message: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>> {
        let signature = self.0.sign(&SystemRandom::new(), message).map_err(|_| Error::AlgorithmFailure)?;
        Ok(signature.as_ref().to_vec())
    }

    fn sign_digest(&self, digest: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>> {
        let digest = Digest::import_less_safe(digest, self.1.algorithm).map_err(|_| Error::InternalError)?;
        let signature = self.0.sign_digest(&digest).map_err(|_| Error::AlgorithmFailure)?;
        Ok(signature.as_ref().to_vec())
    }
}

impl Verifier for Public {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<()> {
        self.0.verify_sig(message, signature).map_err(|_| Error::InvalidSignature)
    }

    fn verify_digest(&self, digest: &[u8], signature: &[u8]) -> Result<()> {
        let digest = Digest::import_less_safe(digest, self.1.algorithm).map_err(|_| Error::InternalError)?;
        self.0.verify_digest_sig(&digest, signature).map_err(|_| Error::InvalidSignature)
    }
}
