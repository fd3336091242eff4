//! Handles, addresses, and a host without randomness.

use wasi_crypto_engine::provider::{CryptoProvider, SecureRandom};
use wasi_crypto_engine::{Engine, Error};
use wasi_crypto_tests::legacy::{Answer, Legacy, PAGES, Setup};
use wasi_crypto_tests::legacy_calls::{GARBAGE, KEY_EXCHANGE, RAW, SIGNATURES, SYMMETRIC};

use super::{AES, L, MESSAGE, halves, hash};

// Handles and addresses.

/// A signing state and a verification state, of the two halves of one pair.
fn directions(l: &mut L) -> Answer<(u64, u64)> {
    let pair = l.keypair_generate(SIGNATURES, "Ed25519")?;
    let public = l.call_u32("keypair_publickey", &[pair])?;
    let signing = l.call_u32("signature_state_open", &[pair])?;
    Ok((signing, l.call_u32("signature_verification_state_open", &[public])?))
}

pub fn feed_other_direction(l: &mut L) -> Answer {
    let ((_, verifying), (data, len)) = (directions(l)?, l.put(MESSAGE));
    l.call("signature_state_update", &[verifying, data, len])
}

pub fn sign_with_verification(l: &mut L) -> Answer {
    let (_, verifying) = directions(l)?;
    l.call_u32("signature_state_sign", &[verifying]).map(drop)
}

pub fn verify_with_signing(l: &mut L) -> Answer {
    let (signing, _) = directions(l)?;
    let signature = l.call_u32("signature_state_sign", &[signing])?;
    l.call("signature_verification_state_verify", &[signing, signature])
}

pub fn sign_with_public(l: &mut L) -> Answer {
    let (public, _) = halves(l, SIGNATURES, "Ed25519")?;
    l.call_u32("signature_state_open", &[public]).map(drop)
}

pub fn use_closed(l: &mut L) -> Answer {
    let state = hash(l)?;
    l.call("symmetric_state_close", &[state])?;
    l.absorb(state, MESSAGE)
}

pub fn use_foreign(l: &mut L) -> Answer {
    l.absorb(GARBAGE, MESSAGE)
}

pub fn use_other_kind(l: &mut L) -> Answer {
    let key = l.key_import(AES, &[1; 32])?;
    l.absorb(key, MESSAGE)
}

pub fn close_twice(l: &mut L) -> Answer {
    let state = hash(l)?;
    l.call("symmetric_state_close", &[state])?;
    l.call("symmetric_state_close", &[state])
}

/// An address no memory of this module ever reaches: behind 4 GiB less one page.
const OUTSIDE: u64 = 0xffff_0000;

pub fn handle_outside(l: &mut L) -> Answer {
    l.call("options_open", &[SYMMETRIC, OUTSIDE])
}

pub fn buffer_outside(l: &mut L) -> Answer {
    let state = hash(l)?;
    l.call("symmetric_state_squeeze", &[state, OUTSIDE, 32])
}

pub fn buffer_across(l: &mut L) -> Answer {
    let state = hash(l)?;
    let end = u64::from(l.memory_pages().max(PAGES)) * 65_536;
    l.call("symmetric_state_squeeze", &[state, end - 16, 32])
}

// Randomness.

/// A source of randomness that has none.
struct Dry;

impl SecureRandom for Dry {
    fn fill(&self, _: &mut [u8]) -> Result<(), Error> {
        Err(Error::RngError)
    }
}

/// An engine without randomness.
pub fn dry() -> Engine {
    let provider = CryptoProvider { random: &Dry, ..CryptoProvider::ring() };
    Engine::builder().provider(provider).build().expect("a sound configuration")
}

fn without_randomness() -> Legacy {
    Legacy::new(Setup { engine: Some(dry()), ..Setup::default() })
}

pub fn no_randomness_key(_: &mut L) -> Answer {
    without_randomness().key_generate(AES).map(drop)
}

pub fn no_randomness_nonce(_: &mut L) -> Answer {
    let mut l = without_randomness();
    let key = l.key_import("XCHACHA20-POLY1305", &[1; 32])?;
    l.state_open("XCHACHA20-POLY1305", Some(key), None).map(drop)
}

pub fn no_randomness_encapsulate(_: &mut L) -> Answer {
    let mut l = Legacy::default();
    let (public, _) = halves(&mut l, KEY_EXCHANGE, "ML-KEM-768")?;
    let encoded = l.export("publickey", public, RAW)?;
    let mut l = without_randomness();
    let public = l.import("publickey", KEY_EXCHANGE, "ML-KEM-768", &encoded, RAW)?;
    l.encapsulate(public).map(drop)
}
