//! Secrets managers: counted references to a store that lasts without them.

use wasi_crypto_componentize::LinkMode;
use wasi_crypto_tests::facility::{Facility, LATER};
use wasi_crypto_tests::legacy::{Legacy, Setup};
use wasi_crypto_tests::legacy_calls::{GARBAGE, SIGNATURES, SYMMETRIC};
use wasi_crypto_tests::legacy_secrets::{ALL, ID_LEN, KEY, LATEST, PAIR};

use super::module;

#[test]
fn a_manager_closes_once() {
    let (mut legacy, manager) = module(&Facility::default());
    assert_eq!(legacy.call("secrets_manager_close", &[manager]), Ok(()));
    assert_eq!(legacy.call("secrets_manager_close", &[manager]), Err("closed"));
    assert_eq!(legacy.call("secrets_manager_close", &[GARBAGE]), Err("invalid_handle"));
    assert_eq!(legacy.invalidate(manager, &[1; ID_LEN], ALL), Err("invalid_handle"));
    assert_eq!(legacy.secret_store(manager, b"secret", LATER), Err("invalid_handle"));
    assert_eq!(legacy.open_handles(), 0);
}

#[test]
fn keys_and_the_store_live_on_when_managers_are_closed() {
    let facility = Facility::default();
    let (mut legacy, manager) = module(&facility);
    let other = legacy.manager().expect("any number of them");
    let pair = legacy.keypair_generate_managed(manager, SIGNATURES, "Ed25519").expect("generated");
    let (id, _) = legacy.managed_id(PAIR, pair, ID_LEN).expect("managed");
    let secret = legacy.secret_store(manager, b"secret", LATER).expect("stored");
    assert_eq!(legacy.call("secrets_manager_close", &[manager]), Ok(()));
    assert!(legacy.sign(pair, b"message").is_ok());
    assert!(legacy.managed_id(PAIR, pair, ID_LEN).is_ok());
    assert!(legacy.from_id(PAIR, other, &id, LATEST).is_ok(), "the other one is open");
    assert_eq!(legacy.secret_from_id(other, &secret, LATEST), Ok(b"secret".to_vec()));
    assert_eq!(legacy.call("secrets_manager_close", &[other]), Ok(()));

    // A module that ends without closing anything loses nothing either.
    let (mut hasty, manager) = module(&facility);
    let kept = hasty.secret_store(manager, b"another", LATER).expect("stored");
    drop(hasty);
    let again = legacy.manager().expect("it can be opened again");
    assert_eq!(legacy.secret_from_id(again, &kept, LATEST), Ok(b"another".to_vec()));
    let found = legacy.from_id(PAIR, again, &id, LATEST).expect("found");
    assert_eq!(legacy.invalidate(again, &id, ALL), Ok(()));
    for handle in [pair, found] {
        assert!(legacy.sign(handle, b"message").is_ok(), "revoked, but in use");
    }
}

#[test]
fn options_are_taken_and_need_no_manager() {
    let (mut legacy, _) = module(&Facility::default());
    let options = legacy.options_open(SYMMETRIC).expect("options");
    let some = legacy.optional(Some(options));
    assert!(legacy.call_u32("secrets_manager_open", &[some]).is_ok());
    assert_eq!(legacy.call("options_close", &[options]), Ok(()), "they stay open");
}

/// Without a store no handle is a manager's. A program that asks whether there is one is told so by whichever function
/// it asks, with any number in place of the manager, in both link modes.
#[test]
fn without_a_store_every_function_that_needs_one_says_so() {
    for mode in [LinkMode::Splice, LinkMode::Adapters] {
        let mut legacy = Legacy::new(Setup { mode, ..Setup::default() });
        assert_eq!(legacy.manager(), Err("unsupported_feature"));
        let options = legacy.options_open(SYMMETRIC).expect("options");
        let some = legacy.optional(Some(options));
        assert_eq!(legacy.call_u32("secrets_manager_open", &[some]), Err("unsupported_feature"));
        let key = legacy.key_generate("AES-256-GCM").expect("a key");
        for manager in [0, GARBAGE, options, u64::from(u32::MAX)] {
            let made = legacy.keypair_generate_managed(manager, SIGNATURES, "Ed25519");
            assert_eq!(made, Err("unsupported_feature"));
            assert_eq!(legacy.key_generate_managed(manager, "AES-256-GCM"), Err("unsupported_feature"));
            assert_eq!(legacy.store_managed(KEY, manager, key), Err("unsupported_feature"));
            assert_eq!(legacy.replace_managed(KEY, manager, key, key), Err("unsupported_feature"));
            assert_eq!(legacy.from_id(PAIR, manager, &[1; ID_LEN], LATEST), Err("unsupported_feature"));
            assert_eq!(legacy.invalidate(manager, &[1; ID_LEN], ALL), Err("unsupported_feature"));
            assert_eq!(legacy.seal(manager, b"secret", LATER), Err("unsupported_feature"));
            assert_eq!(legacy.call("secrets_manager_close", &[manager]), Err("unsupported_feature"));
        }
        assert_eq!(legacy.open_handles(), 2, "nothing was opened on the way");
        // What needs no store is not asked about one.
        assert_eq!(legacy.call("options_close", &[GARBAGE]), Err("invalid_handle"));
        assert_eq!(legacy.call("symmetric_key_close", &[GARBAGE]), Err("invalid_handle"));
    }
}

/// Where there is a store, a handle that is none of a manager is a mistake, also when no further one can be opened.
#[test]
fn with_a_store_a_wrong_handle_is_a_wrong_handle() {
    for mode in [LinkMode::Splice, LinkMode::Adapters] {
        let facility = Facility::default();
        let setup = Setup { mode, secrets: Some(facility.guest()), max_handles: Some(1), ..Setup::default() };
        let mut legacy = Legacy::new(setup);
        for full in [false, true] {
            if full {
                legacy.options_open(SYMMETRIC).expect("the only handle there is");
            }
            assert_eq!(legacy.key_generate_managed(GARBAGE, "AES-256-GCM"), Err("invalid_handle"));
            assert_eq!(legacy.seal(0, b"secret", LATER), Err("invalid_handle"));
            assert_eq!(legacy.call("secrets_manager_close", &[GARBAGE]), Err("invalid_handle"));
            assert_eq!(legacy.open_handles(), usize::from(full));
        }
    }
}
