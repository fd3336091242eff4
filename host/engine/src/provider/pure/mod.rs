//! The pure Rust provider. It builds for WebAssembly and is the second opinion in tests.
//!
//! RSA is missing: no pure Rust implementation of its private operation is free of known side channels
//! (RUSTSEC-2023-0071).

mod aead;
mod hash;
mod kdf;
mod mac;
#[cfg(feature = "pure")]
mod signatures;

use super::streams::{Ciphers, Formats, Hkdf};
use super::{Aead, CryptoProvider, Hash, Kdf, Mac};

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
static AEADS: &[&dyn Aead] =
    &[&aead::AES_128_GCM, &aead::AES_256_GCM, &aead::CHACHA20_POLY1305, &aead::XCHACHA20_POLY1305];

static STREAMS: Formats = Formats::new(
    &Ciphers {
        aes_128_gcm: &aead::AES_128_GCM,
        aes_256_gcm: &aead::AES_256_GCM,
        chacha20_poly1305: &aead::CHACHA20_POLY1305,
    },
    Hkdf { extract: &kdf::EXTRACT_SHA256, expand: &kdf::EXPAND_SHA256 },
);

impl CryptoProvider {
    /// Pure Rust crates only. There is no RSA: its identifiers are unknown to an engine with this provider. With the
    /// feature `required` and without `pure`, there are neither signatures nor key exchange.
    pub fn pure() -> Self {
        Self {
            name: "pure",
            hashes: HASHES.to_vec(),
            macs: MACS.to_vec(),
            kdfs: KDFS.to_vec(),
            aeads: AEADS.to_vec(),
            sealed_streams: STREAMS.list(),
            #[cfg(feature = "pure")]
            signatures: signatures::SIGNATURES.to_vec(),
            #[cfg(feature = "pure")]
            diffie_hellman: super::common::DIFFIE_HELLMAN.to_vec(),
            #[cfg(feature = "pure")]
            kems: super::common::KEMS.to_vec(),
            ..Self::empty()
        }
        .or_features()
    }
}
