//! Hashes, MACs, key derivation and authenticated encryption, one message per call.

use crate::bindings::Vectors;
use crate::bindings::exports::wasi_crypto_tests::vectors::symmetric_vectors::{
    Action, Category, Code, Guest, Opening, Setting,
};
use crate::bindings::wasi::crypto::common::{AlgorithmType, ErrorCode, Options};
use crate::bindings::wasi::crypto::symmetric::{self, SymmetricKey, SymmetricState};
use crate::{batches, code, coded, script};

type Bytes = Vec<u8>;

impl Guest for Vectors {
    fn hash(algorithm: String, chunks: Vec<Bytes>, len: u32) -> Result<Bytes, Code> {
        coded(absorbed(&algorithm, None, &chunks).and_then(|state| state.squeeze(len)))
    }

    fn hash_once(algorithm: String, message: Bytes) -> Result<Bytes, Code> {
        coded(symmetric::hash(&algorithm, &message))
    }

    fn mac(algorithm: String, key: Bytes, chunks: Vec<Bytes>) -> Result<Bytes, Code> {
        let key = import(&algorithm, &key)?;
        let state = absorbed(&algorithm, Some(&key), &chunks).map_err(code)?;
        state.squeeze_tag().map_err(code)?.bytes().map_err(code)
    }

    fn mac_verify(algorithm: String, key: Bytes, chunks: Vec<Bytes>, tag: Bytes) -> Result<(), Code> {
        let key = import(&algorithm, &key)?;
        let state = absorbed(&algorithm, Some(&key), &chunks).map_err(code)?;
        coded(state.squeeze_tag().and_then(|own| own.verify(&tag)))
    }

    fn mac_once(algorithm: String, key: Bytes, message: Bytes) -> Result<Bytes, Code> {
        coded(symmetric::mac(&import(&algorithm, &key)?, &message))
    }

    fn mac_verify_once(algorithm: String, key: Bytes, message: Bytes, tag: Bytes) -> Result<(), Code> {
        coded(symmetric::verify_mac(&import(&algorithm, &key)?, &message, &tag))
    }

    fn hkdf(hash: String, ikm: Bytes, salt: Bytes, info: Bytes, len: u32) -> Result<Bytes, Code> {
        let (extract, expand) = (format!("HKDF-EXTRACT/{hash}"), format!("HKDF-EXPAND/{hash}"));
        let ikm = import(&extract, &ikm)?;
        let prk = absorbed(&extract, Some(&ikm), &[salt]).and_then(|state| state.squeeze_key(&expand));
        let prk = prk.map_err(code)?;
        coded(absorbed(&expand, Some(&prk), &[info]).and_then(|state| state.squeeze(len)))
    }

    fn hkdf_once(hash: String, ikm: Bytes, salt: Bytes, info: Bytes, len: u32) -> Result<Bytes, Code> {
        let ikm = import(&format!("HKDF-EXTRACT/{hash}"), &ikm)?;
        coded(symmetric::derive(&ikm, &salt, &info, len))
    }

    fn aead_seal(
        algorithm: String,
        key: Bytes,
        nonce: Option<Bytes>,
        aad: Bytes,
        plaintext: Bytes,
    ) -> Result<Bytes, Code> {
        coded(cipher(&algorithm, &key, nonce, &aad).and_then(|state| state.encrypt(&plaintext)))
    }

    fn aead_open(
        algorithm: String,
        key: Bytes,
        nonce: Option<Bytes>,
        aad: Bytes,
        ciphertext: Bytes,
    ) -> Result<Bytes, Code> {
        coded(cipher(&algorithm, &key, nonce, &aad).and_then(|state| state.decrypt(&ciphertext)))
    }

    fn aead_seal_detached(
        algorithm: String,
        key: Bytes,
        nonce: Option<Bytes>,
        aad: Bytes,
        plaintext: Bytes,
    ) -> Result<(Bytes, Bytes), Code> {
        let sealed = cipher(&algorithm, &key, nonce, &aad).and_then(|state| state.encrypt_detached(&plaintext));
        let sealed = sealed.map_err(code)?;
        Ok((sealed.ciphertext, sealed.tag.bytes().map_err(code)?))
    }

    fn aead_open_detached(
        algorithm: String,
        key: Bytes,
        nonce: Option<Bytes>,
        aad: Bytes,
        ciphertext: Bytes,
        tag: Bytes,
    ) -> Result<Bytes, Code> {
        coded(cipher(&algorithm, &key, nonce, &aad).and_then(|state| state.decrypt_detached(&ciphertext, &tag)))
    }

