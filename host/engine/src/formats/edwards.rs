//! Keys of Ed25519 and X25519 in standard containers (RFC 8410).

use der::asn1::OctetStringRef;
use der::{Decode, Encode};
use spki::{AlgorithmIdentifierRef, ObjectIdentifier};
use zeroize::Zeroizing;

use super::pkcs8::{self, Info};
use super::{DecodedSecret, internal, invalid, plain};
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::table::KeyFormat;

const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const X25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.110");

/// Bytes of a key, secret or public.
const SIZE: usize = 32;

fn identifier(format: KeyFormat) -> ObjectIdentifier {
    if format == KeyFormat::X25519 { X25519 } else { ED25519 }
}

/// The parameters have to be absent, not null.
fn algorithm(format: KeyFormat) -> AlgorithmIdentifierRef<'static> {
    AlgorithmIdentifierRef { oid: identifier(format), parameters: None }
}

/// From PKCS#8: the secret is an octet string within the octet string.
pub(super) fn from_info(format: KeyFormat, info: &Info<'_>) -> Result<DecodedSecret> {
    if info.algorithm != algorithm(format) {
        return Err(Error::InvalidKey);
    }
    let secret = <&OctetStringRef>::from_der(info.key).map_err(invalid)?;
    let decoded = plain::fixed(secret.as_bytes(), SIZE)?;
    Ok(DecodedSecret { public: info.public.map(<[u8]>::to_vec), ..decoded })
}

/// To PKCS#8.
pub(super) fn to_info(format: KeyFormat, secret: &[u8]) -> Result<SecretBytes> {
    let inner = OctetStringRef::new(secret).and_then(|secret| secret.to_der()).map(Zeroizing::new).map_err(internal)?;
    pkcs8::encode_secret(algorithm(format), &inner)
}

/// From `SubjectPublicKeyInfo`.
pub(super) fn decode_public(format: KeyFormat, bytes: &[u8]) -> Result<Vec<u8>> {
    match pkcs8::decode_public(bytes, identifier(format))? {
        (None, key) => plain::public(key, SIZE),
        (Some(_), _) => Err(Error::InvalidKey),
    }
}

/// To `SubjectPublicKeyInfo`.
pub(super) fn encode_public(format: KeyFormat, public: &[u8]) -> Result<Vec<u8>> {
    pkcs8::encode_public(algorithm(format), public)
}
