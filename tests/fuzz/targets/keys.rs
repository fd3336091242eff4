//! Import of keys and signatures, in every encoding and algorithm.
//!
//! What is accepted must be exported in a form that is accepted again and exported the same. The first byte chooses
//! the provider and what is imported, the second the algorithm, the third the encoding.
#![no_main]

mod input;

use input::{ENGINES, Input};
use libfuzzer_sys::fuzz_target;
use wasi_crypto_engine::{
    Category, Engine, KeyEncoding, KeyPair, PublicKey, SecretKey, Signature, SignatureEncoding, SymmetricKey,
};

/// Only ever appended to, so that the corpus keeps its meaning.
const ALGORITHMS: [(Category, &str); 24] = [
    (Category::Signatures, "ECDSA_P256_SHA256"),
    (Category::Signatures, "ECDSA_P384_SHA384"),
    (Category::Signatures, "ECDSA_K256_SHA256"),
    (Category::Signatures, "Ed25519"),
    (Category::Signatures, "RSA_PKCS1_2048_SHA256"),
    (Category::Signatures, "RSA_PSS_2048_SHA256"),
    (Category::Signatures, "RSA_PKCS1_3072_SHA384"),
    (Category::Signatures, "RSA_PKCS1_4096_SHA512"),
    (Category::KeyExchange, "X25519"),
    (Category::KeyExchange, "P256-SHA256"),
    (Category::KeyExchange, "P384-SHA384"),
    (Category::KeyExchange, "ML-KEM-768"),
    (Category::KeyExchange, "X-WING"),
    (Category::KeyExchange, "ML-KEM-512"),
    (Category::KeyExchange, "ML-KEM-1024"),
    (Category::KeyExchange, "X448"),
    (Category::Signatures, "Ed448"),
    (Category::Signatures, "Ed25519ph"),
    (Category::Signatures, "ML-DSA-44"),
    (Category::Signatures, "ML-DSA-65"),
    (Category::Signatures, "ML-DSA-87"),
    (Category::Signatures, "RSA_PSS_3072_SHA384"),
    (Category::Signatures, "RSA_PSS_4096_SHA512"),
    (Category::Signatures, "RSA_PKCS1_2048_SHA512"),
];

const SYMMETRIC: [&str; 20] = [
    "HMAC/SHA-256",
    "HMAC/SHA-512",
    "HKDF-EXTRACT/SHA-256",
    "HKDF-EXPAND/SHA-512",
    "AES-128-GCM",
    "AES-256-GCM",
    "CHACHA20-POLY1305",
    "XCHACHA20-POLY1305",
    "AES-128-SIV",
    "AES-256-GCM-SIV",
    "AEGIS-128L",
    "AEGIS-256X4",
    "ASCON-AEAD",
    "AES-128-CTR",
    "AES-256-CBC",
    "XOODYAK-128",
    "AES-256-CMAC",
    "KMAC-128",
    "BLAKE3",
    "SHA-256",
];

const ENCODINGS: [KeyEncoding; 4] = [KeyEncoding::Raw, KeyEncoding::Pkcs8, KeyEncoding::Pem, KeyEncoding::Sec];

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let what = input.byte();
    let engine = &ENGINES[usize::from(what & 1)];
    let algorithm = input.byte();
    let (category, name) = ALGORITHMS[usize::from(algorithm) % ALGORITHMS.len()];
    let encoding = *input.pick(&ENCODINGS);
    match (what >> 1) % 5 {
        0 => secret(engine, category, name, encoding, input.0),
        1 => public(engine, category, name, encoding, input.0),
        2 => pair(engine, category, name, encoding, input.0),
        3 => signature(engine, name, encoding, input.0),
        _ => symmetric(engine, SYMMETRIC[usize::from(algorithm) % SYMMETRIC.len()], input.0),
    }
});

fn secret(engine: &Engine, category: Category, name: &str, encoding: KeyEncoding, encoded: &[u8]) {
    let Ok(key) = SecretKey::import(engine, category, name, encoded, encoding) else { return };
    for encoding in ENCODINGS {
        let Ok(exported) = key.export(encoding) else { continue };
        let again = SecretKey::import(engine, category, name, &exported, encoding).unwrap();
        assert!(again.export(encoding).unwrap() == exported);
    }
    let public = PublicKey::from_secret_key(&key).unwrap();
    public.verify().unwrap();
    KeyPair::from_keys(&public, &key).unwrap();
}

fn public(engine: &Engine, category: Category, name: &str, encoding: KeyEncoding, encoded: &[u8]) {
    let Ok(key) = PublicKey::import(engine, category, name, encoded, encoding) else { return };
    // Thorough, so it may refuse what was imported.
    let _ = key.verify();
    for encoding in ENCODINGS {
        let Ok(exported) = key.export(encoding) else { continue };
        let again = PublicKey::import(engine, category, name, &exported, encoding).unwrap();
        assert_eq!(again.export(encoding).unwrap(), exported);
    }
}

fn pair(engine: &Engine, category: Category, name: &str, encoding: KeyEncoding, encoded: &[u8]) {
    let Ok(key) = KeyPair::import(engine, category, name, encoded, encoding) else { return };
    for encoding in ENCODINGS {
        let Ok(exported) = key.export(encoding) else { continue };
        let again = KeyPair::import(engine, category, name, &exported, encoding).unwrap();
        assert!(again.export(encoding).unwrap() == exported);
    }
    KeyPair::from_keys(&key.public_key().unwrap(), &key.secret_key().unwrap()).unwrap();
}

fn signature(engine: &Engine, name: &str, encoding: KeyEncoding, encoded: &[u8]) {
    let both = [SignatureEncoding::Raw, SignatureEncoding::Der];
    let encoding = both[usize::from(encoding != KeyEncoding::Raw)];
    let Ok(signature) = Signature::import(engine, name, encoded, encoding) else { return };
    for encoding in both {
        let Ok(exported) = signature.export(encoding) else { continue };
        let again = Signature::import(engine, name, &exported, encoding).unwrap();
        assert_eq!(again.export(encoding).unwrap(), exported);
    }
    assert_eq!(signature.export(encoding).unwrap(), encoded);
}

fn symmetric(engine: &Engine, name: &str, raw: &[u8]) {
    let Ok(key) = SymmetricKey::import(engine, name, raw) else { return };
    assert_eq!(*key.export().unwrap(), raw);
}
