//! What the message about a key that was refused is made of.

use wasi_crypto_engine::{Category, Engine, KeyEncoding, KeyPair, recognize};

use crate::common::{asymmetric, der, key_file};

fn name(bytes: &[u8]) -> String {
    recognize(bytes).map_or("nothing".to_owned(), |recognized| recognized.to_string())
}

#[test]
fn files_of_other_software() {
    for (file, expected) in [
        ("ed25519.pem", "a secret key (Ed25519)"),
        ("ed25519-public.pem", "a public key (Ed25519)"),
        ("x448.pem", "a secret key (X448)"),
        ("prime256v1.pem", "a secret key (P-256)"),
        ("prime256v1-traditional.pem", "a secret key (P-256)"),
        ("prime256v1.sec1.der", "a secret key (P-256)"),
        ("secp256k1-public-compressed.pem", "a public key (secp256k1)"),
        ("secp384r1-public-explicit.pem", "a public key (another curve)"),
        ("rsa-3072.pem", "a secret key (RSA with a modulus of 3072 bits)"),
        ("rsa-2048-traditional.pem", "a secret key (RSA with a modulus of 2048 bits)"),
        ("rsa-2048-traditional-public.pem", "a public key (RSA with a modulus of 2048 bits)"),
        ("rsa-4096-public.pem", "a public key (RSA with a modulus of 4096 bits)"),
        ("rsa-pss-only.pem", "a secret key (RSA restricted to PSS with a modulus of 2048 bits)"),
        ("rsa-pss-sha256-public.pem", "a public key (RSA restricted to PSS with a modulus of 2048 bits)"),
        ("encrypted.pem", "an encrypted secret key"),
        ("encrypted.der", "an encrypted secret key"),
        ("ml-kem-768-expanded.der", "a secret key (ML-KEM-768 in its expanded form without the seed)"),
        ("ml-kem-768-both.der", "a secret key (ML-KEM-768)"),
        ("ml-dsa-44.pem", "a secret key (ML-DSA-44)"),
        ("x-wing-public.pem", "a public key (X-WING)"),
        ("message.txt", "nothing"),
        ("ed25519.sig", "nothing"),
    ] {
        let bytes = key_file(file);
        assert_eq!(name(&bytes), expected, "{file}");
        if file.ends_with(".pem") {
            assert_eq!(name(&der(&bytes)), expected, "{file} in DER");
            assert_eq!(name(&[b"text\n-----BEGIN X-----\nAAAA\n-----END X-----\n", &bytes[..]].concat()), expected);
        }
    }
    let traditional = String::from_utf8(key_file("rsa-2048-traditional.pem")).unwrap();
    let encrypted = traditional.replacen("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\n\n", 1);
    assert_eq!(name(encrypted.as_bytes()), "an encrypted secret key");
    assert_eq!(
        name(b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"),
        "a certificate, or a request for one"
    );
    // SEQUENCE { SEQUENCE {}, SEQUENCE {}, BIT STRING }
    assert_eq!(name(&[0x30, 7, 0x30, 0, 0x30, 0, 3, 1, 0]), "a certificate, or a request for one");
}

/// Every key we write is recognized, and nothing that is cut short or altered makes the recognition fail.
#[test]
fn keys_of_every_algorithm() {
    let engine = Engine::new();
    for known in asymmetric(&engine).into_iter().filter(|known| !known.identifier.starts_with("RSA")) {
        let pair = KeyPair::generate(&engine, known.category, known.identifier, None).unwrap();
        for encoding in [KeyEncoding::Pem, KeyEncoding::Pkcs8] {
            let secret = pair.export(encoding).unwrap();
            assert!(name(&secret).starts_with("a secret key ("), "{}", known.identifier);
            let public = pair.public_key().unwrap().export(encoding).unwrap();
            assert!(name(&public).starts_with("a public key ("), "{}", known.identifier);
            for bytes in [&secret[..], &public[..]] {
                for index in 0..bytes.len().min(200) {
                    let mut altered = bytes.to_vec();
                    altered[index] ^= 0x11;
                    name(&altered);
                    name(&bytes[..index]);
                }
            }
        }
    }
    assert!(engine.algorithms().any(|known| known.category == Category::Signatures));
}
