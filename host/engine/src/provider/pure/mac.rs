//! HMAC.

use hmac::Hmac;
use sha2::{Sha256, Sha384, Sha512};

use crate::provider::digest::DigestMac;

pub(super) static HMAC_SHA256: DigestMac<Hmac<Sha256>> = DigestMac::new("HMAC/SHA-256", "hmac");
pub(super) static HMAC_SHA384: DigestMac<Hmac<Sha384>> = DigestMac::new("HMAC/SHA-384", "hmac");
pub(super) static HMAC_SHA512: DigestMac<Hmac<Sha512>> = DigestMac::new("HMAC/SHA-512", "hmac");
