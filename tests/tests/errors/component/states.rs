//! Options, lengths and operations of symmetric states.

use wasi_crypto_tests::wycheproof::Outcome;
use wasi_crypto_tests::wycheproof::component_types::{Action, Setting, WitCategory};

use super::{AES, C, EXPAND, EXTRACT, MESSAGE, aead, derivation, hash, import, mac, open, state};

// Nonces and options.

pub fn no_options(c: &mut C) -> Outcome<()> {
    open(c, AES, Some((AES, &[1; 32])), None)
}

pub fn options_without_nonce(c: &mut C) -> Outcome<()> {
    open(c, AES, Some((AES, &[1; 32])), Some(&[]))
}

pub fn second_encryption(c: &mut C) -> Outcome<()> {
    aead(c, &[Action::Encrypt(MESSAGE)])?;
    aead(c, &[Action::Encrypt(MESSAGE), Action::Encrypt(MESSAGE)]).map(drop)
}

pub fn short_nonce(c: &mut C) -> Outcome<()> {
    open(c, AES, Some((AES, &[7; 32])), Some(&[Setting::Bytes(("nonce", &[9; 11]))]))
}

pub fn long_nonce(c: &mut C) -> Outcome<()> {
    let name = "XCHACHA20-POLY1305";
    open(c, name, Some((name, &[7; 32])), Some(&[Setting::Bytes(("nonce", &[9; 25]))]))
}

pub fn empty_nonce(c: &mut C) -> Outcome<()> {
    open(c, AES, Some((AES, &[7; 32])), Some(&[Setting::Bytes(("nonce", &[]))]))
}

pub fn no_salt(c: &mut C) -> Outcome<()> {
    let calls = [Action::Absorb(b"password"), Action::Squeeze(32)];
    state(c, "ARGON2-ID-13", None, None, &calls).map(drop)
}

fn set(c: &mut C, category: WitCategory, setting: Setting<'_>) -> Outcome<()> {
    let outcomes: Vec<Result<(), u8>> = c.symmetric("set-options", (category, &[setting][..]))?;
    outcomes[0].map_err(wasi_crypto_tests::wycheproof::error)
}

pub fn set_unknown(c: &mut C) -> Outcome<()> {
    set(c, WitCategory::Symmetric, Setting::Bytes(("flavour", b"x")))
}

pub fn set_unknown_number(c: &mut C) -> Outcome<()> {
    set(c, WitCategory::Symmetric, Setting::Number(("flavour", 1)))
}

pub fn set_for_signatures(c: &mut C) -> Outcome<()> {
    set(c, WitCategory::Signatures, Setting::Bytes(("nonce", b"x")))
}

pub fn get_unknown(c: &mut C) -> Outcome<()> {
    aead(c, &[Action::GetOption("flavour")]).map(drop)
}

pub fn get_unknown_number(c: &mut C) -> Outcome<()> {
    hash(c, Action::GetOptionU64("flavour"))
}

pub fn get_unset(c: &mut C) -> Outcome<()> {
    aead(c, &[Action::GetOption("salt")]).map(drop)
}

pub fn get_without_options(c: &mut C) -> Outcome<()> {
    hash(c, Action::GetOption("nonce"))
}

pub fn get_unset_number(c: &mut C) -> Outcome<()> {
    aead(c, &[Action::GetOptionU64("ops_limit")]).map(drop)
}

// Lengths and operations.

pub fn long_digest(c: &mut C) -> Outcome<()> {
    hash(c, Action::Squeeze(33))
}

pub fn long_truncated_digest(c: &mut C) -> Outcome<()> {
    state(c, "SHA-512/256", None, None, &[Action::Squeeze(64)]).map(drop)
}

pub fn long_derivation(c: &mut C) -> Outcome<()> {
    derivation(c, EXPAND, Action::Squeeze(255 * 32 + 1))
}

pub fn squeeze_mac(c: &mut C) -> Outcome<()> {
    mac(c, Action::Squeeze(32)).map(drop)
}

pub fn squeeze_cipher(c: &mut C) -> Outcome<()> {
    aead(c, &[Action::Squeeze(32)]).map(drop)
}

pub fn tag_of_hash(c: &mut C) -> Outcome<()> {
    hash(c, Action::SqueezeTag)
}

pub fn key_of_hash(c: &mut C) -> Outcome<()> {
    hash(c, Action::SqueezeKey(AES))
}

pub fn max_tag_of_hash(c: &mut C) -> Outcome<()> {
    hash(c, Action::MaxTagLen)
}

pub fn encrypt_with_hash(c: &mut C) -> Outcome<()> {
    hash(c, Action::Encrypt(MESSAGE))
}

pub fn decrypt_with_mac(c: &mut C) -> Outcome<()> {
    mac(c, Action::Decrypt(MESSAGE)).map(drop)
}

pub fn detached_with_hash(c: &mut C) -> Outcome<()> {
    hash(c, Action::EncryptDetached(MESSAGE))
}

pub fn detached_with_kdf(c: &mut C) -> Outcome<()> {
    derivation(c, EXTRACT, Action::DecryptDetached((MESSAGE, &[0; 16])))
}

pub fn ratchet_cipher(c: &mut C) -> Outcome<()> {
    aead(c, &[Action::Ratchet]).map(drop)
}

pub fn generate_for_hash(c: &mut C) -> Outcome<()> {
    c.symmetric::<_, Vec<u8>>("generate", ("SHA-256",)).map(drop)
}

pub fn import_for_hash(c: &mut C) -> Outcome<()> {
    import(c, "SHA-256", &[1; 32])
}
