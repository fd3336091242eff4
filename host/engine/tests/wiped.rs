//! Secrets are gone when the objects that held them are: the process searches its own memory for them.
//!
//! Each scenario plants a random secret, uses it, and drops everything. While the objects live the secret has to be
//! found, which shows that the search works; afterwards it must not be. Dead parts of the stack are overwritten before
//! the second search, as the next calls of a real program would do. What a library leaves on the heap is listed here.

#![cfg(target_os = "linux")]

mod common;

use std::sync::Mutex;

use common::{asymmetric_but_rsa, engines, nonce, of_kind, size, size_of};
use wasi_crypto_engine::{
    AlgorithmInfo, Category, Engine, KeyEncoding, KeyPair, Opener, Options, Sealer, SecretBytes, SecretKey,
    SignatureState, SymmetricKey, SymmetricState, key_exchange, oneshot,
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
    let keyed = engine.algorithms().filter(|known| known.category == Category::Symmetric);
    for (known, len) in keyed.filter_map(|known| size_of(&known, "key").map(|len| (known, len))) {
        let (algorithm, iv) = (known.identifier, nonce_len(&known));
        if known.kind == "sealed stream" {
            sealed_stream(name, engine, &known, len);
            continue;
        }
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
    // A key that is longer than a block.
    vanishes(&format!("{name} KMAC-256 with a long key"), 200, |secret| {
        let key = SymmetricKey::import(engine, "KMAC-256", secret).unwrap();
        let mut state = SymmetricState::open(engine, "KMAC-256", Some(&key), None).unwrap();
        state.absorb(b"data").unwrap();
        state.squeeze_tag().unwrap();
        (state.try_clone().unwrap(), state, key)
    });
    // What a stream or a block decrypts to, given out and dropped.
    for known in ["AEAD", "cipher", "session"].iter().flat_map(|kind| of_kind(engine, kind)) {
        let algorithm = known.identifier;
        vanishes(&format!("{name} message of {algorithm}"), 100, |secret| {
            let key = SymmetricKey::generate(engine, algorithm, None).unwrap();
            let options = nonce(engine, &vec![1; nonce_len(&known)]);
            let mut state = SymmetricState::open(engine, algorithm, Some(&key), Some(&options)).unwrap();
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
    let shows = |algorithm: &str| algorithm != "ASCON-HASH" && !algorithm.starts_with("TupleHashXOF");
    for known in ["hash", "XOF"].iter().flat_map(|kind| of_kind(engine, kind)).filter(|known| shows(known.identifier)) {
        let algorithm = known.identifier;
        vanishes(&format!("{name} input of {algorithm}"), 32, |secret| {
            let mut state = SymmetricState::open(engine, algorithm, None, None).unwrap();
            state.absorb(secret).unwrap();
            let clone = state.try_clone().unwrap();
            state.squeeze(16).unwrap();
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
    for algorithm in of_kind(engine, "password hash").iter().map(|known| known.identifier) {
        let numbers: &[(&str, u64)] = match algorithm {
            "ARGON2-ID-13" => &[("memory_limit", 1 << 20), ("ops_limit", 1)],
            "SCRYPT" => &[("memory_limit", 1 << 20), ("parallelism", 2)],
            "BCRYPT" => &[("ops_limit", 4)],
            _ => &[("ops_limit", 2)],
        };
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

/// The key of a sealed stream, and the message of one that is opened.
fn sealed_stream(name: &str, engine: &Engine, known: &AlgorithmInfo, len: usize) {
    let algorithm = known.identifier;
    let open = |sealer: &Sealer, key: &SymmetricKey| Opener::new(key, sealer.header(), b"").unwrap();
    vanishes(&format!("{name} {algorithm}"), len, |secret| {
        let key = SymmetricKey::import(engine, algorithm, secret).unwrap();
        let mut sealer = Sealer::new(&key, b"").unwrap();
        let mut opener = open(&sealer, &key);
        let mut segment = vec![1; sealer.layout().segment_len(0)];
        sealer.seal(&mut segment, false).unwrap();
        opener.open(&mut segment, false).unwrap();
        (key, sealer, opener)
    });
    // What is not authentic is wiped where it is.
    vanishes(&format!("{name} message of {algorithm}"), 100, |secret| {
        let key = SymmetricKey::generate(engine, algorithm, None).unwrap();
        let mut sealer = Sealer::new(&key, b"").unwrap();
        let mut segment = [secret, &[0; 16]].concat();
        sealer.seal(&mut segment, true).unwrap();
        let mut opened = SecretBytes::new(segment.clone());
        open(&sealer, &key).open(&mut opened, true).unwrap();
        segment[100] ^= 1;
        open(&sealer, &key).open(&mut segment, true).unwrap_err();
        (opened, segment)
    });
}

/// The length of a nonce: AES-SIV and sessions take others too, and the rest takes none and ignores it.
fn nonce_len(known: &AlgorithmInfo) -> usize {
    size_of(known, "nonce").unwrap_or(12)
}

/// A state that can decrypt what another encrypted first.
fn state_of(engine: &Engine, key: &SymmetricKey, state: &SymmetricState) -> SymmetricState {
    let given = state.get_option("nonce").map(|given| nonce(engine, &given));
    SymmetricState::open(engine, key.algorithm(), Some(key), given.ok().as_ref()).unwrap()
}

fn asymmetric(name: &str, engine: &Engine) {
    for known in asymmetric_but_rsa(engine) {
        let (algorithm, category, len) = (known.identifier, known.category, size(&known, "secret key"));
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
