//! Interface `key-exchange`.

use crate::bindings::wasi::crypto::asymmetric::{KeyEncoding, KeyPair, PublicKey};
use crate::bindings::wasi::crypto::common::{AlgorithmType, ErrorCode};
use crate::bindings::wasi::crypto::key_exchange::{
    decapsulate, decapsulate_key, dh, dh_key, encapsulate, encapsulate_key,
};
use crate::bindings::wasi::crypto::symmetric::derive;
use crate::{Failure, Part, check, hex, refused};

/// The parts, in the order they run.
pub const PARTS: &[Part] = &[
    ('~', "agree on bytes", agree),
    ('~', "agree on a key", agree_on_key),
    ('~', "encapsulate", kem),
    ('~', "encapsulate a key", kem_key),
];

const KEY_EXCHANGE: AlgorithmType = AlgorithmType::KeyExchange;

fn agree(_: &[u8]) -> Result<String, Failure> {
    let alice = KeyPair::generate(KEY_EXCHANGE, "P256-SHA256", None)?;
    let bob = KeyPair::generate(KEY_EXCHANGE, "P256-SHA256", None)?;
    let shared = dh(&bob.public_key()?, &alice.secret_key()?)?;
    check(dh(&alice.public_key()?, &bob.secret_key()?)? == shared, "the two sides disagree")?;

    let stranger = KeyPair::generate(KEY_EXCHANGE, "X25519", None)?;
    let mixed = dh(&stranger.public_key()?, &alice.secret_key()?);
    refused(mixed, ErrorCode::IncompatibleKeys, "keys of two kinds agreed")?;
    Ok(hex(&shared))
}

fn agree_on_key(_: &[u8]) -> Result<String, Failure> {
    let alice = KeyPair::generate(KEY_EXCHANGE, "X25519", None)?;
    let bob = KeyPair::generate(KEY_EXCHANGE, "X25519", None)?;
    let to_alice =
        PublicKey::import(KEY_EXCHANGE, "X25519", &bob.public_key()?.export(KeyEncoding::Raw)?, KeyEncoding::Raw)?;

    // The shared secret never enters this component, only the keys derived from it.
    let key = dh_key(&to_alice, &alice.secret_key()?, "HKDF-EXTRACT/SHA-256")?;
    let same = dh_key(&alice.public_key()?, &bob.secret_key()?, "HKDF-EXTRACT/SHA-256")?;
    let session = derive(&key, &[], b"session", 32)?;
    check(derive(&same, &[], b"session", 32)? == session, "the two sides disagree")?;
    Ok(hex(&session))
}

fn kem(_: &[u8]) -> Result<String, Failure> {
    let pair = KeyPair::generate(KEY_EXCHANGE, "ML-KEM-768", None)?;
    let sent = encapsulate(&pair.public_key()?)?;
    check(decapsulate(&pair.secret_key()?, &sent.encapsulated)? == sent.secret, "the two sides disagree")?;
    Ok(hex(&sent.secret))
}

fn kem_key(text: &[u8]) -> Result<String, Failure> {
    let pair = KeyPair::generate(KEY_EXCHANGE, "X-WING", None)?;
    let sent = encapsulate_key(&pair.public_key()?, "HKDF-EXTRACT/SHA-512")?;
    let received = decapsulate_key(&pair.secret_key()?, &sent.encapsulated, "HKDF-EXTRACT/SHA-512")?;
    let session = derive(&sent.key, b"salt", text, 32)?;
    check(derive(&received, b"salt", text, 32)? == session, "the two sides disagree")?;
    Ok(hex(&session))
}
