//! Diffie-Hellman on P-256 and P-384 in pure Rust. The shared secret is the x-coordinate, not hashed, in spite of the
//! hash in the identifiers: `kx_dh` returns raw secrets.

use p256::NistP256;
use p256::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use p256::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytesSize, SecretKey};
use p384::NistP384;
use zeroize::Zeroizing;

use super::curves;
use super::keys::{Keyed, Keys};
use crate::encoding::SecretBytes;
use crate::error::Result;
use crate::provider::{DiffieHellman, DiffieHellmanSecret};

/// Diffie-Hellman on one curve.
pub(in crate::provider) struct Ecdh {
    name: &'static str,
    library: &'static str,
    keys: &'static Keys,
    secret: fn(&[u8]) -> Result<Box<dyn DiffieHellmanSecret>>,
}

pub(in crate::provider) static P256: Ecdh =
    Ecdh { name: "P256-SHA256", library: "p256", keys: &curves::P256, secret: secret::<NistP256> };
pub(in crate::provider) static P384: Ecdh =
    Ecdh { name: "P384-SHA384", library: "p384", keys: &curves::P384, secret: secret::<NistP384> };

struct Secret<C: CurveArithmetic>(SecretKey<C>);

fn secret<C: CurveArithmetic>(secret: &[u8]) -> Result<Box<dyn DiffieHellmanSecret>>
where
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    Ok(Box::new(Secret(curves::secret_key::<C>(secret)?)))
}

impl<C: CurveArithmetic> DiffieHellmanSecret for Secret<C>
where
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    fn agree(&self, public: &[u8]) -> Result<SecretBytes> {
        let shared = self.0.diffie_hellman(&curves::public_key::<C>(public)?);
        Ok(Zeroizing::new(shared.raw_secret_bytes().to_vec()))
    }
}

algorithm!(Ecdh, it => it.name, it.library);

impl Keyed for Ecdh {
    fn keys(&self) -> &'static Keys {
        self.keys
    }
}

impl DiffieHellman for Ecdh {
    fn secret(&self, secret: &[u8]) -> Result<Box<dyn DiffieHellmanSecret>> {
        (self.secret)(secret)
    }
}
