//! Key pairs and their halves, signatures, key exchange, a host without randomness.

use wasi_crypto_engine::{Category, KeyEncoding, SignatureEncoding};
use wasi_crypto_tests::wycheproof::component_types::{Encoded, WitCategory, WitEncoding, WitForm, encoded};
use wasi_crypto_tests::wycheproof::{ComponentSubject, Outcome, Subject};

use super::{
    AES, C, MESSAGE, ORDER_EIGHT, P256_ORDER, RSA_PUBLIC, generate, halves, off_the_curve, open, pair, public,
    signature,
};
use crate::legacy::dry;

// Signatures.

fn mismatch(c: &mut C, algorithm: &str) -> Outcome<()> {
    let pair = generate(c, WitCategory::Signatures, algorithm, WitEncoding::Pkcs8)?;
    let pair = encoded(&pair, KeyEncoding::Pkcs8);
    let public = (WitCategory::Signatures, algorithm, pair, WitEncoding::Raw);
    let public: Vec<u8> = c.asymmetric("public-of-pair", public)?;
    let signature: Vec<u8> = c.asymmetric("sign-once", (algorithm, pair, MESSAGE))?;
    let (public, signature) = ((&public[..], KeyEncoding::Raw), (&signature[..], SignatureEncoding::Raw));
    c.verify(algorithm, public, MESSAGE, signature).expect("the right message");
    c.verify(algorithm, public, b"another message", signature)
}

pub fn mismatch_ed25519(c: &mut C) -> Outcome<()> {
    mismatch(c, "Ed25519")
}

pub fn mismatch_ecdsa(c: &mut C) -> Outcome<()> {
    mismatch(c, "ECDSA_P256_SHA256")
}

pub fn mismatch_rsa(c: &mut C) -> Outcome<()> {
    let signature = (&[1; 256][..], SignatureEncoding::Raw);
    c.verify("RSA_PKCS1_2048_SHA256", (RSA_PUBLIC, KeyEncoding::Pem), MESSAGE, signature)
}

pub fn short_signature(c: &mut C) -> Outcome<()> {
    signature(c, "Ed25519", &[1; 63], WitForm::Raw)
}

pub fn long_signature(c: &mut C) -> Outcome<()> {
    signature(c, "ECDSA_P384_SHA384", &[1; 97], WitForm::Raw)
}

pub fn empty_signature(c: &mut C) -> Outcome<()> {
    signature(c, "RSA_PKCS1_2048_SHA256", &[], WitForm::Raw)
}

pub fn bad_der_signature(c: &mut C) -> Outcome<()> {
    signature(c, "ECDSA_P256_SHA256", &[0x30, 1, 2], WitForm::Der)
}

// Keys.

pub fn bad_der(c: &mut C) -> Outcome<()> {
    public(c, Category::Signatures, "ECDSA_P256_SHA256", &[0x30, 1, 2], KeyEncoding::Pkcs8)
}

pub fn bad_pem(c: &mut C) -> Outcome<()> {
    pair(c, Category::Signatures, "Ed25519", b"-----BEGIN PRIVATE KEY-----", KeyEncoding::Pem)
}

pub fn off_curve(c: &mut C) -> Outcome<()> {
    public(c, Category::KeyExchange, "P256-SHA256", &off_the_curve(), KeyEncoding::Sec)
}

pub fn infinity(c: &mut C) -> Outcome<()> {
    public(c, Category::Signatures, "ECDSA_P256_SHA256", &[0], KeyEncoding::Sec)
}

pub fn zero_scalar(c: &mut C) -> Outcome<()> {
    let key = encoded(&[0; 32], KeyEncoding::Raw);
    let params = (WitCategory::Signatures, "ECDSA_P256_SHA256", key, WitEncoding::Raw);
    c.asymmetric::<_, (String, Vec<u8>)>("convert-secret", params).map(drop)
}

pub fn large_scalar(c: &mut C) -> Outcome<()> {
    pair(c, Category::Signatures, "ECDSA_P256_SHA256", &P256_ORDER, KeyEncoding::Raw)
}

pub fn other_curve(c: &mut C) -> Outcome<()> {
    let other = generate(c, WitCategory::Signatures, "ECDSA_P384_SHA384", WitEncoding::Pkcs8)?;
    pair(c, Category::Signatures, "ECDSA_P256_SHA256", &other, KeyEncoding::Pkcs8)
}

pub fn strange_halves(c: &mut C) -> Outcome<()> {
    pair(c, Category::Signatures, "Ed25519", &[1; 64], KeyEncoding::Raw)
}

pub fn raw_rsa(c: &mut C) -> Outcome<()> {
    pair(c, Category::Signatures, "RSA_PKCS1_2048_SHA256", &[1; 256], KeyEncoding::Raw)
}

pub fn sec_in(c: &mut C) -> Outcome<()> {
    public(c, Category::Signatures, "Ed25519", &[1; 32], KeyEncoding::Sec)
}

