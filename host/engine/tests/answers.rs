//! Known answers from independent sources: every file in `tests/vectors/answers`, over every provider that offers the
//! algorithm, with the input in one piece and in many.
//!
//! The form of the files is described in `tests/vectors/answers/README.md`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::common::streams::{Drawn, drawing, opened, sealed};
use crate::common::{engines, providers};
use wasi_crypto_engine::provider::CryptoProvider;
use wasi_crypto_engine::{
    AlgorithmInfo, Category, Engine, KeyEncoding, KeyPair, Options, PublicKey, SecretKey, Signature, SignatureState,
    SignatureVerificationState, SymmetricKey, SymmetricState, key_exchange, oneshot,
};
use wasi_crypto_test_support::answers::{Case, file_name, files, parse};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/answers")
}

/// Engines that draw what they are told to, which matters to sealed streams alone.
fn engines_that_draw() -> Vec<(&'static str, Engine)> {
    let told = providers().into_iter().map(|provider| CryptoProvider { random: &Drawn, ..provider });
    told.map(|provider| (provider.name, Engine::builder().provider(provider).build().unwrap())).collect()
}

#[test]
fn every_answer_is_given() {
    let engines = engines_that_draw();
    let mut count = 0;
    for (name, text) in files(&folder()) {
        let cases = parse(&text);
        assert!(!cases.is_empty(), "{name}: no cases");
        let mut offered = 0;
        for (provider, engine) in &engines {
            let Some(known) = engine.algorithms().find(|known| file_name(known.identifier) == name) else { continue };
            offered += 1;
            for case in &cases {
                let shown = format!("{name}, line {}, {provider}", case.line);
                check(engine, &known, case, &shown);
                count += 1;
            }
        }
        assert!(offered > 0, "{name}: no provider offers it");
    }
    println!("{count} answers");
}

fn check(engine: &Engine, known: &AlgorithmInfo, case: &Case, shown: &str) {
    match known.category {
        Category::Symmetric if known.kind == "session" => session(engine, known, case, shown),
        Category::Symmetric if known.kind == "sealed stream" => sealed_stream(engine, known, case, shown),
        Category::Symmetric => {
            for piece in [usize::MAX, 1, 7, 64, 1000] {
                symmetric(engine, known, case, piece, shown);
                // Elements of a tuple cannot be split, and one piece is enough where there is no input.
                let inputs = case.all("absorb").into_iter().chain(case.all("plaintext"));
                if inputs.max_by_key(|input| input.len()).is_none_or(|input| input.len() <= piece)
                    && piece != usize::MAX
                {
                    break;
                }
                if known.identifier.starts_with("TupleHash") {
                    break;
                }
            }
        }
        Category::Signatures => signature(engine, known, case, shown),
        Category::KeyExchange => exchange(engine, known, case, shown),
    }
}

