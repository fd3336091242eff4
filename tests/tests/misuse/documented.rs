//! The errors each function is documented to answer. Every cell of the table has a case here or a reason.

use std::collections::BTreeSet;

use wasi_crypto_componentize::LinkMode;
use wasi_crypto_engine::{Engine, Limits};
use wasi_crypto_tests::legacy::{Answer, Legacy, Setup};
use wasi_crypto_tests::legacy_calls::{DER, KEY_EXCHANGE, PEM, PKCS8, RAW, SEC, SIGNATURES, SYMMETRIC};

use crate::documented_managed;
use crate::happy::{self, AES, ED25519, MESSAGE, X25519, words};

/// A function, the error, and a call that must answer it.
pub type Case = (&'static str, &'static str, fn(&mut Legacy) -> Answer);

/// What cannot happen on this host, and why. A star stands for any function.
const IMPOSSIBLE: &[(&str, &str, &str)] = &[
    ("*", "not_implemented", "every function is implemented"),
    ("*", "in_progress", "slow operations block (off the executor's thread in the asynchronous host)"),
    ("*", "rng_error", "needs the system's random source to fail; the engine's tests replace it"),
    ("keypair_secretkey", "prohibited_operation", "the half of a pair that must not leave the host must not either"),
    ("array_output_pull", "overflow", "a short buffer gets a prefix; the text says so, other hosts answer overflow"),
    ("symmetric_key_generate", "invalid_operation", "unsupported_feature, as the witx text says"),
    ("symmetric_tag_pull", "invalid_length", "a larger buffer is taken, and the length told, as the text says"),
    ("signature_state_update", "unsupported_feature", "every algorithm can be fed in pieces"),
    ("signature_verification_state_update", "unsupported_feature", "every algorithm can be fed in pieces"),
    ("signature_verification_state_verify", "verification_failed", "invalid_signature, as the witx text says"),
    (
        "symmetric_state_open",
        "parameters_missing",
        "the salt of a password hash is asked for when something is squeezed",
    ),
    ("symmetric_state_squeeze", "overflow", "HKDF-EXPAND beyond its length is invalid_length here"),
];

