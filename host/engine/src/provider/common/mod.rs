//! Pure Rust algorithms every provider shares, for what the native libraries lack, and the key handling the native
//! libraries leave to others.

pub(super) mod curves;
#[cfg(any(feature = "ring", feature = "pure"))]
pub(super) mod ecdh;
pub(super) mod ecdsa;
pub(super) mod ed25519;
pub(super) mod keys;
pub(super) mod ml_kem;
#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
pub(super) mod rsa;
#[cfg(any(feature = "ring", feature = "pure"))]
pub(super) mod x25519;
pub(super) mod x25519_keys;
pub(super) mod x_wing;

#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
pub(super) mod xchacha;

use zeroize::Zeroizing;

#[cfg(any(feature = "ring", feature = "pure"))]
use super::DiffieHellman;
use super::{Kem, SecureRandom};
use crate::encoding::SecretBytes;
use crate::error::Result;

/// Diffie-Hellman in pure Rust.
#[cfg(any(feature = "ring", feature = "pure"))]
pub(super) static DIFFIE_HELLMAN: &[&dyn DiffieHellman] = &[&x25519::X25519, &ecdh::P256, &ecdh::P384];
/// Key encapsulation in pure Rust.
pub(super) static KEMS: &[&dyn Kem] = &[&ml_kem::ML_KEM_512, &ml_kem::ML_KEM_768, &ml_kem::ML_KEM_1024, &x_wing::XWing];

/// Random bytes for a secret.
pub(super) fn random_secret(random: &dyn SecureRandom, len: usize) -> Result<SecretBytes> {
    let mut secret = Zeroizing::new(vec![0; len]);
    random.fill(&mut secret)?;
    Ok(secret)
}
