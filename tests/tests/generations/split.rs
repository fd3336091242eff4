//! The generations of spring 2020, in both link modes: keys without a category, pulls without a length, and the numbers
//! of their time.

use wasi_crypto_adapter_generator::driver::{self, Options};
use wasi_crypto_componentize::{Inspection, LinkMode};
use wasi_crypto_model::bindings;
use wasi_crypto_tests::legacy::{Legacy, Setup};

use crate::SPRING;

fn each(test: impl Fn(&mut Legacy, &str)) {
    for generation in SPRING {
        for mode in [LinkMode::Splice, LinkMode::Adapters] {
            let mut legacy = Legacy::new(Setup { generation: Some(generation), mode, ..Setup::default() });
            test(&mut legacy, generation);
        }
    }
}

/// All bytes of an array output.
fn pull(legacy: &mut Legacy, array: u64, generation: &str) -> Vec<u8> {
    let len = legacy.call_u32("array_output_len", &[array]).unwrap();
    let (buffer, out) = (legacy.room(256), legacy.room(4));
    let mut args = vec![array, buffer, 256];
    args.extend((generation == "2020-05").then_some(out));
    legacy.call("array_output_pull", &args).unwrap();
    if generation == "2020-05" {
        assert_eq!(u64::from(legacy.read_u32(out)), len);
    }
    assert_eq!(legacy.call("array_output_pull", &args), Err("invalid_handle"), "it was drained");
    legacy.read(buffer, len)
}

#[test]
fn keys_of_signatures_sign_and_verify() {
    // RFC 8032, 7.1, test 1: seed and public key; the signature of the empty message begins and ends so.
    let pair: Vec<u8> = (0..64)
        .map(|at| {
            let text = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\
                        d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
            u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).unwrap()
        })
        .collect();
    each(|legacy, generation| {
        let (name, len) = legacy.put(b"Ed25519");
        let (bytes, bytes_len) = legacy.put(&pair);
        let imported = legacy.call_u32("signature_keypair_import", &[name, len, bytes, bytes_len, 0]).unwrap();
        let public = legacy.call_u32("signature_keypair_publickey", &[imported]).unwrap();
        let state = legacy.call_u32("signature_state_open", &[imported]).unwrap();
        let signed = legacy.call_u32("signature_state_sign", &[state]).unwrap();
        let array = legacy.call_u32("signature_export", &[signed, 0]).unwrap();
        let raw = pull(legacy, array, generation);
        assert_eq!((raw.len(), raw[0], raw[63]), (64, 0xe5, 0x0b), "{generation}");
        // The encoding comes before the bytes.
        let (bytes, bytes_len) = legacy.put(&raw);
        let signature = legacy.call_u32("signature_import", &[name, len, 0, bytes, bytes_len]).unwrap();
        let verifier = legacy.call_u32("signature_verification_state_open", &[public]).unwrap();
        legacy.call("signature_verification_state_verify", &[verifier, signature]).unwrap();
        legacy.call("signature_publickey_verify", &[public]).unwrap();
        // The numbers of the time: `der` is 2 for key pairs, and 1 for public keys.
        let array = legacy.call_u32("signature_keypair_export", &[imported, 2]).unwrap();
        assert_eq!(pull(legacy, array, generation)[0], 0x30);
        let (bytes, bytes_len) = legacy.put(&pair[32..]);
        let again = legacy.call_u32("signature_publickey_import", &[name, len, bytes, bytes_len, 0]).unwrap();
        if generation == "2020-05" {
            let array = legacy.call_u32("signature_publickey_export", &[again, 1]).unwrap();
            assert_eq!(pull(legacy, array, generation)[0], 0x30);
        }
        let none = legacy.optional(None);
        let random = legacy.call_u32("signature_keypair_generate", &[name, len, none]).unwrap();
        for (close, handle) in [("signature_keypair_close", random), ("signature_publickey_close", again)] {
            legacy.call(close, &[handle]).unwrap();
            assert_eq!(legacy.call(close, &[handle]), Err("closed"));
        }
        // There is no store.
        let managers: &[&str] = match generation {
            "2020-04-10" => &["signature_keypair_manager_open", "symmetric_key_manager_open"],
            "2020-04" => &["key_manager_open", "symmetric_key_manager_open"],
            _ => &["key_manager_open"],
        };
        for manager in managers {
            assert_eq!(legacy.call_u32(manager, &[none]), Err("unsupported_feature"));
        }
    });
}

