//! Seeds in standard containers: ML-KEM (RFC 9935), ML-DSA (RFC 9881), X-Wing (draft-connolly-cfrg-xwing-kem).

use der::asn1::{AnyRef, OctetStringRef};
use der::{Decode, Encode, Reader, SliceReader, Tag, TagNumber, Tagged};
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use super::pkcs8::{self, Info};
use super::{DecodedSecret, internal, invalid, plain};
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::table::{SeedContainer, SeedKeys};

/// The seed where it stands alone, `seed [0] OCTET STRING`.
const SEED: Tag = Tag::ContextSpecific { constructed: false, number: TagNumber(0) };

/// The parameters have to be absent, not null.
fn algorithm(keys: SeedKeys) -> AlgorithmIdentifierRef<'static> {
    AlgorithmIdentifierRef { oid: keys.identifier, parameters: None }
}

/// From PKCS#8. An expanded key next to its seed has to be compared with it; one without is
/// [`Error::UnsupportedEncoding`], because no seed can be computed from it.
pub(super) fn from_info(keys: SeedKeys, info: &Info<'_>) -> Result<DecodedSecret> {
    if info.algorithm != algorithm(keys) {
        return Err(Error::InvalidKey);
    }
    let decoded = match keys.container {
        SeedContainer::Bare => plain::fixed(info.key, keys.secret)?,
        SeedContainer::Choice { expanded } => decode_choice(info.key, keys.secret, expanded)?,
    };
    Ok(DecodedSecret { public: info.public.map(<[u8]>::to_vec), ..decoded })
}

fn decode_choice(key: &[u8], seed: usize, expanded: usize) -> Result<DecodedSecret> {
    let choice = AnyRef::from_der(key).map_err(invalid)?;
    match choice.tag() {
        SEED => plain::fixed(choice.value(), seed),
        Tag::OctetString if choice.value().len() == expanded => Err(Error::UnsupportedEncoding),
        Tag::Sequence => {
            let mut both = SliceReader::new(choice.value()).map_err(invalid)?;
            let first = <&OctetStringRef>::decode(&mut both).map_err(invalid)?;
            let second = <&OctetStringRef>::decode(&mut both).map_err(invalid)?;
            both.finish().map_err(invalid)?;
            if second.as_bytes().len() != expanded {
                return Err(Error::InvalidKey);
            }
            let decoded = plain::fixed(first.as_bytes(), seed)?;
            Ok(DecodedSecret { expanded: Some(Zeroizing::new(second.as_bytes().to_vec())), ..decoded })
        }
        _ => Err(Error::InvalidKey),
    }
}

/// To PKCS#8, as a seed alone.
pub(super) fn to_info(keys: SeedKeys, secret: &[u8]) -> Result<SecretBytes> {
    match keys.container {
        SeedContainer::Bare => pkcs8::encode_secret(algorithm(keys), secret),
        SeedContainer::Choice { .. } => {
            let choice = AnyRef::new(SEED, secret).and_then(|seed| seed.to_der()).map(Zeroizing::new);
            pkcs8::encode_secret(algorithm(keys), &choice.map_err(internal)?)
        }
    }
}

/// From `SubjectPublicKeyInfo`.
pub(super) fn decode_public(keys: SeedKeys, bytes: &[u8]) -> Result<Vec<u8>> {
    match pkcs8::decode_public(bytes, keys.identifier)? {
        (None, key) => plain::public(key, keys.public),
        (Some(_), _) => Err(Error::InvalidKey),
    }
}

/// To `SubjectPublicKeyInfo`.
pub(super) fn encode_public(keys: SeedKeys, public: &[u8]) -> Result<Vec<u8>> {
    pkcs8::encode_public(algorithm(keys), public)
}