const CASES: &[Case] = &[
    // common
    ("options_open", "too_many_handles", |l| {
        let mut l = few_handles(l.mode());
        l.options_open(SYMMETRIC)?;
        l.options_open(SYMMETRIC)?;
        l.options_open(SYMMETRIC).map(drop)
    }),
    ("options_set", "unsupported_option", |l| {
        let options = l.options_open(SYMMETRIC)?;
        l.options_set(options, "flavour", b"x")
    }),
    ("options_set_u64", "unsupported_option", |l| {
        let options = l.options_open(SYMMETRIC)?;
        l.options_set_u64(options, "flavour", 1)
    }),
    ("options_set_guest_buffer", "unsupported_option", |l| {
        let (options, (name, len), buffer) = (l.options_open(SYMMETRIC)?, l.put(b"flavour"), l.room(64));
        l.call("options_set_guest_buffer", &[options, name, len, buffer, 64])
    }),
    // asymmetric keys
    ("keypair_generate", "unsupported_algorithm", |l| l.keypair_generate(SIGNATURES, "Ed25520").map(drop)),
    ("keypair_generate", "invalid_operation", |l| l.keypair_generate(SYMMETRIC, "AES-256-GCM").map(drop)),
    ("keypair_generate", "unsupported_feature", |l| {
        ring(l.mode()).keypair_generate(SIGNATURES, "RSA_PKCS1_2048_SHA256").map(drop)
    }),
    ("keypair_import", "unsupported_algorithm", |l| l.import("keypair", SIGNATURES, "nope", &[1; 64], RAW).map(drop)),
    ("keypair_import", "unsupported_encoding", |l| {
        l.import("keypair", SIGNATURES, "RSA_PKCS1_2048_SHA256", &[1; 64], RAW).map(drop)
    }),
    ("keypair_import", "invalid_key", |l| l.import("keypair", SIGNATURES, ED25519, &[1; 32], RAW).map(drop)),
    ("keypair_from_pk_and_sk", "incompatible_keys", |l| {
        let (public, secret) = (happy::publickey(l), happy::exchange(l, X25519).1);
        l.call_u32("keypair_from_pk_and_sk", &[public, secret]).map(drop)
    }),
    ("keypair_export", "unsupported_encoding", |l| {
        // Every other pair has all encodings a pair can have here.
        let pem = include_bytes!("../../../host/engine/tests/keys/rsa-2048.pem");
        let pair = l.import("keypair", SIGNATURES, "RSA_PKCS1_2048_SHA256", pem, PEM)?;
        l.export("keypair", pair, RAW).map(drop)
    }),
    ("keypair_close", "closed", |l| close_twice(l, "keypair_close", happy::keypair)),
    ("publickey_import", "unsupported_algorithm", |l| l.import("publickey", SIGNATURES, "no", &[1; 32], RAW).map(drop)),
    ("publickey_import", "unsupported_encoding", |l| {
        l.import("publickey", SIGNATURES, ED25519, &[1; 32], SEC).map(drop)
    }),
    ("publickey_import", "invalid_key", |l| l.import("publickey", SIGNATURES, ED25519, &[1; 31], RAW).map(drop)),
    ("publickey_export", "unsupported_encoding", |l| {
        let public = happy::publickey(l);
        l.export("publickey", public, SEC).map(drop)
    }),
    ("publickey_verify", "invalid_key", |l| {
        // The point of order one: every signature would verify under it.
        let mut identity = [0; 32];
        identity[0] = 1;
        let public = l.import("publickey", SIGNATURES, ED25519, &identity, RAW)?;
        l.call("publickey_verify", &[public])
    }),
    ("publickey_close", "closed", |l| close_twice(l, "publickey_close", happy::publickey)),
    ("secretkey_import", "unsupported_algorithm", |l| l.import("secretkey", SIGNATURES, "no", &[1; 32], RAW).map(drop)),
    ("secretkey_import", "unsupported_encoding", |l| {
        l.import("secretkey", SIGNATURES, ED25519, &[1; 32], SEC).map(drop)
    }),
    ("secretkey_import", "invalid_key", |l| l.import("secretkey", SIGNATURES, ED25519, &[1; 31], RAW).map(drop)),
    ("secretkey_export", "unsupported_encoding", |l| {
        let secret = happy::secretkey(l);
        l.export("secretkey", secret, SEC).map(drop)
    }),
    ("secretkey_close", "closed", |l| close_twice(l, "secretkey_close", happy::secretkey)),
    // signatures
    ("signature_export", "unsupported_encoding", |l| {
        let (_, signature) = happy::signature(l);
        l.export("signature", signature, DER).map(drop)
    }),
    ("signature_import", "unsupported_algorithm", |l| l.signature_import("nope", &[1; 64], RAW).map(drop)),
    ("signature_import", "invalid_signature", |l| l.signature_import(ED25519, &[1; 63], RAW).map(drop)),
    ("signature_import", "unsupported_encoding", |l| l.signature_import(ED25519, &[1; 64], DER).map(drop)),
    ("signature_state_open", "invalid_key", |l| {
        let pair = l.keypair_generate(KEY_EXCHANGE, X25519)?;
        l.call_u32("signature_state_open", &[pair]).map(drop)
    }),
    ("signature_state_update", "overflow", |l| {
        let mut l = little_memory(l.mode());
        let (state, (data, len)) = (happy::signing(&mut l), l.put(&[0; LITTLE]));
        l.call("signature_state_update", &[state, data, len])
    }),
    ("signature_state_close", "closed", |l| close_twice(l, "signature_state_close", happy::signing)),
    ("signature_verification_state_open", "invalid_key", |l| {
        let (public, _) = happy::exchange(l, X25519);
        l.call_u32("signature_verification_state_open", &[public]).map(drop)
    }),
    ("signature_verification_state_update", "overflow", |l| {
        let mut l = little_memory(l.mode());
        let public = happy::publickey(&mut l);
        let state = l.call_u32("signature_verification_state_open", &[public])?;
        let (data, len) = l.put(&[0; LITTLE]);
        l.call("signature_verification_state_update", &[state, data, len])
    }),
    ("signature_verification_state_verify", "invalid_signature", |l| {
        let (public, signature) = happy::signature(l);
        l.verify(public, b"another message", signature)
    }),
    ("signature_verification_state_close", "closed", |l| {
        close_twice(l, "signature_verification_state_close", |l| happy::verifying(l).0)
    }),
    ("signature_close", "closed", |l| close_twice(l, "signature_close", |l| happy::signature(l).1)),
    // symmetric keys
    ("symmetric_key_generate", "unsupported_algorithm", |l| l.key_generate("AES-255-GCM").map(drop)),
    ("symmetric_key_generate", "unsupported_feature", |l| l.key_generate("SHA-256").map(drop)),
    ("symmetric_key_import", "unsupported_algorithm", |l| l.key_import("AES-255-GCM", &[1; 32]).map(drop)),
    ("symmetric_key_import", "invalid_key", |l| l.key_import(AES, &[1; 31]).map(drop)),
    ("symmetric_key_close", "closed", |l| close_twice(l, "symmetric_key_close", happy::symmetric_key)),
    // symmetric states
    ("symmetric_state_open", "unsupported_algorithm", |l| l.state_open("SHA-255", None, None).map(drop)),
    ("symmetric_state_open", "key_not_supported", |l| {
        let key = happy::symmetric_key(l);
        l.state_open("SHA-256", Some(key), None).map(drop)
    }),
    ("symmetric_state_open", "key_required", |l| l.state_open("HMAC/SHA-256", None, None).map(drop)),
    ("symmetric_state_open", "invalid_key", |l| {
        let (key, nonce) = (happy::symmetric_key(l), l.nonce(&[1; 12])?);
        l.state_open("AES-128-GCM", Some(key), Some(nonce)).map(drop)
    }),
    ("symmetric_state_open", "nonce_required", |l| {
        let key = happy::symmetric_key(l);
        l.state_open(AES, Some(key), None).map(drop)
    }),
    ("symmetric_state_open", "invalid_nonce", |l| {
        let (key, nonce) = (happy::symmetric_key(l), l.nonce(&[1; 11])?);
        l.state_open(AES, Some(key), Some(nonce)).map(drop)
    }),
    ("symmetric_state_options_get", "option_not_set", |l| {
        let state = happy::hash(l);
        option(l, state, "nonce", 64)
    }),
    ("symmetric_state_options_get", "unsupported_option", |l| {
        let state = happy::hash(l);
        option(l, state, "flavour", 64)
    }),
    ("symmetric_state_options_get", "overflow", |l| {
        let state = happy::aead(l);
        option(l, state, "nonce", 11)
    }),
    ("symmetric_state_options_get_u64", "option_not_set", |l| option_u64(l, "ops_limit")),
    ("symmetric_state_options_get_u64", "unsupported_option", |l| option_u64(l, "flavour")),
    ("symmetric_state_clone", "too_many_handles", |l| {
        let mut l = few_handles(l.mode());
        let state = happy::hash(&mut l);
        l.options_open(SYMMETRIC)?;
        l.call_u32("symmetric_state_clone", &[state]).map(drop)
    }),
    ("symmetric_state_close", "closed", |l| close_twice(l, "symmetric_state_close", happy::hash)),
    ("symmetric_state_open", "unsupported_option", |l| {
        let options = l.options_open(SYMMETRIC)?;
        l.options_set(options, "context", b"one of many uses")?;
        l.state_open("SHA-256", None, Some(options)).map(drop)
    }),
    ("symmetric_state_absorb", "invalid_operation", |l| {
        let state = l.state_open("SHAKE-128", None, None)?;
        l.squeeze(state, 32)?;
        l.absorb(state, b"too late")
    }),
    ("symmetric_state_absorb", "overflow", |l| {
        let mut l = short_messages(l.mode());
        let state = happy::aead(&mut l);
        l.absorb(state, &[0; 65])
    }),
    ("symmetric_state_squeeze", "invalid_operation", |l| {
        let state = happy::mac(l);
        l.squeeze(state, 32).map(drop)
    }),
    ("symmetric_state_squeeze", "invalid_length", |l| {
        let state = happy::hash(l);
        l.squeeze(state, 33).map(drop)
    }),
    ("symmetric_state_squeeze_tag", "invalid_operation", |l| {
        let state = happy::hash(l);
        l.squeeze_tag(state).map(drop)
    }),
    ("symmetric_state_squeeze_key", "invalid_operation", |l| {
        let state = happy::hash(l);
        squeeze_key(l, state, AES)
    }),
    ("symmetric_state_squeeze_key", "unsupported_algorithm", |l| {
        let state = happy::extract(l);
        squeeze_key(l, state, "nope")
    }),
    ("symmetric_state_max_tag_len", "invalid_operation", |l| {
        let state = happy::hash(l);
        l.call_u32("symmetric_state_max_tag_len", &[state]).map(drop)
    }),
    ("symmetric_state_encrypt", "invalid_operation", |l| {
        let state = happy::hash(l);
        l.encrypt(state, MESSAGE, MESSAGE.len() + 16).map(drop)
    }),
    ("symmetric_state_encrypt", "overflow", |l| {
        let state = happy::aead(l);
        l.encrypt(state, MESSAGE, MESSAGE.len() + 15).map(drop)
    }),
    ("symmetric_state_encrypt", "invalid_length", |l| {
        let state = happy::aead(l);
        l.encrypt(state, MESSAGE, MESSAGE.len() + 17).map(drop)
    }),
    ("symmetric_state_encrypt", "nonce_required", |l| {
        let state = happy::aead(l);
        l.encrypt(state, MESSAGE, MESSAGE.len() + 16)?;
        l.encrypt(state, MESSAGE, MESSAGE.len() + 16).map(drop)
    }),
    ("symmetric_state_encrypt_detached", "invalid_operation", |l| {
        let state = happy::hash(l);
        l.encrypt_detached(state, MESSAGE, MESSAGE.len()).map(drop)
    }),
    ("symmetric_state_encrypt_detached", "overflow", |l| {
        let state = happy::aead(l);
        l.encrypt_detached(state, MESSAGE, MESSAGE.len() - 1).map(drop)
    }),
    ("symmetric_state_encrypt_detached", "invalid_length", |l| {
        let state = happy::aead(l);
        l.encrypt_detached(state, MESSAGE, MESSAGE.len() + 1).map(drop)
    }),
    ("symmetric_state_decrypt", "invalid_tag", |l| {
        let (mut sealed, state) = (happy::sealed(l), happy::aead(l));
        sealed[0] ^= 1;
        l.decrypt(state, &sealed, sealed.len() - 16).map(drop)
    }),
    ("symmetric_state_decrypt", "invalid_operation", |l| {
        let state = happy::hash(l);
        l.decrypt(state, MESSAGE, MESSAGE.len() - 16).map(drop)
    }),
    ("symmetric_state_decrypt", "overflow", |l| {
        let (sealed, state) = (happy::sealed(l), happy::aead(l));
        l.decrypt(state, &sealed, sealed.len() - 17).map(drop)
    }),
    ("symmetric_state_decrypt", "invalid_length", |l| {
        let (sealed, state) = (happy::sealed(l), happy::aead(l));
        l.decrypt(state, &sealed, sealed.len() - 15).map(drop)
    }),
    ("symmetric_state_decrypt_detached", "invalid_tag", |l| {
        let (sealed, state) = (happy::sealed(l), happy::aead(l));
        let (data, tag) = sealed.split_at(sealed.len() - 16);
        l.decrypt_detached(state, data, &tag[..15], data.len()).map(drop)
    }),
    ("symmetric_state_decrypt_detached", "invalid_operation", |l| {
        let state = happy::hash(l);
        l.decrypt_detached(state, MESSAGE, &[0; 16], MESSAGE.len()).map(drop)
    }),
    ("symmetric_state_decrypt_detached", "overflow", |l| {
        let state = happy::aead(l);
        l.decrypt_detached(state, MESSAGE, &[0; 16], MESSAGE.len() - 1).map(drop)
    }),
    ("symmetric_state_decrypt_detached", "invalid_length", |l| {
        let state = happy::aead(l);
        l.decrypt_detached(state, MESSAGE, &[0; 16], MESSAGE.len() + 1).map(drop)
    }),
    ("symmetric_state_ratchet", "invalid_operation", |l| {
        let state = happy::hash(l);
        l.call("symmetric_state_ratchet", &[state])
    }),
    // tags
    ("symmetric_tag_pull", "overflow", |l| {
        let tag = happy::tag(l);
        l.tag_pull(tag, 31).map(drop)
    }),
    ("symmetric_tag_verify", "invalid_tag", |l| {
        let tag = happy::tag(l);
        l.tag_verify(tag, &[])
    }),
    ("symmetric_tag_close", "closed", |l| close_twice(l, "symmetric_tag_close", happy::tag)),
    ("options_close", "closed", |l| close_twice(l, "options_close", happy::options)),
    // key exchange
    ("kx_dh", "incompatible_keys", |l| {
        let ((public, _), (_, secret)) = (happy::exchange(l, X25519), happy::exchange(l, "P256-SHA256"));
        l.dh(public, secret).map(drop)
    }),
    ("kx_dh", "invalid_operation", |l| {
        let (public, secret) = happy::exchange(l, "ML-KEM-768");
        l.dh(public, secret).map(drop)
    }),
    ("kx_dh", "invalid_key", |l| {
        // The all-zero point is of low order: the secret would be zero whatever the other half.
        let secret = happy::exchange(l, X25519).1;
        let public = l.import("publickey", KEY_EXCHANGE, X25519, &[0; 32], RAW)?;
        l.dh(public, secret).map(drop)
    }),
    ("kx_encapsulate", "invalid_operation", |l| {
        let (public, _) = happy::exchange(l, X25519);
        l.encapsulate(public).map(drop)
    }),
    ("kx_decapsulate", "verification_failed", |l| {
        let (_, secret) = happy::exchange(l, "ML-KEM-768");
        l.decapsulate(secret, &[0; 1087]).map(drop)
    }),
    ("kx_decapsulate", "invalid_operation", |l| {
        let (_, secret) = happy::exchange(l, X25519);
        l.decapsulate(secret, &[0; 32]).map(drop)
    }),
    // batches of different algorithms
    ("batch_signature_state_sign", "unsupported_feature", |l| {
        let (first, pair) = (happy::signing(l), l.keypair_generate(SIGNATURES, "ECDSA_P256_SHA256")?);
        let second = l.call_u32("signature_state_open", &[pair])?;
        batch(l, "batch_signature_state_sign", &[first, second], 2, 8)
    }),
    ("batch_signature_state_verify", "unsupported_feature", |l| {
        let (first, signature) = happy::verifying(l);
        let pair = l.keypair_generate(SIGNATURES, "ECDSA_P256_SHA256")?;
        let public = l.call_u32("keypair_publickey", &[pair])?;
        let second = l.call_u32("signature_verification_state_open", &[public])?;
        batch(l, "batch_signature_state_verify", &[first, signature, second, signature], 2, 2)
    }),
    ("batch_symmetric_state_squeeze", "unsupported_feature", |l| {
        let (first, second, out) = (happy::hash(l), l.state_open("SHA-512", None, None)?, l.room(64));
        batch(l, "batch_symmetric_state_squeeze", &[first, out, 32, 32, second, out, 32, 32], 2, 2)
    }),
    ("batch_symmetric_state_squeeze_tag", "unsupported_feature", |l| {
        let (first, second) = (happy::mac(l), happy::hash(l));
        batch(l, "batch_symmetric_state_squeeze_tag", &[first, second], 2, 8)
    }),
    ("batch_symmetric_state_encrypt", "unsupported_feature", |l| mixed(l, "batch_symmetric_state_encrypt", 24, 8, &[])),
    ("batch_symmetric_state_encrypt_detached", "unsupported_feature", |l| {
        mixed(l, "batch_symmetric_state_encrypt_detached", 8, 8, &[])
    }),
    ("batch_symmetric_state_decrypt", "unsupported_feature", |l| mixed(l, "batch_symmetric_state_decrypt", 8, 24, &[])),
    ("batch_symmetric_state_decrypt_detached", "unsupported_feature", |l| {
        mixed(l, "batch_symmetric_state_decrypt_detached", 8, 8, &[0, 16, 16])
    }),
];

