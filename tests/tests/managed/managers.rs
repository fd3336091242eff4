//! Secrets managers: counted references to a store that lasts without them.

use wasi_crypto_tests::facility::{Facility, LATER};
use wasi_crypto_tests::legacy::Legacy;
use wasi_crypto_tests::legacy_calls::{GARBAGE, SIGNATURES, SYMMETRIC};
use wasi_crypto_tests::legacy_secrets::{ALL, ID_LEN, LATEST, PAIR};

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

/// Nothing but the opening can tell that there is no store: everything else takes a manager, and none can be made up.
#[test]
fn without_a_store_there_is_no_manager() {
    let mut legacy = Legacy::default();
    assert_eq!(legacy.manager(), Err("unsupported_feature"));
    let options = legacy.options_open(SYMMETRIC).expect("options");
    let some = legacy.optional(Some(options));
    assert_eq!(legacy.call_u32("secrets_manager_open", &[some]), Err("unsupported_feature"));
    for manager in [0, GARBAGE, options] {
        let made = legacy.keypair_generate_managed(manager, SIGNATURES, "Ed25519");
        assert_eq!(made, Err("invalid_handle"));
        assert_eq!(legacy.seal(manager, b"secret", LATER), Err("invalid_handle"));
    }
    assert_eq!(legacy.open_handles(), 1);
}
