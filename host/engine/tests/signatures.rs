//! Signatures and their states.

use crate::common::{self, engines, of_kind, piece, size};
use wasi_crypto_engine::{
    Budget, Category, Engine, Error, KeyEncoding, KeyPair, Signature, SignatureEncoding, SignatureState,
    SignatureVerificationState, oneshot,
};
use wasi_crypto_test_support::answers::hex;

/// Every scheme, with the length of its signatures.
fn schemes(engine: &Engine) -> Vec<(&'static str, usize)> {
    of_kind(engine, "signature").iter().map(|known| (known.identifier, size(known, "signature"))).collect()
}

/// Signatures that are two integers, and so have a DER form.
fn is_ecdsa(algorithm: &str) -> bool {
    algorithm.starts_with("ECDSA_")
}

fn pair(engine: &Engine, algorithm: &str) -> KeyPair {
    common::pair(engine, Category::Signatures, algorithm)
}

#[test]
fn states_go_on_after_signing_and_verifying() {
    for (name, engine) in engines() {
        for (algorithm, len) in schemes(&engine) {
            let pair = pair(&engine, algorithm);
            let public = pair.public_key().unwrap();
            let mut signing = SignatureState::open(&pair).unwrap();
            let mut verification = SignatureVerificationState::open(&public).unwrap();
            assert_eq!((signing.algorithm(), verification.algorithm()), (algorithm, algorithm));
            let mut message = Vec::new();
            for piece in [&b""[..], b"one", b"two", &[7; 300]] {
                signing.update(piece).unwrap();
                verification.update(piece).unwrap();
                message.extend_from_slice(piece);
                let signature = signing.sign().unwrap();
                assert_eq!(signature.algorithm(), algorithm);
                verification.verify(&signature).unwrap();
                verification.verify(&signature).unwrap();
                let raw = signature.export(SignatureEncoding::Raw).unwrap();
                assert_eq!(raw.len(), len, "{name} {algorithm}");
                oneshot::verify(&public, &message, &raw).unwrap();
                let other = oneshot::sign(&pair, &message).unwrap();
                let other = Signature::import(&engine, algorithm, &other, SignatureEncoding::Raw).unwrap();
                verification.verify(&other).unwrap();
            }
            let signature = signing.sign().unwrap();
            verification.update(b"!").unwrap();
            assert_eq!(verification.verify(&signature).unwrap_err(), Error::InvalidSignature);
        }
    }
}

#[test]
fn every_bit_counts() {
    for (name, engine) in engines() {
        for (algorithm, len) in schemes(&engine) {
            let pair = pair(&engine, algorithm);
            let public = pair.public_key().unwrap();
            let raw = oneshot::sign(&pair, b"message").unwrap();
            // About a hundred of them, and an odd step, so that every bit of a byte is among them.
            for bit in (0..len * 8).step_by((len * 8 / 100) | 1) {
                let mut flipped = raw.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                let verified = oneshot::verify(&public, b"message", &flipped);
                assert_eq!(verified.unwrap_err(), Error::InvalidSignature, "{name} {algorithm} {bit}");
            }
            for value in [0, 0xff] {
                let verified = oneshot::verify(&public, b"message", &vec![value; len]);
                assert_eq!(verified.unwrap_err(), Error::InvalidSignature);
            }
            // RSA has one pair per size here.
            if !algorithm.starts_with("RSA_") {
                let elsewhere = self::pair(&engine, algorithm).public_key().unwrap();
                assert_eq!(oneshot::verify(&elsewhere, b"message", &raw).unwrap_err(), Error::InvalidSignature);
            }
        }
    }
}

