//! Options, lengths and operations of symmetric states.

use wasi_crypto_tests::legacy::Answer;
use wasi_crypto_tests::legacy_calls::{SIGNATURES, SYMMETRIC};

use super::{AES, EXPAND, EXTRACT, L, MESSAGE, aead, derivation, hash, mac, number, option};

// Nonces and options.

pub fn no_options(l: &mut L) -> Answer {
    let key = l.key_import(AES, &[1; 32])?;
    l.state_open(AES, Some(key), None).map(drop)
}

pub fn options_without_nonce(l: &mut L) -> Answer {
    let (key, options) = (l.key_import(AES, &[1; 32])?, l.options_open(SYMMETRIC)?);
    l.state_open(AES, Some(key), Some(options)).map(drop)
}

pub fn second_encryption(l: &mut L) -> Answer {
    let state = aead(l)?;
    l.encrypt(state, MESSAGE, MESSAGE.len() + 16)?;
    l.encrypt(state, MESSAGE, MESSAGE.len() + 16).map(drop)
}

pub fn short_nonce(l: &mut L) -> Answer {
    l.aead(AES, &[7; 32], &[9; 11]).map(drop)
}

pub fn long_nonce(l: &mut L) -> Answer {
    l.aead("XCHACHA20-POLY1305", &[7; 32], &[9; 25]).map(drop)
}

pub fn empty_nonce(l: &mut L) -> Answer {
    l.aead(AES, &[7; 32], &[]).map(drop)
}

pub fn no_salt(l: &mut L) -> Answer {
    let state = l.state_open("ARGON2-ID-13", None, None)?;
    l.absorb(state, b"password")?;
    l.squeeze(state, 32).map(drop)
}

pub fn set_unknown(l: &mut L) -> Answer {
    let options = l.options_open(SYMMETRIC)?;
    l.options_set(options, "flavour", b"x")
}

pub fn set_unknown_number(l: &mut L) -> Answer {
    let options = l.options_open(SYMMETRIC)?;
    l.options_set_u64(options, "flavour", 1)
}

pub fn set_for_signatures(l: &mut L) -> Answer {
    let options = l.options_open(SIGNATURES)?;
    l.options_set(options, "nonce", b"x")
}

pub fn get_unknown(l: &mut L) -> Answer {
    let state = aead(l)?;
    option(l, state, "flavour", 64)
}

pub fn get_unknown_number(l: &mut L) -> Answer {
    let state = hash(l)?;
    number(l, state, "flavour")
}

pub fn get_unset(l: &mut L) -> Answer {
    let state = aead(l)?;
    option(l, state, "salt", 64)
}

pub fn get_without_options(l: &mut L) -> Answer {
    let state = hash(l)?;
    option(l, state, "nonce", 64)
}

pub fn get_unset_number(l: &mut L) -> Answer {
    let state = aead(l)?;
    number(l, state, "ops_limit")
}

pub fn option_buffer_short(l: &mut L) -> Answer {
    let state = aead(l)?;
    option(l, state, "nonce", 11)
}

// Lengths and operations.

pub fn long_digest(l: &mut L) -> Answer {
    let state = hash(l)?;
    l.squeeze(state, 33).map(drop)
}

pub fn long_truncated_digest(l: &mut L) -> Answer {
    let state = l.state_open("SHA-512/256", None, None)?;
    l.squeeze(state, 64).map(drop)
}

pub fn long_derivation(l: &mut L) -> Answer {
    let state = derivation(l, EXPAND)?;
    l.squeeze(state, 255 * 32 + 1).map(drop)
}

pub fn squeeze_mac(l: &mut L) -> Answer {
    let state = mac(l)?;
    l.squeeze(state, 32).map(drop)
}

pub fn squeeze_cipher(l: &mut L) -> Answer {
    let state = aead(l)?;
    l.squeeze(state, 32).map(drop)
}

pub fn tag_of_hash(l: &mut L) -> Answer {
    let state = hash(l)?;
    l.squeeze_tag(state).map(drop)
}

pub fn key_of_hash(l: &mut L) -> Answer {
    let (state, (name, len)) = (hash(l)?, l.put(AES.as_bytes()));
    l.call_u32("symmetric_state_squeeze_key", &[state, name, len]).map(drop)
}

pub fn max_tag_of_hash(l: &mut L) -> Answer {
    let state = hash(l)?;
    l.call_u32("symmetric_state_max_tag_len", &[state]).map(drop)
}

pub fn encrypt_with_hash(l: &mut L) -> Answer {
    let state = hash(l)?;
    l.encrypt(state, MESSAGE, MESSAGE.len() + 16).map(drop)
}

pub fn decrypt_with_mac(l: &mut L) -> Answer {
    let state = mac(l)?;
    l.decrypt(state, MESSAGE, MESSAGE.len() - 16).map(drop)
}

pub fn detached_with_hash(l: &mut L) -> Answer {
    let state = hash(l)?;
    l.encrypt_detached(state, MESSAGE, MESSAGE.len()).map(drop)
}

pub fn detached_with_kdf(l: &mut L) -> Answer {
    let state = derivation(l, EXTRACT)?;
    l.decrypt_detached(state, MESSAGE, &[0; 16], MESSAGE.len()).map(drop)
}

pub fn ratchet_cipher(l: &mut L) -> Answer {
    let state = aead(l)?;
    l.call("symmetric_state_ratchet", &[state])
}

pub fn generate_for_hash(l: &mut L) -> Answer {
    l.key_generate("SHA-256").map(drop)
}

pub fn import_for_hash(l: &mut L) -> Answer {
    l.key_import("SHA-256", &[1; 32]).map(drop)
}
