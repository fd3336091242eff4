//! RSA keys (RFC 8017 appendix A.1, RFC 3279 section 2.3.1).

use der::asn1::{AnyRef, UintRef};
use der::{Decode, Reader, SliceReader, Tag};
use spki::{AlgorithmIdentifierRef, ObjectIdentifier};
use zeroize::Zeroizing;

use super::pkcs8::{self, Info};
use super::{DecodedSecret, internal, invalid, rsa_pss};
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::table::RsaKeys;

/// `rsaEncryption`.
pub(super) const ALGORITHM: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// The largest public exponent: a larger one only makes verification slow.
const MAX_EXPONENT: u64 = (1 << 33) - 1;

fn algorithm() -> AlgorithmIdentifierRef<'static> {
    AlgorithmIdentifierRef { oid: ALGORITHM, parameters: Some(AnyRef::NULL) }
}

/// The numbers of a public key, big-endian without leading zeros.
pub(crate) struct PublicParts<'a> {
    pub modulus: &'a [u8],
    pub exponent: &'a [u8],
}

impl<'a> PublicParts<'a> {
    /// Reads an `RSAPublicKey`.
    pub(crate) fn decode(bytes: &'a [u8]) -> Result<Self> {
        let mut reader = SliceReader::new(bytes).map_err(invalid)?;
        let parts = reader
            .sequence(|numbers| -> der::Result<_> {
                let modulus = UintRef::decode(numbers)?.as_bytes();
                let exponent = UintRef::decode(numbers)?.as_bytes();
                Ok(Self { modulus, exponent })
            })
            .map_err(invalid)?;
        reader.finish().map_err(invalid)?;
        Ok(parts)
    }

    /// Reads the public part of an `RSAPrivateKey` with two primes.
    fn decode_private(bytes: &'a [u8]) -> Result<Self> {
        let mut reader = SliceReader::new(bytes).map_err(invalid)?;
        let (version, parts) = reader
            .sequence(|numbers| -> der::Result<_> {
                let version = u8::decode(numbers)?;
                let modulus = UintRef::decode(numbers)?.as_bytes();
                let exponent = UintRef::decode(numbers)?.as_bytes();
                // d, p, q, d mod p-1, d mod q-1, 1/q mod p.
                for _ in 0..6 {
                    UintRef::decode(numbers)?;
                }
                Ok((version, Self { modulus, exponent }))
            })
            .map_err(invalid)?;
        reader.finish().map_err(invalid)?;
        if version == 0 { Ok(parts) } else { Err(Error::InvalidKey) }
    }

    /// Writes an `RSAPublicKey`.
    #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    fn encode(&self) -> Result<Vec<u8>> {
        use der::Encode;

        let modulus = UintRef::new(self.modulus).map_err(internal)?;
        let exponent = UintRef::new(self.exponent).map_err(internal)?;
        [modulus, exponent].to_der().map_err(internal)
    }

    /// The size of the modulus is exactly what the identifier says; both numbers are odd; the exponent is at least 3
    /// and no longer than 33 bits.
    fn check(&self, bits: usize) -> Result<()> {
        let first = self.modulus.first().ok_or(Error::InvalidKey)?;
        let zeros = usize::try_from(first.leading_zeros()).map_err(internal)?;
        let length = self.modulus.len().checked_mul(8).and_then(|length| length.checked_sub(zeros));
        let exponent = match self.exponent.len() {
            1..=8 => self.exponent.iter().fold(0_u64, |value, byte| (value << 8) | u64::from(*byte)),
            _ => return Err(Error::InvalidKey),
        };
        let odd_modulus = self.modulus.last().is_some_and(|byte| byte & 1 == 1);
        let sane = length == Some(bits) && odd_modulus && exponent & 1 == 1 && (3..=MAX_EXPONENT).contains(&exponent);
        if sane { Ok(()) } else { Err(Error::InvalidKey) }
    }
}

/// The `RSAPublicKey` of an `RSAPrivateKey`.
#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
pub(crate) fn public_of(secret: &[u8]) -> Result<Vec<u8>> {
    PublicParts::decode_private(secret)?.encode()
}

/// Whether these bytes begin as `RSAPrivateKey` does: a version, and the modulus behind it.
pub(super) fn is_private(bytes: &[u8]) -> bool {
    pkcs8::second_field(bytes) == Some(Tag::Integer)
}

/// From PKCS#8.
pub(super) fn from_info(keys: RsaKeys, info: &Info<'_>) -> Result<DecodedSecret> {
    admit(keys, info.algorithm.oid, info.algorithm.parameters)?;
    let decoded = canonical_secret(keys, info.key)?;
    Ok(DecodedSecret { public: info.public.map(<[u8]>::to_vec), ..decoded })
}

/// An `RSAPrivateKey` of the right size.
pub(super) fn canonical_secret(keys: RsaKeys, bytes: &[u8]) -> Result<DecodedSecret> {
    PublicParts::decode_private(bytes)?.check(keys.bits)?;
    Ok(DecodedSecret { secret: Zeroizing::new(bytes.to_vec()), public: None, expanded: None })
}

/// An `RSAPublicKey` of the right size.
pub(super) fn canonical_public(keys: RsaKeys, bytes: &[u8]) -> Result<Vec<u8>> {
    PublicParts::decode(bytes)?.check(keys.bits)?;
    Ok(bytes.to_vec())
}

/// To PKCS#8.
pub(super) fn to_info(secret: &[u8]) -> Result<SecretBytes> {
    pkcs8::encode_secret(algorithm(), secret)
}

/// From `SubjectPublicKeyInfo`, or an `RSAPublicKey` alone.
pub(super) fn decode_public(keys: RsaKeys, bytes: &[u8]) -> Result<Vec<u8>> {
    if pkcs8::first_field(bytes) == Some(Tag::Integer) {
        return canonical_public(keys, bytes);
    }
    let (algorithm, key) = pkcs8::decode_any_public(bytes)?;
    admit(keys, algorithm.oid, algorithm.parameters)?;
    canonical_public(keys, key)
}

/// Refuses what is no RSA key, or not for this use.
fn admit(keys: RsaKeys, oid: ObjectIdentifier, parameters: Option<AnyRef<'_>>) -> Result<()> {
    match (oid, keys.pss) {
        (ALGORITHM, _) if parameters == algorithm().parameters => Ok(()),
        (rsa_pss::ALGORITHM, Some(hash)) => rsa_pss::admit(parameters, hash),
        (rsa_pss::ALGORITHM, None) => Err(Error::UnsupportedEncoding),
        _ => Err(Error::InvalidKey),
    }
}

/// To `SubjectPublicKeyInfo`.
pub(super) fn encode_public(public: &[u8]) -> Result<Vec<u8>> {
    pkcs8::encode_public(algorithm(), public)
}

/// The secret inside a PKCS#8 document a library generated.
#[cfg(feature = "aws-lc-rs")]
pub(crate) fn secret_of_pkcs8(bits: usize, document: &[u8]) -> Result<SecretBytes> {
    from_info(RsaKeys { bits, pss: None }, &pkcs8::decode_secret(document)?).map(|decoded| decoded.secret)
}
