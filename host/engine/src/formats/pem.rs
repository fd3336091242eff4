//! PEM armour: what RFC 7468 allows, and what OpenSSL writes and reads besides. Text outside of the boundaries, blank lines,
//! white space, lines of any length, the headers of RFC 1421, several objects in one file.

use base64ct::{Base64, Encoding};
use pem_rfc7468::LineEnding;
use zeroize::Zeroizing;

use super::{internal, invalid};
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};

pub(super) const SECRET: &str = "PRIVATE KEY";
pub(super) const SECRET_EC: &str = "EC PRIVATE KEY";
pub(super) const SECRET_RSA: &str = "RSA PRIVATE KEY";
pub(super) const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";
pub(super) const PUBLIC: &str = "PUBLIC KEY";
pub(super) const PUBLIC_RSA: &str = "RSA PUBLIC KEY";

/// What stands between two boundaries.
pub(super) struct Object<'a> {
    pub label: &'a str,
    /// Lines before the object, as "Proc-Type: 4,ENCRYPTED".
    headers: &'a [u8],
    body: &'a [u8],
}

/// What comes of the first object with one of these labels that `decode` takes.
///
/// # Errors
/// That of the first object with such a label; [`Error::InvalidKey`] if there is none.
pub(super) fn first<O>(text: &[u8], labels: &[&str], decode: impl Fn(&[u8]) -> Result<O>) -> Result<O> {
    let mut failure = None;
    for object in objects(text).filter(|object| labels.contains(&object.label)) {
        match object.der().and_then(|der| decode(&der)) {
            Ok(found) => return Ok(found),
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    Err(failure.unwrap_or(Error::InvalidKey))
}

/// Every object with both its boundaries.
pub(super) fn objects(text: &[u8]) -> impl Iterator<Item = Object<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let (line, after) = split_line(rest)?;
            rest = after;
            if let Some(object) = boundary(line, "-----BEGIN ").and_then(|label| Object::find(label, after)) {
                rest = after.get(object.headers.len().saturating_add(object.body.len())..).unwrap_or_default();
                return Some(object);
            }
        }
    })
}

pub(super) fn encode_secret(der: &[u8]) -> Result<SecretBytes> {
    encode(SECRET, der).map(Zeroizing::new)
}

pub(super) fn encode_public(der: &[u8]) -> Result<Vec<u8>> {
    encode(PUBLIC, der)
}

impl<'a> Object<'a> {
    /// The object whose first boundary is right before `text`.
    fn find(label: &'a str, text: &'a [u8]) -> Option<Self> {
        let mut rest = text;
        let mut headers = 0;
        loop {
            let start = text.len().saturating_sub(rest.len());
            let (line, after) = split_line(rest)?;
            rest = after;
            if boundary(line, "-----END ").is_some_and(|end| end == label) {
                let (before, _) = text.split_at_checked(start)?;
                let (headers, body) = before.split_at_checked(headers)?;
                return Some(Self { label, headers, body });
            }
            // Only one object at a time: the other one is found later.
            if line.starts_with(b"-----") {
                return None;
            }
            if line.contains(&b':') {
                headers = text.len().saturating_sub(after.len());
            }
        }
    }

    /// Whether it is encrypted, as PKCS#8 or as OpenSSL did before (RFC 1421 section 4.6.1.1).
    pub(super) fn is_encrypted(&self) -> bool {
        self.label == ENCRYPTED || self.headers.windows(9).any(|word| word == b"ENCRYPTED")
    }

    /// The content, decoded in constant time.
    ///
    /// # Errors
    /// [`Error::UnsupportedEncoding`] if it is encrypted, [`Error::InvalidKey`] if it is no Base64.
    pub(super) fn der(&self) -> Result<SecretBytes> {
        if self.is_encrypted() {
            return Err(Error::UnsupportedEncoding);
        }
        // Sizes once, so that no copy of a secret stays behind.
        let mut digits = Zeroizing::new(Vec::with_capacity(self.body.len()));
        digits.extend(self.body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()));
        let mut der = Zeroizing::new(vec![0; digits.len()]);
        let len = Base64::decode(digits.as_slice(), &mut der).map_err(invalid)?.len();
        der.truncate(len);
        Ok(der)
    }
}

fn encode(label: &str, der: &[u8]) -> Result<Vec<u8>> {
    pem_rfc7468::encode_string(label, LineEnding::LF, der).map(String::into_bytes).map_err(internal)
}

/// The first line, and what is behind it.
fn split_line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    if text.is_empty() {
        return None;
    }
    let end = text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len());
    let (line, rest) = text.split_at_checked(end)?;
    Some((line, rest.get(1..).unwrap_or_default()))
}

/// The label, if a line is such a boundary.
fn boundary<'a>(line: &'a [u8], start: &str) -> Option<&'a str> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii_end();
    let label = line.strip_prefix(start.as_bytes())?.strip_suffix(b"-----")?;
    std::str::from_utf8(label).ok()
}
