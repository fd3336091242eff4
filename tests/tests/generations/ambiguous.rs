//! Modules whose generation nobody can tell: what the calls themselves tell is right for every generation.

use wasi_crypto_tests::legacy::Legacy;
use wasi_crypto_tests::legacy_calls::SIGNATURES;

use crate::keys::{Form, KINDS, P256, driver, forms, keys};

#[test]
fn both_orders_of_signature_import() {
    const ED25519: &str = "Ed25519";
    for generation in ["any", "2020-06..2020-10", "2020-06", "2020-10", "0.10"] {
        let mut legacy = driver(generation);
        let pair = legacy.keypair_generate(SIGNATURES, ED25519).unwrap();
        let public = legacy.call_u32("keypair_publickey", &[pair]).unwrap();
        let signed = legacy.sign(pair, b"message").unwrap();
        let raw = legacy.export("signature", signed, 0).unwrap();
        let (name, name_len) = legacy.put(ED25519.as_bytes());
        let (bytes, len) = legacy.put(&raw);
        for (old, args) in [(true, [name, name_len, 0, bytes, len]), (false, [name, name_len, bytes, len, 0])] {
            let understood = match generation {
                "2020-06" => old,
                "2020-10" | "0.10" => !old,
                _ => true,
            };
            let imported = legacy.call_u32("signature_import", &args);
            assert_eq!(imported.is_ok(), understood, "{generation}, {args:?}: {imported:?}");
            if let Ok(signature) = imported {
                legacy.verify(public, b"message", signature).unwrap();
                assert_eq!(legacy.verify(public, b"another", signature), Err("invalid_signature"));
            }
        }
        // DER, which Ed25519 does not have, in both orders; and what is neither.
        if generation == "any" {
            let mut import = |args: [u64; 5]| legacy.call_u32("signature_import", &args);
            assert_eq!(import([name, name_len, 1, bytes, len]), Err("unsupported_encoding"));
            assert_eq!(import([name, name_len, bytes, len, 1]), Err("unsupported_encoding"));
            assert_eq!(import([name, name_len, bytes, len, 2]), Err("guest_error"));
        }
    }
}

/// The key in a form, exported by a driver of today.
fn encode(legacy: &mut Legacy, kind: &str, key: u64, form: Form) -> Vec<u8> {
    let number = match form {
        Form::Raw => 0,
        Form::Der | Form::Inside => 1,
        Form::Pem | Form::InsidePem => 2,
        Form::Sec => 3,
        Form::Compressed if kind == "publickey" => 0,
        Form::Compressed => 3,
        Form::Local if kind == "keypair" => 3,
        Form::Local => 4,
    };
    legacy.export(kind, key, number).unwrap()
}

#[test]
fn imported_keys_are_understood_by_the_numbers_of_every_generation() {
    let mut today = driver("0.10");
    let known = keys(&mut today);
    let mut legacy = driver("any");
    for generation in wasi_crypto_model::generations("any").unwrap() {
        for ((kind, key), forms) in KINDS.into_iter().zip(known).zip(forms(generation)) {
            for (number, form) in (0..).zip(forms) {
                // A form of this host alone, which an engine refuses that did not make it.
                if *form == Form::Local {
                    continue;
                }
                let bytes = encode(&mut today, kind, key, *form);
                let imported = legacy.import(kind, SIGNATURES, P256, &bytes, number);
                let imported =
                    imported.unwrap_or_else(|error| panic!("{generation}: {kind} {form:?}, {number}: {error}"));
                assert_eq!(
                    legacy.export(kind, imported, 0),
                    today.export(kind, key, 0),
                    "{generation}: {kind} {form:?}"
                );
                legacy.call(&format!("{kind}_close"), &[imported]).unwrap();
            }
            legacy.reset_scratch();
            today.reset_scratch();
        }
    }
}

#[test]
fn the_format_of_the_host_by_all_its_numbers() {
    let mut legacy = driver("any");
    let keys = keys(&mut legacy);
    for (kind, key, newest, numbers) in [
        ("keypair", keys[0], 3, [3, 5].as_slice()),
        ("publickey", keys[1], 4, &[4, 5, 7]),
        ("secretkey", keys[2], 4, &[4, 5]),
    ] {
        let local = legacy.export(kind, key, newest).unwrap();
        for number in numbers {
            let imported = legacy.import(kind, SIGNATURES, P256, &local, *number);
            assert!(imported.is_ok(), "{kind}, {number}: {imported:?}");
        }
    }
}

#[test]
fn bytes_that_look_like_nothing() {
    let mut legacy = driver("any");
    for kind in KINDS {
        for number in 0..4 {
            for bytes in
                [b"".as_slice(), b"0", b"-----BE", b"\x02\x03", b"-----BEGIN", b"0123456789", &[2; 33], &[3; 49]]
            {
                let answer = legacy.import(kind, SIGNATURES, P256, bytes, number);
                let fine = matches!(answer, Ok(_) | Err("invalid_key" | "unsupported_encoding"));
                assert!(fine, "{kind}, {number}, {bytes:x?}: {answer:?}");
            }
        }
    }
    // Bytes at the very end of the memory are not read beyond it.
    let end = u64::from(legacy.memory_pages()) << 16;
    let (name, len) = legacy.put(P256.as_bytes());
    let out = legacy.room(4);
    for size in 0..10 {
        let answer = legacy.call("publickey_import", &[SIGNATURES, name, len, end - size, size, 4, out]);
        assert!(matches!(answer, Err("invalid_key" | "unsupported_encoding")), "{size}: {answer:?}");
        assert_eq!(
            legacy.call("publickey_import", &[SIGNATURES, name, len, end - size, size + 1, 4, out]),
            Err("guest_error")
        );
    }
}
