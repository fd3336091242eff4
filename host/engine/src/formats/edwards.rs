//! Keys of Ed25519, Ed448, X25519 and X448 in standard containers (RFC 8410).

use der::asn1::OctetStringRef;
use der::{Decode, Encode};
use spki::{AlgorithmIdentifierRef, ObjectIdentifier};
use zeroize::Zeroizing;

use super::pkcs8::{self, Info};
use super::{DecodedSecret, internal, invalid, plain};
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::table::SafeCurve;

/// What one curve is used for.
#[derive(Clone, Copy)]
pub(super) struct Keys {
    pub(super) identifier: ObjectIdentifier,
    /// Bytes of a key, secret or public.
    size: usize,
}

const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const ED448: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.113");
const X25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.110");
const X448: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.111");

/// Keys for signatures.
pub(super) fn edwards(curve: SafeCurve) -> Keys {
    let identifier = match curve {
        SafeCurve::Curve25519 => ED25519,
        SafeCurve::Curve448 => ED448,
    };
    Keys { identifier, size: curve.edwards_size() }
}

/// Keys for agreement.
pub(super) fn montgomery(curve: SafeCurve) -> Keys {
    let identifier = match curve {
        SafeCurve::Curve25519 => X25519,
        SafeCurve::Curve448 => X448,
    };
    Keys { identifier, size: curve.montgomery_size() }
}

/// The parameters have to be absent, not null.
fn algorithm(keys: Keys) -> AlgorithmIdentifierRef<'static> {
    AlgorithmIdentifierRef { oid: keys.identifier, parameters: None }
}

/// From PKCS#8: the secret is an octet string within the octet string.
pub(super) fn from_info(keys: Keys, info: &Info<'_>) -> Result<DecodedSecret> {
    if info.algorithm != algorithm(keys) {
        return Err(Error::InvalidKey);
    }
    let secret = <&OctetStringRef>::from_der(info.key).map_err(invalid)?;
    let decoded = plain::fixed(secret.as_bytes(), keys.size)?;
    Ok(DecodedSecret { public: info.public.map(<[u8]>::to_vec), ..decoded })
}

/// To PKCS#8.
pub(super) fn to_info(keys: Keys, secret: &[u8]) -> Result<SecretBytes> {
    let inner = OctetStringRef::new(secret).and_then(|secret| secret.to_der()).map(Zeroizing::new).map_err(internal)?;
    pkcs8::encode_secret(algorithm(keys), &inner)
}

/// From `SubjectPublicKeyInfo`.
pub(super) fn decode_public(keys: Keys, bytes: &[u8]) -> Result<Vec<u8>> {
    match pkcs8::decode_public(bytes, keys.identifier)? {
        (None, key) => plain::public(key, keys.size),
        (Some(_), _) => Err(Error::InvalidKey),
    }
}

/// To `SubjectPublicKeyInfo`.
pub(super) fn encode_public(keys: Keys, public: &[u8]) -> Result<Vec<u8>> {
    pkcs8::encode_public(algorithm(keys), public)
}
