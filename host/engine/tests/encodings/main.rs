//! Encodings of keys: what other software writes is read, what is read is written back, everything else is refused.

#[path = "../common/mod.rs"]
mod common;

mod curves;
mod forms;
mod halves;

use wasi_crypto_engine::{Category, Engine, Error, KeyEncoding, KeyPair, PublicKey, SecretKey};

const ENCODINGS: [KeyEncoding; 5] =
    [KeyEncoding::Raw, KeyEncoding::Pkcs8, KeyEncoding::Pem, KeyEncoding::Sec, KeyEncoding::Local];

/// Identifier, category, and the name OpenSSL knows the curve by.
const CURVES: [(&str, Category, &str); 5] = [
    ("ECDSA_P256_SHA256", Category::Signatures, "prime256v1"),
    ("ECDSA_P384_SHA384", Category::Signatures, "secp384r1"),
    ("ECDSA_K256_SHA256", Category::Signatures, "secp256k1"),
    ("P256-SHA256", Category::KeyExchange, "prime256v1"),
    ("P384-SHA384", Category::KeyExchange, "secp384r1"),
];

/// Identifier, category, and the bytes written for a pair, a secret key and a public key in each encoding but `local`; 0
/// where there is none.
#[rustfmt::skip]
const SIZES: [(&str, Category, [[usize; 3]; 4]); 17] = [
    ("ECDSA_P256_SHA256", Category::Signatures, [[32, 32, 33], [138, 138, 91], [241, 241, 178], [121, 121, 65]]),
    ("ECDSA_K256_SHA256", Category::Signatures, [[32, 32, 33], [135, 135, 88], [237, 237, 174], [118, 118, 65]]),
    ("ECDSA_P384_SHA384", Category::Signatures, [[48, 48, 49], [185, 185, 120], [306, 306, 215], [167, 167, 97]]),
    ("P256-SHA256", Category::KeyExchange, [[32, 32, 33], [138, 138, 91], [241, 241, 178], [121, 121, 65]]),
    ("P384-SHA384", Category::KeyExchange, [[48, 48, 49], [185, 185, 120], [306, 306, 215], [167, 167, 97]]),
    ("Ed25519", Category::Signatures, [[64, 32, 32], [48, 48, 44], [119, 119, 113], [0; 3]]),
    ("Ed25519ph", Category::Signatures, [[64, 32, 32], [48, 48, 44], [119, 119, 113], [0; 3]]),
    ("Ed448", Category::Signatures, [[114, 57, 57], [73, 73, 69], [156, 156, 146], [0; 3]]),
    ("X25519", Category::KeyExchange, [[64, 32, 32], [48, 48, 44], [119, 119, 113], [0; 3]]),
    ("X448", Category::KeyExchange, [[112, 56, 56], [72, 72, 68], [152, 152, 146], [0; 3]]),
    ("ML-DSA-44", Category::Signatures, [[32, 32, 1312], [54, 54, 1334], [128, 128, 1860], [0; 3]]),
    ("ML-DSA-65", Category::Signatures, [[32, 32, 1952], [54, 54, 1974], [128, 128, 2726], [0; 3]]),
    ("ML-DSA-87", Category::Signatures, [[32, 32, 2592], [54, 54, 2614], [128, 128, 3595], [0; 3]]),
    ("ML-KEM-512", Category::KeyExchange, [[864, 64, 800], [86, 86, 822], [172, 172, 1166], [0; 3]]),
    ("ML-KEM-768", Category::KeyExchange, [[1248, 64, 1184], [86, 86, 1206], [172, 172, 1686], [0; 3]]),
    ("ML-KEM-1024", Category::KeyExchange, [[1632, 64, 1568], [86, 86, 1590], [172, 172, 2206], [0; 3]]),
    ("X-WING", Category::KeyExchange, [[1248, 32, 1216], [54, 54, 1240], [128, 128, 1734], [0; 3]]),
];

fn pair(engine: &Engine, of: (Category, &str), bytes: &[u8], encoding: KeyEncoding) -> Result<KeyPair, Error> {
    KeyPair::import(engine, of.0, of.1, bytes, encoding)
}

fn public(engine: &Engine, of: (Category, &str), bytes: &[u8], encoding: KeyEncoding) -> Result<PublicKey, Error> {
    PublicKey::import(engine, of.0, of.1, bytes, encoding)
}

fn secret(engine: &Engine, of: (Category, &str), bytes: &[u8], encoding: KeyEncoding) -> Result<SecretKey, Error> {
    SecretKey::import(engine, of.0, of.1, bytes, encoding)
}
