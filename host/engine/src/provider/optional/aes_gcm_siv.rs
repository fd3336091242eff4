//! AES-GCM-SIV (RFC 8452): a repeated nonce reveals only whether messages are equal.

use aes_gcm_siv::{Aes128GcmSiv, Aes256GcmSiv};

use crate::provider::rust_aead::RustAead;

pub(crate) static AES_128: RustAead<Aes128GcmSiv> = RustAead::new("AES-128-GCM-SIV", "aes-gcm-siv");
pub(crate) static AES_256: RustAead<Aes256GcmSiv> = RustAead::new("AES-256-GCM-SIV", "aes-gcm-siv");
