//! Ed448 (RFC 8032 section 5.2) in pure Rust, with an empty context. Verification refuses encodings that are not canonical
//! and points outside the group of prime order.

use ed448_goldilocks::signature::{Signer as _, Verifier as _};
use ed448_goldilocks::{Signature, SigningKey, VerifyingKey};

use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::common::random_secret;
use crate::provider::{KeyScheme, SecureRandom, SignatureScheme, Signer, Verifier};

/// Bytes of a seed, of a public key, and of either half of a signature.
const SIZE: usize = 57;

/// The prime of the field, 2^448 - 2^224 - 1, little-endian.
const PRIME: [u8; 56] = {
    let mut prime = [0xff; 56];
    prime[28] = 0xfe;
    prime
};

pub(crate) struct Ed448;

pub(crate) static ED448: Ed448 = Ed448;

/// Wipes itself.
struct Secret(SigningKey);
struct Public(VerifyingKey);

algorithm!(Ed448, "Ed448", "ed448-goldilocks");

impl KeyScheme for Ed448 {
    fn generate(&self, random: &dyn SecureRandom) -> Result<SecretBytes> {
        random_secret(random, SIZE)
    }

    fn public_of(&self, secret: &[u8]) -> Result<Vec<u8>> {
        Ok(signing_key(secret)?.verifying_key().to_bytes().to_vec())
    }

    /// The canonical encoding of a point of the group of prime order: those of low order are refused here already.
    fn decode_public(&self, public: &[u8]) -> Result<Vec<u8>> {
        verifying_key(public)?;
        Ok(public.to_vec())
    }

    fn validate_public(&self, public: &[u8]) -> Result<()> {
        verifying_key(public).map(drop)
    }
}

impl SignatureScheme for Ed448 {
    fn signer(&self, secret: &[u8], _: &[u8]) -> Result<Box<dyn Signer>> {
        Ok(Box::new(Secret(signing_key(secret)?)))
    }

    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>> {
        Ok(Box::new(Public(verifying_key(public)?)))
    }
}

impl Signer for Secret {
    fn sign(&self, message: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>> {
        let signature = self.0.try_sign(message).map_err(|_| Error::AlgorithmFailure)?;
        Ok(signature.to_bytes().to_vec())
    }
}

impl Verifier for Public {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<()> {
        if !signature.get(..SIZE).is_some_and(is_canonical) {
            return Err(Error::InvalidSignature);
        }
        let signature = Signature::from_slice(signature).map_err(|_| Error::InvalidSignature)?;
        self.0.verify(message, &signature).map_err(|_| Error::InvalidSignature)
    }
}

fn signing_key(seed: &[u8]) -> Result<SigningKey> {
    SigningKey::try_from(seed).map_err(|_| Error::InvalidKey)
}

fn verifying_key(public: &[u8]) -> Result<VerifyingKey> {
    if !is_canonical(public) {
        return Err(Error::InvalidKey);
    }
    let public = public.try_into().map_err(|_| Error::InvalidKey)?;
    VerifyingKey::from_bytes(&public).map_err(|_| Error::InvalidKey)
}

/// Whether y is below the prime and nothing but the sign of x follows, which the library leaves open.
fn is_canonical(point: &[u8]) -> bool {
    match point.split_last() {
        Some((sign, y)) => sign & 0x7f == 0 && y.iter().rev().lt(PRIME.iter().rev()),
        None => false,
    }
}
