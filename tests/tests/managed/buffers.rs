//! Identifiers are written whole and alone, or not at all.

use wasi_crypto_tests::facility::{Facility, LATER};
use wasi_crypto_tests::legacy::Legacy;
use wasi_crypto_tests::legacy_calls::SIGNATURES;
use wasi_crypto_tests::legacy_secrets::{ID_LEN, KEY, PAIR};

use super::module;

/// What lies around the buffers.
const CANARY: u8 = 0xc7;

/// Functions that write an identifier into the last buffer, whose address and size are not among these arguments.
const WRITERS: [&str; 3] = ["keypair_store_managed", "symmetric_key_store_managed", "external_secret_store"];

fn arguments(legacy: &mut Legacy, manager: u64, function: &str) -> Vec<u64> {
    match function {
        "keypair_store_managed" => vec![manager, legacy.keypair_generate(SIGNATURES, "Ed25519").expect("a pair")],
        "symmetric_key_store_managed" => vec![manager, legacy.key_generate("AES-128-GCM").expect("a key")],
        _ => {
            let (secret, len) = legacy.put(b"secret");
            vec![manager, secret, len, LATER]
        }
    }
}

/// A field of canaries, and a buffer in the middle of it.
fn field(legacy: &mut Legacy) -> (u64, u64) {
    let field = legacy.room(256);
    legacy.fill(field, 256, CANARY);
    (field, field + 96)
}

/// The field but for the buffer.
fn around(legacy: &mut Legacy, field: u64, len: u64) -> Vec<u8> {
    let mut bytes = legacy.read(field, 96);
    bytes.extend(legacy.read(field + 96 + len, 160 - len));
    bytes
}

#[test]
fn an_identifier_is_written_and_nothing_beyond_it() {
    let facility = Facility::default();
    let (mut legacy, manager) = module(&facility);
    for function in WRITERS {
        for room in [ID_LEN as u64, ID_LEN as u64 + 1, 160] {
            let (field, buffer) = field(&mut legacy);
            let mut args = arguments(&mut legacy, manager, function);
            args.extend([buffer, room]);
            legacy.call(function, &args).unwrap_or_else(|error| panic!("{function}: {error}"));
            let id = legacy.read(buffer, ID_LEN as u64);
            assert!(id.iter().any(|byte| *byte != CANARY), "{function} writes an identifier");
            let around = around(&mut legacy, field, ID_LEN as u64);
            assert!(around.iter().all(|byte| *byte == CANARY), "{function} with room for {room}");
            if function != "external_secret_store" {
                let kind = if function.starts_with(PAIR) { PAIR } else { KEY };
                assert_eq!(legacy.managed_id(kind, args[1], ID_LEN), Ok((id, 0)));
            }
        }
    }
    assert_eq!(facility.versions(), 9);
}

#[test]
fn an_identifier_that_does_not_fit_is_not_stored() {
    let facility = Facility::default();
    let (mut legacy, manager) = module(&facility);
    for function in WRITERS {
        for room in [0, 1, ID_LEN as u64 - 1] {
            let (field, buffer) = field(&mut legacy);
            let mut args = arguments(&mut legacy, manager, function);
            args.extend([buffer, room]);
            assert_eq!(legacy.call(function, &args), Err("overflow"), "{function} with room for {room}");
            assert_eq!(legacy.read(field, 256), [CANARY; 256], "{function}");
            // Outside memory: a wrong address comes before a wrong size.
            let end = args.len() - 2;
            args[end] = 0xffff_fff0;
            args[end + 1] = 64;
            assert_eq!(legacy.call(function, &args), Err("guest_error"), "{function}");
        }
    }
    assert_eq!(facility.versions(), 0, "nothing is stored");
    assert!(pollster::block_on(facility.operator().list(None)).expect("a list").is_empty());
}

#[test]
fn identifier_length_and_version_come_together_or_not_at_all() {
    let (mut legacy, manager) = module(&Facility::default());
    let pair = legacy.keypair_generate_managed(manager, SIGNATURES, "Ed25519").expect("a pair");
    let key = legacy.key_generate_managed(manager, "AES-128-GCM").expect("a key");
    for (kind, handle) in [(PAIR, pair), (KEY, key)] {
        for room in [0, 31, 32, 33, 160] {
            let (field, buffer) = field(&mut legacy);
            let outs = legacy.room(64);
            legacy.fill(outs, 64, CANARY);
            let answer = legacy.call(&format!("{kind}_id"), &[handle, buffer, room, outs + 16, outs + 32]);
            let (fits, len) = (room >= 32, if room >= 32 { ID_LEN as u64 } else { 0 });
            assert_eq!(answer, if fits { Ok(()) } else { Err("overflow") }, "{kind} with room for {room}");
            assert!(around(&mut legacy, field, len).iter().all(|byte| *byte == CANARY), "{kind} with room for {room}");
            let mut expected = [CANARY; 64];
            if fits {
                expected[16..20].copy_from_slice(&32_u32.to_le_bytes());
                expected[32..40].fill(0);
            }
            assert_eq!(legacy.read(outs, 64), expected, "{kind} with room for {room}");
        }
    }
}
