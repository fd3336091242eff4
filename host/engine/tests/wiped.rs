//! Secrets are gone when the objects that held them are: the process searches its own memory for them.
//!
//! Each scenario plants a random secret, uses it, and drops everything. While the objects live the secret has to be
//! found, which shows that the search works; afterwards it must not be. Dead parts of the stack are overwritten before
//! the second search, as the next calls of a real program would do. What a library leaves on the heap is listed here.

#![cfg(target_os = "linux")]

mod common;

use std::sync::Mutex;

use common::{engines, nonce};
use wasi_crypto_engine::{
    Category, Engine, KeyEncoding, KeyPair, Options, SecretBytes, SecretKey, SignatureState, SymmetricKey,
    SymmetricState, key_exchange, oneshot,
};
use wasi_crypto_test_support::vanish::vanishes;

/// One search at a time: another's buffer would be found.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

const ENCODINGS: [KeyEncoding; 5] =
    [KeyEncoding::Raw, KeyEncoding::Pkcs8, KeyEncoding::Pem, KeyEncoding::Sec, KeyEncoding::Local];

#[test]
fn secrets_vanish() {
    let _guard = ONE_AT_A_TIME.lock();
    for (name, engine) in engines() {
        symmetric(name, &engine);
        asymmetric(name, &engine);
    }
}

