//! Identifiers, and keys of another algorithm.

use wasi_crypto_engine::{Category, KeyEncoding};
use wasi_crypto_tests::wycheproof::Outcome;
use wasi_crypto_tests::wycheproof::component_types::{Action, WitCategory, WitEncoding, WitForm};

use super::{
    AES, C, EXPAND, EXTRACT, HMAC, NONCE, SMALL_AES, derivation, generate, import, open, pair, public, signature,
};

// Algorithms.

pub fn unknown_key(c: &mut C) -> Outcome<()> {
    import(c, "AES-255-GCM", &[1; 32])
}

pub fn unknown_state(c: &mut C) -> Outcome<()> {
    open(c, "SHA-255", None, None)
}

pub fn unknown_pair(c: &mut C) -> Outcome<()> {
    generate(c, WitCategory::Signatures, "Ed25520", WitEncoding::Raw).map(drop)
}

pub fn unknown_public(c: &mut C) -> Outcome<()> {
    public(c, Category::KeyExchange, "X25520", &[9; 32], KeyEncoding::Raw)
}

pub fn unknown_signature(c: &mut C) -> Outcome<()> {
    signature(c, "Ed25520", &[1; 64], WitForm::Raw)
}

pub fn wrong_category(c: &mut C) -> Outcome<()> {
    generate(c, WitCategory::Signatures, "X25519", WitEncoding::Raw).map(drop)
}

// Keys of states.

pub fn keyed_hash(c: &mut C) -> Outcome<()> {
    open(c, "SHA-256", Some((AES, &[1; 32])), None)
}

pub fn mac_without_key(c: &mut C) -> Outcome<()> {
    open(c, HMAC, None, None)
}

pub fn cipher_without_key(c: &mut C) -> Outcome<()> {
    open(c, AES, None, Some(NONCE))
}

pub fn derivation_without_key(c: &mut C) -> Outcome<()> {
    open(c, EXTRACT, None, None)
}

pub fn key_of_other_size(c: &mut C) -> Outcome<()> {
    open(c, SMALL_AES, Some((AES, &[1; 32])), Some(NONCE))
}

pub fn key_of_other_algorithm(c: &mut C) -> Outcome<()> {
    open(c, "CHACHA20-POLY1305", Some((AES, &[1; 32])), Some(NONCE))
}

pub fn derived_for_other(c: &mut C) -> Outcome<()> {
    derivation(c, EXTRACT, Action::SqueezeKey(AES))
}

pub fn short_key(c: &mut C) -> Outcome<()> {
    import(c, AES, &[1; 31])
}

pub fn long_key(c: &mut C) -> Outcome<()> {
    import(c, AES, &[1; 33])
}

pub fn empty_key(c: &mut C) -> Outcome<()> {
    import(c, "CHACHA20-POLY1305", &[])
}

pub fn half_a_pair(c: &mut C) -> Outcome<()> {
    pair(c, Category::Signatures, "Ed25519", &[1; 32], KeyEncoding::Raw)
}

pub fn short_prk(c: &mut C) -> Outcome<()> {
    import(c, EXPAND, &[1; 31])
}