pub fn sec_out(c: &mut C) -> Outcome<()> {
    let pair = generate(c, WitCategory::Signatures, "Ed25519", WitEncoding::Raw)?;
    let params = (WitCategory::Signatures, "Ed25519", encoded(&pair, KeyEncoding::Raw), WitEncoding::Sec);
    c.asymmetric::<_, Vec<u8>>("public-of-pair", params).map(drop)
}

pub fn der_in(c: &mut C) -> Outcome<()> {
    signature(c, "Ed25519", &[1; 64], WitForm::Der)
}

// Key exchange.

type Named<'a> = (WitCategory, &'a str, Encoded<'a>);

fn named<'a>(algorithm: &'a str, key: &'a [u8]) -> Named<'a> {
    (WitCategory::KeyExchange, algorithm, encoded(key, KeyEncoding::Raw))
}

fn dh(c: &mut C, public: Named<'_>, secret: Named<'_>) -> Outcome<()> {
    c.asymmetric::<_, Vec<u8>>("dh", (public, secret)).map(drop)
}

pub fn mixed_dh(c: &mut C) -> Outcome<()> {
    let ((public, _), (_, secret)) = (halves(c, "X25519")?, halves(c, "P256-SHA256")?);
    dh(c, named("X25519", &public), named("P256-SHA256", &secret))
}

pub fn dh_on_kem(c: &mut C) -> Outcome<()> {
    let (public, secret) = halves(c, "ML-KEM-768")?;
    dh(c, named("ML-KEM-768", &public), named("ML-KEM-768", &secret))
}

pub fn encapsulate_on_dh(c: &mut C) -> Outcome<()> {
    let (public, _) = halves(c, "X25519")?;
    encapsulate(c, "X25519", &public)
}

fn encapsulate(c: &mut C, algorithm: &str, public: &[u8]) -> Outcome<()> {
    let params = (algorithm, encoded(public, KeyEncoding::Raw));
    c.asymmetric::<_, (Vec<u8>, Vec<u8>)>("encapsulate", params).map(drop)
}

pub fn decapsulate_on_dh(c: &mut C) -> Outcome<()> {
    decapsulate(c, "P256-SHA256", &[1; 32])
}

pub fn low_order(c: &mut C) -> Outcome<()> {
    let (_, secret) = halves(c, "X25519")?;
    dh(c, named("X25519", &[0; 32]), named("X25519", &secret))
}

pub fn order_eight(c: &mut C) -> Outcome<()> {
    let (_, secret) = halves(c, "X25519")?;
    dh(c, named("X25519", &ORDER_EIGHT), named("X25519", &secret))
}

fn decapsulate(c: &mut C, algorithm: &str, encapsulated: &[u8]) -> Outcome<()> {
    let (_, secret) = halves(c, algorithm)?;
    Subject::decapsulate(c, algorithm, &secret, encapsulated).map(drop)
}

pub fn short_encapsulation(c: &mut C) -> Outcome<()> {
    decapsulate(c, "ML-KEM-768", &[1; 1087])
}

pub fn long_encapsulation(c: &mut C) -> Outcome<()> {
    decapsulate(c, "X-WING", &[1; 1121])
}

pub fn empty_encapsulation(c: &mut C) -> Outcome<()> {
    decapsulate(c, "ML-KEM-768", &[])
}

fn join(c: &mut C, public: (&str, &[u8]), secret: (&str, &[u8])) -> Outcome<()> {
    let key = |(algorithm, key)| (algorithm, encoded(key, KeyEncoding::Raw));
    let params = (WitCategory::KeyExchange, key(public), key(secret), WitEncoding::Raw);
    c.asymmetric::<_, Vec<u8>>("join", params).map(drop)
}

pub fn joined_algorithms(c: &mut C) -> Outcome<()> {
    let ((public, _), (_, secret)) = (halves(c, "X25519")?, halves(c, "P256-SHA256")?);
    join(c, ("X25519", &public), ("P256-SHA256", &secret))
}

pub fn joined_strangers(c: &mut C) -> Outcome<()> {
    let ((public, _), (_, secret)) = (halves(c, "X25519")?, halves(c, "X25519")?);
    join(c, ("X25519", &public), ("X25519", &secret))
}

// Randomness.

pub fn no_randomness_key(_: &mut C) -> Outcome<()> {
    ComponentSubject::on(dry()).symmetric::<_, Vec<u8>>("generate", (AES,)).map(drop)
}

pub fn no_randomness_nonce(_: &mut C) -> Outcome<()> {
    let name = "XCHACHA20-POLY1305";
    open(&mut ComponentSubject::on(dry()), name, Some((name, &[1; 32])), None)
}

pub fn no_randomness_encapsulate(c: &mut C) -> Outcome<()> {
    let (public, _) = halves(c, "ML-KEM-768")?;
    encapsulate(&mut ComponentSubject::on(dry()), "ML-KEM-768", &public)
}
