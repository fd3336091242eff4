//! Keys on the curves P-256, P-384 and secp256k1.

use k256::Secp256k1;
use p256::NistP256;
use p256::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use p256::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytesSize, PublicKey, SecretKey};
use p384::NistP384;
use zeroize::Zeroizing;

use super::keys::Keys;
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::SecureRandom;

pub(in crate::provider) static K256: Keys = keys::<Secp256k1>();
pub(in crate::provider) static P256: Keys = keys::<NistP256>();
pub(in crate::provider) static P384: Keys = keys::<NistP384>();

const fn keys<C: CurveArithmetic>() -> Keys
where
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    Keys {
        generate: generate::<C>,
        public_of: public_of::<C>,
        decode_public: decode_public::<C>,
        validate_public: |public| decode_public::<C>(public).map(drop),
    }
}

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

/// From a scalar to an uncompressed point.
fn public_of<C: CurveArithmetic>(secret: &[u8]) -> Result<Vec<u8>>
where
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    Ok(uncompressed(&secret_key::<C>(secret)?.public_key()))
}

/// From any point to an uncompressed one; refuses points off the curve and the point at infinity. That is all there is to
/// check: the order of each of these curves is prime.
fn decode_public<C: CurveArithmetic>(public: &[u8]) -> Result<Vec<u8>>
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
