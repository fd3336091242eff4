//! RSA signatures. `ring` cannot generate keys, keeps private keys on the heap without wiping them, and signs and
//! verifies whole messages only.

use ring::rand::SystemRandom;
use ring::signature::{self, RsaEncoding, RsaKeyPair, RsaParameters};

use super::Public;
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::formats::rsa::public_of;
use crate::provider::common::rsa;
use crate::provider::{KeyScheme, SecureRandom, SignatureScheme, Signer, Verifier};

/// One padding with one hash; the size of the modulus is the engine's business.
pub(super) struct RingRsa {
    name: &'static str,
    signing: &'static dyn RsaEncoding,
    verification: &'static RsaParameters,
}

macro_rules! schemes {
    ($($id:ident, $name:literal, $signing:ident, $verification:ident;)*) => {
        $(pub(super) static $id: RingRsa = RingRsa {
            name: $name,
            signing: &signature::$signing,
            verification: &signature::$verification,
        };)*
    };
}

schemes! {
    PKCS1_2048_SHA256, "RSA_PKCS1_2048_SHA256", RSA_PKCS1_SHA256, RSA_PKCS1_2048_8192_SHA256;
    PKCS1_2048_SHA384, "RSA_PKCS1_2048_SHA384", RSA_PKCS1_SHA384, RSA_PKCS1_2048_8192_SHA384;
    PKCS1_2048_SHA512, "RSA_PKCS1_2048_SHA512", RSA_PKCS1_SHA512, RSA_PKCS1_2048_8192_SHA512;
    PKCS1_3072_SHA256, "RSA_PKCS1_3072_SHA256", RSA_PKCS1_SHA256, RSA_PKCS1_2048_8192_SHA256;
    PKCS1_3072_SHA384, "RSA_PKCS1_3072_SHA384", RSA_PKCS1_SHA384, RSA_PKCS1_2048_8192_SHA384;
    PKCS1_3072_SHA512, "RSA_PKCS1_3072_SHA512", RSA_PKCS1_SHA512, RSA_PKCS1_2048_8192_SHA512;
    PKCS1_4096_SHA256, "RSA_PKCS1_4096_SHA256", RSA_PKCS1_SHA256, RSA_PKCS1_2048_8192_SHA256;
    PKCS1_4096_SHA384, "RSA_PKCS1_4096_SHA384", RSA_PKCS1_SHA384, RSA_PKCS1_2048_8192_SHA384;
    PKCS1_4096_SHA512, "RSA_PKCS1_4096_SHA512", RSA_PKCS1_SHA512, RSA_PKCS1_2048_8192_SHA512;
    PSS_2048_SHA256, "RSA_PSS_2048_SHA256", RSA_PSS_SHA256, RSA_PSS_2048_8192_SHA256;
    PSS_2048_SHA384, "RSA_PSS_2048_SHA384", RSA_PSS_SHA384, RSA_PSS_2048_8192_SHA384;
    PSS_2048_SHA512, "RSA_PSS_2048_SHA512", RSA_PSS_SHA512, RSA_PSS_2048_8192_SHA512;
    PSS_3072_SHA256, "RSA_PSS_3072_SHA256", RSA_PSS_SHA256, RSA_PSS_2048_8192_SHA256;
    PSS_3072_SHA384, "RSA_PSS_3072_SHA384", RSA_PSS_SHA384, RSA_PSS_2048_8192_SHA384;
    PSS_3072_SHA512, "RSA_PSS_3072_SHA512", RSA_PSS_SHA512, RSA_PSS_2048_8192_SHA512;
    PSS_4096_SHA256, "RSA_PSS_4096_SHA256", RSA_PSS_SHA256, RSA_PSS_2048_8192_SHA256;
    PSS_4096_SHA384, "RSA_PSS_4096_SHA384", RSA_PSS_SHA384, RSA_PSS_2048_8192_SHA384;
    PSS_4096_SHA512, "RSA_PSS_4096_SHA512", RSA_PSS_SHA512, RSA_PSS_2048_8192_SHA512;
}

struct Secret(RsaKeyPair, &'static dyn RsaEncoding);

algorithm!(RingRsa, it => it.name, "ring");

impl KeyScheme for RingRsa {
    fn generate(&self, _: &dyn SecureRandom) -> Result<SecretBytes> {
        Err(Error::UnsupportedFeature)
    }

    fn public_of(&self, secret: &[u8]) -> Result<Vec<u8>> {
        public_of(secret)
    }

    fn decode_public(&self, public: &[u8]) -> Result<Vec<u8>> {
        Ok(public.to_vec())
    }

    fn validate_public(&self, public: &[u8]) -> Result<()> {
        rsa::validate_public(public)
    }
}

impl SignatureScheme for RingRsa {
    fn signer(&self, secret: &[u8], _: &[u8]) -> Result<Box<dyn Signer>> {
        let key = RsaKeyPair::from_der(secret).map_err(|_| Error::InvalidKey)?;
        let signer = Secret(key, self.signing);
        // The library compares the exponents with the modulus when it signs.
        signer.sign(&[], &crate::provider::SystemRandom).map_err(|_| Error::InvalidKey)?;
        Ok(Box::new(signer))
    }

    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>> {
        Ok(Public::prepare(self.verification, public))
    }
}

impl Signer for Secret {
    fn sign(&self, message: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>> {
        let mut signature = vec![0; self.0.public().modulus_len()];
        let signed = self.0.sign(self.1, &SystemRandom::new(), message, &mut signature);
        signed.map_err(|_| Error::AlgorithmFailure)?;
        Ok(signature)
    }
}
