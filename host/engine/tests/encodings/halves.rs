//! The halves of a pair have to belong together, however they come.

use wasi_crypto_engine::{Category, Error, KeyEncoding, KeyPair};

use super::{curves, pair, secret, sizes};
use crate::common::engines;

#[test]
fn halves_inside_raw_pairs_have_to_belong_together() {
    for (name, engine) in engines() {
        for (algorithm, category, [[whole, secret, public], ..]) in sizes(&engine) {
            // A raw pair is the secret key alone, or both: for signatures the public key comes second.
            if whole != secret + public {
                assert_eq!(whole, secret, "{name} {algorithm}");
                continue;
            }
            let public_at = if category == Category::Signatures { secret } else { 0 };
            let of = (category, algorithm);
            let made = KeyPair::generate(&engine, category, algorithm, None).unwrap();
            let mut bytes = made.export(KeyEncoding::Raw).unwrap();
            bytes[public_at] ^= 1;
            let read = pair(&engine, of, &bytes, KeyEncoding::Raw);
            assert_eq!(read.unwrap_err(), Error::InvalidKey, "{name} {algorithm}");
        }
        // Ed25519: a seed alone is no pair, a pair no secret key.
        let of = (Category::Signatures, "Ed25519");
        let made = KeyPair::generate(&engine, of.0, of.1, None).unwrap();
        let bytes = made.export(KeyEncoding::Raw).unwrap();
        assert_eq!(pair(&engine, of, &bytes[..32], KeyEncoding::Raw).unwrap_err(), Error::InvalidKey);
        assert_eq!(secret(&engine, of, &bytes, KeyEncoding::Raw).unwrap_err(), Error::InvalidKey);
    }
}

#[test]
fn a_public_key_inside_a_curve_key_has_to_belong_to_it() {
    for (_, engine) in engines() {
        for (algorithm, category, _) in curves(&engine) {
            let of = (category, algorithm);
            let one = KeyPair::generate(&engine, category, algorithm, None).unwrap();
            let two = KeyPair::generate(&engine, category, algorithm, None).unwrap();
            let point = two.public_key().unwrap().export(KeyEncoding::Sec).unwrap();
            for encoding in [KeyEncoding::Sec, KeyEncoding::Pkcs8] {
                // The point is the last thing in either structure.
                let mut bytes = one.export(encoding).unwrap().to_vec();
                let at = bytes.len() - point.len();
                bytes[at..].copy_from_slice(&point);
                assert_eq!(pair(&engine, of, &bytes, encoding).unwrap_err(), Error::InvalidKey);
                *bytes.last_mut().unwrap() ^= 1;
                assert_eq!(pair(&engine, of, &bytes, encoding).unwrap_err(), Error::InvalidKey);
            }
        }
    }
}

/// PKCS#8 of version 2, made of version 1: the version, and a public key after everything else.
fn with_public(version1: &[u8], public: &[u8]) -> Vec<u8> {
    let start = version1.iter().position(|byte| *byte == 2).unwrap();
    let number = |len: usize| [&[0x82][..], &u16::try_from(len).unwrap().to_be_bytes()].concat();
    let mut body = version1[start..].to_vec();
    body[2] = 1;
    if public.len() < 127 {
        body.extend([0x81, u8::try_from(public.len() + 1).unwrap(), 0]);
    } else {
        body.extend([&[0x81], &number(public.len() + 1)[..], &[0]].concat());
    }
    body.extend(public);
    match body.len() {
        len @ ..128 => [&[0x30, u8::try_from(len).unwrap()][..], &body].concat(),
        len @ ..256 => [&[0x30, 0x81, u8::try_from(len).unwrap()][..], &body].concat(),
        len => [&[0x30], &number(len)[..], &body].concat(),
    }
}

#[test]
fn a_public_key_inside_version_2_has_to_belong_to_the_secret() {
    for (name, engine) in engines() {
        for (algorithm, category, [.., sec]) in sizes(&engine) {
            let of = (category, algorithm);
            let which = format!("{name} {algorithm}");
            let form = if sec[2] == 0 { KeyEncoding::Raw } else { KeyEncoding::Sec };
            let one = KeyPair::generate(&engine, category, algorithm, None).unwrap();
            let two = KeyPair::generate(&engine, category, algorithm, None).unwrap();
            let version1 = one.export(KeyEncoding::Pkcs8).unwrap();
            let right = with_public(&version1, &one.public_key().unwrap().export(form).unwrap());
            let read = pair(&engine, of, &right, KeyEncoding::Pkcs8).expect(&which);
            assert_eq!(*read.export(KeyEncoding::Pkcs8).unwrap(), *version1, "{which}");
            secret(&engine, of, &right, KeyEncoding::Pkcs8).expect(&which);
            let other = two.public_key().unwrap().export(form).unwrap();
            for public in [&other[..], &other[1..], &[]] {
                let wrong = with_public(&version1, public);
                assert_eq!(pair(&engine, of, &wrong, KeyEncoding::Pkcs8).unwrap_err(), Error::InvalidKey, "{which}");
                assert_eq!(secret(&engine, of, &wrong, KeyEncoding::Pkcs8).unwrap_err(), Error::InvalidKey, "{which}");
            }
        }
    }
}

#[test]
fn halves_are_joined_only_if_they_belong_together() {
    for (_, engine) in engines() {
        for (algorithm, category, _) in sizes(&engine) {
            let one = KeyPair::generate(&engine, category, algorithm, None).unwrap();
            let two = KeyPair::generate(&engine, category, algorithm, None).unwrap();
            let joined = KeyPair::from_keys(&one.public_key().unwrap(), &one.secret_key().unwrap()).unwrap();
            assert_eq!(joined.algorithm(), algorithm);
            let mixed = KeyPair::from_keys(&one.public_key().unwrap(), &two.secret_key().unwrap());
            assert_eq!(mixed.unwrap_err(), Error::IncompatibleKeys);
        }
        // The same scalar and point, for another algorithm.
        let ecdsa = KeyPair::generate(&engine, Category::Signatures, "ECDSA_P256_SHA256", None).unwrap();
        let scalar = ecdsa.export(KeyEncoding::Raw).unwrap();
        let ecdh = pair(&engine, (Category::KeyExchange, "P256-SHA256"), &scalar, KeyEncoding::Raw).unwrap();
        let mixed = KeyPair::from_keys(&ecdsa.public_key().unwrap(), &ecdh.secret_key().unwrap());
        assert_eq!(mixed.unwrap_err(), Error::IncompatibleKeys);
    }
}
