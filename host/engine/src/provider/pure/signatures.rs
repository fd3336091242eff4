//! Signatures.

mod ed25519;

use super::hash;
use crate::provider::SignatureScheme;
use crate::provider::common::ecdsa::Ecdsa;

pub(super) static SIGNATURES: &[&dyn SignatureScheme] =
    &[&ECDSA_P256, &ECDSA_P384, &ECDSA_K256, &ed25519::CompactEd25519];

static ECDSA_P256: Ecdsa = Ecdsa::p256(&hash::SHA256);
static ECDSA_P384: Ecdsa = Ecdsa::p384(&hash::SHA384);
static ECDSA_K256: Ecdsa = Ecdsa::k256(&hash::SHA256);