fn symmetric(name: &str, engine: &Engine) {
    for (algorithm, len) in [
        ("HMAC/SHA-256", 32),
        ("HMAC/SHA-512", 64),
        ("HKDF-EXTRACT/SHA-256", 32),
        ("HKDF-EXPAND/SHA-512", 64),
        ("KMAC-128", 16),
        ("KMAC-256", 200),
        ("AES-128-CMAC", 16),
        ("AES-256-CMAC", 32),
        ("BLAKE3", 32),
        ("AES-128-GCM", 16),
        ("AES-256-GCM", 32),
        ("CHACHA20-POLY1305", 32),
        ("XCHACHA20-POLY1305", 32),
        ("AES-128-GCM-SIV", 16),
        ("AES-256-GCM-SIV", 32),
        ("AES-128-SIV", 32),
        ("AES-256-SIV", 64),
        ("AEGIS-128L", 16),
        ("AEGIS-128X2", 16),
        ("AEGIS-128X4", 16),
        ("AEGIS-256", 32),
        ("AEGIS-256X2", 32),
        ("AEGIS-256X4", 32),
        ("ASCON-AEAD", 16),
        ("AES-128-CTR", 16),
        ("AES-256-CTR", 32),
        ("AES-128-CBC", 16),
        ("AES-256-CBC", 32),
        ("XOODYAK-128", 16),
        ("XOODYAK-160", 20),
    ] {
        let iv = match algorithm {
            "XCHACHA20-POLY1305" => 24,
            "AEGIS-256" | "AEGIS-256X2" | "AEGIS-256X4" => 32,
            "ASCON-AEAD" | "AEGIS-128L" | "AEGIS-128X2" | "AEGIS-128X4" => 16,
            cipher if cipher.ends_with("CTR") || cipher.ends_with("CBC") => 16,
            _ => 12,
        };
        vanishes(&format!("{name} {algorithm}"), len, |secret| {
            let key = SymmetricKey::import(engine, algorithm, secret).unwrap();
            let options = nonce(engine, &vec![1; iv]);
            let mut state = SymmetricState::open(engine, algorithm, Some(&key), Some(&options)).unwrap();
            let _ = state.absorb(b"data");
            let _ = state.squeeze(16);
            let _ = state.squeeze_tag();
            let sealed = state.encrypt(b"message");
            let _ = state.decrypt(&sealed.unwrap_or_default());
            let _ = state.ratchet();
            let _ = oneshot::seal(&key, Some(&vec![1; iv]), b"", b"message");
            let _ = oneshot::derive(&key, b"", b"", 32);
            let _ = key.export();
            let clone = state.try_clone().unwrap();
            (key, state, clone)
        });
    }
    // The half of the key that encrypts.
    for algorithm in ["AES-128-SIV", "AES-256-SIV"] {
        let half = if algorithm == "AES-128-SIV" { 16 } else { 32 };
        vanishes(&format!("{name} {algorithm}, second half"), half, |secret| {
            let mut raw = SecretBytes::new(vec![1; 2 * half]);
            raw[half..].copy_from_slice(secret);
            let key = SymmetricKey::import(engine, algorithm, &raw).unwrap();
            let sealed = oneshot::seal(&key, None, b"", b"message").unwrap();
            oneshot::open(&key, b"", b"", &sealed.ciphertext).unwrap();
            (SymmetricState::open(engine, algorithm, Some(&key), None).unwrap(), key)
        });
    }
    // What a stream or a block decrypts to, given out and dropped.
    for algorithm in ["AES-128-CTR", "AES-128-CBC", "AES-128-SIV", "AEGIS-128X4", "ASCON-AEAD", "XOODYAK-128"] {
        vanishes(&format!("{name} message of {algorithm}"), 100, |secret| {
            let key = SymmetricKey::generate(engine, algorithm, None).unwrap();
            let mut state = SymmetricState::open(engine, algorithm, Some(&key), None).unwrap();
            let mut other = state.try_clone().unwrap();
            let sealed = state.encrypt(secret).unwrap();
            other.decrypt(&sealed[1..]).ok();
            let mut other = state_of(engine, &key, &state);
            (other.decrypt(&sealed).unwrap(), other)
        });
    }
    // A session in which nothing is mixed yet holds its input as it came.
    vanishes(&format!("{name} input of XOODYAK-128"), 16, |secret| {
        let mut state = SymmetricState::open(engine, "XOODYAK-128", None, None).unwrap();
        state.absorb(secret).unwrap();
        (state.try_clone().unwrap(), state)
    });
    // Input that is kept.
    for (algorithm, len) in [("AES-256-GCM", 32), ("HKDF-EXPAND/SHA-256", 32)] {
        vanishes(&format!("{name} input of {algorithm}"), 1000, |secret| {
            let key = SymmetricKey::import(engine, algorithm, &vec![1; len]).unwrap();
            let options = nonce(engine, &[1; 12]);
            let mut state = SymmetricState::open(engine, algorithm, Some(&key), Some(&options)).unwrap();
            for piece in secret.chunks(100) {
                state.absorb(piece).unwrap();
            }
            state
        });
    }
    // A customization string comes before the key, which is therefore kept.
    vanishes(&format!("{name} KMAC-128 with a context"), 32, |secret| {
        let key = SymmetricKey::import(engine, "KMAC-128", secret).unwrap();
        let mut options = Options::open(engine, Category::Symmetric);
        options.set("context", b"context").unwrap();
        let mut state = SymmetricState::open(engine, "KMAC-128", Some(&key), Some(&options)).unwrap();
        state.absorb(b"data").unwrap();
        state.squeeze_tag().unwrap();
        (key, state)
    });
    // A hash keeps the end of its message. (ASCON-HASH only 8 bytes, fewer than are searched for; the block of
    // TupleHashXOF is mixed with its prefix.)
    for algorithm in [
        "SHA-256",
        "SHA-512",
        "SHA3-256",
        "BLAKE2B-512",
        "BLAKE3",
        "SHAKE-128",
        "CSHAKE-256",
        "TURBOSHAKE-128",
        "KT256",
    ] {
        vanishes(&format!("{name} input of {algorithm}"), 32, |secret| {
            let mut state = SymmetricState::open(engine, algorithm, None, None).unwrap();
            state.absorb(secret).unwrap();
            let clone = state.try_clone().unwrap();
            state.squeeze(32).unwrap();
            (clone, state)
        });
    }
    // With parameters, BLAKE2b is another type.
    vanishes(&format!("{name} input of BLAKE2B-256 with a salt"), 32, |secret| {
        let mut options = Options::open(engine, Category::Symmetric);
        options.set("salt", b"salt").unwrap();
        let mut state = SymmetricState::open(engine, "BLAKE2B-256", None, Some(&options)).unwrap();
        state.absorb(secret).unwrap();
        state.squeeze(32).unwrap();
        (state.try_clone().unwrap(), state)
    });
    // Passwords, with the tag that keeps them to be compared, and the memory of the functions.
    for (algorithm, numbers) in [
        ("ARGON2-ID-13", [("memory_limit", 1 << 20), ("ops_limit", 1)].as_slice()),
        ("SCRYPT", &[("memory_limit", 1 << 20), ("parallelism", 2)]),
        ("PBKDF2/SHA-256", &[("ops_limit", 2)]),
        ("PBKDF2/SHA-512", &[("ops_limit", 2)]),
        ("BCRYPT", &[("ops_limit", 4)]),
    ] {
        vanishes(&format!("{name} {algorithm}"), 64, |secret| {
            // One without a zero byte, which bcrypt refuses.
            let mut options = Options::open(engine, Category::Symmetric);
            options.set("salt", b"0123456789abcdef").unwrap();
            for (option, value) in numbers {
                options.set_u64(option, *value).unwrap();
            }
            let mut state = SymmetricState::open(engine, algorithm, None, Some(&options)).unwrap();
            for piece in secret.chunks(20) {
                state.absorb(piece).unwrap();
            }
            let squeezed = state.squeeze(32);
            let tag = state.squeeze_tag();
            assert!(squeezed.is_ok() || tag.is_ok() || secret.contains(&0));
            if let Ok(tag) = &tag {
                tag.verify(tag.bytes().unwrap()).unwrap();
            }
            (state.try_clone().unwrap(), state, squeezed, tag)
        });
    }
    // Options.
    vanishes(&format!("{name} options"), 32, |secret| {
        let mut options = nonce(engine, &[1; 12]);
        options.set("nonce", secret).unwrap();
        options.set("nonce", &secret[..31]).unwrap();
        let state = SymmetricState::open(engine, "SHA-256", None, Some(&options)).unwrap();
        (options, state)
    });
}

