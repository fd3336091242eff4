//! Keys on elliptic curves: SEC 1 points, `ECPrivateKey` (RFC 5915), RFC 5480 identifiers.

use der::asn1::AnyRef;
use der::{Decode, Encode, Tag};
use sec1::{EcParameters, EcPrivateKey};
use spki::{AlgorithmIdentifierRef, ObjectIdentifier};
use zeroize::Zeroizing;

use super::pkcs8::{self, Info};
use super::{DecodedSecret, internal, invalid};
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::table::Curve;

/// `id-ecPublicKey`.
pub(super) const ALGORITHM: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const K256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.10");

pub(super) fn identifier(curve: Curve) -> &'static ObjectIdentifier {
    match curve {
        Curve::K256 => &K256,
        Curve::P256 => &P256,
        Curve::P384 => &P384,
    }
}

fn algorithm(curve: Curve) -> AlgorithmIdentifierRef<'static> {
    AlgorithmIdentifierRef { oid: ALGORITHM, parameters: Some(AnyRef::from(identifier(curve))) }
}

/// From PKCS#8. A public key may be inside the key, outside, or both; all have to agree.
pub(super) fn from_info(curve: Curve, info: &Info<'_>) -> Result<DecodedSecret> {
    if info.algorithm != algorithm(curve) {
        return Err(Error::InvalidKey);
    }
    let mut decoded = decode_private(curve, info.key)?;
    match (&decoded.public, info.public) {
        (Some(inside), Some(outside)) if inside != outside => return Err(Error::InvalidKey),
        (None, Some(outside)) => decoded.public = Some(outside.to_vec()),
        _ => {}
    }
    Ok(decoded)
}

/// To PKCS#8. The curve is named outside, so the key inside does not repeat it.
pub(super) fn to_info(curve: Curve, secret: &[u8], public: &[u8]) -> Result<SecretBytes> {
    pkcs8::encode_secret(algorithm(curve), &encode_private(curve, secret, public, false)?)
}

/// Whether these bytes begin as `ECPrivateKey` does: a version, and the scalar behind it.
pub(super) fn is_private(bytes: &[u8]) -> bool {
    pkcs8::second_field(bytes) == Some(Tag::OctetString)
}

/// From `ECPrivateKey`.
pub(super) fn decode_private(curve: Curve, bytes: &[u8]) -> Result<DecodedSecret> {
    let key = EcPrivateKey::from_der(bytes).map_err(invalid)?;
    if key.parameters.is_some_and(|named| named.named_curve() != Some(*identifier(curve))) {
        return Err(Error::InvalidKey);
    }
    let public = key.public_key.map(<[u8]>::to_vec);
    Ok(DecodedSecret { secret: scalar(key.private_key, curve.size())?, public, expanded: None })
}

/// A scalar has the size of the field, leading zeros included. Some programs leave zeros out, or write one more.
fn scalar(bytes: &[u8], size: usize) -> Result<SecretBytes> {
    let (zeros, digits) = bytes.split_at_checked(bytes.len().saturating_sub(size)).ok_or(Error::InternalError)?;
    if bytes.is_empty() || zeros.iter().any(|zero| *zero != 0) {
        return Err(Error::InvalidKey);
    }
    let mut scalar = Zeroizing::new(Vec::with_capacity(size));
    scalar.resize(size.saturating_sub(digits.len()), 0);
    scalar.extend_from_slice(digits);
    Ok(scalar)
}

/// To `ECPrivateKey`, with the public key, and the curve where nothing else names it.
pub(super) fn encode_private(curve: Curve, secret: &[u8], public: &[u8], name_curve: bool) -> Result<SecretBytes> {
    let parameters = name_curve.then_some(EcParameters::NamedCurve(*identifier(curve)));
    let key = EcPrivateKey { private_key: secret, parameters, public_key: Some(public) };
    key.to_der().map(Zeroizing::new).map_err(internal)
}

/// From `SubjectPublicKeyInfo`: a point in any SEC 1 form.
pub(super) fn decode_public(curve: Curve, bytes: &[u8]) -> Result<Vec<u8>> {
    let (parameters, point) = pkcs8::decode_public(bytes, ALGORITHM)?;
    if parameters != algorithm(curve).parameters {
        return Err(Error::InvalidKey);
    }
    Ok(point.to_vec())
}

/// To `SubjectPublicKeyInfo` with an uncompressed point.
pub(super) fn encode_public(curve: Curve, public: &[u8]) -> Result<Vec<u8>> {
    pkcs8::encode_public(algorithm(curve), public)
}

/// The compressed form of an uncompressed point: 2 or 3 by the parity of y, then x.
pub(super) fn compress(curve: Curve, public: &[u8]) -> Result<Vec<u8>> {
    let coordinates = public.get(1..).ok_or(Error::InternalError)?;
    let (x, y) = coordinates.split_at_checked(curve.size()).ok_or(Error::InternalError)?;
    let odd = y.last().ok_or(Error::InternalError)? & 1;
    let mut compressed = Vec::with_capacity(public.len());
    compressed.push(2 | odd);
    compressed.extend_from_slice(x);
    Ok(compressed)
}
