//! Encodings of keys by the numbers of each generation, imported and exported.

use wasi_crypto_tests::legacy::{Answer, Legacy, Setup};
use wasi_crypto_tests::legacy_calls::SIGNATURES;

pub const P256: &str = "ECDSA_P256_SHA256";

/// What an encoding is, whatever its number.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Form {
    Raw,
    /// PKCS#8 or SubjectPublicKeyInfo.
    Der,
    Pem,
    Sec,
    /// A compressed point.
    Compressed,
    Local,
    /// A structure around a compressed point: read like any other, never written.
    Inside,
    InsidePem,
}

use Form::{Compressed, Der, Inside, InsidePem, Local, Pem, Raw, Sec};

/// The forms of key pairs, public and secret keys, by number.
pub fn forms(generation: &str) -> [&'static [Form]; 3] {
    match generation {
        "2020-06" | "2020-10" | "2020-11" => {
            [&[Raw, Der, Der, Pem], &[Raw, Der, Pem, Sec, Compressed], &[Raw, Der, Pem, Sec, Compressed]]
        }
        "2020-12" => [
            &[Raw, Der, Pem, Local],
            &[Raw, Der, Pem, Sec, Compressed, Local],
            &[Raw, Der, Pem, Sec, Compressed, Local],
        ],
        "2022-01" => [
            &[Raw, Der, Pem, Inside, InsidePem, Local],
            &[Raw, Der, Pem, Sec, Compressed, Inside, InsidePem, Local],
            &[Raw, Der, Pem, Sec, Local],
        ],
        _ => [&[Raw, Der, Pem, Local], &[Raw, Der, Pem, Sec, Local], &[Raw, Der, Pem, Sec, Local]],
    }
}

pub const KINDS: [&str; 3] = ["keypair", "publickey", "secretkey"];

pub fn driver(generation: &'static str) -> Legacy {
    Legacy::new(Setup { generation: Some(generation), ..Setup::default() })
}

/// A key pair and its halves.
pub fn keys(legacy: &mut Legacy) -> [u64; 3] {
    let pair = legacy.keypair_generate(SIGNATURES, P256).unwrap();
    let public = legacy.call_u32("keypair_publickey", &[pair]).unwrap();
    let secret = legacy.call_u32("keypair_secretkey", &[pair]).unwrap();
    [pair, public, secret]
}

/// Whether bytes are of a form.
pub fn looks(kind: &str, form: Form, bytes: &[u8]) -> bool {
    match form {
        Raw if kind == "publickey" => bytes.len() == 33,
        Raw => bytes.len() == 32,
        Der | Inside => bytes[0] == 0x30,
        Pem | InsidePem => bytes.starts_with(b"-----BEGIN "),
        Sec if kind == "publickey" => bytes.len() == 65 && bytes[0] == 4,
        Sec => bytes[0] == 0x30,
        Compressed => bytes.len() == 33 && [2, 3].contains(&bytes[0]),
        Local => bytes.starts_with(b"wasi-crypto key"),
    }
}

#[test]
fn every_number_means_what_it_meant() {
    for generation in wasi_crypto_model::generations("any").unwrap() {
        let mut legacy = driver(generation);
        let keys = keys(&mut legacy);
        for ((kind, key), forms) in KINDS.into_iter().zip(keys).zip(forms(generation)) {
            for (number, form) in (0..).zip(forms) {
                let what = format!("{generation}: {kind} {form:?}, {number}");
                let exported: Answer<Vec<u8>> = legacy.export(kind, key, number);
                let refused = matches!(form, Inside | InsidePem) || (*form, kind) == (Compressed, "secretkey");
                let encoded = match exported {
                    Err(error) => {
                        assert!(refused, "{what}: {error}");
                        assert_eq!(error, "unsupported_encoding", "{what}");
                        // The same form under another number, to see that it is read.
                        let readable = match form {
                            Inside => 1,
                            InsidePem => 2,
                            _ => 3,
                        };
                        legacy.export(kind, key, readable).unwrap()
                    }
                    Ok(bytes) => {
                        assert!(!refused && looks(kind, *form, &bytes), "{what}: {bytes:x?}");
                        bytes
                    }
                };
                let again = legacy.import(kind, SIGNATURES, P256, &encoded, number);
                let again = again.unwrap_or_else(|error| panic!("{what}: {error}"));
                assert_eq!(legacy.export(kind, again, 0), legacy.export(kind, key, 0), "{what}");
            }
            let beyond = forms.len() as u64;
            assert_eq!(
                legacy.import(kind, SIGNATURES, P256, b"key", beyond),
                Err("guest_error"),
                "{generation}: {kind}"
            );
            let out = legacy.room(4);
            assert_eq!(legacy.call(&format!("{kind}_export"), &[key, beyond, out]), Err("guest_error"));
        }
    }
}

