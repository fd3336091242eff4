//! SHA-3 (FIPS 202).

use sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512};

use crate::provider::digest::DigestHash;

pub(crate) static SHA3_224: DigestHash<Sha3_224> = DigestHash::new("SHA3-224", "sha3");
pub(crate) static SHA3_256: DigestHash<Sha3_256> = DigestHash::new("SHA3-256", "sha3");
pub(crate) static SHA3_384: DigestHash<Sha3_384> = DigestHash::new("SHA3-384", "sha3");
pub(crate) static SHA3_512: DigestHash<Sha3_512> = DigestHash::new("SHA3-512", "sha3");
