//! Agreement on a key with somebody whose public key is known.
//!
//! Each function comes twice: with the secret as bytes, and with the secret as a [`SymmetricKey`] that the guest never
//! sees.

use crate::raw::key_exchange;
use crate::{PublicKey, Result, SecretKey, SymmetricKey, Zeroizing};

/// The secret that two pairs share, by Diffie-Hellman: as long as a coordinate of the curve. Not uniform: derive keys from
/// it with [`crate::derive::hkdf`].
///
/// # Errors
///
/// `IncompatibleKeys`: they are of different algorithms. `InvalidOperation`: the algorithm is no Diffie-Hellman.
/// `InvalidKey`: the secret would be zero.
pub fn diffie_hellman(public: &PublicKey, secret: &SecretKey) -> Result<Zeroizing<Vec<u8>>> {
    Ok(Zeroizing::new(key_exchange::dh(&public.0, &secret.0)?))
}

/// The same as a key for `algorithm`, usually "HKDF-EXTRACT/SHA-256".
///
/// # Errors
///
/// As [`diffie_hellman`], and `UnsupportedAlgorithm` or `InvalidKey`: the secret makes no key of that algorithm.
pub fn diffie_hellman_key(public: &PublicKey, secret: &SecretKey, algorithm: &str) -> Result<SymmetricKey> {
    Ok(key_exchange::dh_key(&public.0, &secret.0, algorithm)?.into())
}

/// A new secret, and what the owner of `public` gets it back from.
///
/// # Errors
///
/// `InvalidOperation`: the algorithm encapsulates nothing. `RngError`: no randomness.
pub fn encapsulate(public: &PublicKey) -> Result<(Zeroizing<Vec<u8>>, Vec<u8>)> {
    let made = key_exchange::encapsulate(&public.0)?;
    Ok((Zeroizing::new(made.secret), made.encapsulated))
}

/// The same as a key for `algorithm`.
///
/// # Errors
///
/// As [`encapsulate`], and `UnsupportedAlgorithm` or `InvalidKey`: the secret makes no key of that algorithm.
pub fn encapsulate_key(public: &PublicKey, algorithm: &str) -> Result<(SymmetricKey, Vec<u8>)> {
    let made = key_exchange::encapsulate_key(&public.0, algorithm)?;
    Ok((made.key.into(), made.encapsulated))
}

/// The secret that somebody encapsulated for this key.
///
/// # Errors
///
/// `VerificationFailed`: this is not of the right size. Most algorithms answer a wrong secret to what is forged.
/// `InvalidOperation`: the algorithm encapsulates nothing.
pub fn decapsulate(secret: &SecretKey, encapsulated: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    Ok(Zeroizing::new(key_exchange::decapsulate(&secret.0, encapsulated)?))
}

/// The same as a key for `algorithm`.
///
/// # Errors
///
/// As [`decapsulate`], and `UnsupportedAlgorithm` or `InvalidKey`: the secret makes no key of that algorithm.
pub fn decapsulate_key(secret: &SecretKey, encapsulated: &[u8], algorithm: &str) -> Result<SymmetricKey> {
    Ok(key_exchange::decapsulate_key(&secret.0, encapsulated, algorithm)?.into())
}
