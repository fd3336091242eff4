//! Fixed-size strings.

use zeroize::Zeroizing;

use super::DecodedSecret;
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};

/// A secret alone.
pub(super) fn fixed(bytes: &[u8], len: usize) -> Result<DecodedSecret> {
    if bytes.len() == len {
        Ok(DecodedSecret { secret: Zeroizing::new(bytes.to_vec()), public: None, expanded: None })
    } else {
        Err(Error::InvalidKey)
    }
}

/// The order of Ed25519 key pairs.
#[cfg(feature = "_common")]
pub(super) fn secret_then_public(bytes: &[u8], secret: usize, public: usize) -> Result<DecodedSecret> {
    match bytes.split_at_checked(secret) {
        Some((secret, rest)) if rest.len() == public => {
            Ok(DecodedSecret { secret: Zeroizing::new(secret.to_vec()), public: Some(rest.to_vec()), expanded: None })
        }
        _ => Err(Error::InvalidKey),
    }
}

/// The order of key pairs for key exchange.
#[cfg(feature = "_common")]
pub(super) fn public_then_secret(bytes: &[u8], public: usize, secret: usize) -> Result<DecodedSecret> {
    match bytes.split_at_checked(public) {
        Some((public, rest)) if rest.len() == secret => {
            Ok(DecodedSecret { secret: Zeroizing::new(rest.to_vec()), public: Some(public.to_vec()), expanded: None })
        }
        _ => Err(Error::InvalidKey),
    }
}

/// A public key.
pub(super) fn public(bytes: &[u8], len: usize) -> Result<Vec<u8>> {
    if bytes.len() == len { Ok(bytes.to_vec()) } else { Err(Error::InvalidKey) }
}

/// Two strings, one after the other, in one allocation.
pub(super) fn join(first: &[u8], second: &[u8]) -> SecretBytes {
    let mut joined = Zeroizing::new(Vec::with_capacity(first.len().saturating_add(second.len())));
    joined.extend_from_slice(first);
    joined.extend_from_slice(second);
    joined
}