/// A state that can decrypt what another encrypted first.
fn state_of(engine: &Engine, key: &SymmetricKey, state: &SymmetricState) -> SymmetricState {
    let given = state.get_option("nonce").map(|given| nonce(engine, &given));
    SymmetricState::open(engine, key.algorithm(), Some(key), given.ok().as_ref()).unwrap()
}

fn asymmetric(name: &str, engine: &Engine) {
    for (algorithm, category, len) in [
        ("Ed25519", Category::Signatures, 32),
        ("ECDSA_P256_SHA256", Category::Signatures, 32),
        ("ECDSA_P384_SHA384", Category::Signatures, 48),
        ("ECDSA_K256_SHA256", Category::Signatures, 32),
        ("X25519", Category::KeyExchange, 32),
        ("P256-SHA256", Category::KeyExchange, 32),
        ("P384-SHA384", Category::KeyExchange, 48),
        ("ML-KEM-512", Category::KeyExchange, 64),
        ("ML-KEM-768", Category::KeyExchange, 64),
        ("ML-KEM-1024", Category::KeyExchange, 64),
        ("X-WING", Category::KeyExchange, 32),
        ("Ed25519ph", Category::Signatures, 32),
        ("Ed448", Category::Signatures, 57),
        ("ML-DSA-44", Category::Signatures, 32),
        ("ML-DSA-65", Category::Signatures, 32),
        ("ML-DSA-87", Category::Signatures, 32),
        ("X448", Category::KeyExchange, 56),
    ] {
        for encoding in ENCODINGS {
            vanishes(&format!("{name} {algorithm} {encoding:?}"), len, |secret| {
                let key = SecretKey::import(engine, category, algorithm, secret, KeyEncoding::Raw).unwrap();
                let exported = key.export(encoding);
                let key = match &exported {
                    Ok(bytes) => SecretKey::import(engine, category, algorithm, bytes, encoding).unwrap(),
                    Err(_) => key,
                };
                let public = wasi_crypto_engine::PublicKey::from_secret_key(&key).unwrap();
                let pair = KeyPair::from_keys(&public, &key).unwrap();
                let _ = pair.export(encoding);
                let _ = oneshot::sign(&pair, b"message");
                let state = SignatureState::open(&pair);
                let _ = key_exchange::dh(&public, &key);
                if let Ok(made) = key_exchange::encapsulate(&public) {
                    let _ = key_exchange::decapsulate(&key, &made.encapsulated);
                }
                (key, pair, state, exported)
            });
        }
    }
}
