//! The pure Rust provider. It builds for WebAssembly and is the second opinion in tests.
//!
//! RSA is missing: no pure Rust implementation of its private operation is free of known side channels
//! (RUSTSEC-2023-0071).

mod aead;
mod ed25519;
mod hash;
mod kdf;
mod mac;

use super::common::ecdsa::Ecdsa;
use super::common::{ecdh, ml_kem, x_wing, x25519};
use super::{Aead, CryptoProvider, DiffieHellman, Hash, Kdf, Kem, Mac, SignatureScheme};

static HASHES: &[&dyn Hash] = &[&hash::SHA256, &hash::SHA384, &hash::SHA512, &hash::SHA512_256];
static MACS: &[&dyn Mac] = &[&mac::HMAC_SHA256, &mac::HMAC_SHA512];
static KDFS: &[&dyn Kdf] = &[&kdf::EXTRACT_SHA256, &kdf::EXTRACT_SHA512, &kdf::EXPAND_SHA256, &kdf::EXPAND_SHA512];
static AEADS: &[&dyn Aead] =
    &[&aead::AES_128_GCM, &aead::AES_256_GCM, &aead::CHACHA20_POLY1305, &aead::XCHACHA20_POLY1305];
static SIGNATURES: &[&dyn SignatureScheme] = &[&ECDSA_P256, &ECDSA_P384, &ECDSA_K256, &ed25519::CompactEd25519];
static DIFFIE_HELLMAN: &[&dyn DiffieHellman] = &[&x25519::X25519, &ecdh::P256, &ecdh::P384];
static KEMS: &[&dyn Kem] = &[&ml_kem::ML_KEM_512, &ml_kem::ML_KEM_768, &ml_kem::ML_KEM_1024, &x_wing::XWing];

static ECDSA_P256: Ecdsa = Ecdsa::p256(&hash::SHA256);
static ECDSA_P384: Ecdsa = Ecdsa::p384(&hash::SHA384);
static ECDSA_K256: Ecdsa = Ecdsa::k256(&hash::SHA256);

impl CryptoProvider {
    /// Pure Rust crates only. There is no RSA: its identifiers are unknown to an engine with this provider.
    pub fn pure() -> Self {
        Self {
            name: "pure",
            hashes: HASHES,
            macs: MACS,
            kdfs: KDFS,
            aeads: AEADS,
            signatures: SIGNATURES,
            diffie_hellman: DIFFIE_HELLMAN,
            kems: KEMS,
            shared: true,
            ..Self::empty()
        }
    }
}
