//! Choices of `wit/README.md` about what the published text leaves open or says twice, which no other test is about.

use wasi_crypto_tests::facility::Facility;
use wasi_crypto_tests::legacy::{Legacy, Setup};
use wasi_crypto_tests::legacy_calls::{KEY_EXCHANGE, RAW, SIGNATURES};

#[test]
fn names_of_algorithms_have_no_case_and_one_category() {
    let mut legacy = Legacy::default();
    for name in ["SHA-256", "sha-256", "Sha-256", "Xoodyak-128", "BLAKE2b-512", "TupleHashXOF256"] {
        assert!(legacy.state_open(name, None, None).is_ok(), "{name}");
    }
    assert!(legacy.keypair_generate(SIGNATURES, "ed25519").is_ok());
    for (category, name) in [(KEY_EXCHANGE, "Ed25519"), (SIGNATURES, "X25519"), (SIGNATURES, "SHA-256")] {
        let made = legacy.keypair_generate(category, name);
        assert_eq!(made, Err("unsupported_algorithm"), "{name}");
    }
}

/// Another scheme under a name that people know, or a key size that nobody has named, would be a silent mistake.
#[test]
fn names_of_drafts_and_samples_mean_nothing_else() {
    let mut legacy = Legacy::default();
    for name in ["KYBER768", "KYBER1024", "KYBER-768", "KYBER-1024"] {
        assert_eq!(legacy.keypair_generate(KEY_EXCHANGE, name), Err("unsupported_algorithm"), "{name}");
    }
    assert_eq!(legacy.keypair_generate(SIGNATURES, "RSA_PKCS1_2048_8192_SHA384"), Err("unsupported_algorithm"));
    for name in ["Xoodyak-256", "SHAKE-512", "AES-256-CCM", ""] {
        assert_eq!(legacy.state_open(name, None, None), Err("unsupported_algorithm"), "{name}");
    }
}

#[test]
fn what_is_squeezed_again_begins_again_but_for_functions_of_any_length() {
    let mut legacy = Legacy::default();
    let key = legacy.key_import("HKDF-EXPAND/SHA-256", &[7; 32]).unwrap();
    let expand = legacy.state_open("HKDF-EXPAND/SHA-256", Some(key), None).unwrap();
    let hash = legacy.state_open("SHA-256", None, None).unwrap();
    for state in [expand, hash] {
        let first = legacy.squeeze(state, 32).unwrap();
        assert_eq!(legacy.squeeze(state, 16).unwrap(), first[..16]);
        legacy.absorb(state, b"more").unwrap();
        assert_ne!(legacy.squeeze(state, 32).unwrap(), first);
    }
    let shake = legacy.state_open("SHAKE-128", None, None).unwrap();
    assert_ne!(legacy.squeeze(shake, 32).unwrap(), legacy.squeeze(shake, 32).unwrap());
    assert_eq!(legacy.key_import("HKDF-EXPAND/SHA-256", &[7; 31]), Err("invalid_key"), "shorter than the hash");
}

/// A buffer that is too short for an array output is given what fits, and the rest the next time.
#[test]
fn array_outputs_are_pulled_in_parts() {
    let mut legacy = Legacy::default();
    let pair = legacy.keypair_generate(SIGNATURES, "Ed25519").unwrap();
    let whole = legacy.export("keypair", pair, RAW).unwrap();
    let array = legacy.call_u32("keypair_export", &[pair, RAW]).unwrap();
    let buffer = legacy.room(64);
    let mut pulled = Vec::new();
    for (len, expected) in [(0, 0), (10, 10), (40, 40), (64, 14)] {
        assert_eq!(legacy.call_u32("array_output_len", &[array]), Ok(64), "the total");
        assert_eq!(legacy.call_u32("array_output_pull", &[array, buffer, len]), Ok(expected));
        pulled.extend(legacy.read(buffer, expected));
    }
    assert_eq!(pulled, whole);
    assert_eq!(legacy.call_u32("array_output_pull", &[array, buffer, 64]), Err("invalid_handle"));
}

/// The halves of a pair that may not be exported: the public one may, the secret one may not.
#[test]
fn halves_are_restricted_as_their_pair_is() {
    let setup = Setup { secrets: Some(Facility::default().guest()), ..Setup::default() };
    let mut legacy = Legacy::new(setup);
    let manager = legacy.manager().unwrap();
    let pair = legacy.keypair_generate_managed(manager, SIGNATURES, "Ed25519").unwrap();
    assert_eq!(legacy.export("keypair", pair, RAW), Err("prohibited_operation"));
    let secret = legacy.call_u32("keypair_secretkey", &[pair]).unwrap();
    assert_eq!(legacy.export("secretkey", secret, RAW), Err("prohibited_operation"));
    let public = legacy.call_u32("keypair_publickey", &[pair]).unwrap();
    assert_eq!(legacy.export("publickey", public, RAW).map(|bytes| bytes.len()), Ok(32));
}
