//! Import of keys and signatures, in every encoding and algorithm.
//!
//! What is accepted must be exported in a form that is accepted again and exported the same. The first byte chooses
//! the provider and what is imported, the second the algorithm by its position among those that have it, the third the
//! encoding.
#![no_main]

mod input;

use std::sync::LazyLock;

use input::{ENGINES, Input, SYMMETRIC};
use libfuzzer_sys::fuzz_target;
use wasi_crypto_engine::{
    AlgorithmInfo, Category, Engine, Error, KeyEncoding, KeyPair, PublicKey, SecretKey, Signature, SignatureEncoding,
    SymmetricKey,
};

/// Every algorithm with key pairs: `ring` has them all, pure Rust all but RSA.
static ASYMMETRIC: LazyLock<Vec<AlgorithmInfo>> =
    LazyLock::new(|| ENGINES[0].algorithms().filter(|known| known.category != Category::Symmetric).collect());

/// Those of them that sign.
static SIGNATURES: LazyLock<Vec<AlgorithmInfo>> =
    LazyLock::new(|| ASYMMETRIC.iter().filter(|known| known.category == Category::Signatures).cloned().collect());

const ENCODINGS: [KeyEncoding; 4] = [KeyEncoding::Raw, KeyEncoding::Pkcs8, KeyEncoding::Pem, KeyEncoding::Sec];

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let what = input.byte();
    let engine = &ENGINES[usize::from(what & 1)];
    let position = usize::from(input.byte());
    let of = |list: &'static [AlgorithmInfo]| &list[position % list.len()];
    let encoding = *input.pick(&ENCODINGS);
    match (what >> 1) % 5 {
        0 => secret(engine, of(&ASYMMETRIC), encoding, input.0),
        1 => public(engine, of(&ASYMMETRIC), encoding, input.0),
        2 => pair(engine, of(&ASYMMETRIC), encoding, input.0),
        3 => signature(engine, of(&SIGNATURES), encoding, input.0),
        _ => symmetric(engine, of(&SYMMETRIC), input.0),
    }
});

/// What was imported, unless the bytes were refused. That the identifier is, must not be.
fn accepted<T>(engine: &Engine, known: &AlgorithmInfo, imported: Result<T, Error>) -> Option<T> {
    let error = match imported {
        Ok(imported) => return Some(imported),
        Err(error) => error,
    };
    let offered = std::ptr::eq(engine, &ENGINES[0]) || !known.identifier.starts_with("RSA_");
    assert_eq!(error != Error::UnsupportedAlgorithm, offered, "{}: {error}", known.identifier);
    None
}

fn secret(engine: &Engine, known: &AlgorithmInfo, encoding: KeyEncoding, encoded: &[u8]) {
    let (category, name) = (known.category, known.identifier);
    let imported = SecretKey::import(engine, category, name, encoded, encoding);
    let Some(key) = accepted(engine, known, imported) else { return };
    for encoding in ENCODINGS {
        let Ok(exported) = key.export(encoding) else { continue };
        let again = SecretKey::import(engine, category, name, &exported, encoding).unwrap();
        assert!(again.export(encoding).unwrap() == exported);
    }
    let public = PublicKey::from_secret_key(&key).unwrap();
    public.verify().unwrap();
    KeyPair::from_keys(&public, &key).unwrap();
}

fn public(engine: &Engine, known: &AlgorithmInfo, encoding: KeyEncoding, encoded: &[u8]) {
    let (category, name) = (known.category, known.identifier);
    let imported = PublicKey::import(engine, category, name, encoded, encoding);
    let Some(key) = accepted(engine, known, imported) else { return };
    // Thorough, so it may refuse what was imported.
    let _ = key.verify();
    for encoding in ENCODINGS {
        let Ok(exported) = key.export(encoding) else { continue };
        let again = PublicKey::import(engine, category, name, &exported, encoding).unwrap();
        assert_eq!(again.export(encoding).unwrap(), exported);
    }
}

fn pair(engine: &Engine, known: &AlgorithmInfo, encoding: KeyEncoding, encoded: &[u8]) {
    let (category, name) = (known.category, known.identifier);
    let imported = KeyPair::import(engine, category, name, encoded, encoding);
    let Some(key) = accepted(engine, known, imported) else { return };
    for encoding in ENCODINGS {
        let Ok(exported) = key.export(encoding) else { continue };
        let again = KeyPair::import(engine, category, name, &exported, encoding).unwrap();
        assert!(again.export(encoding).unwrap() == exported);
    }
    KeyPair::from_keys(&key.public_key().unwrap(), &key.secret_key().unwrap()).unwrap();
}

fn signature(engine: &Engine, known: &AlgorithmInfo, encoding: KeyEncoding, encoded: &[u8]) {
    let name = known.identifier;
    let both = [SignatureEncoding::Raw, SignatureEncoding::Der];
    let encoding = both[usize::from(encoding != KeyEncoding::Raw)];
    let imported = Signature::import(engine, name, encoded, encoding);
    let Some(signature) = accepted(engine, known, imported) else { return };
    for encoding in both {
        let Ok(exported) = signature.export(encoding) else { continue };
        let again = Signature::import(engine, name, &exported, encoding).unwrap();
        assert_eq!(again.export(encoding).unwrap(), exported);
    }
    assert_eq!(signature.export(encoding).unwrap(), encoded);
}

fn symmetric(engine: &Engine, known: &AlgorithmInfo, raw: &[u8]) {
    let imported = SymmetricKey::import(engine, known.identifier, raw);
    let Some(key) = accepted(engine, known, imported) else { return };
    assert_eq!(*key.export().unwrap(), raw);
}
