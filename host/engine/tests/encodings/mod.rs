//! Encodings of keys: what other software writes is read, what is read is written back, everything else is refused.

mod curves;
mod forms;
mod halves;

use crate::common::asymmetric_but_rsa;
use wasi_crypto_engine::{Category, Engine, Error, KeyEncoding, KeyPair, PublicKey, SecretKey};

const ENCODINGS: [KeyEncoding; 5] =
    [KeyEncoding::Raw, KeyEncoding::Pkcs8, KeyEncoding::Pem, KeyEncoding::Sec, KeyEncoding::Local];

/// Identifier, and the bytes written for a pair, a secret key and a public key in each encoding but `local`; 0 where there
/// is none.
#[rustfmt::skip]
const SIZES: [(&str, Sizes); 17] = [
    ("ECDSA_P256_SHA256", [[32, 32, 33], [138, 138, 91], [241, 241, 178], [121, 121, 65]]),
    ("ECDSA_K256_SHA256", [[32, 32, 33], [135, 135, 88], [237, 237, 174], [118, 118, 65]]),
    ("ECDSA_P384_SHA384", [[48, 48, 49], [185, 185, 120], [306, 306, 215], [167, 167, 97]]),
    ("P256-SHA256", [[32, 32, 33], [138, 138, 91], [241, 241, 178], [121, 121, 65]]),
    ("P384-SHA384", [[48, 48, 49], [185, 185, 120], [306, 306, 215], [167, 167, 97]]),
    ("Ed25519", [[64, 32, 32], [48, 48, 44], [119, 119, 113], [0; 3]]),
    ("Ed25519ph", [[64, 32, 32], [48, 48, 44], [119, 119, 113], [0; 3]]),
    ("Ed448", [[114, 57, 57], [73, 73, 69], [156, 156, 146], [0; 3]]),
    ("X25519", [[64, 32, 32], [48, 48, 44], [119, 119, 113], [0; 3]]),
    ("X448", [[112, 56, 56], [72, 72, 68], [152, 152, 146], [0; 3]]),
    ("ML-DSA-44", [[32, 32, 1312], [54, 54, 1334], [128, 128, 1860], [0; 3]]),
    ("ML-DSA-65", [[32, 32, 1952], [54, 54, 1974], [128, 128, 2726], [0; 3]]),
    ("ML-DSA-87", [[32, 32, 2592], [54, 54, 2614], [128, 128, 3595], [0; 3]]),
    ("ML-KEM-512", [[864, 64, 800], [86, 86, 822], [172, 172, 1166], [0; 3]]),
    ("ML-KEM-768", [[1248, 64, 1184], [86, 86, 1206], [172, 172, 1686], [0; 3]]),
    ("ML-KEM-1024", [[1632, 64, 1568], [86, 86, 1590], [172, 172, 2206], [0; 3]]),
    ("X-WING", [[1248, 32, 1216], [54, 54, 1240], [128, 128, 1734], [0; 3]]),
];

type Sizes = [[usize; 3]; 4];

/// Every algorithm with key pairs but RSA, with its category and its row of [`SIZES`].
fn sizes(engine: &Engine) -> Vec<(&'static str, Category, Sizes)> {
    let row =
        |algorithm| SIZES.into_iter().find(|(known, _)| *known == algorithm).expect("every algorithm has a row").1;
    let all = asymmetric_but_rsa(engine);
    all.iter().map(|known| (known.identifier, known.category, row(known.identifier))).collect()
}

/// Those of them whose keys are points of a curve in short Weierstrass form, which have an encoding of SEC 1, with the name
/// OpenSSL knows the curve by.
fn curves(engine: &Engine) -> Vec<(&'static str, Category, &'static str)> {
    let name = |algorithm| match algorithm {
        "ECDSA_P256_SHA256" | "P256-SHA256" => "prime256v1",
        "ECDSA_P384_SHA384" | "P384-SHA384" => "secp384r1",
        "ECDSA_K256_SHA256" => "secp256k1",
        other => panic!("{other} is on a curve without a file"),
    };
    let curves = sizes(engine).into_iter().filter(|(.., [.., sec])| *sec != [0; 3]);
    let found: Vec<_> = curves.map(|(algorithm, category, _)| (algorithm, category, name(algorithm))).collect();
    assert!(!found.is_empty());
    found
}

fn pair(engine: &Engine, of: (Category, &str), bytes: &[u8], encoding: KeyEncoding) -> Result<KeyPair, Error> {
    KeyPair::import(engine, of.0, of.1, bytes, encoding)
}

fn public(engine: &Engine, of: (Category, &str), bytes: &[u8], encoding: KeyEncoding) -> Result<PublicKey, Error> {
    PublicKey::import(engine, of.0, of.1, bytes, encoding)
}

fn secret(engine: &Engine, of: (Category, &str), bytes: &[u8], encoding: KeyEncoding) -> Result<SecretKey, Error> {
    SecretKey::import(engine, of.0, of.1, bytes, encoding)
}