#[test]
fn sizes_and_encodings() {
    for (name, engine) in engines() {
        for (algorithm, len) in schemes(&engine) {
            let import = |bytes: &[u8], encoding| Signature::import(&engine, algorithm, bytes, encoding);
            for wrong in [0, 1, len - 1, len + 1, 2 * len] {
                let read = import(&vec![1; wrong], SignatureEncoding::Raw);
                assert_eq!(read.unwrap_err(), Error::InvalidSignature, "{name} {algorithm} {wrong}");
            }
            let signature = import(&vec![1; len], SignatureEncoding::Raw).unwrap();
            if !is_ecdsa(algorithm) {
                let no = Error::UnsupportedEncoding;
                assert_eq!(signature.export(SignatureEncoding::Der).unwrap_err(), no);
                assert_eq!(import(&[0x30, 0], SignatureEncoding::Der).unwrap_err(), no);
            }
        }
        let unknown = Signature::import(&engine, "Ed25518", &[0; 64], SignatureEncoding::Raw);
        assert_eq!(unknown.unwrap_err(), Error::UnsupportedAlgorithm);
        let symmetric = Signature::import(&engine, "SHA-256", &[0; 64], SignatureEncoding::Raw);
        assert_eq!(symmetric.unwrap_err(), Error::UnsupportedAlgorithm);
    }
}

#[test]
fn der_comes_back_and_is_strict() {
    for (name, engine) in engines() {
        for (algorithm, len) in schemes(&engine).into_iter().filter(|(algorithm, _)| is_ecdsa(algorithm)) {
            let import = |bytes: &[u8], encoding| Signature::import(&engine, algorithm, bytes, encoding);
            let half = len / 2;
            // Short numbers, numbers with the top bit set, zero.
            for (r, s) in [(1, 0xff), (0x80, 0x7f), (0, 1)] {
                let mut raw = vec![0; len];
                raw[half - 1] = r;
                raw[half] = s;
                let read = import(&raw, SignatureEncoding::Raw).unwrap();
                let der = read.export(SignatureEncoding::Der).unwrap();
                let again = import(&der, SignatureEncoding::Der).unwrap();
                assert_eq!(again.export(SignatureEncoding::Raw).unwrap(), raw, "{name} {algorithm}");
            }
            let pair = pair(&engine, algorithm);
            let mut signing = SignatureState::open(&pair).unwrap();
            signing.update(b"message").unwrap();
            let der = signing.sign().unwrap().export(SignatureEncoding::Der).unwrap();
            let mut verification = SignatureVerificationState::open(&pair.public_key().unwrap()).unwrap();
            verification.update(b"message").unwrap();
            verification.verify(&import(&der, SignatureEncoding::Der).unwrap()).unwrap();

            let too_long = [&[0x30, 0x81][..], &[u8::try_from(half + 6).unwrap(), 2]].concat();
            let wrong: Vec<Vec<u8>> = vec![
                vec![],
                vec![0x30],
                vec![0x30, 0],
                vec![0x30, 3, 2, 1, 1],
                vec![0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1],
                vec![0x30, 6, 2, 1, 1, 2, 1, 0xff],
                vec![0x30, 7, 2, 2, 0, 1, 2, 1, 1],
                vec![0x30, 6, 2, 1, 1, 2, 0, 1],
                vec![0x30, 6, 2, 1, 1, 3, 1, 1],
                vec![0x31, 6, 2, 1, 1, 2, 1, 1],
                vec![0x30, 0x80, 2, 1, 1, 2, 1, 1, 0, 0],
                vec![0x30, 0x81, 6, 2, 1, 1, 2, 1, 1],
                [&der[..], &[0]].concat(),
                der[..der.len() - 1].to_vec(),
                too_long,
                [
                    vec![0x30, u8::try_from(half + 6).unwrap(), 2, u8::try_from(half + 1).unwrap()],
                    vec![1; half + 1],
                    vec![2, 1, 1],
                ]
                .concat(),
            ];
            for bytes in wrong {
                let read = import(&bytes, SignatureEncoding::Der);
                assert_eq!(read.unwrap_err(), Error::InvalidSignature, "{name} {algorithm} {bytes:02x?}");
            }
        }
    }
}

