//! Key pairs and their halves, signatures, key exchange.

use wasi_crypto_tests::legacy::Answer;
use wasi_crypto_tests::legacy_calls::{DER, KEY_EXCHANGE, PEM, PKCS8, RAW, SEC, SIGNATURES};

use super::{L, MESSAGE, halves};

// Signatures.

fn mismatch(l: &mut L, algorithm: &str) -> Answer {
    let pair = l.keypair_generate(SIGNATURES, algorithm)?;
    let public = l.call_u32("keypair_publickey", &[pair])?;
    let signature = l.sign(pair, MESSAGE)?;
    l.verify(public, MESSAGE, signature).expect("the right message");
    l.verify(public, b"another message", signature)
}

pub fn mismatch_ed25519(l: &mut L) -> Answer {
    mismatch(l, "Ed25519")
}

pub fn mismatch_ecdsa(l: &mut L) -> Answer {
    mismatch(l, "ECDSA_P256_SHA256")
}

pub fn mismatch_rsa(l: &mut L) -> Answer {
    let algorithm = "RSA_PKCS1_2048_SHA256";
    let public = l.import("publickey", SIGNATURES, algorithm, crate::component::RSA_PUBLIC, PEM)?;
    let signature = l.signature_import(algorithm, &[1; 256], RAW)?;
    l.verify(public, MESSAGE, signature)
}

pub fn foreign_signature(l: &mut L) -> Answer {
    let (public, _) = halves(l, SIGNATURES, "Ed25519")?;
    let other = l.keypair_generate(SIGNATURES, "ECDSA_P256_SHA256")?;
    let signature = l.sign(other, MESSAGE)?;
    l.verify(public, MESSAGE, signature)
}

pub fn short_signature(l: &mut L) -> Answer {
    l.signature_import("Ed25519", &[1; 63], RAW).map(drop)
}

pub fn long_signature(l: &mut L) -> Answer {
    l.signature_import("ECDSA_P384_SHA384", &[1; 97], RAW).map(drop)
}

pub fn empty_signature(l: &mut L) -> Answer {
    l.signature_import("RSA_PKCS1_2048_SHA256", &[], RAW).map(drop)
}

pub fn bad_der_signature(l: &mut L) -> Answer {
    l.signature_import("ECDSA_P256_SHA256", &[0x30, 1, 2], DER).map(drop)
}

// Keys.

pub fn bad_der(l: &mut L) -> Answer {
    l.import("publickey", SIGNATURES, "ECDSA_P256_SHA256", &[0x30, 1, 2], PKCS8).map(drop)
}

pub fn bad_pem(l: &mut L) -> Answer {
    l.import("keypair", SIGNATURES, "Ed25519", b"-----BEGIN PRIVATE KEY-----", PEM).map(drop)
}

pub fn off_curve(l: &mut L) -> Answer {
    l.import("publickey", KEY_EXCHANGE, "P256-SHA256", &crate::component::off_the_curve(), SEC).map(drop)
}

pub fn infinity(l: &mut L) -> Answer {
    l.import("publickey", SIGNATURES, "ECDSA_P256_SHA256", &[0], SEC).map(drop)
}

pub fn zero_scalar(l: &mut L) -> Answer {
    l.import("secretkey", SIGNATURES, "ECDSA_P256_SHA256", &[0; 32], RAW).map(drop)
}

pub fn large_scalar(l: &mut L) -> Answer {
    l.import("keypair", SIGNATURES, "ECDSA_P256_SHA256", &crate::component::P256_ORDER, RAW).map(drop)
}

pub fn other_curve(l: &mut L) -> Answer {
    let pair = l.keypair_generate(SIGNATURES, "ECDSA_P384_SHA384")?;
    let encoded = l.export("keypair", pair, PKCS8)?;
    l.import("keypair", SIGNATURES, "ECDSA_P256_SHA256", &encoded, PKCS8).map(drop)
}

pub fn strange_halves(l: &mut L) -> Answer {
    l.import("keypair", SIGNATURES, "Ed25519", &[1; 64], RAW).map(drop)
}

pub fn raw_rsa(l: &mut L) -> Answer {
    l.import("keypair", SIGNATURES, "RSA_PKCS1_2048_SHA256", &[1; 256], RAW).map(drop)
}

pub fn sec_in(l: &mut L) -> Answer {
    l.import("publickey", SIGNATURES, "Ed25519", &[1; 32], SEC).map(drop)
}

pub fn sec_out(l: &mut L) -> Answer {
    let (public, _) = halves(l, SIGNATURES, "Ed25519")?;
    l.export("publickey", public, SEC).map(drop)
}

pub fn der_in(l: &mut L) -> Answer {
    l.signature_import("Ed25519", &[1; 64], DER).map(drop)
}

// Key exchange.

pub fn mixed_dh(l: &mut L) -> Answer {
    let (public, _) = halves(l, KEY_EXCHANGE, "X25519")?;
    let (_, secret) = halves(l, KEY_EXCHANGE, "P256-SHA256")?;
    l.dh(public, secret).map(drop)
}

pub fn dh_on_kem(l: &mut L) -> Answer {
    let (public, secret) = halves(l, KEY_EXCHANGE, "ML-KEM-768")?;
    l.dh(public, secret).map(drop)
}

pub fn encapsulate_on_dh(l: &mut L) -> Answer {
    let (public, _) = halves(l, KEY_EXCHANGE, "X25519")?;
    l.encapsulate(public).map(drop)
}

pub fn decapsulate_on_dh(l: &mut L) -> Answer {
    let (_, secret) = halves(l, KEY_EXCHANGE, "P256-SHA256")?;
    l.decapsulate(secret, &[1; 32]).map(drop)
}

fn dh_with(l: &mut L, point: &[u8]) -> Answer {
    let (_, secret) = halves(l, KEY_EXCHANGE, "X25519")?;
    let public = l.import("publickey", KEY_EXCHANGE, "X25519", point, RAW)?;
    l.dh(public, secret).map(drop)
}

pub fn low_order(l: &mut L) -> Answer {
    dh_with(l, &[0; 32])
}

pub fn order_eight(l: &mut L) -> Answer {
    dh_with(l, &crate::component::ORDER_EIGHT)
}

fn decapsulate(l: &mut L, algorithm: &str, encapsulated: &[u8]) -> Answer {
    let (_, secret) = halves(l, KEY_EXCHANGE, algorithm)?;
    l.decapsulate(secret, encapsulated).map(drop)
}

pub fn short_encapsulation(l: &mut L) -> Answer {
    decapsulate(l, "ML-KEM-768", &[1; 1087])
}

pub fn long_encapsulation(l: &mut L) -> Answer {
    decapsulate(l, "X-WING", &[1; 1121])
}

pub fn empty_encapsulation(l: &mut L) -> Answer {
    decapsulate(l, "ML-KEM-768", &[])
}

pub fn joined_algorithms(l: &mut L) -> Answer {
    let (public, _) = halves(l, KEY_EXCHANGE, "X25519")?;
    let (_, secret) = halves(l, KEY_EXCHANGE, "P256-SHA256")?;
    l.call_u32("keypair_from_pk_and_sk", &[public, secret]).map(drop)
}

pub fn joined_strangers(l: &mut L) -> Answer {
    let (public, _) = halves(l, KEY_EXCHANGE, "X25519")?;
    let (_, secret) = halves(l, KEY_EXCHANGE, "X25519")?;
    l.call_u32("keypair_from_pk_and_sk", &[public, secret]).map(drop)
}
