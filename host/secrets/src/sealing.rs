//! The one way anything is encrypted here: XChaCha20-Poly1305 with a random nonce, under a key made for one purpose.

use wasi_crypto_engine::oneshot::{self, Sealed};
use wasi_crypto_engine::{Engine, Error, Result, SecretBytes, SymmetricKey};

/// The algorithm. Its nonce is long enough to be drawn at random for as many messages as there will ever be.
const AEAD: &str = "XCHACHA20-POLY1305";
const NONCE_LEN: usize = 24;
const TAG_LEN: usize = 16;
/// Makes keys for purposes out of others.
const DERIVATION: &str = "HKDF-EXTRACT/SHA-256";

/// Bytes of every key here, and of every random identifier.
pub(crate) const KEY_LEN: usize = 32;

/// Bytes by which what is sealed is longer than its content.
pub(crate) const OVERHEAD: usize = NONCE_LEN + TAG_LEN;

/// 32 random bytes, from the engine's source.
pub(crate) fn random(engine: &Engine) -> Result<SecretBytes> {
    SymmetricKey::generate(engine, AEAD, None)?.export()
}

/// Bytes for one purpose, which tell nothing of the key or of those for another purpose.
pub(crate) fn derive(engine: &Engine, key: &[u8], purpose: &str, len: usize) -> Result<SecretBytes> {
    oneshot::derive(&SymmetricKey::import(engine, DERIVATION, key)?, &[], purpose.as_bytes(), len)
}

/// A key to seal with, for one purpose.
pub(crate) fn key(engine: &Engine, key: &[u8], purpose: &str) -> Result<SymmetricKey> {
    SymmetricKey::import(engine, AEAD, &derive(engine, key, purpose, KEY_LEN)?)
}

/// Seals `content`: a nonce, then the ciphertext with its tag. It opens only with the same associated data.
pub(crate) fn seal(key: &SymmetricKey, associated: &[u8], content: &[u8]) -> Result<Vec<u8>> {
    let Sealed { mut nonce, ciphertext } = oneshot::seal(key, None, associated, content)?;
    if nonce.len() != NONCE_LEN {
        return Err(Error::InternalError);
    }
    nonce.extend_from_slice(&ciphertext);
    Ok(nonce)
}

/// Opens what [`seal`] has sealed.
///
/// # Errors
/// [`Error::InvalidTag`] for anything else.
pub(crate) fn open(key: &SymmetricKey, associated: &[u8], sealed: &[u8]) -> Result<SecretBytes> {
    let (nonce, ciphertext) = sealed.split_at_checked(NONCE_LEN).ok_or(Error::InvalidTag)?;
    oneshot::open(key, nonce, associated, ciphertext)
}

/// Several strings as one, so that no other strings give the same.
pub(crate) fn framed(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}
