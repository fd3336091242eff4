//! The provider with `aws-lc-rs`, and pure Rust crates for what it lacks. It alone generates RSA keys, and it hashes
//! messages to be signed as they come. The library wipes its keys.

mod aead;
mod dh;
mod ecdsa;
mod ed25519;
mod hash;
mod kdf;
mod mac;
mod prehashed;
mod rsa;

use super::common::KEMS;
use super::common::ecdsa::Ecdsa;
use super::common::xchacha::XChaCha;
use super::streams::{Ciphers, Formats, Hkdf};
use super::{Aead, CryptoProvider, DiffieHellman, Hash, Kdf, Mac, SignatureScheme};

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
    &ed25519::AwsEd25519,
];
static DIFFIE_HELLMAN: &[&dyn DiffieHellman] = &[&dh::X25519, &dh::P256, &dh::P384];

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
    /// `aws-lc-rs`, and pure Rust crates for what it lacks. The only provider that generates RSA keys.
    pub fn aws_lc() -> Self {
        Self {
            name: "aws-lc",
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

/// The name of the library in lists.
const LIBRARY: &str = "aws-lc-rs";
