//! Points and scalars, and the keys other software writes on curves.

use wasi_crypto_engine::{Category, Error, KeyEncoding, KeyPair};
use wasi_crypto_test_support::answers::hex;

use super::{curves, pair, public, secret};
use crate::common::{der, engines, key_file};

#[test]
fn keys_of_other_software_on_curves() {
    for (name, engine) in engines() {
        for (algorithm, category, curve) in curves(&engine) {
            let of = (category, algorithm);
            println!("{name} {algorithm}");
            let pem = key_file(&format!("{curve}.pem"));
            let read = pair(&engine, of, &pem, KeyEncoding::Pem).unwrap();
            assert_eq!(*read.export(KeyEncoding::Pem).unwrap(), pem);
            assert_eq!(*read.export(KeyEncoding::Pkcs8).unwrap(), der(&pem));
            let sec1 = key_file(&format!("{curve}.sec1.der"));
            assert_eq!(*read.export(KeyEncoding::Sec).unwrap(), sec1);
            pair(&engine, of, &sec1, KeyEncoding::Sec).unwrap();
            // The same where PKCS#8 would do, and as OpenSSL wrote it before PKCS#8, with the curve before it or without.
            let traditional = String::from_utf8(key_file(&format!("{curve}-traditional.pem"))).unwrap();
            let parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
            for (bytes, encoding) in [
                (sec1.clone(), KeyEncoding::Pkcs8),
                (traditional.clone().into_bytes(), KeyEncoding::Pem),
                (format!("{parameters}{traditional}").into_bytes(), KeyEncoding::Pem),
            ] {
                let same = pair(&engine, of, &bytes, encoding).unwrap();
                assert_eq!(*same.export(KeyEncoding::Pem).unwrap(), pem);
                secret(&engine, of, &bytes, encoding).unwrap();
            }

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
        for (algorithm, category, _) in curves(&engine) {
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
        for (algorithm, category, curve) in curves(&engine) {
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

/// Scalars in DER that some programs write a byte short, as a number, or a byte long, with a sign.
#[test]
fn scalars_of_another_length_in_der() {
    for (_, engine) in engines() {
        for (algorithm, category, curve) in curves(&engine) {
            let of = (category, algorithm);
            let size = if curve == "secp384r1" { 48 } else { 32 };
            let of_len = |len: usize, scalar: &[u8]| {
                let scalar = [&[0; 64][..], scalar].concat();
                let scalar = &scalar[scalar.len() - len..];
                let content = [&[2, 1, 1, 4, u8::try_from(len).unwrap()], scalar].concat();
                [&[0x30, u8::try_from(content.len()).unwrap()], &content[..]].concat()
            };
            let read = |len, scalar: &[u8]| {
                pair(&engine, of, &of_len(len, scalar), KeyEncoding::Sec)
                    .map(|pair| pair.export(KeyEncoding::Raw).unwrap().to_vec())
            };
            let expected = [&vec![0; size - 2][..], &[7, 9]].concat();
            for len in [2, 3, size - 1, size, size + 1, size + 2] {
                assert_eq!(read(len, &[7, 9]), Ok(expected.clone()), "{algorithm} {len}");
            }
            assert_eq!(read(size + 1, &[&[1][..], &vec![1; size]].concat()), Err(Error::InvalidKey));
            assert_eq!(read(0, &[]), Err(Error::InvalidKey));
            assert_eq!(read(1, &[0]), Err(Error::InvalidKey));
        }
    }
}

/// Version 2 of PKCS#8 with its public key tagged explicitly, as `ring` once wrote it, and without one.
#[test]
fn version_2_as_some_programs_write_it() {
    let secret = "d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842";
    let public_key = "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";
    let start = format!("020101300506032b657004220420{secret}");
    let read_as = |engine: &_, rest: &str| {
        let content = hex(&format!("{start}{rest}"));
        let der = [&[0x30, u8::try_from(content.len()).unwrap()], &content[..]].concat();
        pair(engine, (Category::Signatures, "Ed25519"), &der, KeyEncoding::Pkcs8)
    };
    for (_, engine) in engines() {
        for rest in ["", &format!("a123032100{public_key}"), &format!("812100{public_key}"), "a000"] {
            let pair = read_as(&engine, rest).unwrap_or_else(|error| panic!("{rest}: {error}"));
            assert_eq!(pair.public_key().unwrap().export(KeyEncoding::Raw).unwrap(), hex(public_key));
        }
        let other = format!("{}e0", &public_key[..62]);
        for rest in [
            format!("a123032100{other}"),
            format!("812100{other}"),
            format!("812101{public_key}"),
            format!("812100{public_key}812100{public_key}"),
            format!("032100{public_key}"),
            "a100".to_owned(),
            "8100".to_owned(),
            "0500".to_owned(),
        ] {
            assert_eq!(read_as(&engine, &rest).unwrap_err(), Error::InvalidKey, "{rest}");
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
