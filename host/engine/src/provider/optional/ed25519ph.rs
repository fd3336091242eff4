//! Ed25519ph (RFC 8032 section 5.1) in pure Rust: SHA-512 of the message is signed, with an empty context. Keys are those
//! of Ed25519. Verification is without the cofactor and refuses points of small order and an `s` that is not reduced.

use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use sha2::Sha512;
use sha2::digest::consts::U64;
use sha2::digest::{Digest, FixedOutput, HashMarker, Output, OutputSizeUser, Update};
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::provider::common::ed25519;
use crate::provider::common::keys::{Keyed, Keys};
use crate::provider::{Hash, HashState, SecureRandom, SignatureScheme, Signer, Verifier, copy_prefix};

pub(crate) struct Ed25519Ph;

pub(crate) static ED25519_PH: Ed25519Ph = Ed25519Ph;

static KEYS: Keys = ed25519::keys(|seed| Ok(signing_key(seed)?.verifying_key().to_bytes().to_vec()));

/// Wipes itself.
struct Secret(SigningKey);
struct Public(VerifyingKey);

/// The hash of the messages.
struct MessageHash;
struct MessageHashState(Sha512);

/// A hash whose result is known already.
#[derive(Default)]
struct Known(Output<Self>);

algorithm!(Ed25519Ph, "Ed25519ph", "ed25519-dalek");

impl Keyed for Ed25519Ph {
    fn keys(&self) -> &'static Keys {
        &KEYS
    }
}

impl SignatureScheme for Ed25519Ph {
    fn prehash(&self) -> Option<&'static dyn Hash> {
        Some(&MessageHash)
    }

    fn signer(&self, secret: &[u8], _: &[u8]) -> Result<Box<dyn Signer>> {
        Ok(Box::new(Secret(signing_key(secret)?)))
    }

    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>> {
        let key = VerifyingKey::try_from(public).map_err(|_| Error::InvalidKey)?;
        Ok(Box::new(Public(key)))
    }
}

impl Signer for Secret {
    fn sign(&self, message: &[u8], random: &dyn SecureRandom) -> Result<Vec<u8>> {
        self.sign_digest(&Sha512::digest(message), random)
    }

    fn sign_digest(&self, digest: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>> {
        let signature = self.0.sign_prehashed(Known::new(digest)?, None).map_err(|_| Error::AlgorithmFailure)?;
        Ok(signature.to_bytes().to_vec())
    }
}

impl Verifier for Public {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<()> {
        self.verify_digest(&Sha512::digest(message), signature)
    }

    fn verify_digest(&self, digest: &[u8], signature: &[u8]) -> Result<()> {
        let signature = Signature::from_slice(signature).map_err(|_| Error::InvalidSignature)?;
        let verified = self.0.verify_prehashed_strict(Known::new(digest)?, None, &signature);
        verified.map_err(|_| Error::InvalidSignature)
    }
}

fn signing_key(seed: &[u8]) -> Result<SigningKey> {
    let seed = Zeroizing::new(<[u8; ed25519::SEED]>::try_from(seed).map_err(|_| Error::InvalidKey)?);
    Ok(SigningKey::from_bytes(&seed))
}

algorithm!(MessageHash, "SHA-512", "sha2");

impl Hash for MessageHash {
    fn output_len(&self) -> usize {
        64
    }

    fn start(&self) -> Box<dyn HashState> {
        Box::new(MessageHashState(Sha512::default()))
    }

    fn digest(&self, message: &[u8], out: &mut [u8]) -> Result<()> {
        copy_prefix(&Sha512::digest(message), out)
    }
}

impl HashState for MessageHashState {
    fn update(&mut self, data: &[u8]) {
        Update::update(&mut self.0, data);
    }

    fn digest(&self, out: &mut [u8]) -> Result<()> {
        copy_prefix(&self.0.clone().finalize_fixed(), out)
    }

    fn fork(&self) -> Box<dyn HashState> {
        Box::new(Self(self.0.clone()))
    }
}

impl Known {
    fn new(digest: &[u8]) -> Result<Self> {
        Output::<Self>::try_from(digest).map(Self).map_err(|_| Error::InternalError)
    }
}

impl OutputSizeUser for Known {
    type OutputSize = U64;
}

impl HashMarker for Known {}

impl Update for Known {
    fn update(&mut self, _: &[u8]) {}
}

impl FixedOutput for Known {
    fn finalize_into(self, out: &mut Output<Self>) {
        *out = self.0;
    }
}
