//! PKCS#8 `PrivateKeyInfo` (RFC 5208, RFC 5958) and `SubjectPublicKeyInfo` (RFC 5280).

use der::asn1::{AnyRef, BitStringRef, OctetStringRef};
use der::{Decode, Encode, SliceReader, Tag, Tagged};
use pkcs8::PrivateKeyInfoRef;
use spki::{AlgorithmIdentifierRef, ObjectIdentifier, SubjectPublicKeyInfoRef};
use zeroize::Zeroizing;

use super::{internal, invalid};
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};

/// The parts of a `PrivateKeyInfo`.
pub(super) struct Info<'a> {
    pub algorithm: AlgorithmIdentifierRef<'a>,
    pub key: &'a [u8],
    /// The public key of version 2.
    pub public: Option<&'a [u8]>,
}

/// Decodes a secret key; an encrypted one is [`Error::UnsupportedEncoding`].
pub(super) fn decode_secret(bytes: &[u8]) -> Result<Info<'_>> {
    if is_encrypted(bytes) {
        return Err(Error::UnsupportedEncoding);
    }
    let info = PrivateKeyInfoRef::from_der(bytes).map_err(invalid)?;
    let public = match info.public_key {
        Some(public) => Some(public.as_bytes().ok_or(Error::InvalidKey)?),
        None => None,
    };
    Ok(Info { algorithm: info.algorithm, key: info.private_key.as_bytes(), public })
}

/// Encodes a secret key as version 1, which every reader understands.
pub(super) fn encode_secret(algorithm: AlgorithmIdentifierRef<'_>, key: &[u8]) -> Result<SecretBytes> {
    let info = PrivateKeyInfoRef::new(algorithm, OctetStringRef::new(key).map_err(internal)?);
    info.to_der().map(Zeroizing::new).map_err(internal)
}

/// Decodes a public key of the given algorithm; the caller checks the parameters.
pub(super) fn decode_public(bytes: &[u8], algorithm: ObjectIdentifier) -> Result<(Option<AnyRef<'_>>, &[u8])> {
    let info = SubjectPublicKeyInfoRef::from_der(bytes).map_err(invalid)?;
    if info.algorithm.oid != algorithm {
        return Err(Error::InvalidKey);
    }
    let key = info.subject_public_key.as_bytes().ok_or(Error::InvalidKey)?;
    Ok((info.algorithm.parameters, key))
}

/// Encodes a public key.
pub(super) fn encode_public(algorithm: AlgorithmIdentifierRef<'_>, key: &[u8]) -> Result<Vec<u8>> {
    let subject_public_key = BitStringRef::from_bytes(key).map_err(internal)?;
    SubjectPublicKeyInfoRef { algorithm, subject_public_key }.to_der().map_err(internal)
}

/// `EncryptedPrivateKeyInfo` begins with the algorithm of the encryption where `PrivateKeyInfo` has a version.
fn is_encrypted(bytes: &[u8]) -> bool {
    let first = || -> der::Result<Tag> {
        let mut outer = SliceReader::new(bytes)?;
        let body = AnyRef::decode(&mut outer)?;
        body.tag().assert_eq(Tag::Sequence)?;
        Tag::peek(&SliceReader::new(body.value())?)
    };
    first().is_ok_and(|tag| tag == Tag::Sequence)
}
