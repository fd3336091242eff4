//! Interface `wasi-ephemeral-crypto-symmetric`, and the option sets of the common one.

use crate::bindings::wasi::crypto::wasi_ephemeral_crypto_symmetric::{
    symmetric_key_export, symmetric_key_generate, symmetric_key_id, symmetric_key_import, symmetric_state_absorb,
    symmetric_state_clone, symmetric_state_decrypt, symmetric_state_decrypt_detached, symmetric_state_encrypt,
    symmetric_state_encrypt_detached, symmetric_state_max_tag_len, symmetric_state_open, symmetric_state_options_get,
    symmetric_state_options_get_u64, symmetric_state_ratchet, symmetric_state_squeeze, symmetric_state_squeeze_key,
    symmetric_state_squeeze_tag, symmetric_tag_len, symmetric_tag_pull, symmetric_tag_verify,
};
use crate::closing::{options_close, symmetric_key_close, symmetric_state_close, symmetric_tag_close};
use crate::common::{
    AlgorithmType, Options, SymmetricKey, SymmetricState, options_open, options_set, options_set_guest_buffer,
    options_set_u64,
};
use crate::{Outcome, Part, check, hex, pull, refused};

/// The parts, in the order they run.
pub const PARTS: &[Part] = &[
    ('=', "SHA-256", hash),
    ('=', "HMAC/SHA-256", mac),
    ('=', "HKDF", derive),
    ('=', "AES-256-GCM", encrypt),
    ('=', "AES-256-CBC", padded),
    ('=', "XOODYAK-128", session),
    ('=', "options", options),
];

fn hash(text: &[u8]) -> Outcome {
    let state = symmetric_state_open("SHA-256", None, None)?;
    symmetric_state_absorb(&state, &text[..text.len() / 2])?;
    let copy = symmetric_state_clone(&state)?;
    for state in [&state, &copy] {
        symmetric_state_absorb(state, &text[text.len() / 2..])?;
    }
    let digest = symmetric_state_squeeze(&state)?;
    check(digest.len() == 32, "a digest is not whole")?;
    check(symmetric_state_squeeze(&copy)? == digest, "a clone hashes to something else")?;
    refused!(symmetric_state_encrypt(&state, text), InvalidOperation, "a hash encrypts");
    refused!(symmetric_state_open("MD5", None, None), UnsupportedAlgorithm, "MD5 is there");
    symmetric_state_close(state)?;
    Ok(hex(&digest))
}

fn mac(text: &[u8]) -> Outcome {
    let key = symmetric_key_import("HMAC/SHA-256", &[1; 32])?;
    check(pull(symmetric_key_export(&key)?)? == [1; 32], "a key changes on its way out")?;
    refused!(symmetric_key_id(&key), UnsupportedFeature, "a key that is not managed has an identifier");
    let state = symmetric_state_open("HMAC/SHA-256", Some(&key), None)?;
    symmetric_state_absorb(&state, text)?;
    refused!(symmetric_state_squeeze(&state), InvalidOperation, "a MAC squeezes");
    let tag = symmetric_state_squeeze_tag(&state)?;
    check(symmetric_tag_len(&tag)? == 32, "a tag has another length")?;
    let again = symmetric_state_squeeze_tag(&state)?;
    let bytes = symmetric_tag_pull(tag)?;
    symmetric_tag_verify(&again, &bytes)?;
    refused!(symmetric_tag_verify(&again, &bytes[..31]), InvalidTag, "a shortened tag verifies");
    symmetric_tag_close(again)?;
    symmetric_key_close(key)?;
    Ok(hex(&bytes))
}

fn derive(text: &[u8]) -> Outcome {
    let key = symmetric_key_import("HKDF-EXTRACT/SHA-256", text)?;
    let extract = symmetric_state_open("HKDF-EXTRACT/SHA-256", Some(&key), None)?;
    symmetric_state_absorb(&extract, b"salt")?;
    let pseudorandom = symmetric_state_squeeze_key(&extract, "HKDF-EXPAND/SHA-256")?;
    let expand = symmetric_state_open("HKDF-EXPAND/SHA-256", Some(&pseudorandom), None)?;
    symmetric_state_absorb(&expand, b"info")?;
    let derived = symmetric_state_squeeze(&expand)?;
    check(derived.len() == 32, "HKDF gives not as much as its hash has")?;
    Ok(hex(&derived))
}

/// A state of AES with a fixed key and nonce.
pub fn cipher(algorithm: &str, nonce: &[u8]) -> Outcome<SymmetricState> {
    let key = symmetric_key_import(algorithm, &[2; 32])?;
    let options = options_open(AlgorithmType::Symmetric)?;
    options_set(&options, "nonce", nonce)?;
    Ok(symmetric_state_open(algorithm, Some(&key), Some(&options))?)
}

