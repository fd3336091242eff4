//! RSA keys of their numbers, as PKCS#1 writes them (RFC 8017 appendix A.1.2).

use anyhow::{Result, bail};
use crypto_bigint::{BoxedUint, NonZero};
use der::Encode;
use der::asn1::UintRef;
use wasi_crypto_host::engine::{KeyEncoding, SecretBytes};
use zeroize::Zeroizing;

use super::Material;

/// The numbers of a private key, big-endian.
pub struct Numbers<'a> {
    pub modulus: &'a [u8],
    pub public_exponent: &'a [u8],
    pub private_exponent: &'a [u8],
    pub primes: [&'a [u8]; 2],
    /// The private exponent modulo each prime less one.
    pub exponents: [&'a [u8]; 2],
    /// The inverse of the second prime modulo the first.
    pub coefficient: &'a [u8],
}

impl Numbers<'_> {
    /// The key in DER.
    ///
    /// # Errors
    /// If the numbers are too long for DER.
    pub fn encode(&self) -> Result<Material> {
        let numbers = [
            &[0],
            self.modulus,
            self.public_exponent,
            self.private_exponent,
            self.primes[0],
            self.primes[1],
            self.exponents[0],
            self.exponents[1],
            self.coefficient,
        ];
        let numbers: Vec<UintRef<'_>> = numbers.into_iter().map(UintRef::new).collect::<der::Result<_>>()?;
        Ok(Material { bytes: Zeroizing::new(numbers.to_der()?), encoding: KeyEncoding::Pkcs8 })
    }
}

/// The private exponent modulo a prime less one, which not every form of a key has.
///
/// # Errors
/// If the prime is none.
pub fn exponent(private_exponent: &[u8], prime: &[u8]) -> Result<SecretBytes> {
    let bits = |bytes: &[u8]| u32::try_from(bytes.len().saturating_mul(8)).unwrap_or(u32::MAX);
    let number = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, bits(bytes)).ok();
    let (Some(exponent), Some(prime)) = (number(private_exponent), number(prime)) else {
        bail!("its numbers are too long");
    };
    let (exponent, prime) = (Zeroizing::new(exponent), Zeroizing::new(prime));
    let less_one = NonZero::new(prime.wrapping_sub(BoxedUint::one())).into_option();
    let Some(less_one) = less_one else { bail!("its prime is 1") };
    let less_one = Zeroizing::new(less_one);
    let remainder = Zeroizing::new(exponent.rem(&*less_one));
    Ok(SecretBytes::new(remainder.to_be_bytes().into_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_are_remainders() {
        assert_eq!(exponent(&[1, 0], &[8]).unwrap().last(), Some(&4), "256 modulo 7");
        assert_eq!(exponent(&[5], &[8, 1]).unwrap().last(), Some(&5));
        assert!(exponent(&[5], &[1]).is_err());
    }
}
