//! Secrets do not show: not in `Debug`, not in errors; and objects can be shared between threads.

use std::fmt::Debug;

use crate::common::{Bytes, asymmetric_but_rsa, engines, nonce, size, size_of};
use wasi_crypto_engine::{
    Category, Engine, EngineBuilder, Error, KeyEncoding, KeyPair, Opener, Options, PublicKey, Sealer, SecretKey,
    Signature, SignatureState, SignatureVerificationState, SymmetricKey, SymmetricState, SymmetricTag, key_exchange,
    oneshot,
};

/// No form of the secret, in hexadecimal or decimal, in either case, is in the text, not even four bytes of it.
fn hides(value: &impl Debug, secrets: &[&[u8]]) {
    for text in [format!("{value:?}"), format!("{value:#?}"), format!("{value:x?}"), format!("{value:02X?}")] {
        let plain: String = text.to_lowercase().chars().filter(|c| c.is_ascii_alphanumeric()).collect();
        for secret in secrets {
            for part in secret.windows(4) {
                let hexadecimal: String = part.iter().map(|byte| format!("{byte:02x}")).collect();
                let short: String = part.iter().map(|byte| format!("{byte:x}")).collect();
                let decimal: String = part.iter().map(|byte| byte.to_string()).collect();
                for form in [hexadecimal, short, decimal] {
                    assert!(!plain.contains(&form), "{text}");
                }
            }
        }
    }
}

#[test]
fn debug_shows_no_secret() {
    for (_, engine) in engines() {
        // Every byte above 128, so that no short decimal number is found by accident.
        let secret = |len: usize| -> Vec<u8> { Bytes::new(1).take(len).into_iter().map(|byte| byte | 0x80).collect() };
        let keyed = engine.algorithms().filter(|known| known.category == Category::Symmetric);
        for (known, len) in keyed.filter_map(|known| size_of(&known, "key").map(|len| (known, len))) {
            let (algorithm, secret) = (known.identifier, secret(len));
            let secrets = [&secret[..]];
            let key = SymmetricKey::import(&engine, algorithm, &secret).unwrap();
            if known.kind == "sealed stream" {
                let mut sealer = Sealer::new(&key, b"").unwrap();
                let opener = Opener::new(&key, sealer.header(), b"").unwrap();
                sealer.seal(&mut [0; 20], true).unwrap();
                hides(&key, &secrets);
                hides(&sealer, &secrets);
                hides(&opener, &secrets);
                continue;
            }
            let longest = size_of(&known, "nonce").unwrap_or(12);
            let options = nonce(&engine, &secret.repeat(2)[..longest]);
            let mut state = SymmetricState::open(&engine, algorithm, Some(&key), Some(&options)).unwrap();
            // A cipher absorbs nothing.
            assert_eq!(state.absorb(&secret).is_ok(), known.kind != "cipher");
            hides(&key, &secrets);
            hides(&options, &secrets);
            hides(&state, &secrets);
            if let Ok(tag) = state.squeeze_tag() {
                hides(&tag, &[tag.bytes().unwrap()]);
            }
        }
        for known in asymmetric_but_rsa(&engine) {
            let (algorithm, category) = (known.identifier, known.category);
            let secret = secret(size(&known, "secret key"));
            let key = SecretKey::import(&engine, category, algorithm, &secret, KeyEncoding::Raw);
            // A scalar beyond the order of the curve; the other bytes are as good.
            let (key, secret) = match key {
                Ok(key) => (key, secret.clone()),
                Err(_) => {
                    let smaller = [&[0x0f], &secret[1..]].concat();
                    let key = SecretKey::import(&engine, category, algorithm, &smaller, KeyEncoding::Raw).unwrap();
                    (key, secret[1..].to_vec())
                }
            };
            let pair = KeyPair::from_keys(&PublicKey::from_secret_key(&key).unwrap(), &key).unwrap();
            hides(&key, &[&secret]);
            hides(&pair, &[&secret]);
            if category == Category::Signatures {
                let mut state = SignatureState::open(&pair).unwrap();
                state.update(&secret).unwrap();
                hides(&state, &[&secret]);
            }
        }
        let pair = KeyPair::generate(&engine, Category::KeyExchange, "ML-KEM-768", None).unwrap();
        let made = key_exchange::encapsulate(&pair.public_key().unwrap()).unwrap();
        hides(&made, &[&made.secret]);
        hides(&engine, &[&secret(32)]);
    }
}

#[test]
fn errors_say_nothing() {
    for error in Error::ALL {
        assert!(!error.to_string().is_empty());
        assert!(error.name().chars().all(|c| c.is_ascii_lowercase() || c == '-'));
        assert_eq!(size_of_val(&error), 1);
    }
    let names: std::collections::BTreeSet<&str> = Error::ALL.iter().map(|error| error.name()).collect();
    assert_eq!(names.len(), Error::ALL.len());
    assert_eq!(Error::ALL[0].name(), "not-implemented");
    assert_eq!(Error::ALL[27].name(), "expired");
}

#[test]
fn objects_can_be_shared() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Engine>();
    shared::<EngineBuilder>();
    shared::<Options>();
    shared::<SymmetricKey>();
    shared::<SymmetricState>();
    shared::<SymmetricTag>();
    shared::<KeyPair>();
    shared::<PublicKey>();
    shared::<SecretKey>();
    shared::<Signature>();
    shared::<SignatureState>();
    shared::<SignatureVerificationState>();
    for (_, engine) in engines() {
        let key = SymmetricKey::generate(&engine, "AES-256-GCM", None).unwrap();
        let pair = KeyPair::generate(&engine, Category::Signatures, "ECDSA_P256_SHA256", None).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let (key, pair) = (&key, &pair);
                scope.spawn(move || {
                    for _ in 0..50 {
                        let sealed = oneshot::seal(key, Some(&[thread; 12]), b"", b"message").unwrap();
                        oneshot::open(key, &[thread; 12], b"", &sealed.ciphertext).unwrap();
                        let signature = oneshot::sign(pair, &[thread]).unwrap();
                        oneshot::verify(&pair.public_key().unwrap(), &[thread], &signature).unwrap();
                    }
                });
            }
        });
    }
}

/// Keys and states outlive the objects they were made from.
#[test]
fn objects_are_independent_of_their_makers() {
    let mut state = {
        let engine = Engine::new();
        let key = SymmetricKey::generate(&engine, "HMAC/SHA-256", None).unwrap();
        SymmetricState::open(&engine, "HMAC/SHA-256", Some(&key), None).unwrap()
    };
    state.absorb(b"message").unwrap();
    assert_eq!(state.squeeze_tag().unwrap().len(), 32);
}