#[test]
fn compressed_points_are_the_exported_ones_without_y() {
    for algorithm in [P256, "ECDSA_K256_SHA256", "ECDSA_P384_SHA384"] {
        let mut legacy = driver("2020-06");
        // Both parities of y come up.
        let mut seen = [false; 2];
        for _ in 0..64 {
            let pair = legacy.keypair_generate(SIGNATURES, algorithm).unwrap();
            let public = legacy.call_u32("keypair_publickey", &[pair]).unwrap();
            let (sec, compressed) =
                (legacy.export("publickey", public, 3).unwrap(), legacy.export("publickey", public, 4).unwrap());
            let odd = sec[sec.len() - 1] & 1;
            let x = &sec[1..sec.len() / 2 + 1];
            assert_eq!(compressed, [&[2 + odd], x].concat());
            seen[usize::from(odd)] = true;
            for handle in [public, pair] {
                let close = if handle == pair { "keypair_close" } else { "publickey_close" };
                legacy.call(close, &[handle]).unwrap();
            }
            legacy.reset_scratch();
            if seen == [true; 2] {
                break;
            }
        }
        assert_eq!(seen, [true; 2], "{algorithm}");
    }
}

/// What a SubjectPublicKeyInfo of P-256 with a compressed point has in front of the point.
const COMPRESSED_SPKI: &[u8] =
    b"\x30\x39\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x22\x00";

#[test]
fn structures_around_compressed_points_are_read() {
    for generation in ["2022-01", "any"] {
        let mut legacy = driver(generation);
        let public = keys(&mut legacy)[1];
        let point = legacy.export("publickey", public, 0).unwrap();
        let imported = legacy.import("publickey", SIGNATURES, P256, &[COMPRESSED_SPKI, &point].concat(), 5).unwrap();
        assert_eq!(legacy.export("publickey", imported, 3), legacy.export("publickey", public, 3), "{generation}");
    }
}

#[test]
fn a_nonce_of_the_wrong_length() {
    for (generation, expected) in
        [("2020-06", "invalid_length"), ("2020-11", "invalid_length"), ("2020-12", "invalid_nonce")]
    {
        let mut legacy = driver(generation);
        let key = legacy.key_generate("AES-256-GCM").unwrap();
        let options = legacy.nonce(&[0; 11]).unwrap();
        assert_eq!(legacy.state_open("AES-256-GCM", Some(key), Some(options)), Err(expected), "{generation}");
    }
}

#[test]
fn errors_from_24_up_as_guests_meet_them() {
    for generation in ["2020-06", "2020-10", "2020-11", "2020-12", "2022-01", "0.10"] {
        let before = u32::from(["2020-06", "2020-10", "2020-11"].contains(&generation));
        let mut legacy = driver(generation);
        let state = legacy.state_open("SHA-256", None, None).unwrap();
        let (name, len) = legacy.put(b"nonce");
        let room = legacy.room(32);
        let out = legacy.room(4);
        let key = legacy.key_generate("AES-256-GCM").unwrap();
        let options = legacy.nonce(&[0; 12]).unwrap();
        let cipher = legacy.state_open("AES-256-GCM", Some(key), Some(options)).unwrap();
        let (limit, limit_len) = legacy.put(b"ops_limit");
        let hash = legacy.state_open("PBKDF2/SHA-256", None, None).unwrap();
        let mut number = |name: &str, args: &[u64]| legacy.try_call(name, args).unwrap();
        let unset = number("symmetric_state_options_get", &[state, name, len, room, 32, out]);
        assert_eq!(unset, 25 - before, "{generation}");
        let unset = number("symmetric_state_options_get_u64", &[cipher, limit, limit_len, room]);
        assert_eq!(unset, 25 - before, "{generation}");
        let missing = number("symmetric_state_squeeze", &[hash, room, 32]);
        assert_eq!(missing, 27 - before, "{generation}");
        let ed = legacy.keypair_generate(SIGNATURES, "Ed25519").unwrap();
        let secret = legacy.call_u32("keypair_secretkey", &[ed]).unwrap();
        let public = keys(&mut legacy)[1];
        let out = legacy.room(4);
        let incompatible = legacy.try_call("keypair_from_pk_and_sk", &[public, secret, out]).unwrap();
        assert_eq!(incompatible, 29 - before, "{generation}");
    }
}