fn symmetric(engine: &Engine, known: &AlgorithmInfo, case: &Case, piece: usize, shown: &str) {
    let key = case.get("key").map(|key| SymmetricKey::import(engine, known.identifier, key).expect(shown));
    let mut options = Options::open(engine, Category::Symmetric);
    for name in ["nonce", "context", "salt"] {
        if let Some(value) = case.get(name) {
            options.set(name, value).expect(shown);
        }
    }
    for name in ["ops_limit", "memory_limit", "parallelism"] {
        if let Some(value) = case.number(name) {
            options.set_u64(name, value).expect(shown);
        }
    }
    let open = || {
        let mut state = SymmetricState::open(engine, known.identifier, key.as_ref(), Some(&options)).expect(shown);
        for input in case.all("absorb") {
            for part in input.chunks(piece.max(1)) {
                state.absorb(part).expect(shown);
            }
            if input.is_empty() {
                state.absorb(input).expect(shown);
            }
        }
        state
    };
    let mut state = open();
    if let Some(plaintext) = case.get("plaintext") {
        let out = case.get("out").expect(shown);
        if known.kind == "cipher" && state.max_tag_len() == Ok(0) {
            // A stream: in pieces, of which the first is empty.
            let mut other = open();
            let mut back = other.decrypt(b"").expect(shown).to_vec();
            let mut there = state.encrypt(b"").expect(shown);
            for part in plaintext.chunks(piece) {
                there.extend(state.encrypt(part).expect(shown));
            }
            assert_eq!(there, out, "{shown}");
            out.chunks(piece).for_each(|part| back.extend_from_slice(&other.decrypt(part).expect(shown)));
            assert_eq!(back, plaintext, "{shown}");
            return;
        }
        assert_eq!(state.encrypt(plaintext).expect(shown), out, "{shown}");
        assert_eq!(*open().decrypt(out).expect(shown), plaintext, "{shown}");
        return;
    }
    if let Some(tag) = case.get("tag") {
        assert_eq!(state.squeeze_tag().expect(shown).bytes().unwrap(), tag, "{shown}");
        state.squeeze_tag().expect(shown).verify(tag).expect(shown);
        return;
    }
    for out in case.all("out") {
        if known.kind == "MAC" {
            let computed = state.squeeze_tag().expect(shown);
            assert_eq!(computed.bytes().unwrap(), out, "{shown}");
            computed.verify(out).expect(shown);
        } else if let Some(hash) = known.identifier.strip_prefix("HKDF-EXTRACT/") {
            let pseudorandom = state.squeeze_key(&format!("HKDF-EXPAND/{hash}")).expect(shown);
            assert_eq!(*pseudorandom.export().expect(shown), out, "{shown}");
        } else {
            assert_eq!(*state.squeeze(out.len()).expect(shown), out, "{shown}");
        }
    }
}

/// The operations in their order, by two sides of which one encrypts and the other decrypts.
fn session(engine: &Engine, known: &AlgorithmInfo, case: &Case, shown: &str) {
    let key = case.get("key").map(|key| SymmetricKey::import(engine, known.identifier, key).expect(shown));
    let mut options = Options::open(engine, Category::Symmetric);
    // Those with a key and no nonce are of sessions that have none, where otherwise one would be drawn.
    if let Some(nonce) = case.get("nonce").or(key.as_ref().map(|_| &[][..])) {
        options.set("nonce", nonce).expect(shown);
    }
    let open = || SymmetricState::open(engine, known.identifier, key.as_ref(), Some(&options)).expect(shown);
    let mut sides = [open(), open()];
    let mut plaintext = None;
    for (operation, value) in case.steps() {
        for (index, side) in sides.iter_mut().enumerate() {
            match operation {
                "key" | "nonce" => {}
                "absorb" => side.absorb(value).expect(shown),
                "out" => assert_eq!(*side.squeeze(value.len()).expect(shown), value, "{shown}"),
                "tag" => side.squeeze_tag().expect(shown).verify(value).expect(shown),
                "derived" => {
                    let algorithm = match value.len() {
                        16 => "AES-128-GCM",
                        32 => "AES-256-GCM",
                        _ => "HMAC/SHA-512",
                    };
                    let derived = side.squeeze_key(algorithm).expect(shown);
                    assert_eq!((derived.algorithm(), &**derived.export().expect(shown)), (algorithm, value), "{shown}");
                }
                "ratchet" => side.ratchet().expect(shown),
                "plaintext" => plaintext = Some(value),
                "ciphertext" if index == 0 => {
                    assert_eq!(side.encrypt(plaintext.expect(shown)).expect(shown), value, "{shown}");
                }
                "ciphertext" => {
                    // What does not verify changes nothing.
                    let mut forged = value.to_vec();
                    forged[0] ^= 1;
                    side.decrypt(&forged).expect_err(shown);
                    assert_eq!(*side.decrypt(value).expect(shown), plaintext.expect(shown), "{shown}");
                }
                _ => panic!("{shown}: `{operation}`"),
            }
        }
    }
}

