//! AES-GCM, ChaCha20-Poly1305 and its variant with long nonces.

use aes_gcm::{Aes128Gcm, Aes256Gcm};
use chacha20poly1305::{ChaCha20Poly1305, XChaCha20Poly1305};

use crate::provider::rust_aead::RustAead;

pub(super) static AES_128_GCM: RustAead<Aes128Gcm> = RustAead::new("AES-128-GCM", "aes-gcm");
pub(super) static AES_256_GCM: RustAead<Aes256Gcm> = RustAead::new("AES-256-GCM", "aes-gcm");
pub(super) static CHACHA20_POLY1305: RustAead<ChaCha20Poly1305> =
    RustAead::new("CHACHA20-POLY1305", "chacha20poly1305");
pub(super) static XCHACHA20_POLY1305: RustAead<XChaCha20Poly1305> =
    RustAead::new("XCHACHA20-POLY1305", "chacha20poly1305");
