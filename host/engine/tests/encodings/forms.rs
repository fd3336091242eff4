//! Encodings: every key comes back from every one it has, everything else is refused.

use wasi_crypto_engine::{Category, Error, KeyEncoding, KeyPair, PublicKey};

use super::{ENCODINGS, Sizes, pair, public, secret, sizes};
use crate::common::{asymmetric, engines, key_file};

/// The same for `local`: a header, and the lengths and canonical forms of the keys.
fn local_sizes(algorithm: &str, [raw, .., sec]: Sizes) -> [usize; 3] {
    let (header, secret) = (18 + algorithm.len(), raw[1]);
    let public = if sec[2] == 0 { raw[2] } else { sec[2] };
    [header + 4 + secret + 4 + public, header + 4 + secret, header + 4 + public]
}

#[test]
fn every_key_comes_back_from_every_encoding_it_has() {
    for (name, engine) in engines() {
        for (algorithm, category, sizes) in sizes(&engine) {
            let of = (category, algorithm);
            let made = KeyPair::generate(&engine, category, algorithm, None).unwrap();
            let (made_secret, made_public) = (made.secret_key().unwrap(), made.public_key().unwrap());
            made_public.verify().unwrap();
            for (encoding, [pair_len, secret_len, public_len]) in
                ENCODINGS.into_iter().zip(sizes.into_iter().chain([local_sizes(algorithm, sizes)]))
            {
                let which = format!("{name} {algorithm} {encoding:?}");
                if pair_len == 0 {
                    let no = Error::UnsupportedEncoding;
                    assert_eq!(made.export(encoding).unwrap_err(), no, "{which}");
                    assert_eq!(made_secret.export(encoding).unwrap_err(), no, "{which}");
                    assert_eq!(made_public.export(encoding).unwrap_err(), no, "{which}");
                    assert_eq!(pair(&engine, of, b"", encoding).unwrap_err(), no, "{which}");
                    assert_eq!(secret(&engine, of, b"", encoding).unwrap_err(), no, "{which}");
                    assert_eq!(public(&engine, of, b"", encoding).unwrap_err(), no, "{which}");
                    continue;
                }
                let bytes = made.export(encoding).unwrap();
                assert_eq!(bytes.len(), pair_len, "{which}");
                let again = pair(&engine, of, &bytes, encoding).unwrap();
                assert_eq!(again.export(encoding).unwrap(), bytes, "{which}");
                let bytes = made_secret.export(encoding).unwrap();
                assert_eq!(bytes.len(), secret_len, "{which}");
                let again = secret(&engine, of, &bytes, encoding).unwrap();
                assert_eq!(again.export(encoding).unwrap(), bytes, "{which}");
                let derived = PublicKey::from_secret_key(&again).unwrap().export(KeyEncoding::Raw).unwrap();
                assert_eq!(derived, made_public.export(KeyEncoding::Raw).unwrap(), "{which}");
                let bytes = made_public.export(encoding).unwrap();
                assert_eq!(bytes.len(), public_len, "{which}");
                let again = public(&engine, of, &bytes, encoding).unwrap();
                assert_eq!(again.export(encoding).unwrap(), bytes, "{which}");
                KeyPair::from_keys(&again, &made_secret).unwrap();

                // Less, more, nothing at all. The last byte of PEM is a line end that may be missing.
                let less = if encoding == KeyEncoding::Pem { 2 } else { 1 };
                for wrong in [&bytes[..bytes.len() - less], &[&bytes[..], &[0]].concat(), &[]] {
                    assert_eq!(public(&engine, of, wrong, encoding).unwrap_err(), Error::InvalidKey, "{which}");
                }
                let bytes = made.export(encoding).unwrap();
                for wrong in [&bytes[..bytes.len() - less], &[&bytes[..], &[0]].concat(), &[]] {
                    assert_eq!(pair(&engine, of, wrong, encoding).unwrap_err(), Error::InvalidKey, "{which}");
                    assert_eq!(secret(&engine, of, wrong, encoding).unwrap_err(), Error::InvalidKey, "{which}");
                }
            }
        }
    }
}

