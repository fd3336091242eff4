//! What the tests share.
#![allow(dead_code, unused_imports, reason = "every test file uses some of it")]

pub mod own;
pub mod streams;

use std::path::Path;

use wasi_crypto_engine::provider::CryptoProvider;
use wasi_crypto_engine::{
    AlgorithmInfo, Budget, Category, Engine, KeyEncoding, KeyPair, Limits, Options, SignatureState,
};
/// Bytes that are the same in every run.
pub use wasi_crypto_test_support::random::Random as Bytes;

/// An engine per provider, with its name.
pub fn engines() -> Vec<(&'static str, Engine)> {
    providers()
        .into_iter()
        .map(|provider| (provider.name, Engine::builder().provider(provider).build().unwrap()))
        .collect()
}

/// Every provider.
pub fn providers() -> Vec<CryptoProvider> {
    vec![CryptoProvider::ring(), CryptoProvider::pure(), CryptoProvider::aws_lc()]
}

/// Every algorithm of a kind, in the order of the table. There is one at least: a loop over none would test nothing.
pub fn of_kind(engine: &Engine, kind: &str) -> Vec<AlgorithmInfo> {
    let found: Vec<AlgorithmInfo> = engine.algorithms().filter(|known| known.kind == kind).collect();
    assert!(!found.is_empty(), "no algorithm is a {kind}");
    found
}

/// Every algorithm with key pairs.
pub fn asymmetric(engine: &Engine) -> Vec<AlgorithmInfo> {
    engine.algorithms().filter(|known| known.category != Category::Symmetric).collect()
}

/// Every algorithm with key pairs but RSA: most providers cannot generate RSA keys, and such a key has no raw form.
pub fn asymmetric_but_rsa(engine: &Engine) -> Vec<AlgorithmInfo> {
    asymmetric(engine).into_iter().filter(|known| !is_rsa(known)).collect()
}

pub fn is_rsa(known: &AlgorithmInfo) -> bool {
    known.identifier.starts_with("RSA_")
}

/// Whether a MAC takes keys of any length; CMAC takes those of its cipher.
pub fn takes_any_key(known: &AlgorithmInfo) -> bool {
    assert_eq!(known.kind, "MAC");
    !known.identifier.ends_with("CMAC")
}

/// A size by the name it has in the list of an algorithm's sizes.
pub fn size_of(known: &AlgorithmInfo, name: &str) -> Option<usize> {
    known.sizes.iter().find(|(other, _)| *other == name).map(|(_, size)| *size)
}

/// A size that the algorithm has.
pub fn size(known: &AlgorithmInfo, name: &str) -> usize {
    size_of(known, name).unwrap_or_else(|| panic!("{} has no size `{name}`", known.identifier))
}

/// An engine with other limits.
pub fn limited(change: impl FnOnce(&mut Limits)) -> Engine {
    let mut limits = Limits::default();
    change(&mut limits);
    Engine::builder().limits(limits).build().unwrap()
}

/// What input that is kept is charged besides its bytes, where it comes at once and is long.
pub fn piece() -> usize {
    const LONG: usize = 1 << 20;
    let engine = Engine::new().with_budget(Budget::default());
    let pair = pair(&engine, Category::Signatures, "Ed25519");
    let mut state = SignatureState::open(&pair).unwrap();
    let before = engine.budget().held();
    state.update(&vec![1; LONG]).unwrap();
    engine.budget().held() - before - LONG
}

/// Options with a nonce.
pub fn nonce(engine: &Engine, nonce: &[u8]) -> Options {
    let mut options = Options::open(engine, Category::Symmetric);
    options.set("nonce", nonce).unwrap();
    options
}

/// A file made by `keys/make.sh`.
pub fn key_file(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keys").join(name)).unwrap()
}

/// The DER inside PEM, without any check.
pub fn der(pem: &[u8]) -> Vec<u8> {
    let text: String = std::str::from_utf8(pem).unwrap().lines().filter(|line| !line.starts_with("-----")).collect();
    let mut bits = 0_u32;
    let mut count = 0;
    let mut out = Vec::new();
    for c in text.bytes().filter(|c| *c != b'=') {
        let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".iter().position(|d| *d == c);
        bits = (bits << 6) | u32::try_from(value.unwrap()).unwrap();
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from((bits >> count) & 0xff).unwrap());
        }
    }
    out
}

/// A key pair of any algorithm. Most providers cannot generate RSA keys, and it would take long.
pub fn pair(engine: &Engine, category: Category, algorithm: &str) -> KeyPair {
    if algorithm.starts_with("RSA") {
        let bits = algorithm.split('_').nth(2).unwrap();
        let pem = key_file(&format!("rsa-{bits}.pem"));
        return KeyPair::import(engine, category, algorithm, &pem, KeyEncoding::Pem).unwrap();
    }
    KeyPair::generate(engine, category, algorithm, None).unwrap()
}