#[test]
fn tags_are_pulled() {
    each(|legacy, generation| {
        let key = legacy.key_import("HMAC/SHA-256", b"Jefe").unwrap();
        let state = legacy.state_open("HMAC/SHA-256", Some(key), None).unwrap();
        legacy.absorb(state, b"what do ya want for nothing?").unwrap();
        let tag = legacy.squeeze_tag(state).unwrap();
        let (buffer, out) = (legacy.room(32), legacy.room(4));
        let mut args = vec![tag, buffer, 32];
        args.extend((generation == "2020-05").then_some(out));
        legacy.call("symmetric_tag_pull", &args).unwrap();
        assert_eq!(legacy.read(buffer, 4), [0x5b, 0xdc, 0xc1, 0x46], "{generation}");
        assert_eq!(legacy.call("symmetric_tag_pull", &args), Err("invalid_handle"), "{generation}");
    });
}

#[test]
fn pulls_of_other_sizes() {
    each(|legacy, generation| {
        let (buffer, out) = (legacy.room(64), legacy.room(4));
        let written = (generation == "2020-05").then_some(out);
        let args = |handle: u64, at: u64, len: u64| [handle, at, len].into_iter().chain(written).collect::<Vec<u64>>();
        // A tag is all or nothing, and stays until it was read.
        let key = legacy.key_import("HMAC/SHA-256", b"Jefe").unwrap();
        let state = legacy.state_open("HMAC/SHA-256", Some(key), None).unwrap();
        let tag = legacy.squeeze_tag(state).unwrap();
        legacy.fill(buffer, 64, 0xa5);
        assert_eq!(legacy.call("symmetric_tag_pull", &args(tag, buffer, 31)), Err("overflow"), "{generation}");
        assert_eq!(legacy.read(buffer, 64), [0xa5; 64], "{generation}");
        legacy.call("symmetric_tag_pull", &args(tag, buffer, 33)).unwrap();
        assert_ne!(legacy.read(buffer, 32), [0xa5; 32], "{generation}");
        assert_eq!(legacy.read(buffer + 32, 32), [0xa5; 32], "{generation}");
        // An array output comes in pieces.
        let (name, len) = legacy.put(b"Ed25519");
        let none = legacy.optional(None);
        let pair = legacy.call_u32("signature_keypair_generate", &[name, len, none]).unwrap();
        let mut arrays = || legacy.call_u32("signature_keypair_export", &[pair, 0]).unwrap();
        let (whole, pieces) = (arrays(), arrays());
        legacy.call("array_output_pull", &args(whole, buffer, 64)).unwrap();
        let expected = legacy.read(buffer, 64);
        legacy.fill(buffer, 64, 0);
        legacy.call("array_output_pull", &args(pieces, buffer, 40)).unwrap();
        legacy.call("array_output_pull", &args(pieces, buffer + 40, 24)).unwrap();
        assert!(legacy.read(buffer, 64) == expected, "{generation}");
        assert_eq!(legacy.call("array_output_pull", &args(pieces, buffer, 1)), Err("invalid_handle"), "{generation}");
    });
}

#[test]
fn drivers_are_told() {
    for generation in SPRING {
        let driver = driver::generate(&bindings(generation).unwrap(), &Options::default()).unwrap();
        let range = Inspection::of(&driver.wasm).unwrap().generation.unwrap();
        assert_eq!(range.served_as.as_deref(), Some(generation));
    }
    // Wrong for either of 2019: it is said, and nothing breaks.
    let text = r#"(module (import "wasi_ephemeral_crypto" "hash_open" (func (param i32) (result i32))) (memory (export "memory") 1))"#;
    assert!(!Inspection::of(text.as_bytes()).unwrap().is_convertible());
}
