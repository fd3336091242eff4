//! Keys on the curves P-256, P-384 and secp256k1.

use k256::Secp256k1;
use p256::NistP256;
use p256::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use p256::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytesSize, PublicKey, SecretKey};
use p384::NistP384;
use zeroize::Zeroizing;

use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::SecureRandom;

/// What a scheme needs to know about keys on one curve.
pub(in crate::provider) struct CurveKeys {
    pub(in crate::provider) generate: fn(&dyn SecureRandom) -> Result<SecretBytes>,
    /// From a scalar to an uncompressed point.
    pub(in crate::provider) public_of: fn(&[u8]) -> Result<Vec<u8>>,
    /// From any point to an uncompressed one; refuses points off the curve and the point at infinity. That is all
    /// there is to check: the order of each of these curves is prime.
    pub(in crate::provider) decode: fn(&[u8]) -> Result<Vec<u8>>,
}

pub(in crate::provider) static K256: CurveKeys =
    CurveKeys { generate: generate::<Secp256k1>, public_of: public_of::<Secp256k1>, decode: decode::<Secp256k1> };
pub(in crate::provider) static P256: CurveKeys =
    CurveKeys { generate: generate::<NistP256>, public_of: public_of::<NistP256>, decode: decode::<NistP256> };
pub(in crate::provider) static P384: CurveKeys =
    CurveKeys { generate: generate::<NistP384>, public_of: public_of::<NistP384>, decode: decode::<NistP384> };

/// Draws candidates until one is in range; the probability that the first is not is below 2^-31 for every curve.
fn generate<C: CurveArithmetic>(random: &dyn SecureRandom) -> Result<SecretBytes> {
    for _ in 0..64 {
        let mut candidate = Zeroizing::new(p256::elliptic_curve::FieldBytes::<C>::default());
        random.fill(&mut candidate)?;
        if SecretKey::<C>::from_bytes(&candidate).is_ok() {
            return Ok(Zeroizing::new(candidate.to_vec()));
        }
    }
    Err(Error::RngError)
}

fn public_of<C: CurveArithmetic>(secret: &[u8]) -> Result<Vec<u8>>
where
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    Ok(uncompressed(&secret_key::<C>(secret)?.public_key()))
}

fn decode<C: CurveArithmetic>(public: &[u8]) -> Result<Vec<u8>>
where
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    Ok(uncompressed(&public_key::<C>(public)?))
}

/// A scalar of exactly the size of the field, not zero and below the order.
pub(super) fn secret_key<C: CurveArithmetic>(secret: &[u8]) -> Result<SecretKey<C>> {
    let bytes = secret.try_into().map_err(|_| Error::InvalidKey)?;
    SecretKey::from_bytes(bytes).map_err(|_| Error::InvalidKey)
}

/// A point, compressed (first byte 2 or 3) or not (4).
pub(super) fn public_key<C: CurveArithmetic>(public: &[u8]) -> Result<PublicKey<C>>
where
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    // The library also knows a compact form (first byte 5), which is not part of SEC 1.
    match public.first() {
        Some(2..=4) => PublicKey::from_sec1_bytes(public).map_err(|_| Error::InvalidKey),
        _ => Err(Error::InvalidKey),
    }
}

fn uncompressed<C: CurveArithmetic>(public: &PublicKey<C>) -> Vec<u8>
where
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    public.to_sec1_point(false).as_bytes().to_vec()
}
