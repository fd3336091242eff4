//! The mistakes in a component on our WIT.

mod algorithms;
mod ciphers;
mod keys;
mod managed;
mod states;

pub use algorithms::*;
pub use ciphers::*;
pub use keys::*;
pub use managed::*;
pub use states::*;

use wasi_crypto_engine::{Category, KeyEncoding};
use wasi_crypto_tests::wycheproof::component_types::{
    Action, Opening, Setting, WitCategory, WitEncoding, WitForm, encoded,
};
use wasi_crypto_tests::wycheproof::{ComponentSubject, Outcome};

type C = ComponentSubject;

const AES: &str = "AES-256-GCM";
const SMALL_AES: &str = "AES-128-GCM";
const HMAC: &str = "HMAC/SHA-256";
const EXTRACT: &str = "HKDF-EXTRACT/SHA-256";
const EXPAND: &str = "HKDF-EXPAND/SHA-256";
const MESSAGE: &[u8] = b"twenty-two bytes long.";
const NONCE: &[Setting<'static>] = &[Setting::Bytes(("nonce", &[9; 12]))];

/// A public key whose other half is forgotten.
pub const RSA_PUBLIC: &[u8] = include_bytes!("../../../guests/keys/rsa-2048.pub.pem");

/// SEC 2 section 2.4.2.
pub const P256_ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7,
    0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// The u-coordinate of a point of order eight on Curve25519.
pub const ORDER_EIGHT: [u8; 32] = [
    0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09, 0x8d,
    0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
];

/// Coordinates (1, 1): not on P-256.
pub fn off_the_curve() -> [u8; 65] {
    let mut point = [0; 65];
    (point[0], point[32], point[64]) = (4, 1, 1);
    point
}

// What the cases are made of.

/// A state with the key, or without, that does what the calls say; the outcome is that of the last.
fn state(
    c: &mut C,
    algorithm: &str,
    key: Option<(&str, &[u8])>,
    options: Option<&[Setting<'_>]>,
    calls: &[Action<'_>],
) -> Outcome<Vec<u8>> {
    let options = options.map(|settings| (WitCategory::Symmetric, settings));
    let calls: Vec<(u32, Action<'_>)> = calls.iter().map(|call| (0, *call)).collect();
    let outcomes = c.outcomes(Opening { algorithm, key, options }, &calls)?;
    outcomes.into_iter().last().unwrap_or(Ok(Vec::new()))
}

fn open(c: &mut C, algorithm: &str, key: Option<(&str, &[u8])>, options: Option<&[Setting<'_>]>) -> Outcome<()> {
    state(c, algorithm, key, options, &[]).map(drop)
}

fn hash(c: &mut C, call: Action<'_>) -> Outcome<()> {
    state(c, "SHA-256", None, None, &[call]).map(drop)
}

fn mac(c: &mut C, call: Action<'_>) -> Outcome<Vec<u8>> {
    state(c, HMAC, Some((HMAC, &[1; 32])), None, &[Action::Absorb(MESSAGE), call])
}

fn derivation(c: &mut C, algorithm: &str, call: Action<'_>) -> Outcome<()> {
    state(c, algorithm, Some((algorithm, &[1; 32])), None, &[call]).map(drop)
}

fn aead(c: &mut C, calls: &[Action<'_>]) -> Outcome<Vec<u8>> {
    state(c, AES, Some((AES, &[7; 32])), Some(NONCE), calls)
}

fn import(c: &mut C, algorithm: &str, key: &[u8]) -> Outcome<()> {
    c.symmetric::<_, (String, Vec<u8>)>("import-export", (algorithm, key)).map(drop)
}

fn pair(c: &mut C, category: Category, algorithm: &str, key: &[u8], encoding: KeyEncoding) -> Outcome<()> {
    let params = (WitCategory::from(category), algorithm, encoded(key, encoding), WitEncoding::Pkcs8);
    c.asymmetric::<_, (String, Vec<u8>)>("convert-pair", params).map(drop)
}

fn public(c: &mut C, category: Category, algorithm: &str, key: &[u8], encoding: KeyEncoding) -> Outcome<()> {
    let params = (WitCategory::from(category), algorithm, encoded(key, encoding), WitEncoding::Raw);
    c.asymmetric::<_, (String, Vec<u8>)>("convert-public", params).map(drop)
}

fn generate(c: &mut C, category: WitCategory, algorithm: &str, encoding: WitEncoding) -> Outcome<Vec<u8>> {
    c.asymmetric("generate", (category, algorithm, encoding))
}

/// The raw halves of a new pair: public, secret.
fn halves(c: &mut C, algorithm: &str) -> Outcome<(Vec<u8>, Vec<u8>)> {
    let exchange = WitCategory::KeyExchange;
    // The scalar alone on a curve; public key, then secret key elsewhere.
    let raw = generate(c, exchange, algorithm, WitEncoding::Raw)?;
    let pair = encoded(&raw, KeyEncoding::Raw);
    let public = c.asymmetric("public-of-pair", (exchange, algorithm, pair, WitEncoding::Raw))?;
    let secret = c.asymmetric("secret-of-pair", (exchange, algorithm, pair, WitEncoding::Raw))?;
    Ok((public, secret))
}

fn signature(c: &mut C, algorithm: &str, signature: &[u8], form: WitForm) -> Outcome<()> {
    let params = (algorithm, signature, form, WitForm::Raw);
    c.asymmetric::<_, (String, Vec<u8>)>("convert-signature", params).map(drop)
}
