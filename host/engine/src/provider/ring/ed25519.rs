//! Ed25519 (RFC 8032). Verification is without the cofactor and refuses an `s` that is not reduced.

use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use super::overwritten::Overwritten;
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::common::{ed25519, random_secret};
use crate::provider::{KeyScheme, SecureRandom, SignatureScheme, Signer, Verifier};

pub(super) struct RingEd25519;

struct Secret(Overwritten<Ed25519KeyPair>);
struct Public(UnparsedPublicKey<Vec<u8>>);

algorithm!(RingEd25519, "Ed25519", "ring");

impl KeyScheme for RingEd25519 {
    fn generate(&self, random: &dyn SecureRandom) -> Result<SecretBytes> {
        random_secret(random, ed25519::SEED)
    }

    fn public_of(&self, secret: &[u8]) -> Result<Vec<u8>> {
        let key = key_pair(secret)?;
        Ok(key.public_key().as_ref().to_vec())
    }

    fn decode_public(&self, public: &[u8]) -> Result<Vec<u8>> {
        ed25519::decode_public(public)
    }

    fn validate_public(&self, public: &[u8]) -> Result<()> {
        ed25519::validate_public(public)
    }
}

impl SignatureScheme for RingEd25519 {
    fn signer(&self, secret: &[u8], _: &[u8]) -> Result<Box<dyn Signer>> {
        Ok(Box::new(Secret(key_pair(secret)?)))
    }

    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>> {
        Ok(Box::new(Public(UnparsedPublicKey::new(&ED25519, public.to_vec()))))
    }
}

impl Signer for Secret {
    fn sign(&self, message: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>> {
        Ok(self.0.sign(message).as_ref().to_vec())
    }
}

impl Verifier for Public {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<()> {
        self.0.verify(message, signature).map_err(|_| Error::InvalidSignature)
    }
}

fn key_pair(seed: &[u8]) -> Result<Overwritten<Ed25519KeyPair>> {
    let blank = || Ed25519KeyPair::from_seed_unchecked(&[0; ed25519::SEED]).ok();
    let key = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| Error::InvalidKey)?;
    Ok(Overwritten::new(key, blank))
}