    fn aead_seal_once(
        algorithm: String,
        key: Bytes,
        nonce: Option<Bytes>,
        aad: Bytes,
        plaintext: Bytes,
    ) -> Result<(Bytes, Bytes), Code> {
        let key = import(&algorithm, &key)?;
        let sealed = symmetric::seal(&key, nonce.as_deref(), &aad, &plaintext).map_err(code)?;
        Ok((sealed.nonce, sealed.ciphertext))
    }

    fn aead_open_once(
        algorithm: String,
        key: Bytes,
        nonce: Bytes,
        aad: Bytes,
        ciphertext: Bytes,
    ) -> Result<Bytes, Code> {
        coded(symmetric::open(&import(&algorithm, &key)?, &nonce, &aad, &ciphertext))
    }

    fn generate(algorithm: String) -> Result<Bytes, Code> {
        coded(SymmetricKey::generate(&algorithm, None).and_then(|key| key.export()))
    }

    fn import_export(algorithm: String, key: Bytes) -> Result<(String, Bytes), Code> {
        let key = import(&algorithm, &key)?;
        Ok((key.algorithm(), key.export().map_err(code)?))
    }

    fn script(opening: Opening, calls: Vec<(u32, Action)>) -> Result<Vec<Result<Bytes, Code>>, Code> {
        script::run(opening, calls)
    }

    fn set_options(category: Category, settings: Vec<Setting>) -> Result<Vec<Result<(), Code>>, Code> {
        script::set_options(category, settings)
    }

    fn open_secrets_manager(options: Option<(Category, Vec<Setting>)>) -> Result<(), Code> {
        script::open_secrets_manager(options)
    }

    fn batch_hash(algorithm: String, messages: Vec<Bytes>, len: u32) -> Result<Vec<Result<Bytes, Code>>, Code> {
        batches::hash(&algorithm, &messages, len)
    }

    fn batch_mac(algorithm: String, key: Bytes, messages: Vec<Bytes>) -> Result<Vec<Result<Bytes, Code>>, Code> {
        batches::mac(&algorithm, &key, &messages)
    }

    fn batch_seal(
        algorithm: String,
        key: Bytes,
        entries: Vec<(Bytes, Bytes)>,
    ) -> Result<Vec<Result<Bytes, Code>>, Code> {
        batches::seal(&algorithm, &key, entries)
    }

    fn batch_seal_detached(
        algorithm: String,
        key: Bytes,
        entries: Vec<(Bytes, Bytes)>,
    ) -> Result<Vec<Result<(Bytes, Bytes), Code>>, Code> {
        batches::seal_detached(&algorithm, &key, entries)
    }

    fn batch_open(
        algorithm: String,
        key: Bytes,
        entries: Vec<(Bytes, Bytes)>,
    ) -> Result<Vec<Result<Bytes, Code>>, Code> {
        batches::open(&algorithm, &key, entries)
    }

    fn batch_open_detached(
        algorithm: String,
        key: Bytes,
        entries: Vec<(Bytes, Bytes, Bytes)>,
    ) -> Result<Vec<Result<Bytes, Code>>, Code> {
        batches::open_detached(&algorithm, &key, entries)
    }

    fn batch_mixed(algorithms: Vec<String>, len: u32) -> Result<Vec<Result<Bytes, Code>>, Code> {
        batches::mixed(&algorithms, len)
    }
}

/// A state that absorbed the chunks, each with a call of its own.
pub fn absorbed(algorithm: &str, key: Option<&SymmetricKey>, chunks: &[Bytes]) -> Result<SymmetricState, ErrorCode> {
    let state = SymmetricState::open(algorithm, key, None)?;
    for chunk in chunks {
        state.absorb(chunk)?;
    }
    Ok(state)
}

/// A state ready to encrypt or decrypt. Empty associated data is not absorbed at all, as most programs do it.
pub fn cipher(algorithm: &str, key: &[u8], nonce: Option<Bytes>, aad: &[u8]) -> Result<SymmetricState, ErrorCode> {
    let key = SymmetricKey::import(algorithm, key)?;
    let options = nonce.map(|nonce| with_nonce(&nonce)).transpose()?;
    let state = SymmetricState::open(algorithm, Some(&key), options.as_ref())?;
    if !aad.is_empty() {
        state.absorb(aad)?;
    }
    Ok(state)
}

fn with_nonce(nonce: &[u8]) -> Result<Options, ErrorCode> {
    let options = Options::open(AlgorithmType::Symmetric)?;
    options.set("nonce", nonce)?;
    Ok(options)
}

fn import(algorithm: &str, key: &[u8]) -> Result<SymmetricKey, Code> {
    coded(SymmetricKey::import(algorithm, key))
}
