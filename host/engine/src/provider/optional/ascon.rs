//! Ascon-AEAD128 (SP 800-232).

use ascon_aead::AsconAead128;

use crate::provider::rust_aead::RustAead;

pub(crate) static ASCON_AEAD: RustAead<AsconAead128> = RustAead::new("ASCON-AEAD", "ascon-aead");
