//! How one record is sealed, and one secret that a guest keeps itself.
//!
//! | Bytes | Content |
//! |---|---|
//! | 1 | the format, 1 |
//! | 4 | number of the data key, big-endian |
//! | 24 + n + 16 | nonce, ciphertext and tag (XChaCha20-Poly1305) |
//!
//! The associated data of a record are its namespace, identifier, version and attributes: under another name, as another
//! version or with another expiration it does not open. Those of a secret are the namespace; its expiration is encrypted
//! with it.

use wasi_crypto_engine::{Error, SecretBytes};
use wasi_crypto_keystore::{Attributes, EntryName, Namespace, Record};
use zeroize::Zeroizing;

use crate::error::{Result, SecretsError};
use crate::keyring::{Keyring, Purpose};
use crate::sealing;

const FORMAT: u8 = 1;
const HEADER_LEN: usize = 5;
const EXPIRY_LEN: usize = 8;

/// Seals the content of a version, with the newest key.
pub(crate) fn seal(
    keyring: &Keyring,
    name: &EntryName,
    version: u64,
    attributes: &Attributes,
    content: &[u8],
) -> Result<Vec<u8>> {
    sealed(keyring, Purpose::Records, &record_context(name, version, attributes), content)
}

/// Opens a record read under this name.
///
/// # Errors
/// [`SecretsError::Damaged`] for anything that was not sealed as this very record, and if its key is gone.
pub(crate) fn open(keyring: &Keyring, name: &EntryName, record: &Record) -> Result<SecretBytes> {
    let context = record_context(name, record.version, &record.attributes);
    opened(keyring, Purpose::Records, &context, &record.payload)?.ok_or_else(|| damaged(name, record.version))
}

/// The number of the key a record or encapsulated secret is sealed with.
pub(crate) fn key_number(payload: &[u8]) -> Option<u32> {
    let (format, rest) = payload.split_first()?;
    let number = rest.first_chunk()?;
    (*format == FORMAT).then(|| u32::from_be_bytes(*number))
}

/// Seals a secret for a guest to keep.
pub(crate) fn encapsulate(keyring: &Keyring, guest: &Namespace, secret: &[u8], expires: u64) -> Result<Vec<u8>> {
    let mut content = Zeroizing::new(Vec::with_capacity(secret.len().saturating_add(EXPIRY_LEN)));
    content.extend_from_slice(&expires.to_be_bytes());
    content.extend_from_slice(secret);
    sealed(keyring, Purpose::Capsules, &capsule_context(guest), &content)
}

/// Opens what was sealed for this guest: the secret, and when it expires. `None` for anything else.
pub(crate) fn decapsulate(
    keyring: &Keyring,
    guest: &Namespace,
    encapsulated: &[u8],
) -> Result<Option<(SecretBytes, u64)>> {
    let content = opened(keyring, Purpose::Capsules, &capsule_context(guest), encapsulated)?;
    Ok(content.and_then(|content| {
        let (expires, secret) = content.split_first_chunk()?;
        Some((SecretBytes::new(secret.to_vec()), u64::from_be_bytes(*expires)))
    }))
}

/// Bytes by which an encapsulated secret is longer than the secret: format, number of the key, nonce, expiration, tag.
const CAPSULE_OVERHEAD: usize = HEADER_LEN + sealing::OVERHEAD + EXPIRY_LEN;

/// How long a secret of so many bytes is once [`GuestSecrets::encapsulate_secret`](crate::GuestSecrets::encapsulate_secret)
/// has sealed it: 53 bytes longer. What is longer than the longest secret makes was not sealed here, and need not be
/// looked at.
pub fn encapsulated_len(secret_len: usize) -> usize {
    secret_len.saturating_add(CAPSULE_OVERHEAD)
}

pub(crate) fn damaged(name: &EntryName, version: u64) -> SecretsError {
    let (namespace, id) = (name.namespace(), crate::audit::Id(name));
    SecretsError::Damaged(format!("version {version} of {id} of `{namespace}` does not open"))
}

fn record_context(name: &EntryName, version: u64, attributes: &Attributes) -> Vec<u8> {
    let namespace = name.namespace().as_str().as_bytes();
    sealing::framed(&[b"record", namespace, name.id(), &version.to_be_bytes(), &attributes.to_bytes()])
}

fn capsule_context(guest: &Namespace) -> Vec<u8> {
    sealing::framed(&[b"encapsulated secret", guest.as_str().as_bytes()])
}

fn sealed(keyring: &Keyring, purpose: Purpose, context: &[u8], content: &[u8]) -> Result<Vec<u8>> {
    let number = keyring.newest();
    let key = keyring.key(number, purpose).ok_or(Error::InternalError)?;
    let mut bytes = vec![FORMAT];
    bytes.extend_from_slice(&number.to_be_bytes());
    let sealed = sealing::seal(key, &sealing::framed(&[&bytes, context]), content)?;
    bytes.extend_from_slice(&sealed);
    Ok(bytes)
}

/// The content, or `None` for what was not sealed with a key of the keyring and in this context.
fn opened(keyring: &Keyring, purpose: Purpose, context: &[u8], bytes: &[u8]) -> Result<Option<SecretBytes>> {
    let key = key_number(bytes).and_then(|number| keyring.key(number, purpose));
    let (Some(key), Some((header, sealed))) = (key, bytes.split_at_checked(HEADER_LEN)) else { return Ok(None) };
    match sealing::open(key, &sealing::framed(&[header, context]), sealed) {
        Ok(content) => Ok(Some(content)),
        Err(Error::InvalidTag) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
