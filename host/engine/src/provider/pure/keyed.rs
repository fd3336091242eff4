//! The algorithms with key pairs: signatures, Diffie-Hellman, key encapsulation.

mod ed25519;

use super::hash;
use crate::provider::common::ecdsa::Ecdsa;
use crate::provider::common::{ecdh, ml_kem, x_wing, x25519};
use crate::provider::{DiffieHellman, Kem, SignatureScheme};

pub(super) static SIGNATURES: &[&dyn SignatureScheme] =
    &[&ECDSA_P256, &ECDSA_P384, &ECDSA_K256, &ed25519::CompactEd25519];
pub(super) static DIFFIE_HELLMAN: &[&dyn DiffieHellman] = &[&x25519::X25519, &ecdh::P256, &ecdh::P384];
pub(super) static KEMS: &[&dyn Kem] = &[&ml_kem::ML_KEM_512, &ml_kem::ML_KEM_768, &ml_kem::ML_KEM_1024, &x_wing::XWing];

static ECDSA_P256: Ecdsa = Ecdsa::p256(&hash::SHA256);
static ECDSA_P384: Ecdsa = Ecdsa::p384(&hash::SHA384);
static ECDSA_K256: Ecdsa = Ecdsa::k256(&hash::SHA256);
