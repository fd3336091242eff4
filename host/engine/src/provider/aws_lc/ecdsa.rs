//! ECDSA on P-256 and P-384. Nonces are random, from the library's own source.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm};

use super::LIBRARY;
use super::dh::{P256_KEYS, P384_KEYS};
use super::hash::{self, AwsHash};
use super::prehashed::Public;
use crate::error::{Error, Result};
use crate::provider::common::keys::{Keyed, Keys};
use crate::provider::{Hash, SecureRandom, SignatureScheme, Signer, Verifier};

/// ECDSA on one curve.
pub(super) struct AwsEcdsa {
    name: &'static str,
    keys: &'static Keys,
    hash: &'static AwsHash,
    signing: &'static EcdsaSigningAlgorithm,
    verification: &'static EcdsaVerificationAlgorithm,
}

pub(super) static P256: AwsEcdsa = AwsEcdsa {
    name: "ECDSA_P256_SHA256",
    keys: &P256_KEYS,
    hash: &hash::SHA256,
    signing: &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
    verification: &signature::ECDSA_P256_SHA256_FIXED,
};
pub(super) static P384: AwsEcdsa = AwsEcdsa {
    name: "ECDSA_P384_SHA384",
    keys: &P384_KEYS,
    hash: &hash::SHA384,
    signing: &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
    verification: &signature::ECDSA_P384_SHA384_FIXED,
};

struct Secret(EcdsaKeyPair, &'static AwsHash);

algorithm!(AwsEcdsa, it => it.name, LIBRARY);

impl Keyed for AwsEcdsa {
    fn keys(&self) -> &'static Keys {
        self.keys
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
        Public::prepare(self.verification, public, self.hash)
    }
}

impl Signer for Secret {
    fn sign(&self, message: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>> {
        let signature = self.0.sign(&SystemRandom::new(), message).map_err(|_| Error::AlgorithmFailure)?;
        Ok(signature.as_ref().to_vec())
    }

    fn sign_digest(&self, digest: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>> {
        let signature = self.0.sign_digest(&self.1.known(digest)?).map_err(|_| Error::AlgorithmFailure)?;
        Ok(signature.as_ref().to_vec())
    }
}
