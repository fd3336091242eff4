//! Identifiers, and keys of another algorithm.

use wasi_crypto_tests::legacy::Answer;
use wasi_crypto_tests::legacy_calls::{KEY_EXCHANGE, RAW, SIGNATURES};

use super::{AES, EXPAND, EXTRACT, HMAC, L, SMALL_AES, derivation};

// Algorithms.

pub fn unknown_key(l: &mut L) -> Answer {
    l.key_import("AES-255-GCM", &[1; 32]).map(drop)
}

pub fn unknown_state(l: &mut L) -> Answer {
    l.state_open("SHA-255", None, None).map(drop)
}

pub fn unknown_pair(l: &mut L) -> Answer {
    l.keypair_generate(SIGNATURES, "Ed25520").map(drop)
}

pub fn unknown_public(l: &mut L) -> Answer {
    l.import("publickey", KEY_EXCHANGE, "X25520", &[9; 32], RAW).map(drop)
}

pub fn unknown_signature(l: &mut L) -> Answer {
    l.signature_import("Ed25520", &[1; 64], RAW).map(drop)
}

pub fn wrong_category(l: &mut L) -> Answer {
    l.keypair_generate(SIGNATURES, "X25519").map(drop)
}

// Keys of states.

pub fn keyed_hash(l: &mut L) -> Answer {
    let key = l.key_import(AES, &[1; 32])?;
    l.state_open("SHA-256", Some(key), None).map(drop)
}

pub fn mac_without_key(l: &mut L) -> Answer {
    l.state_open(HMAC, None, None).map(drop)
}

pub fn cipher_without_key(l: &mut L) -> Answer {
    let nonce = l.nonce(&[9; 12])?;
    l.state_open(AES, None, Some(nonce)).map(drop)
}

pub fn derivation_without_key(l: &mut L) -> Answer {
    l.state_open(EXTRACT, None, None).map(drop)
}

pub fn key_of_other_size(l: &mut L) -> Answer {
    let (key, nonce) = (l.key_import(AES, &[1; 32])?, l.nonce(&[9; 12])?);
    l.state_open(SMALL_AES, Some(key), Some(nonce)).map(drop)
}

pub fn key_of_other_algorithm(l: &mut L) -> Answer {
    let (key, nonce) = (l.key_import(AES, &[1; 32])?, l.nonce(&[9; 12])?);
    l.state_open("CHACHA20-POLY1305", Some(key), Some(nonce)).map(drop)
}

pub fn derived_for_other(l: &mut L) -> Answer {
    let (state, (name, len)) = (derivation(l, EXTRACT)?, l.put(AES.as_bytes()));
    l.call_u32("symmetric_state_squeeze_key", &[state, name, len]).map(drop)
}

pub fn signing_with_exchange_key(l: &mut L) -> Answer {
    let pair = l.keypair_generate(KEY_EXCHANGE, "X25519")?;
    l.call_u32("signature_state_open", &[pair]).map(drop)
}

pub fn short_key(l: &mut L) -> Answer {
    l.key_import(AES, &[1; 31]).map(drop)
}

pub fn long_key(l: &mut L) -> Answer {
    l.key_import(AES, &[1; 33]).map(drop)
}

pub fn empty_key(l: &mut L) -> Answer {
    l.key_import("CHACHA20-POLY1305", &[]).map(drop)
}

pub fn half_a_pair(l: &mut L) -> Answer {
    l.import("keypair", SIGNATURES, "Ed25519", &[1; 32], RAW).map(drop)
}

pub fn short_prk(l: &mut L) -> Answer {
    l.key_import(EXPAND, &[1; 31]).map(drop)
}