/// The whole stream, under the header that the case has, and back.
fn sealed_stream(engine: &Engine, known: &AlgorithmInfo, case: &Case, shown: &str) {
    let key = SymmetricKey::import(engine, known.identifier, case.get("key").expect(shown)).expect(shown);
    let len = usize::try_from(case.number("length").expect(shown)).unwrap();
    let message: Vec<u8> = case.get("plaintext").expect(shown).iter().copied().cycle().take(len).collect();
    let associated_data = case.get("absorb").unwrap_or_default();
    let sealed = drawing(case.get("header").expect(shown), || sealed(&key, associated_data, &message));
    match case.get("out") {
        Some(out) => assert_eq!(sealed, out, "{shown}"),
        None => {
            let digest = oneshot::hash(engine, "SHA-256", &sealed).unwrap();
            assert_eq!(digest, case.get("digest").expect(shown), "{shown}");
        }
    }
    assert_eq!(opened(&key, associated_data, &sealed).expect(shown), message, "{shown}");
}

fn signature(engine: &Engine, known: &AlgorithmInfo, case: &Case, shown: &str) {
    let (algorithm, message) = (known.identifier, case.get("message").expect(shown));
    let expected = case.get("signature").expect(shown);
    let public = case.get("public").expect(shown);
    let public = PublicKey::import(engine, Category::Signatures, algorithm, public, case.encoding()).expect(shown);
    for piece in [usize::MAX, 7] {
        let mut state = SignatureVerificationState::open(&public).expect(shown);
        for part in message.chunks(piece) {
            state.update(part).expect(shown);
        }
        let encoding = wasi_crypto_engine::SignatureEncoding::Raw;
        state.verify(&Signature::import(engine, algorithm, expected, encoding).expect(shown)).expect(shown);
    }
    if let Some(secret) = case.get("secret") {
        let secret = SecretKey::import(engine, Category::Signatures, algorithm, secret, KeyEncoding::Raw).expect(shown);
        // Which computes the public key and compares.
        let pair = KeyPair::from_keys(&public, &secret).expect(shown);
        let mut state = SignatureState::open(&pair).expect(shown);
        state.update(message).expect(shown);
        let signed = state.sign().expect(shown);
        if case.number("deterministic") == Some(1) {
            assert_eq!(signed.export(wasi_crypto_engine::SignatureEncoding::Raw).expect(shown), expected, "{shown}");
        }
    }
}

fn exchange(engine: &Engine, known: &AlgorithmInfo, case: &Case, shown: &str) {
    let import = |bytes: &[u8]| {
        SecretKey::import(engine, Category::KeyExchange, known.identifier, bytes, KeyEncoding::Raw).expect(shown)
    };
    let secret = import(case.get("secret").expect(shown));
    if let Some(public) = case.get("public") {
        let public = PublicKey::import(engine, Category::KeyExchange, known.identifier, public, case.encoding());
        KeyPair::from_keys(&public.expect(shown), &secret).expect(shown);
    }
    let out = case.get("out").expect(shown);
    if let Some(peer) = case.get("peer") {
        let peer = PublicKey::import(engine, Category::KeyExchange, known.identifier, peer, case.encoding());
        assert_eq!(*key_exchange::dh(&peer.expect(shown), &secret).expect(shown), out, "{shown}");
    } else {
        let encapsulated = case.get("encapsulated").expect(shown);
        assert_eq!(*key_exchange::decapsulate(&secret, encapsulated).expect(shown), out, "{shown}");
    }
}

#[test]
fn every_algorithm_has_answers() {
    let named: BTreeSet<String> = files(&folder()).into_iter().map(|(name, _)| name).collect();
    let mut missing = BTreeSet::new();
    for (_, engine) in engines() {
        for known in engine.algorithms() {
            let file = file_name(known.identifier);
            if !named.contains(&file) {
                missing.insert(known.identifier);
            }
        }
    }
    assert!(missing.is_empty(), "no answer from an independent source for {missing:?}: add tests/vectors/answers/…");
}
