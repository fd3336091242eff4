//! Diffie-Hellman and key encapsulation.

use core::fmt;

use crate::asymmetric::{PublicKey, PublicOperations, SecretKey, SecretOperations};
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::permissions::Use;
use crate::table::Shape;

/// A shared secret and the bytes that let the other side recover it.
pub struct Encapsulation {
    /// The shared secret.
    pub secret: SecretBytes,
    /// What to send.
    pub encapsulated: Vec<u8>,
}

impl fmt::Debug for Encapsulation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encapsulation").field("encapsulated", &self.encapsulated.len()).finish_non_exhaustive()
    }
}

/// Computes a shared secret. It is not uniformly random: derive keys from it.
///
/// The result is the u-coordinate for X25519 and X448, the x-coordinate for P-256 and P-384, always in full length.
///
/// Legacy function: `kx_dh`.
///
/// # Errors
/// [`Error::IncompatibleKeys`] if the algorithms differ; [`Error::InvalidOperation`] if theirs is not Diffie-Hellman;
/// [`Error::ProhibitedOperation`] without the permission to derive; [`Error::InvalidKey`] if the public key is
/// of low order.
pub fn dh(public_key: &PublicKey, secret_key: &SecretKey) -> Result<SecretBytes> {
    if public_key.algorithm() != secret_key.algorithm() {
        return Err(Error::IncompatibleKeys);
    }
    match (public_key.operations(), secret_key.operations()) {
        (PublicOperations::Agree, SecretOperations::Agree(secret)) => {
            secret_key.require(Use::Derive)?;
            secret.agree(public_key.bytes())
        }
        _ => Err(Error::InvalidOperation),
    }
}

/// Makes a shared secret for the holder of the secret key.
///
/// Legacy function: `kx_encapsulate`.
///
/// # Errors
/// [`Error::InvalidOperation`] if the key is not for key encapsulation; [`Error::RngError`].
pub fn encapsulate(public_key: &PublicKey) -> Result<Encapsulation> {
    match public_key.operations() {
        PublicOperations::Encapsulate(public) => {
            let (secret, encapsulated) = public.encapsulate(public_key.engine().random())?;
            Ok(Encapsulation { secret, encapsulated })
        }
        PublicOperations::Agree | PublicOperations::Verify(_) => Err(Error::InvalidOperation),
    }
}

/// Recovers a shared secret. An encapsulation of the right size that was made for another key, or altered, gives an
/// unrelated secret rather than an error.
///
/// Legacy function: `kx_decapsulate`.
///
/// # Errors
/// [`Error::InvalidOperation`] if the key is not for key encapsulation; [`Error::ProhibitedOperation`] without the
/// permission to derive; [`Error::VerificationFailed`] if the size is wrong.
pub fn decapsulate(secret_key: &SecretKey, encapsulated: &[u8]) -> Result<SecretBytes> {
    match (secret_key.operations(), secret_key.resolved().row.shape) {
        (SecretOperations::Decapsulate(secret), Shape::Kem { encapsulation, .. }) => {
            secret_key.require(Use::Derive)?;
            if encapsulated.len() != encapsulation {
                return Err(Error::VerificationFailed);
            }
            secret.decapsulate(encapsulated)
        }
        _ => Err(Error::InvalidOperation),
    }
}
