//! Ed25519 (RFC 8032). Verification is without the cofactor and refuses an `s` that is not reduced.

use ring::signature::{ED25519, Ed25519KeyPair, KeyPair};

use super::Public;
use super::overwritten::Overwritten;
use crate::error::{Error, Result};
use crate::provider::common::ed25519;
use crate::provider::common::keys::{Keyed, Keys};
use crate::provider::{SecureRandom, SignatureScheme, Signer, Verifier};

pub(super) struct RingEd25519;

static KEYS: Keys = ed25519::keys(|seed| Ok(key_pair(seed)?.public_key().as_ref().to_vec()));

struct Secret(Overwritten<Ed25519KeyPair>);

algorithm!(RingEd25519, "Ed25519", "ring");

impl Keyed for RingEd25519 {
    fn keys(&self) -> &'static Keys {
        &KEYS
    }
}

impl SignatureScheme for RingEd25519 {
    fn signer(&self, secret: &[u8], _: &[u8]) -> Result<Box<dyn Signer>> {
        Ok(Box::new(Secret(key_pair(secret)?)))
    }

    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>> {
        Ok(Public::prepare(&ED25519, public))
    }
}

impl Signer for Secret {
    fn sign(&self, message: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>> {
        Ok(self.0.sign(message).as_ref().to_vec())
    }
}

fn key_pair(seed: &[u8]) -> Result<Overwritten<Ed25519KeyPair>> {
    let blank = || Ed25519KeyPair::from_seed_unchecked(&[0; ed25519::SEED]).ok();
    let key = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| Error::InvalidKey)?;
    Ok(Overwritten::new(key, blank))
}
