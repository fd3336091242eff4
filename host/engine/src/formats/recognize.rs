//! What bytes look like that were to be a key: for messages to people, never for a decision.

use core::fmt;

use der::asn1::{AnyRef, UintRef};
use der::{Decode, Reader, SliceReader, Tag, Tagged};
use spki::{AlgorithmIdentifierRef, ObjectIdentifier};

use super::pkcs8::{self, Info};
use super::{ec, edwards, pem, rsa, rsa_pss};
use crate::table::{Curve, KeyFormat, ROWS, SafeCurve, SeedContainer};

/// What bytes look like that were to be a key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Recognized {
    /// A secret key under a passphrase: PKCS#8, or PEM encrypted as before PKCS#8.
    Encrypted,
    /// A secret key in DER or PEM.
    Secret(KeyType),
    /// A public key in DER or PEM.
    Public(KeyType),
    /// A certificate, or a request for one (RFC 5280, RFC 2986).
    Certificate,
}

/// The type of a key, as its encoding names it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum KeyType {
    /// RSA, with the bits of its modulus.
    Rsa(usize),
    /// RSA for RSASSA-PSS alone (RFC 4055), with the bits of its modulus.
    RsaPss(usize),
    /// A curve, or another type with one size: its name.
    Named(&'static str),
    /// The name of a type whose keys are seeds, of which this one is expanded and lacks its seed.
    Expanded(&'static str),
    /// A type this host does not have.
    Other,
}

/// What these bytes look like; the first object of PEM that looks like anything.
pub fn recognize(bytes: &[u8]) -> Option<Recognized> {
    let in_pem = pem::objects(bytes).find_map(|object| match object.label {
        _ if object.is_encrypted() => Some(Recognized::Encrypted),
        label if label.contains("CERTIFICATE") => Some(Recognized::Certificate),
        _ => object.der().ok().and_then(|der| in_der(&der)),
    });
    in_pem.or_else(|| in_der(bytes))
}

fn in_der(bytes: &[u8]) -> Option<Recognized> {
    if pkcs8::is_encrypted(bytes) {
        return Some(Recognized::Encrypted);
    }
    match (pkcs8::first_field(bytes)?, pkcs8::second_field(bytes)) {
        (Tag::Integer, Some(Tag::Sequence)) => {
            pkcs8::decode_secret(bytes).ok().map(|info| Recognized::Secret(of(&info)))
        }
        (Tag::Integer, Some(Tag::OctetString)) => Some(Recognized::Secret(KeyType::Named(curve_of_sec1(bytes)))),
        (Tag::Integer, _) => {
            // A private key has seven numbers behind its modulus, a public one its exponent alone.
            let numbers = numbers(bytes)?;
            let secret = numbers.len() > 2;
            let kind = KeyType::Rsa(bits(numbers.get(usize::from(secret))?));
            Some(if secret { Recognized::Secret(kind) } else { Recognized::Public(kind) })
        }
        (Tag::Sequence, _) => match pkcs8::decode_any_public(bytes) {
            Ok((algorithm, key)) => Some(Recognized::Public(kind(&algorithm, key, 0))),
            Err(_) => is_signed(bytes).then_some(Recognized::Certificate),
        },
        _ => None,
    }
}

/// The type of a secret key.
fn of(info: &Info<'_>) -> KeyType {
    let expanded = AnyRef::from_der(info.key).is_ok_and(|key| key.tag() == Tag::OctetString);
    match (kind(&info.algorithm, info.key, 1), expanded) {
        (KeyType::Named(name), true) if has_seed(name) => KeyType::Expanded(name),
        (kind, _) => kind,
    }
}

/// The type that an algorithm names; for RSA, the number of the field that has the modulus tells its size.
fn kind(algorithm: &AlgorithmIdentifierRef<'_>, key: &[u8], modulus: usize) -> KeyType {
    let size = || numbers(key).and_then(|numbers| numbers.get(modulus).map(|number| bits(number))).unwrap_or_default();
    match algorithm.oid {
        rsa::ALGORITHM => KeyType::Rsa(size()),
        rsa_pss::ALGORITHM => KeyType::RsaPss(size()),
        ec::ALGORITHM => {
            let curve = algorithm.parameters.and_then(|curve| curve.decode_as::<ObjectIdentifier>().ok());
            KeyType::Named(curve.map_or(ANOTHER_CURVE, curve_name))
        }
        other => edwards_name(other).or_else(|| seed_name(other)).map_or(KeyType::Other, KeyType::Named),
    }
}

const ANOTHER_CURVE: &str = "another curve";

fn curve_name(identifier: ObjectIdentifier) -> &'static str {
    let curves = [(Curve::P256, "P-256"), (Curve::P384, "P-384"), (Curve::K256, "secp256k1")];
    curves.into_iter().find(|(curve, _)| *ec::identifier(*curve) == identifier).map_or(ANOTHER_CURVE, |(_, name)| name)
}

