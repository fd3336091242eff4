//! Hashes that old data was made with: SHA-1 and SHA-224 (FIPS 180-4). No signature is made with them.

use sha1::Sha1;
use sha2::Sha224;

use crate::provider::digest::DigestHash;

pub(crate) static SHA_1: DigestHash<Sha1> = DigestHash::new("SHA-1", "sha1");
pub(crate) static SHA_224: DigestHash<Sha224> = DigestHash::new("SHA-224", "sha2");
