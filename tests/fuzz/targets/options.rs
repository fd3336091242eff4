//! Option sets: any name with any value, and the states opened with them.
#![no_main]

mod input;

use input::{ENGINES, Input};
use libfuzzer_sys::fuzz_target;
use wasi_crypto_engine::{Category, Error, Options, SymmetricKey, SymmetricState};

const NAMES: [&str; 13] = [
    "nonce",
    "context",
    "salt",
    "memory_limit",
    "ops_limit",
    "opslimit",
    "parallelism",
    "buffer",
    "memory",
    "",
    "Nonce",
    "tag",
    "key",
];

const KEYED: [(&str, usize); 16] = [
    ("AES-128-GCM", 16),
    ("CHACHA20-POLY1305", 32),
    ("XCHACHA20-POLY1305", 32),
    ("HMAC/SHA-256", 32),
    ("HKDF-EXTRACT/SHA-256", 32),
    ("HKDF-EXPAND/SHA-256", 32),
    ("AES-128-GCM-SIV", 16),
    ("AES-128-SIV", 32),
    ("AEGIS-128L", 16),
    ("AEGIS-256", 32),
    ("ASCON-AEAD", 16),
    ("AES-128-CTR", 16),
    ("AES-128-CBC", 16),
    ("XOODYAK-128", 16),
    ("KMAC-128", 32),
    ("BLAKE3", 32),
];

const UNKEYED: [&str; 20] = [
    "ARGON2-ID-13",
    "SCRYPT",
    "PBKDF2/SHA-256",
    "PBKDF2/SHA-512",
    "BCRYPT",
    "SHA-256",
    "SHA-512/256",
    "BLAKE2B-512",
    "BLAKE3",
    "CSHAKE-128",
    "TURBOSHAKE-256",
    "KT128",
    "SHAKE-128",
    "TUPLEHASH-128",
    "TUPLEHASHXOF-256",
    "ASCON-HASH",
    "XOODYAK-128",
    "XOODYAK-160",
    "SHA3-256",
    "BLAKE2B-256",
];

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let engine = &ENGINES[usize::from(input.byte() & 1)];
    let category =
        *input.pick(&[Category::Symmetric, Category::Symmetric, Category::Signatures, Category::KeyExchange]);
    let mut options = Options::open(engine, category);
    let mut last: Option<(&str, u64)> = None;
    for _ in 0..input.byte() % 16 {
        let kind = input.byte();
        let name = *input.pick(&NAMES);
        let outcome = match kind % 4 {
            0 => options.set(name, input.bytes()),
            1 => options.set(name, &vec![kind; usize::try_from(input.number() % 5000).unwrap()]),
            2 => {
                let value = input.number();
                let outcome = options.set_u64(name, value);
                if outcome.is_ok() {
                    last = Some((name, value));
                }
                outcome
            }
            _ => options.set_memory_budget(name, u32::try_from(input.number() % (1 << 32)).unwrap()),
        };
        if category != Category::Symmetric {
            assert_eq!(outcome, Err(Error::UnsupportedOption));
        }
    }
    while !input.is_empty() {
        let keyed = input.byte();
        let opened = if keyed & 1 == 0 {
            SymmetricState::open(engine, input.pick::<&str>(&UNKEYED), None, Some(&options))
        } else {
            let (name, len) = *input.pick(&KEYED);
            let Ok(key) = SymmetricKey::import(engine, name, &vec![keyed; len]) else { continue };
            SymmetricState::open(engine, name, Some(&key), Some(&options))
        };
        let Ok(mut state) = opened else { continue };
        if let Some((name, value)) = last {
            assert_eq!(state.get_option_u64(name), Ok(value));
        }
        for name in NAMES {
            let _ = state.get_option(name);
            let _ = state.get_option_u64(name);
        }
        let _ = state.absorb(b"data");
        let _ = state.squeeze(usize::from(input.byte()));
        if let Ok(tag) = state.squeeze_tag() {
            // The salt may not fit the limits twice; nothing else may be wrong with it.
            tag.verify(tag.bytes().unwrap()).unwrap();
            assert_eq!(tag.verify(input.bytes()), Err(Error::InvalidTag));
        }
        let _ = state.encrypt(b"message");
    }
});
