//! The native provider: `ring`, and pure Rust crates for what `ring` lacks.
//!
//! `ring` does not wipe its keys. Keys and states that live inside our objects are overwritten when dropped; what
//! `ring` puts on the heap (RSA) or the stack stays until reused.

mod aead;
mod ecdsa;
mod ed25519;
mod hash;
mod kdf;
mod mac;
mod overwritten;
mod rsa;

use ::ring::signature::{UnparsedPublicKey, VerificationAlgorithm};

use super::common::ecdsa::Ecdsa;
use super::common::xchacha::XChaCha;
use super::common::{DIFFIE_HELLMAN, KEMS};
use super::streams::{Ciphers, Formats, Hkdf};
use super::{Aead, CryptoProvider, Hash, Kdf, Mac, SignatureScheme, Verifier};
use crate::error::{Error, Result};

static HASHES: &[&dyn Hash] = &[&hash::SHA256, &hash::SHA384, &hash::SHA512, &hash::SHA512_256];
static MACS: &[&dyn Mac] = &[&mac::HMAC_SHA256, &mac::HMAC_SHA384, &mac::HMAC_SHA512];
static KDFS: &[&dyn Kdf] = &[
    &kdf::EXTRACT_SHA256,
    &kdf::EXTRACT_SHA384,
    &kdf::EXTRACT_SHA512,
    &kdf::EXPAND_SHA256,
    &kdf::EXPAND_SHA384,
    &kdf::EXPAND_SHA512,
];
static AEADS: &[&dyn Aead] = &[&aead::AES_128_GCM, &aead::AES_256_GCM, &aead::CHACHA20_POLY1305, &XCHACHA20_POLY1305];
static SIGNATURES: &[&dyn SignatureScheme] = &[
    &rsa::PKCS1_2048_SHA256,
    &rsa::PKCS1_2048_SHA384,
    &rsa::PKCS1_2048_SHA512,
    &rsa::PKCS1_3072_SHA256,
    &rsa::PKCS1_3072_SHA384,
    &rsa::PKCS1_3072_SHA512,
    &rsa::PKCS1_4096_SHA256,
    &rsa::PKCS1_4096_SHA384,
    &rsa::PKCS1_4096_SHA512,
    &rsa::PSS_2048_SHA256,
    &rsa::PSS_2048_SHA384,
    &rsa::PSS_2048_SHA512,
    &rsa::PSS_3072_SHA256,
    &rsa::PSS_3072_SHA384,
    &rsa::PSS_3072_SHA512,
    &rsa::PSS_4096_SHA256,
    &rsa::PSS_4096_SHA384,
    &rsa::PSS_4096_SHA512,
    &ecdsa::P256,
    &ecdsa::P384,
    &ECDSA_K256,
    &ed25519::RingEd25519,
];

static XCHACHA20_POLY1305: XChaCha = XChaCha { inner: &aead::CHACHA20_POLY1305 };
static ECDSA_K256: Ecdsa = Ecdsa::k256(&hash::SHA256);

static STREAMS: Formats = Formats::new(
    &Ciphers {
        aes_128_gcm: &aead::AES_128_GCM,
        aes_256_gcm: &aead::AES_256_GCM,
        chacha20_poly1305: &aead::CHACHA20_POLY1305,
    },
    Hkdf { extract: &kdf::EXTRACT_SHA256, expand: &kdf::EXPAND_SHA256 },
);

impl CryptoProvider {
    /// `ring`, and pure Rust crates for what it lacks. RSA keys can be used but not generated.
    pub fn ring() -> Self {
        Self {
            name: "ring",
            hashes: HASHES.to_vec(),
            macs: MACS.to_vec(),
            kdfs: KDFS.to_vec(),
            aeads: AEADS.to_vec(),
            sealed_streams: STREAMS.list(),
            signatures: SIGNATURES.to_vec(),
            diffie_hellman: DIFFIE_HELLMAN.to_vec(),
            kems: KEMS.to_vec(),
            ..Self::empty()
        }
        .or_features()
    }
}

/// A public key. The library has none that is prepared.
struct Public(UnparsedPublicKey<Vec<u8>>);

impl Public {
    fn prepare(algorithm: &'static dyn VerificationAlgorithm, public: &[u8]) -> Box<dyn Verifier> {
        Box::new(Self(UnparsedPublicKey::new(algorithm, public.to_vec())))
    }
}

impl Verifier for Public {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<()> {
        self.0.verify(message, signature).map_err(|_| Error::InvalidSignature)
    }
}
