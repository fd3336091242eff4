//! Encodings of keys: what other software writes is read, what is read is written back, everything else is refused.

mod common;

use common::{der, engines, hex, key_file};
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

fn pair(engine: &Engine, of: (Category, &str), bytes: &[u8], encoding: KeyEncoding) -> Result<KeyPair, Error> {
    KeyPair::import(engine, of.0, of.1, bytes, encoding)
}

fn public(engine: &Engine, of: (Category, &str), bytes: &[u8], encoding: KeyEncoding) -> Result<PublicKey, Error> {
    PublicKey::import(engine, of.0, of.1, bytes, encoding)
}

fn secret(engine: &Engine, of: (Category, &str), bytes: &[u8], encoding: KeyEncoding) -> Result<SecretKey, Error> {
    SecretKey::import(engine, of.0, of.1, bytes, encoding)
}

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

/// The same for `local`: a header, and the lengths and canonical forms of the keys.
fn local_sizes(algorithm: &str, [raw, .., sec]: [[usize; 3]; 4]) -> [usize; 3] {
    let (header, secret) = (18 + algorithm.len(), raw[1]);
    let public = if sec[2] == 0 { raw[2] } else { sec[2] };
    [header + 4 + secret + 4 + public, header + 4 + secret, header + 4 + public]
}

