//! PEM armour (RFC 7468): one object, its own label, nothing before or after it.

use pem_rfc7468::LineEnding;
use zeroize::Zeroizing;

use super::{internal, invalid};
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};

const SECRET: &str = "PRIVATE KEY";
const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";
const PUBLIC: &str = "PUBLIC KEY";

/// The DER of a secret key. An encrypted one is [`Error::UnsupportedEncoding`].
pub(super) fn decode_secret(text: &[u8]) -> Result<SecretBytes> {
    decode(text, SECRET)
}

/// The DER of a public key.
pub(super) fn decode_public(text: &[u8]) -> Result<SecretBytes> {
    decode(text, PUBLIC)
}

pub(super) fn encode_secret(der: &[u8]) -> Result<SecretBytes> {
    encode(SECRET, der).map(Zeroizing::new)
}

pub(super) fn encode_public(der: &[u8]) -> Result<Vec<u8>> {
    encode(PUBLIC, der)
}

fn decode(text: &[u8], expected: &str) -> Result<SecretBytes> {
    // The library skips text before the boundary; a key with a preface is not a key.
    if !text.starts_with(b"-----BEGIN ") {
        return Err(Error::InvalidKey);
    }
    match pem_rfc7468::decode_label(text).map_err(invalid)? {
        ENCRYPTED if expected == SECRET => return Err(Error::UnsupportedEncoding),
        label if label != expected => return Err(Error::InvalidKey),
        _ => {}
    }
    let (_, der) = pem_rfc7468::decode_vec(text).map_err(invalid)?;
    Ok(Zeroizing::new(der))
}

fn encode(label: &str, der: &[u8]) -> Result<Vec<u8>> {
    pem_rfc7468::encode_string(label, LineEnding::LF, der).map(String::into_bytes).map_err(internal)
}
