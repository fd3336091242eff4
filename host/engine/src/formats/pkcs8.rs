//! PKCS#8 `PrivateKeyInfo` (RFC 5208, RFC 5958) and `SubjectPublicKeyInfo` (RFC 5280).

use der::asn1::{AnyRef, BitStringRef, OctetStringRef};
use der::{Decode, Encode, Reader, SliceReader, Tag, TagNumber, Tagged};
use pkcs8::PrivateKeyInfoRef;
use spki::{AlgorithmIdentifierRef, ObjectIdentifier, SubjectPublicKeyInfoRef};
use zeroize::Zeroizing;

use super::{internal, invalid};
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};

const PUBLIC_NUMBER: TagNumber = TagNumber(1);
const PUBLIC: Tag = Tag::ContextSpecific { constructed: false, number: PUBLIC_NUMBER };
const EXPLICIT_PUBLIC: Tag = Tag::ContextSpecific { constructed: true, number: PUBLIC_NUMBER };

/// The parts of a `PrivateKeyInfo`.
pub(super) struct Info<'a> {
    pub algorithm: AlgorithmIdentifierRef<'a>,
    pub key: &'a [u8],
    /// The public key of version 2.
    pub public: Option<&'a [u8]>,
}

/// Decodes a secret key; an encrypted one is [`Error::UnsupportedEncoding`]. Version 2 may lack its public key, or tag it
/// explicitly, as some programs write it.
pub(super) fn decode_secret(bytes: &[u8]) -> Result<Info<'_>> {
    if is_encrypted(bytes) {
        return Err(Error::UnsupportedEncoding);
    }
    let mut reader = SliceReader::new(bytes).map_err(invalid)?;
    let (version, info) = reader.sequence(Info::decode).map_err(invalid)?;
    reader.finish().map_err(invalid)?;
    match (version, info.public) {
        (0, None) | (1, _) => Ok(info),
        _ => Err(Error::InvalidKey),
    }
}

impl<'a> Info<'a> {
    /// The fields, and the version.
    fn decode<R: Reader<'a>>(fields: &mut R) -> der::Result<(u8, Self)> {
        let version = u8::decode(fields)?;
        let algorithm = AlgorithmIdentifierRef::decode(fields)?;
        let key = <&OctetStringRef>::decode(fields)?.as_bytes();
        let mut public = None;
        while !fields.is_finished() {
            let field = AnyRef::decode(fields)?;
            public = match (field.tag(), public) {
                (PUBLIC, None) => Some(whole_bytes(field.value())?),
                (EXPLICIT_PUBLIC, None) => {
                    Some(BitStringRef::from_der(field.value())?.as_bytes().ok_or(PUBLIC.value_error())?)
                }
                (Tag::ContextSpecific { number, .. }, public) if number != PUBLIC_NUMBER => public,
                (tag, _) => return Err(tag.value_error().into()),
            };
        }
        Ok((version, Self { algorithm, key, public }))
    }
}

/// The content of a bit string of whole bytes: the number of unused bits comes first.
fn whole_bytes(content: &[u8]) -> der::Result<&[u8]> {
    match content.split_first() {
        Some((0, bytes)) => Ok(bytes),
        _ => Err(PUBLIC.value_error().into()),
    }
}

/// Encodes a secret key as version 1, which every reader understands.
pub(super) fn encode_secret(algorithm: AlgorithmIdentifierRef<'_>, key: &[u8]) -> Result<SecretBytes> {
    let info = PrivateKeyInfoRef::new(algorithm, OctetStringRef::new(key).map_err(internal)?);
    info.to_der().map(Zeroizing::new).map_err(internal)
}

/// Decodes a public key of the given algorithm; the caller checks the parameters.
pub(super) fn decode_public(bytes: &[u8], algorithm: ObjectIdentifier) -> Result<(Option<AnyRef<'_>>, &[u8])> {
    let (found, key) = decode_any_public(bytes)?;
    if found.oid == algorithm { Ok((found.parameters, key)) } else { Err(Error::InvalidKey) }
}

/// Decodes a public key, whatever it is for.
pub(super) fn decode_any_public(bytes: &[u8]) -> Result<(AlgorithmIdentifierRef<'_>, &[u8])> {
    let info = SubjectPublicKeyInfoRef::from_der(bytes).map_err(invalid)?;
    Ok((info.algorithm, info.subject_public_key.as_bytes().ok_or(Error::InvalidKey)?))
}

/// Encodes a public key.
pub(super) fn encode_public(algorithm: AlgorithmIdentifierRef<'_>, key: &[u8]) -> Result<Vec<u8>> {
    let subject_public_key = BitStringRef::from_bytes(key).map_err(internal)?;
    SubjectPublicKeyInfoRef { algorithm, subject_public_key }.to_der().map_err(internal)
}

/// `EncryptedPrivateKeyInfo` begins with the algorithm of the encryption where `PrivateKeyInfo` has a version.
pub(super) fn is_encrypted(bytes: &[u8]) -> bool {
    field(bytes, 0) == Some(Tag::Sequence) && field(bytes, 1) == Some(Tag::OctetString)
}

/// What a key begins with: a secret one with its version, a public one with its algorithm, or its modulus.
pub(super) fn first_field(bytes: &[u8]) -> Option<Tag> {
    field(bytes, 0)
}

/// What follows the version of a secret key: the algorithm of PKCS#8, the scalar of SEC 1, the modulus of PKCS#1.
pub(super) fn second_field(bytes: &[u8]) -> Option<Tag> {
    first_field(bytes).filter(|first| *first == Tag::Integer).and_then(|_| field(bytes, 1))
}

/// The type of a field of a sequence.
fn field(bytes: &[u8], number: usize) -> Option<Tag> {
    let body = AnyRef::from_der(bytes).ok().filter(|body| body.tag() == Tag::Sequence)?;
    let mut fields = SliceReader::new(body.value()).ok()?;
    for _ in 0..number {
        AnyRef::decode(&mut fields).ok()?;
    }
    Tag::peek(&fields).ok()
}
