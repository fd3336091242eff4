//! RSA signatures.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{self, RsaEncoding, RsaKeyPair, RsaParameters};

use super::LIBRARY;
use super::hash::{self, AwsHash};
use super::prehashed::Public;
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::formats::rsa::{public_of, secret_of_pkcs8};
use crate::provider::common::rsa;
use crate::provider::{Hash, KeyScheme, SecureRandom, SignatureScheme, Signer, Verifier};

/// One size with one padding and one hash.
pub(super) struct AwsRsa {
    name: &'static str,
    bits: usize,
    size: KeySize,
    hash: &'static AwsHash,
    signing: &'static dyn RsaEncoding,
    verification: &'static RsaParameters,
}

macro_rules! schemes {
    ($($id:ident, $name:literal, $bits:literal, $size:ident, $hash:ident, $signing:ident, $verification:ident;)*) => {
        $(pub(super) static $id: AwsRsa = AwsRsa {
            name: $name,
            bits: $bits,
            size: KeySize::$size,
            hash: &hash::$hash,
            signing: &signature::$signing,
            verification: &signature::$verification,
        };)*
    };
}

schemes! {
    PKCS1_2048_SHA256, "RSA_PKCS1_2048_SHA256", 2048, Rsa2048, SHA256, RSA_PKCS1_SHA256, RSA_PKCS1_2048_8192_SHA256;
    PKCS1_2048_SHA384, "RSA_PKCS1_2048_SHA384", 2048, Rsa2048, SHA384, RSA_PKCS1_SHA384, RSA_PKCS1_2048_8192_SHA384;
    PKCS1_2048_SHA512, "RSA_PKCS1_2048_SHA512", 2048, Rsa2048, SHA512, RSA_PKCS1_SHA512, RSA_PKCS1_2048_8192_SHA512;
    PKCS1_3072_SHA256, "RSA_PKCS1_3072_SHA256", 3072, Rsa3072, SHA256, RSA_PKCS1_SHA256, RSA_PKCS1_2048_8192_SHA256;
    PKCS1_3072_SHA384, "RSA_PKCS1_3072_SHA384", 3072, Rsa3072, SHA384, RSA_PKCS1_SHA384, RSA_PKCS1_2048_8192_SHA384;
    PKCS1_3072_SHA512, "RSA_PKCS1_3072_SHA512", 3072, Rsa3072, SHA512, RSA_PKCS1_SHA512, RSA_PKCS1_2048_8192_SHA512;
    PKCS1_4096_SHA256, "RSA_PKCS1_4096_SHA256", 4096, Rsa4096, SHA256, RSA_PKCS1_SHA256, RSA_PKCS1_2048_8192_SHA256;
    PKCS1_4096_SHA384, "RSA_PKCS1_4096_SHA384", 4096, Rsa4096, SHA384, RSA_PKCS1_SHA384, RSA_PKCS1_2048_8192_SHA384;
    PKCS1_4096_SHA512, "RSA_PKCS1_4096_SHA512", 4096, Rsa4096, SHA512, RSA_PKCS1_SHA512, RSA_PKCS1_2048_8192_SHA512;
    PSS_2048_SHA256, "RSA_PSS_2048_SHA256", 2048, Rsa2048, SHA256, RSA_PSS_SHA256, RSA_PSS_2048_8192_SHA256;
    PSS_2048_SHA384, "RSA_PSS_2048_SHA384", 2048, Rsa2048, SHA384, RSA_PSS_SHA384, RSA_PSS_2048_8192_SHA384;
    PSS_2048_SHA512, "RSA_PSS_2048_SHA512", 2048, Rsa2048, SHA512, RSA_PSS_SHA512, RSA_PSS_2048_8192_SHA512;
    PSS_3072_SHA256, "RSA_PSS_3072_SHA256", 3072, Rsa3072, SHA256, RSA_PSS_SHA256, RSA_PSS_2048_8192_SHA256;
    PSS_3072_SHA384, "RSA_PSS_3072_SHA384", 3072, Rsa3072, SHA384, RSA_PSS_SHA384, RSA_PSS_2048_8192_SHA384;
    PSS_3072_SHA512, "RSA_PSS_3072_SHA512", 3072, Rsa3072, SHA512, RSA_PSS_SHA512, RSA_PSS_2048_8192_SHA512;
    PSS_4096_SHA256, "RSA_PSS_4096_SHA256", 4096, Rsa4096, SHA256, RSA_PSS_SHA256, RSA_PSS_2048_8192_SHA256;
    PSS_4096_SHA384, "RSA_PSS_4096_SHA384", 4096, Rsa4096, SHA384, RSA_PSS_SHA384, RSA_PSS_2048_8192_SHA384;
    PSS_4096_SHA512, "RSA_PSS_4096_SHA512", 4096, Rsa4096, SHA512, RSA_PSS_SHA512, RSA_PSS_2048_8192_SHA512;
}

struct Secret {
    key: RsaKeyPair,
    hash: &'static AwsHash,
    signing: &'static dyn RsaEncoding,
}

algorithm!(AwsRsa, it => it.name, LIBRARY);

impl KeyScheme for AwsRsa {
    /// With the library's own randomness; the exponent is 65537.
    fn generate(&self, _: &dyn SecureRandom) -> Result<SecretBytes> {
        let key = RsaKeyPair::generate(self.size).map_err(|_| Error::AlgorithmFailure)?;
        let document: Pkcs8V1Der<'_> = key.as_der().map_err(|_| Error::AlgorithmFailure)?;
        secret_of_pkcs8(self.bits, document.as_ref())
    }

    fn is_slow_to_generate(&self) -> bool {
        true
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

impl SignatureScheme for AwsRsa {
    fn prehash(&self) -> Option<&'static dyn Hash> {
        Some(self.hash)
    }

    fn signer(&self, secret: &[u8], _: &[u8]) -> Result<Box<dyn Signer>> {
        let key = RsaKeyPair::from_der(secret).map_err(|_| Error::InvalidKey)?;
        Ok(Box::new(Secret { key, hash: self.hash, signing: self.signing }))
    }

    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>> {
        Public::prepare(self.verification, public, self.hash)
    }
}

impl Signer for Secret {
    fn sign(&self, message: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>> {
        let mut signature = vec![0; self.key.public_modulus_len()];
        let signed = self.key.sign(self.signing, &SystemRandom::new(), message, &mut signature);
        signed.map_err(|_| Error::AlgorithmFailure)?;
        Ok(signature)
    }

    fn sign_digest(&self, digest: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>> {
        let digest = self.hash.known(digest)?;
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key.sign_digest(self.signing, &digest, &mut signature).map_err(|_| Error::AlgorithmFailure)?;
        Ok(signature)
    }
}
