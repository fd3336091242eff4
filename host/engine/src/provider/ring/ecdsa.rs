//! ECDSA on P-256 and P-384. The nonce of a signature is derived from the key, the message and fresh randomness of
//! `ring`'s own source. `ring` signs and verifies whole messages only.

use std::sync::LazyLock;

use ring::rand::SystemRandom;
use ring::signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm};

use super::Public;
use super::overwritten::Overwritten;
use crate::error::{Error, Result};
use crate::provider::common::curves;
use crate::provider::common::keys::{Keyed, Keys};
use crate::provider::{SecureRandom, SignatureScheme, Signer, Verifier};

/// ECDSA on one curve.
pub(super) struct RingEcdsa {
    name: &'static str,
    keys: &'static Keys,
    signing: &'static EcdsaSigningAlgorithm,
    verification: &'static EcdsaVerificationAlgorithm,
}

pub(super) static P256: RingEcdsa = RingEcdsa {
    name: "ECDSA_P256_SHA256",
    keys: &curves::P256,
    signing: &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
    verification: &signature::ECDSA_P256_SHA256_FIXED,
};
pub(super) static P384: RingEcdsa = RingEcdsa {
    name: "ECDSA_P384_SHA384",
    keys: &curves::P384,
    signing: &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
    verification: &signature::ECDSA_P384_SHA384_FIXED,
};

/// The secret 1 on P-256 and its public key.
static ONE: LazyLock<([u8; 32], Vec<u8>)> = LazyLock::new(|| {
    let mut one = [0; 32];
    if let Some(last) = one.last_mut() {
        *last = 1;
    }
    (one, (curves::P256.public_of)(&one).unwrap_or_default())
});

/// A key pair that is no secret. It takes the place of keys on either curve, and is made sooner on this one.
fn blank() -> Option<EcdsaKeyPair> {
    let (one, public) = &*ONE;
    EcdsaKeyPair::from_private_key_and_public_key(P256.signing, one, public, &SystemRandom::new()).ok()
}

struct Secret(Overwritten<EcdsaKeyPair>);

algorithm!(RingEcdsa, it => it.name, "ring");

impl Keyed for RingEcdsa {
    fn keys(&self) -> &'static Keys {
        self.keys
    }
}

impl SignatureScheme for RingEcdsa {
    fn signer(&self, secret: &[u8], public: &[u8]) -> Result<Box<dyn Signer>> {
        let key = EcdsaKeyPair::from_private_key_and_public_key(self.signing, secret, public, &SystemRandom::new())
            .map_err(|_| Error::InvalidKey)?;
        Ok(Box::new(Secret(Overwritten::new(key, blank))))
    }

    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>> {
        Ok(Public::prepare(self.verification, public))
    }
}

impl Signer for Secret {
    fn sign(&self, message: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>> {
        let signature = self.0.sign(&SystemRandom::new(), message).map_err(|_| Error::RngError)?;
        Ok(signature.as_ref().to_vec())
    }
}