fn curve_of_sec1(bytes: &[u8]) -> &'static str {
    match sec1::EcPrivateKey::from_der(bytes).ok().and_then(|key| key.parameters).and_then(|named| named.named_curve())
    {
        Some(identifier) => curve_name(identifier),
        None => "a curve that is not named",
    }
}

fn edwards_name(identifier: ObjectIdentifier) -> Option<&'static str> {
    let curves = [
        (edwards::edwards(SafeCurve::Curve25519), "Ed25519"),
        (edwards::edwards(SafeCurve::Curve448), "Ed448"),
        (edwards::montgomery(SafeCurve::Curve25519), "X25519"),
        (edwards::montgomery(SafeCurve::Curve448), "X448"),
    ];
    curves.into_iter().find(|(keys, _)| keys.identifier == identifier).map(|(_, name)| name)
}

fn seed_name(identifier: ObjectIdentifier) -> Option<&'static str> {
    let mut rows = ROWS.iter().filter_map(|row| row.key_format().map(|format| (row.name, format)));
    rows.find(|(_, format)| matches!(format, KeyFormat::Seed(keys) if keys.identifier == identifier))
        .map(|(name, _)| name)
}

/// Whether keys of this name are seeds that have an expanded form.
fn has_seed(name: &str) -> bool {
    ROWS.iter()
        .filter(|row| row.name == name)
        .any(|row| matches!(row.key_format(), Some(KeyFormat::Seed(keys)) if keys.container != SeedContainer::Bare))
}

/// The numbers in a sequence that has nothing else in it.
fn numbers(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let body = AnyRef::from_der(bytes).ok().filter(|body| body.tag() == Tag::Sequence)?;
    let mut fields = SliceReader::new(body.value()).ok()?;
    let mut numbers = Vec::new();
    while !fields.is_finished() {
        numbers.push(UintRef::decode(&mut fields).ok()?.as_bytes());
    }
    Some(numbers)
}

/// The bits of a number without leading zero bytes.
fn bits(number: &[u8]) -> usize {
    let zeros = number.first().map_or(0, |first| first.leading_zeros());
    number.len().saturating_mul(8).saturating_sub(usize::try_from(zeros).unwrap_or_default())
}

/// What is signed is a sequence, behind it the algorithm and a bit string.
fn is_signed(bytes: &[u8]) -> bool {
    let fields = || -> der::Result<[Tag; 3]> {
        let body = AnyRef::from_der(bytes)?;
        let mut fields = SliceReader::new(body.value())?;
        let mut tag = || -> der::Result<Tag> { Ok(AnyRef::decode(&mut fields)?.tag()) };
        Ok([tag()?, tag()?, tag()?])
    };
    fields().is_ok_and(|tags| tags == [Tag::Sequence, Tag::Sequence, Tag::BitString])
}

impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa(bits) => write!(f, "RSA with a modulus of {bits} bits"),
            Self::RsaPss(bits) => write!(f, "RSA restricted to PSS with a modulus of {bits} bits"),
            Self::Named(name) => f.write_str(name),
            Self::Expanded(name) => write!(f, "{name} in its expanded form without the seed"),
            Self::Other => f.write_str("a type that is not known here"),
        }
    }
}

impl fmt::Display for Recognized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encrypted => f.write_str("an encrypted secret key"),
            Self::Secret(kind) => write!(f, "a secret key ({kind})"),
            Self::Public(kind) => write!(f, "a public key ({kind})"),
            Self::Certificate => f.write_str("a certificate, or a request for one"),
        }
    }
}