fn encrypt(text: &[u8]) -> Outcome {
    let state = |nonce: u8| cipher("AES-256-GCM", &[nonce; 12]);
    let sealing = state(3)?;
    check(symmetric_state_options_get(&sealing, "nonce")? == [3; 12], "the nonce is another")?;
    check(symmetric_state_max_tag_len(&sealing)? == 16, "the tag has another length")?;
    let sealed = symmetric_state_encrypt(&sealing, text)?;
    refused!(symmetric_state_encrypt(&sealing, text), NonceRequired, "a nonce encrypts twice");
    let len = u32::try_from(text.len()).unwrap_or_default();
    let opening = state(3)?;
    refused!(symmetric_state_decrypt(&opening, &sealed, len - 1), Overflow, "too small a buffer will do");
    refused!(symmetric_state_decrypt(&opening, &sealed, len + 1), InvalidLength, "too large a buffer will do");
    refused!(symmetric_state_decrypt(&opening, &sealed[..15], 0), InvalidTag, "less than a tag decrypts");
    check(symmetric_state_decrypt(&opening, &sealed, len)? == text, "something else was decrypted")?;

    let (ciphertext, tag) = symmetric_state_encrypt_detached(&state(4)?, text)?;
    let tag = symmetric_tag_pull(tag)?;
    check(symmetric_state_decrypt_detached(&state(4)?, &ciphertext, &tag)? == text, "something else was decrypted")?;
    refused!(
        symmetric_state_decrypt_detached(&state(4)?, &ciphertext, &sealed[..16]),
        InvalidTag,
        "a forgery decrypts"
    );
    refused!(symmetric_state_ratchet(&sealing), InvalidOperation, "AES-GCM has sessions");
    let key: SymmetricKey = symmetric_key_generate("AES-256-GCM", None)?;
    refused!(symmetric_state_open("AES-256-GCM", Some(&key), None), NonceRequired, "a short nonce is drawn");
    Ok(hex(&sealed))
}

/// Where padding hides how long a plaintext is, a buffer may be larger than it.
fn padded(text: &[u8]) -> Outcome {
    let sealed = symmetric_state_encrypt(&cipher("AES-256-CBC", &[5; 16])?, &text[..10])?;
    let opening = cipher("AES-256-CBC", &[5; 16])?;
    refused!(symmetric_state_decrypt(&opening, &sealed, 9), Overflow, "too small a buffer will do");
    refused!(
        symmetric_state_decrypt(&opening, &sealed, 17),
        InvalidLength,
        "a larger buffer than the ciphertext will do"
    );
    check(symmetric_state_decrypt(&opening, &sealed, 16)? == text[..10], "something else was decrypted")?;
    Ok(hex(&sealed))
}

fn session(text: &[u8]) -> Outcome {
    let key = symmetric_key_import("XOODYAK-128", &[6; 16])?;
    let drawn = || symmetric_state_options_get(&symmetric_state_open("XOODYAK-128", Some(&key), None)?, "nonce");
    check(drawn()?.len() == 16 && drawn()? != drawn()?, "sessions of a key begin alike")?;
    // No nonce at all: the session that was known before nonces were drawn.
    let options = options_open(AlgorithmType::Symmetric)?;
    options_set(&options, "nonce", &[])?;
    let state = symmetric_state_open("XOODYAK-128", Some(&key), Some(&options))?;
    symmetric_state_absorb(&state, text)?;
    let first = symmetric_state_squeeze(&state)?;
    check(first.len() == 32, "a session squeezes another length")?;
    symmetric_state_ratchet(&state)?;
    check(symmetric_state_squeeze(&state)? != first, "a session repeats itself")?;
    Ok(hex(&first))
}

fn options(_: &[u8]) -> Outcome {
    let set: Options = options_open(AlgorithmType::Symmetric)?;
    options_set(&set, "salt", &[7; 16])?;
    options_set_u64(&set, "memory_limit", 1 << 20)?;
    options_set_u64(&set, "ops_limit", 1)?;
    options_set_guest_buffer(&set, "buffer", &vec![0; 2 << 20])?;
    refused!(options_set(&set, "no such option", &[]), UnsupportedOption, "any option will do");
    let state = symmetric_state_open("ARGON2-ID-13", None, Some(&set))?;
    check(symmetric_state_options_get_u64(&state, "memory_limit")? == 1 << 20, "the limit is another")?;
    refused!(symmetric_state_options_get(&state, "nonce"), OptionNotSet, "a nonce comes from nowhere");
    symmetric_state_absorb(&state, b"password")?;
    let key = symmetric_state_squeeze(&state)?;

    // The buffer is the most that may be used.
    options_set_guest_buffer(&set, "buffer", &vec![0; 512 << 10])?;
    refused!(symmetric_state_open("ARGON2-ID-13", None, Some(&set)), Overflow, "the buffer does not limit");
    options_close(set)?;
    Ok(hex(&key))
}