/// FIPS 186-5 accepts both of the two values `s` can have, on every curve.
#[test]
fn both_values_of_s_verify() {
    let order = hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    for (name, engine) in engines() {
        let pair = pair(&engine, "ECDSA_K256_SHA256");
        let raw = oneshot::sign(&pair, b"message").unwrap();
        let mut other = raw.clone();
        let mut borrow = 0_i32;
        for index in (0..32).rev() {
            let digit = i32::from(order[index]) - i32::from(raw[32 + index]) - borrow;
            borrow = i32::from(digit < 0);
            other[32 + index] = u8::try_from(digit.rem_euclid(256)).unwrap();
        }
        assert!(raw[32] < 0x80 && other[32] >= 0x7f, "{name}: the smaller one is made");
        oneshot::verify(&pair.public_key().unwrap(), b"message", &other).unwrap();
    }
}

#[test]
fn keys_and_signatures_are_bound_to_their_algorithm() {
    for (_, engine) in engines() {
        let kx = KeyPair::generate(&engine, Category::KeyExchange, "X25519", None).unwrap();
        assert_eq!(SignatureState::open(&kx).unwrap_err(), Error::InvalidKey);
        let public = kx.public_key().unwrap();
        assert_eq!(SignatureVerificationState::open(&public).unwrap_err(), Error::InvalidKey);
        assert_eq!(oneshot::sign(&kx, b"").unwrap_err(), Error::InvalidKey);
        assert_eq!(oneshot::verify(&public, b"", &[0; 64]).unwrap_err(), Error::InvalidKey);

        // Same size, other scheme.
        let signer = pair(&engine, "Ed25519");
        let signature = oneshot::sign(&signer, b"").unwrap();
        let signature = Signature::import(&engine, "ECDSA_P256_SHA256", &signature, SignatureEncoding::Raw).unwrap();
        let mut state = SignatureVerificationState::open(&signer.public_key().unwrap()).unwrap();
        assert_eq!(state.verify(&signature).unwrap_err(), Error::InvalidSignature);
    }
}

/// Ed25519 needs the message twice, so it is kept, as far as the budget goes. One-shot signing keeps nothing and has no limit.
#[test]
fn messages_are_kept_up_to_the_limit() {
    let budget = Budget::new(1 << 20);
    let engine = Engine::new().with_budget(budget.clone());
    let pair = pair(&engine, "Ed25519");
    let public = pair.public_key().unwrap();
    let mut state = SignatureState::open(&pair).unwrap();
    let rest = budget.take(budget.max() - budget.held() - piece() - 100).unwrap();
    assert_eq!(state.update(&[1; 101]).unwrap_err(), Error::Overflow);
    state.update(&[1; 100]).unwrap();
    assert_eq!(state.update(&[1; 1]).unwrap_err(), Error::Overflow);
    drop(rest);
    let signature = state.sign().unwrap();
    drop(state);
    let mut state = SignatureVerificationState::open(&public).unwrap();
    let _rest = budget.take(budget.max() - budget.held() - piece() - 100).unwrap();
    assert_eq!(state.update(&[1; 101]).unwrap_err(), Error::Overflow);
    state.update(&[1; 100]).unwrap();
    assert_eq!(state.update(&[1; 1]).unwrap_err(), Error::Overflow);
    state.verify(&signature).unwrap();
    let raw = oneshot::sign(&pair, &[1; 101]).unwrap();
    oneshot::verify(&public, &[1; 101], &raw).unwrap();
}

/// Ed25519 signatures do not depend on who makes them.
#[test]
fn deterministic_signatures_agree() {
    let engines = engines();
    let seed = KeyPair::generate(&engines[0].1, Category::Signatures, "Ed25519", None).unwrap();
    let bytes = seed.export(KeyEncoding::Raw).unwrap();
    let signatures: Vec<Vec<u8>> = engines
        .iter()
        .map(|(_, engine)| {
            let pair = KeyPair::import(engine, Category::Signatures, "Ed25519", &bytes, KeyEncoding::Raw).unwrap();
            oneshot::sign(&pair, b"message").unwrap()
        })
        .collect();
    assert!(signatures.iter().all(|signature| *signature == signatures[0]));
}