#[test]
fn encrypted_keys_have_their_own_error() {
    for (name, engine) in engines() {
        for known in asymmetric(&engine) {
            let of = (known.category, known.identifier);
            for (file, encoding) in [("encrypted.pem", KeyEncoding::Pem), ("encrypted.der", KeyEncoding::Pkcs8)] {
                let which = format!("{name} {}", known.identifier);
                let file = key_file(file);
                assert_eq!(pair(&engine, of, &file, encoding).unwrap_err(), Error::UnsupportedEncoding, "{which}");
                assert_eq!(secret(&engine, of, &file, encoding).unwrap_err(), Error::UnsupportedEncoding, "{which}");
                assert_eq!(public(&engine, of, &file, encoding).unwrap_err(), Error::InvalidKey, "{which}");
            }
        }
    }
}

#[test]
fn pem_is_strict() {
    let pem = String::from_utf8(key_file("ed25519.pem")).unwrap();
    let wrong = [
        format!("\n{pem}"),
        format!("a preface\n{pem}"),
        format!("{pem}{pem}"),
        format!("{pem}more"),
        pem.replace("PRIVATE KEY", "PUBLIC KEY"),
        pem.replace("PRIVATE KEY", "EC PRIVATE KEY"),
        pem.replacen("PRIVATE KEY", "RSA PRIVATE KEY", 1),
        pem.replace("-----END", "----END"),
        pem.replace("\nMC4", "\nMC4 "),
        pem.replace("\nMC4", "\nProc-Type: 4,ENCRYPTED\n\nMC4"),
        pem.replace("\nMC4", "\n\u{e9}MC4"),
        String::new(),
        "-----BEGIN ".to_owned(),
        "-----BEGIN PRIVATE KEY-----".to_owned(),
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n".to_owned(),
    ];
    for (_, engine) in engines() {
        let of = (Category::Signatures, "Ed25519");
        pair(&engine, of, pem.as_bytes(), KeyEncoding::Pem).unwrap();
        pair(&engine, of, pem.replace('\n', "\r\n").as_bytes(), KeyEncoding::Pem).unwrap();
        pair(&engine, of, pem.trim_end().as_bytes(), KeyEncoding::Pem).unwrap();
        for text in &wrong {
            let read = pair(&engine, of, text.as_bytes(), KeyEncoding::Pem);
            assert_eq!(read.unwrap_err(), Error::InvalidKey, "{text}");
        }
        // A secret key where a public one belongs.
        let read = public(&engine, of, pem.as_bytes(), KeyEncoding::Pem);
        assert_eq!(read.unwrap_err(), Error::InvalidKey);
    }
}

#[test]
fn names_are_looked_up_in_their_category() {
    for (_, engine) in engines() {
        let no = Error::UnsupportedAlgorithm;
        for (category, algorithm) in [
            (Category::Signatures, "X25519"),
            (Category::KeyExchange, "Ed25519"),
            (Category::Signatures, "AES-256-GCM"),
            (Category::KeyExchange, ""),
            (Category::Signatures, "Ed25519 "),
        ] {
            let of = (category, algorithm);
            assert_eq!(KeyPair::generate(&engine, category, algorithm, None).unwrap_err(), no);
            assert_eq!(pair(&engine, of, b"", KeyEncoding::Raw).unwrap_err(), no);
            assert_eq!(public(&engine, of, b"", KeyEncoding::Raw).unwrap_err(), no);
            assert_eq!(secret(&engine, of, b"", KeyEncoding::Raw).unwrap_err(), no);
            assert!(!KeyPair::is_slow_to_generate(&engine, category, algorithm));
        }
        let of = (Category::Symmetric, "AES-256-GCM");
        assert_eq!(KeyPair::generate(&engine, of.0, of.1, None).unwrap_err(), Error::InvalidOperation);
        assert_eq!(pair(&engine, of, b"", KeyEncoding::Raw).unwrap_err(), Error::InvalidOperation);
    }
}
