//! Keys that say of themselves that they are for RSASSA-PSS, with the parameters they may be used with (RFC 4055).

use der::asn1::AnyRef;
use der::{Reader, SliceReader, Tag, TagMode, TagNumber};
use spki::{AlgorithmIdentifierRef, ObjectIdentifier};

use super::invalid;
use crate::error::{Error, Result};
use crate::table::PssHash;

/// `id-RSASSA-PSS`.
pub(super) const ALGORITHM: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");
const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");

/// Whether a key with these parameters may be used with a hash function, and a salt as long as its output. A key without
/// any may be used with all.
///
/// # Errors
/// [`Error::UnsupportedEncoding`] if it may not, [`Error::InvalidKey`] if the parameters are malformed.
pub(super) fn admit(parameters: Option<AnyRef<'_>>, hash: PssHash) -> Result<()> {
    let Some(parameters) = parameters else { return Ok(()) };
    let Parameters { digest, mask, salt, trailer } = Parameters::decode(parameters).map_err(invalid)?;
    let salt_fits = usize::try_from(salt).is_ok_and(|least| least <= hash.len());
    match digest == hash.identifier() && mask == hash.identifier() && salt_fits && trailer == 1 {
        true => Ok(()),
        false => Err(Error::UnsupportedEncoding),
    }
}

/// `RSASSA-PSS-params`, whose fields all have defaults.
struct Parameters {
    digest: ObjectIdentifier,
    /// The hash function of the mask.
    mask: ObjectIdentifier,
    /// The shortest salt.
    salt: u32,
    trailer: u32,
}

impl Parameters {
    fn decode(parameters: AnyRef<'_>) -> der::Result<Self> {
        let mut fields = SliceReader::new(parameters.value())?;
        let digest = fields.context_specific::<AlgorithmIdentifierRef<'_>>(TagNumber(0), TagMode::Explicit)?;
        let mask = fields.context_specific::<AlgorithmIdentifierRef<'_>>(TagNumber(1), TagMode::Explicit)?;
        let salt = fields.context_specific::<u32>(TagNumber(2), TagMode::Explicit)?;
        let trailer = fields.context_specific::<u32>(TagNumber(3), TagMode::Explicit)?;
        fields.finish()?;
        let mask = match mask {
            // Another function than MGF1 is compared with no hash function, so it never fits.
            Some(mask) if mask.oid != MGF1 => mask.oid,
            Some(mask) => {
                let hash = mask.parameters.ok_or(Tag::Sequence.value_error())?;
                hash.decode_as::<AlgorithmIdentifierRef<'_>>()?.oid
            }
            None => SHA1,
        };
        Ok(Self {
            digest: digest.map_or(SHA1, |digest| digest.oid),
            mask,
            salt: salt.unwrap_or(20),
            trailer: trailer.unwrap_or(1),
        })
    }
}

impl PssHash {
    fn identifier(self) -> ObjectIdentifier {
        match self {
            Self::Sha256 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"),
            Self::Sha384 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2"),
            Self::Sha512 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3"),
        }
    }

    /// Bytes of a digest, and of a salt.
    fn len(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}
