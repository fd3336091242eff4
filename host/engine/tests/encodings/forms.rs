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

                // Less, more, nothing at all. The last byte of PEM is a line end that may be missing, and what is behind
                // it is not a part of the key.
                let is_pem = encoding == KeyEncoding::Pem;
                let changed = |bytes: &[u8]| {
                    let less = bytes[..bytes.len() - if is_pem { 2 } else { 1 }].to_vec();
                    [less, if is_pem { vec![] } else { [bytes, &[0]].concat() }, vec![]]
                };
                for wrong in &changed(&bytes) {
                    assert_eq!(public(&engine, of, wrong, encoding).unwrap_err(), Error::InvalidKey, "{which}");
                }
                let bytes = made.export(encoding).unwrap();
                for wrong in &changed(&bytes) {
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

/// RFC 7468, and what OpenSSL reads besides.
#[test]
fn pem_is_read_as_people_have_it() {
    let pem = String::from_utf8(key_file("ed25519.pem")).unwrap();
    let body = pem.lines().nth(1).unwrap();
    let (first, second) = body.split_at(7);
    let other = String::from_utf8(key_file("x25519.pem")).unwrap();
    let certificate = pem.replace("PRIVATE KEY", "CERTIFICATE");
    let right = [
        format!("\n\n{pem}"),
        format!("\u{feff}{pem}"),
        format!("a preface: \u{e9}\n{pem}"),
        format!("Bag Attributes\n    friendlyName: x\nKey Attributes: <No Attributes>\n{pem}"),
        format!("{pem}more"),
        format!("{pem}\n\n \n"),
        pem.replace('\n', "\r\n"),
        pem.replace('\n', " \t\n"),
        pem.trim_end().to_owned(),
        pem.replace(body, &format!("\n{body}\n")),
        pem.replace(body, &format!("{first}\n{second}")),
        pem.replace(body, &format!("{first} \t{second}")),
        pem.replace(body, &body.split("").collect::<Vec<_>>().join("\n")),
        pem.replace(body, &format!("Comment: ours\n\n{body}")),
        // Several objects: the first that is a key of this algorithm.
        format!("{pem}{pem}"),
        format!("{certificate}{pem}{certificate}"),
        format!("{other}{pem}"),
        format!("-----BEGIN PRIVATE KEY-----\n{pem}"),
        format!("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n{pem}"),
    ];
    for (_, engine) in engines() {
        let of = (Category::Signatures, "Ed25519");
        let key = pair(&engine, of, pem.as_bytes(), KeyEncoding::Pem).unwrap();
        for text in &right {
            let read = pair(&engine, of, text.as_bytes(), KeyEncoding::Pem).unwrap_or_else(|_| panic!("{text}"));
            assert_eq!(read.export(KeyEncoding::Pem), key.export(KeyEncoding::Pem), "{text}");
        }
        let public_pem = String::from_utf8(key.public_key().unwrap().export(KeyEncoding::Pem).unwrap()).unwrap();
        public(&engine, of, format!("{pem}\ntext\n{public_pem}").as_bytes(), KeyEncoding::Pem).unwrap();
    }
}

/// Encrypted as before PKCS#8.
#[test]
fn traditional_encryption_has_its_own_error() {
    let pem = String::from_utf8(key_file("ed25519.pem")).unwrap();
    let encrypted = pem.replace("\nMC4", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMC4");
    for (_, engine) in engines() {
        let of = (Category::Signatures, "Ed25519");
        let read = |text: &str| pair(&engine, of, text.as_bytes(), KeyEncoding::Pem);
        assert_eq!(read(&encrypted).unwrap_err(), Error::UnsupportedEncoding);
        assert_eq!(read(&format!("{encrypted}{}", pem.replace("MC4", "MC5"))).unwrap_err(), Error::UnsupportedEncoding);
        read(&format!("{encrypted}{pem}")).unwrap();
    }
}

#[test]
fn what_is_no_pem_of_the_key_is_refused() {
    let pem = String::from_utf8(key_file("ed25519.pem")).unwrap();
    let wrong = [
        pem.replace("PRIVATE KEY", "PUBLIC KEY"),
        pem.replace("PRIVATE KEY", "EC PRIVATE KEY"),
        pem.replacen("PRIVATE KEY", "RSA PRIVATE KEY", 1),
        pem.replace("-----END", "----END"),
        pem.replace("-----BEGIN", " -----BEGIN"),
        pem.replace("\nMC4", "\nMC4="),
        pem.replace("\n-----END", "=\n-----END"),
        pem.replace("\n-----END", "\n-----BEGIN PRIVATE KEY-----\n-----END"),
        pem.replace("\nMC4", "\n\u{e9}MC4"),
        String::new(),
        "-----BEGIN ".to_owned(),
        "-----BEGIN PRIVATE KEY-----".to_owned(),
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n".to_owned(),
    ];
    for (_, engine) in engines() {
        let of = (Category::Signatures, "Ed25519");
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
