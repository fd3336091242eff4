//! Ascon-Hash256 (SP 800-232).

use ascon_hash256::AsconHash256;

use crate::provider::digest::DigestHash;

/// The final standard; Ascon-Hash of the earlier submissions (v1.2) has other digests.
pub(crate) static ASCON_HASH: DigestHash<AsconHash256> = DigestHash::new("ASCON-HASH", "ascon-hash256");
