//! AES-CMAC (SP 800-38B, RFC 4493).

use aes::{Aes128, Aes256};
use cmac::Cmac;

use crate::provider::digest::DigestMac;

pub(crate) static AES_128_CMAC: DigestMac<Cmac<Aes128>> = DigestMac::new("AES-128-CMAC", "cmac");
pub(crate) static AES_256_CMAC: DigestMac<Cmac<Aes256>> = DigestMac::new("AES-256-CMAC", "cmac");
