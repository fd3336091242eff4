//! The batch functions of interface `symmetric`.

use crate::bindings::exports::wasi_crypto_tests::vectors::symmetric_vectors::Code;
use crate::bindings::wasi::crypto::common::ErrorCode;
use crate::bindings::wasi::crypto::symmetric::{
    DetachedCiphertext, SymmetricKey, SymmetricState, batch_decrypt, batch_decrypt_detached, batch_encrypt,
    batch_encrypt_detached, batch_squeeze, batch_squeeze_tag,
};
use crate::symmetric::{absorbed, cipher};
use crate::{code, coded};

type Bytes = Vec<u8>;
type Outcomes<T> = Result<Vec<Result<T, Code>>, Code>;

/// Hashes each message with a state of its own, all squeezed in one call.
pub fn hash(algorithm: &str, messages: &[Bytes], len: u32) -> Outcomes<Bytes> {
    let states = each(messages, |message| absorbed(algorithm, None, std::slice::from_ref(message)))?;
    squeeze(&states, len)
}

/// Squeezes states of different algorithms in one call.
pub fn mixed(algorithms: &[String], len: u32) -> Outcomes<Bytes> {
    squeeze(&each(algorithms, |algorithm| absorbed(algorithm, None, &[]))?, len)
}

/// Authenticates each message with a state of its own, all tags squeezed in one call.
pub fn mac(algorithm: &str, key: &[u8], messages: &[Bytes]) -> Outcomes<Bytes> {
    let key = SymmetricKey::import(algorithm, key).map_err(code)?;
    let states = each(messages, |message| absorbed(algorithm, Some(&key), std::slice::from_ref(message)))?;
    let outcomes = batch_squeeze_tag(&states.iter().collect::<Vec<_>>()).map_err(code)?;
    Ok(outcomes.into_iter().map(|outcome| coded(outcome.and_then(|tag| tag.bytes()))).collect())
}

/// Encrypts entries of (nonce, plaintext).
pub fn seal(algorithm: &str, key: &[u8], entries: Vec<(Bytes, Bytes)>) -> Outcomes<Bytes> {
    let states = ciphers(algorithm, key, entries.iter().map(|entry| &entry.0))?;
    let entries: Vec<_> = states.iter().zip(entries.into_iter().map(|entry| entry.1)).collect();
    coded_each(batch_encrypt(&entries))
}

/// Encrypts entries of (nonce, plaintext) into ciphertext and tag.
pub fn seal_detached(algorithm: &str, key: &[u8], entries: Vec<(Bytes, Bytes)>) -> Outcomes<(Bytes, Bytes)> {
    let states = ciphers(algorithm, key, entries.iter().map(|entry| &entry.0))?;
    let entries: Vec<_> = states.iter().zip(entries.into_iter().map(|entry| entry.1)).collect();
    let outcomes = batch_encrypt_detached(&entries).map_err(code)?;
    let parts = |sealed: DetachedCiphertext| Ok((sealed.ciphertext, sealed.tag.bytes()?));
    Ok(outcomes.into_iter().map(|outcome| coded(outcome.and_then(parts))).collect())
}

/// Decrypts entries of (nonce, ciphertext followed by tag).
pub fn open(algorithm: &str, key: &[u8], entries: Vec<(Bytes, Bytes)>) -> Outcomes<Bytes> {
    let states = ciphers(algorithm, key, entries.iter().map(|entry| &entry.0))?;
    let entries: Vec<_> = states.iter().zip(entries.into_iter().map(|entry| entry.1)).collect();
    coded_each(batch_decrypt(&entries))
}

/// Decrypts entries of (nonce, ciphertext, tag).
pub fn open_detached(algorithm: &str, key: &[u8], entries: Vec<(Bytes, Bytes, Bytes)>) -> Outcomes<Bytes> {
    let states = ciphers(algorithm, key, entries.iter().map(|entry| &entry.0))?;
    let entries: Vec<_> =
        states.iter().zip(entries).map(|(state, (_, ciphertext, tag))| (state, ciphertext, tag)).collect();
    coded_each(batch_decrypt_detached(&entries))
}

fn squeeze(states: &[SymmetricState], len: u32) -> Outcomes<Bytes> {
    let entries: Vec<_> = states.iter().map(|state| (state, len)).collect();
    coded_each(batch_squeeze(&entries))
}

fn ciphers<'a>(
    algorithm: &str,
    key: &[u8],
    nonces: impl Iterator<Item = &'a Bytes>,
) -> Result<Vec<SymmetricState>, Code> {
    let nonces: Vec<_> = nonces.collect();
    each(&nonces, |nonce| cipher(algorithm, key, Some(nonce.to_vec()), &[]))
}

/// One state per item, or the first error.
fn each<T>(items: &[T], make: impl Fn(&T) -> Result<SymmetricState, ErrorCode>) -> Result<Vec<SymmetricState>, Code> {
    coded(items.iter().map(make).collect())
}

fn coded_each<T>(outcomes: Result<Vec<Result<T, ErrorCode>>, ErrorCode>) -> Outcomes<T> {
    Ok(outcomes.map_err(code)?.into_iter().map(coded).collect())
}
