//! The mistakes on the legacy API.

mod algorithms;
mod ciphers;
mod handles;
mod keys;
mod managed;
mod states;

pub use algorithms::*;
pub use ciphers::*;
pub use handles::*;
pub use keys::*;
pub use managed::*;
pub use states::*;

use wasi_crypto_tests::legacy::{Answer, Legacy};

type L = Legacy;

const AES: &str = "AES-256-GCM";
const SMALL_AES: &str = "AES-128-GCM";
const HMAC: &str = "HMAC/SHA-256";
const EXTRACT: &str = "HKDF-EXTRACT/SHA-256";
const EXPAND: &str = "HKDF-EXPAND/SHA-256";
const MESSAGE: &[u8] = b"twenty-two bytes long.";

// What the cases are made of.

fn aead(l: &mut L) -> Answer<u64> {
    l.aead(AES, &[7; 32], &[9; 12])
}

fn mac(l: &mut L) -> Answer<u64> {
    let key = l.key_import(HMAC, &[1; 32])?;
    let state = l.state_open(HMAC, Some(key), None)?;
    l.absorb(state, MESSAGE)?;
    Ok(state)
}

fn derivation(l: &mut L, algorithm: &str) -> Answer<u64> {
    let key = l.key_import(algorithm, &[1; 32])?;
    l.state_open(algorithm, Some(key), None)
}

fn hash(l: &mut L) -> Answer<u64> {
    l.state_open("SHA-256", None, None)
}

/// A tag of [`mac`], and its bytes.
fn tag(l: &mut L) -> Answer<(u64, Vec<u8>)> {
    let state = mac(l)?;
    let (pulled, kept) = (l.squeeze_tag(state)?, l.squeeze_tag(state)?);
    Ok((kept, l.tag_pull(pulled, 32)?))
}

/// [`MESSAGE`] encrypted by [`aead`], and a state to decrypt it.
fn sealed(l: &mut L) -> Answer<(Vec<u8>, u64)> {
    let state = aead(l)?;
    Ok((l.encrypt(state, MESSAGE, MESSAGE.len() + 16)?, aead(l)?))
}

fn halves(l: &mut L, category: u64, algorithm: &str) -> Answer<(u64, u64)> {
    let pair = l.keypair_generate(category, algorithm)?;
    Ok((l.call_u32("keypair_publickey", &[pair])?, l.call_u32("keypair_secretkey", &[pair])?))
}

fn option(l: &mut L, state: u64, name: &str, len: u64) -> Answer {
    let ((name, name_len), buffer) = (l.put(name.as_bytes()), l.room(64));
    l.call_u32("symmetric_state_options_get", &[state, name, name_len, buffer, len]).map(drop)
}

fn number(l: &mut L, state: u64, name: &str) -> Answer {
    let ((name, len), out) = (l.put(name.as_bytes()), l.room(8));
    l.call("symmetric_state_options_get_u64", &[state, name, len, out])
}
