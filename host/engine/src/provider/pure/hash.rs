//! SHA-2.

use sha2::{Sha256, Sha384, Sha512, Sha512_256};

use crate::provider::digest::DigestHash;

pub(super) static SHA256: DigestHash<Sha256> = DigestHash::new("SHA-256", "sha2");
pub(super) static SHA384: DigestHash<Sha384> = DigestHash::new("SHA-384", "sha2");
pub(super) static SHA512: DigestHash<Sha512> = DigestHash::new("SHA-512", "sha2");
pub(super) static SHA512_256: DigestHash<Sha512_256> = DigestHash::new("SHA-512/256", "sha2");
