//! The container only this library reads: every type of key has it, and it names its algorithm.
//!
//! | Bytes | Content |
//! |---|---|
//! | 16 | `wasi-crypto key`, then the version, 1 |
//! | 1 | 1 for a pair, 2 for a secret key, 3 for a public key |
//! | 1 | length of the identifier |
//! | | the identifier in its usual spelling |
//! | 4, big-endian | length of the first part |
//! | | the secret key in canonical form, or the public key if it stands alone |
//! | 4, big-endian | pairs only: length of the second part |
//! | | the public key in canonical form |

use zeroize::Zeroizing;

use super::{DecodedSecret, Holder, internal};
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};

const MAGIC: &[u8; 16] = b"wasi-crypto key\x01";

const PAIR: u8 = 1;
const SECRET: u8 = 2;
const PUBLIC: u8 = 3;

/// From the container of a secret key or pair of this algorithm.
pub(super) fn decode_secret(name: &str, holder: Holder, bytes: &[u8]) -> Result<DecodedSecret> {
    let rest = decode_header(name, kind(holder), bytes)?;
    let (secret, rest) = decode_part(rest)?;
    let (public, rest) = match holder {
        Holder::Pair => decode_part(rest).map(|(public, rest)| (Some(public.to_vec()), rest))?,
        Holder::Secret => (None, rest),
    };
    finish(rest)?;
    Ok(DecodedSecret { secret: Zeroizing::new(secret.to_vec()), public, expanded: None })
}

/// To the container of a secret key or pair.
pub(super) fn encode_secret(name: &str, holder: Holder, secret: &[u8], public: &[u8]) -> Result<SecretBytes> {
    let parts = [secret, public];
    let count = if holder == Holder::Pair { 2 } else { 1 };
    encode(name, kind(holder), parts.get(..count).unwrap_or_default())
}

/// From the container of a public key of this algorithm.
pub(super) fn decode_public<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a [u8]> {
    let (public, rest) = decode_part(decode_header(name, PUBLIC, bytes)?)?;
    finish(rest)?;
    Ok(public)
}

/// To the container of a public key.
pub(super) fn encode_public(name: &str, public: &[u8]) -> Result<Vec<u8>> {
    encode(name, PUBLIC, &[public]).map(|bytes| bytes.to_vec())
}

fn kind(holder: Holder) -> u8 {
    match holder {
        Holder::Pair => PAIR,
        Holder::Secret => SECRET,
    }
}

/// In one allocation, so that no copy of a secret is left behind.
fn encode(name: &str, kind: u8, parts: &[&[u8]]) -> Result<SecretBytes> {
    let header = MAGIC.len().saturating_add(2).saturating_add(name.len());
    let len = parts.iter().fold(header, |len, part| len.saturating_add(4).saturating_add(part.len()));
    let mut bytes = Zeroizing::new(Vec::with_capacity(len));
    bytes.extend_from_slice(MAGIC);
    bytes.push(kind);
    bytes.push(u8::try_from(name.len()).map_err(internal)?);
    bytes.extend_from_slice(name.as_bytes());
    for part in parts {
        bytes.extend_from_slice(&u32::try_from(part.len()).map_err(internal)?.to_be_bytes());
        bytes.extend_from_slice(part);
    }
    Ok(bytes)
}

/// Everything before the key has to be exactly what is written for such a key.
fn decode_header<'a>(name: &str, kind: u8, bytes: &'a [u8]) -> Result<&'a [u8]> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(Error::InvalidKey)?;
    let rest = rest.strip_prefix(&[kind]).ok_or(Error::InvalidKey)?;
    let (len, rest) = rest.split_first().ok_or(Error::InvalidKey)?;
    if usize::from(*len) != name.len() {
        return Err(Error::InvalidKey);
    }
    rest.strip_prefix(name.as_bytes()).ok_or(Error::InvalidKey)
}

fn decode_part(bytes: &[u8]) -> Result<(&[u8], &[u8])> {
    let (len, rest) = bytes.split_first_chunk().ok_or(Error::InvalidKey)?;
    let len = usize::try_from(u32::from_be_bytes(*len)).map_err(|_| Error::InvalidKey)?;
    rest.split_at_checked(len).ok_or(Error::InvalidKey)
}

fn finish(rest: &[u8]) -> Result<()> {
    if rest.is_empty() { Ok(()) } else { Err(Error::InvalidKey) }
}
