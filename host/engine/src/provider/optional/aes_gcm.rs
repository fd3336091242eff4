//! AES-GCM (SP 800-38D) with keys of 24 bytes, which `ring` lacks.

use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U12;
use aes_gcm::aes::Aes192;

use crate::provider::rust_aead::RustAead;

pub(crate) static AES_192: RustAead<AesGcm<Aes192, U12>> = RustAead::new("AES-192-GCM", "aes-gcm");