#[test]
fn every_key_comes_back_from_every_encoding_it_has() {
    for (name, engine) in engines() {
        for (algorithm, category, sizes) in SIZES {
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
fn keys_of_other_software_on_curves() {
    for (name, engine) in engines() {
        for (algorithm, category, curve) in CURVES {
            let of = (category, algorithm);
            println!("{name} {algorithm}");
            let pem = key_file(&format!("{curve}.pem"));
            let read = pair(&engine, of, &pem, KeyEncoding::Pem).unwrap();
            assert_eq!(*read.export(KeyEncoding::Pem).unwrap(), pem);
            assert_eq!(*read.export(KeyEncoding::Pkcs8).unwrap(), der(&pem));
            let sec1 = key_file(&format!("{curve}.sec1.der"));
            assert_eq!(*read.export(KeyEncoding::Sec).unwrap(), sec1);
            pair(&engine, of, &sec1, KeyEncoding::Sec).unwrap();

            let pem = key_file(&format!("{curve}-public.pem"));
            let key = public(&engine, of, &pem, KeyEncoding::Pem).unwrap();
            key.verify().unwrap();
            assert_eq!(key.export(KeyEncoding::Pem).unwrap(), pem);
            KeyPair::from_keys(&key, &read.secret_key().unwrap()).unwrap();
            let compressed = key_file(&format!("{curve}-public-compressed.pem"));
            let same = public(&engine, of, &compressed, KeyEncoding::Pem).unwrap();
            assert_eq!(same.export(KeyEncoding::Pem).unwrap(), pem);
            let explicit = key_file(&format!("{curve}-public-explicit.pem"));
            assert_eq!(public(&engine, of, &explicit, KeyEncoding::Pem).unwrap_err(), Error::InvalidKey);

            // A key of another curve, or of another kind.
            for other in ["prime256v1", "secp384r1", "secp256k1", "ed25519", "x25519", "rsa-2048"] {
                if other != curve {
                    let pem = key_file(&format!("{other}.pem"));
                    assert_eq!(pair(&engine, of, &pem, KeyEncoding::Pem).unwrap_err(), Error::InvalidKey);
                    let pem = key_file(&format!("{other}-public.pem"));
                    assert_eq!(public(&engine, of, &pem, KeyEncoding::Pem).unwrap_err(), Error::InvalidKey);
                }
            }
        }
    }
}

#[test]
fn points_have_to_be_on_the_curve() {
    for (name, engine) in engines() {
        for (algorithm, category, _) in CURVES {
            let of = (category, algorithm);
            println!("{name} {algorithm}");
            let made = KeyPair::generate(&engine, category, algorithm, None).unwrap().public_key().unwrap();
            let sec = made.export(KeyEncoding::Sec).unwrap();
            let raw = made.export(KeyEncoding::Raw).unwrap();
            // Either form in either encoding.
            for encoding in [KeyEncoding::Sec, KeyEncoding::Raw] {
                for form in [&sec, &raw] {
                    assert_eq!(public(&engine, of, form, encoding).unwrap().export(KeyEncoding::Sec).unwrap(), sec);
                }
                let size = sec.len() / 2;
                let mut off = sec.clone();
                off[2 * size] ^= 1;
                let mut hybrid = sec.clone();
                hybrid[0] = 6 | (sec[2 * size] & 1);
                let mut compact = raw.clone();
                compact[0] = 5;
                let mut too_large = raw.clone();
                too_large[1..].fill(0xff);
                let zero = vec![0; sec.len()];
                let mut origin = zero.clone();
                origin[0] = 4;
                for wrong in [&off, &hybrid, &compact, &too_large, &zero, &origin, &vec![0], &vec![4], &vec![2]] {
                    assert_eq!(public(&engine, of, wrong, encoding).unwrap_err(), Error::InvalidKey, "{wrong:02x?}");
                }
            }
        }
    }
}

#[test]
fn scalars_have_to_be_in_range_and_keep_their_zeros() {
    let orders = [
        ("prime256v1", hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")),
        (
            "secp384r1",
            hex("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"),
        ),
        ("secp256k1", hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")),
    ];
    for (name, engine) in engines() {
        for (algorithm, category, curve) in CURVES {
            let of = (category, algorithm);
            println!("{name} {algorithm}");
            let order = &orders.iter().find(|(known, _)| *known == curve).unwrap().1;
            let mut largest = order.clone();
            *largest.last_mut().unwrap() -= 1;
            let mut one = vec![0; order.len()];
            *one.last_mut().unwrap() = 1;
            for good in [&largest, &one] {
                let read = pair(&engine, of, good, KeyEncoding::Raw).unwrap();
                assert_eq!(*read.export(KeyEncoding::Raw).unwrap(), *good);
                let again = read.export(KeyEncoding::Pkcs8).unwrap();
                let again = pair(&engine, of, &again, KeyEncoding::Pkcs8).unwrap();
                assert_eq!(*again.export(KeyEncoding::Raw).unwrap(), *good);
            }
            for wrong in [&vec![0; order.len()], order, &vec![0xff; order.len()], &vec![1], &one[1..].to_vec()] {
                assert_eq!(pair(&engine, of, wrong, KeyEncoding::Raw).unwrap_err(), Error::InvalidKey);
                assert_eq!(secret(&engine, of, wrong, KeyEncoding::Raw).unwrap_err(), Error::InvalidKey);
            }
        }
    }
}

/// RFC 8410 sections 10.1 and 10.3, and what OpenSSL writes.
#[test]
fn keys_of_other_software_on_curve25519_and_curve448() {
    let first = b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
                  -----END PRIVATE KEY-----\n";
    let second = b"-----BEGIN PRIVATE KEY-----\nMHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
                   oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB\nZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
                   -----END PRIVATE KEY-----\n";
    let public_pem = b"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
                       -----END PUBLIC KEY-----\n";
    for (_, engine) in engines() {
        let of = (Category::Signatures, "Ed25519");
        for pem in [&first[..], second] {
            let read = pair(&engine, of, pem, KeyEncoding::Pem).unwrap();
            assert_eq!(read.public_key().unwrap().export(KeyEncoding::Pem).unwrap(), public_pem);
            // Always written as version 1.
            assert_eq!(*read.export(KeyEncoding::Pem).unwrap(), first);
        }
        // The public key inside version 2 has to belong to the secret.
        let mut altered = der(second);
        *altered.last_mut().unwrap() ^= 1;
        assert_eq!(pair(&engine, of, &altered, KeyEncoding::Pkcs8).unwrap_err(), Error::InvalidKey);

        let of_x = (Category::KeyExchange, "X25519");
        let of_448 = (Category::Signatures, "Ed448");
        let of_x448 = (Category::KeyExchange, "X448");
        for (of, file) in [(of, "ed25519"), (of_x, "x25519"), (of_448, "ed448"), (of_x448, "x448")] {
            let pem = key_file(&format!("{file}.pem"));
            let read = pair(&engine, of, &pem, KeyEncoding::Pem).unwrap();
            assert_eq!(*read.export(KeyEncoding::Pem).unwrap(), pem);
            let pem = key_file(&format!("{file}-public.pem"));
            let key = public(&engine, of, &pem, KeyEncoding::Pem).unwrap();
            assert_eq!(key.export(KeyEncoding::Pem).unwrap(), pem);
            KeyPair::from_keys(&key, &read.secret_key().unwrap()).unwrap();
        }
        for (of, file) in [(of, "x25519"), (of, "ed448"), (of_x, "ed25519"), (of_448, "x448"), (of_x448, "ed448")] {
            let pem = key_file(&format!("{file}.pem"));
            assert_eq!(pair(&engine, of, &pem, KeyEncoding::Pem).unwrap_err(), Error::InvalidKey);
            let pem = key_file(&format!("{file}-public.pem"));
            assert_eq!(public(&engine, of, &pem, KeyEncoding::Pem).unwrap_err(), Error::InvalidKey);
        }
    }
}

#[test]
fn halves_inside_raw_pairs_have_to_belong_together() {
    for (name, engine) in engines() {
        for (algorithm, category, public_at) in [
            ("Ed25519", Category::Signatures, 32),
            ("Ed25519ph", Category::Signatures, 32),
            ("Ed448", Category::Signatures, 57),
            ("X25519", Category::KeyExchange, 0),
            ("X448", Category::KeyExchange, 0),
            ("ML-KEM-512", Category::KeyExchange, 0),
            ("ML-KEM-768", Category::KeyExchange, 0),
            ("ML-KEM-1024", Category::KeyExchange, 0),
            ("X-WING", Category::KeyExchange, 0),
        ] {
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
        for (algorithm, category, _) in CURVES {
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
        for (algorithm, category, [.., sec]) in SIZES {
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
fn encrypted_keys_have_their_own_error() {
    for (name, engine) in engines() {
        for known in engine.algorithms().filter(|known| known.category != Category::Symmetric) {
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
fn halves_are_joined_only_if_they_belong_together() {
    for (_, engine) in engines() {
        for (algorithm, category, _) in SIZES {
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

/// Points of low order are imported, since they decode, and refused by `verify`.
#[test]
fn verify_finds_what_import_lets_pass() {
    // y = 1, the identity; y = -1, of order 2; a point of order 8.
    let edwards = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    ];
    // u = 0, 1, and a point of order 8; also not reduced: p, p + 1.
    let montgomery = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];
    for (name, engine) in engines() {
        for point in edwards {
            let key = public(&engine, (Category::Signatures, "Ed25519"), &hex(point), KeyEncoding::Raw).unwrap();
            assert_eq!(key.verify().unwrap_err(), Error::InvalidKey, "{name}");
        }
        // Not on the curve; not reduced.
        for point in [
            "0200000000000000000000000000000000000000000000000000000000000000",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ] {
            let read = public(&engine, (Category::Signatures, "Ed25519"), &hex(point), KeyEncoding::Raw);
            assert_eq!(read.unwrap_err(), Error::InvalidKey, "{name} {point}");
        }
        for point in montgomery {
            let key = public(&engine, (Category::KeyExchange, "X25519"), &hex(point), KeyEncoding::Raw).unwrap();
            assert_eq!(key.verify().unwrap_err(), Error::InvalidKey, "{name}");
        }
        // Ed448 refuses such points on import already: y = 1, -1, 0; also not reduced, and with a sign of zero.
        let last = |first: &str, last: &str| hex(&format!("{first}{}{last}", "00".repeat(55)));
        let minus_one = format!("fe{}fe{}00", "ff".repeat(27), "ff".repeat(27));
        let prime_plus_one = format!("{}ff{}00", "00".repeat(28), "ff".repeat(27));
        for point in [
            last("01", "00"),
            last("00", "00"),
            last("01", "80"),
            last("00", "01"),
            hex(&minus_one),
            hex(&prime_plus_one),
        ] {
            let read = public(&engine, (Category::Signatures, "Ed448"), &point, KeyEncoding::Raw);
            assert_eq!(read.unwrap_err(), Error::InvalidKey, "{name} {point:02x?}");
        }
        // X448 as X25519: u = 0, 1, -1; not reduced: p, p + 1.
        let prime = format!("{}fe{}", "ff".repeat(28), "ff".repeat(27));
        let minus_one = format!("fe{}fe{}", "ff".repeat(27), "ff".repeat(27));
        let one_more = format!("{}ff{}", "00".repeat(28), "ff".repeat(27));
        for point in [last("00", ""), last("01", ""), hex(&minus_one), hex(&prime), hex(&one_more)] {
            let key = public(&engine, (Category::KeyExchange, "X448"), &point, KeyEncoding::Raw).unwrap();
            assert_eq!(key.verify().unwrap_err(), Error::InvalidKey, "{name} {point:02x?}");
        }
        // ML-KEM with a coefficient that is not reduced.
        for (algorithm, public_len) in [("ML-KEM-512", 800), ("ML-KEM-768", 1184), ("ML-KEM-1024", 1568)] {
            let mut bytes = vec![0; public_len];
            public(&engine, (Category::KeyExchange, algorithm), &bytes, KeyEncoding::Raw).unwrap().verify().unwrap();
            bytes[..2].fill(0xff);
            let read = public(&engine, (Category::KeyExchange, algorithm), &bytes, KeyEncoding::Raw);
            assert_eq!(read.unwrap_err(), Error::InvalidKey, "{name} {algorithm}");
        }
        // X-Wing with such a point for its second half.
        let made = KeyPair::generate(&engine, Category::KeyExchange, "X-WING", None).unwrap();
        let mut bytes = made.public_key().unwrap().export(KeyEncoding::Raw).unwrap();
        bytes[1184..].fill(0);
        let key = public(&engine, (Category::KeyExchange, "X-WING"), &bytes, KeyEncoding::Raw).unwrap();
        assert_eq!(key.verify().unwrap_err(), Error::InvalidKey, "{name}");
    }
}

#[test]
fn the_top_bit_of_x25519_means_nothing() {
    for (_, engine) in engines() {
        let of = (Category::KeyExchange, "X25519");
        let made = KeyPair::generate(&engine, of.0, of.1, None).unwrap();
        let mut bytes = made.public_key().unwrap().export(KeyEncoding::Raw).unwrap();
        assert_eq!(bytes[31] & 0x80, 0);
        bytes[31] |= 0x80;
        let key = public(&engine, of, &bytes, KeyEncoding::Raw).unwrap();
        KeyPair::from_keys(&key, &made.secret_key().unwrap()).unwrap();
        assert_eq!(key.export(KeyEncoding::Raw).unwrap()[31] & 0x80, 0);
    }
}