fn cases() -> impl Iterator<Item = &'static Case> {
    CASES.iter().chain(documented_managed::CASES)
}

/// The table: function and errors.
fn table() -> Vec<(String, Vec<String>)> {
    include_str!("../../facts/errors-0.10.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut words = line.split_whitespace().map(String::from);
            (words.next().expect("a function"), words.collect())
        })
        .collect()
}

#[test]
fn every_documented_error_has_a_case_or_a_reason() {
    let mut used = BTreeSet::new();
    let mut missing = Vec::new();
    for (function, errors) in table() {
        for error in errors {
            let case = cases().any(|(f, e, _)| *f == function && *e == error);
            let reason =
                IMPOSSIBLE.iter().find(|(f, e, _)| (*f == function || *f == "*") && (*e == error || *e == "*"));
            match (case, reason) {
                (true, Some((f, e, _))) if *f != "*" => missing.push(format!("{f} {e} has both a case and a reason")),
                (true, _) => {}
                (false, Some((f, e, _))) => drop(used.insert((*f, *e))),
                (false, None) => missing.push(format!("{function} {error}")),
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    let reasons: BTreeSet<_> = IMPOSSIBLE.iter().map(|(f, e, _)| (*f, *e)).collect();
    assert_eq!(used, reasons, "reasons for cells the table does not have");
}

pub fn every_case_answers_its_error(mode: LinkMode) {
    let mut wrong = Vec::new();
    for (function, errno, case) in cases() {
        let answer = case(&mut happy::driver(mode));
        if answer != Err(errno) {
            wrong.push(format!("{function}: {answer:?} instead of {errno}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A host that lets its guest hold two objects.
fn few_handles(mode: LinkMode) -> Legacy {
    Legacy::new(Setup { mode, max_handles: Some(2), ..Setup::default() })
}

/// A host whose guest may hold no more than keys and a short message.
fn little_memory(mode: LinkMode) -> Legacy {
    let mut limits = Limits::default();
    limits.max_held_bytes = LITTLE;
    let engine = Engine::builder().limits(limits).build().expect("a sound configuration");
    Legacy::new(Setup { mode, engine: Some(engine), ..Setup::default() })
}

const LITTLE: usize = 32 << 10;

/// A host that buffers 64 bytes of associated data at most.
fn short_messages(mode: LinkMode) -> Legacy {
    let mut limits = Limits::default();
    limits.max_buffered_message = 64;
    let engine = Engine::builder().limits(limits).build().expect("a sound configuration");
    Legacy::new(Setup { mode, engine: Some(engine), ..Setup::default() })
}

/// A host with the provider that cannot generate RSA keys.
fn ring(mode: LinkMode) -> Legacy {
    let provider = wasi_crypto_engine::provider::CryptoProvider::ring();
    let engine = Engine::builder().provider(provider).build().expect("a sound configuration");
    Legacy::new(Setup { mode, engine: Some(engine), ..Setup::default() })
}

pub fn close_twice(legacy: &mut Legacy, function: &str, make: fn(&mut Legacy) -> u64) -> Answer {
    let handle = make(legacy);
    legacy.call(function, &[handle]).expect("the first time closes");
    legacy.call(function, &[handle])
}

fn option(legacy: &mut Legacy, state: u64, name: &str, len: u64) -> Answer {
    let ((name, name_len), buffer) = (legacy.put(name.as_bytes()), legacy.room(64));
    legacy.call_u32("symmetric_state_options_get", &[state, name, name_len, buffer, len]).map(drop)
}

fn option_u64(legacy: &mut Legacy, name: &str) -> Answer {
    let (state, (name, len), out) = (happy::hash(legacy), legacy.put(name.as_bytes()), legacy.room(8));
    legacy.call("symmetric_state_options_get_u64", &[state, name, len, out])
}

fn squeeze_key(legacy: &mut Legacy, state: u64, algorithm: &str) -> Answer {
    let (name, len) = legacy.put(algorithm.as_bytes());
    legacy.call_u32("symmetric_state_squeeze_key", &[state, name, len]).map(drop)
}

/// Calls a batch function with entries made of 32-bit words.
fn batch(legacy: &mut Legacy, name: &str, entries: &[u64], count: u64, result_size: u64) -> Answer {
    let buffer = legacy.room(64);
    let (header, _) = legacy.put(&words(&[buffer, count * result_size]));
    let (entries, _) = legacy.put(&words(entries));
    legacy.call(name, &[entries, count, header])
}

/// A batch of an AES-256-GCM and an AES-128-GCM state over the same buffers.
fn mixed(legacy: &mut Legacy, name: &str, out_len: u64, len: u64, tag: &[u64]) -> Answer {
    let (first, second) = (happy::aead(legacy), legacy.aead("AES-128-GCM", &[7; 16], &[9; 12])?);
    let (out, data) = (legacy.room(64), legacy.room(64));
    let mut tag = tag.to_vec();
    if let Some(address) = tag.first_mut() {
        *address = legacy.room(16);
    }
    let entry = |state: u64| [&[state, out, out_len, out_len, data, len, len], tag.as_slice()].concat();
    batch(legacy, name, &[entry(first), entry(second)].concat(), 2, 8)
}

pub fn encodings_that_other_kinds_of_keys_have_are_unsupported(mode: LinkMode) {
    let mut legacy = Legacy::new(Setup { mode, ..Setup::default() });
    let (public, secret) = happy::exchange(&mut legacy, X25519);
    assert_eq!(legacy.export("publickey", public, SEC), Err("unsupported_encoding"));
    assert_eq!(legacy.export("secretkey", secret, SEC), Err("unsupported_encoding"));
    for encoding in [PKCS8, PEM] {
        let public = happy::publickey(&mut legacy);
        let encoded = legacy.export("publickey", public, encoding).expect("public keys have it");
        assert!(legacy.import("publickey", SIGNATURES, ED25519, &encoded, encoding).is_ok());
    }
}
