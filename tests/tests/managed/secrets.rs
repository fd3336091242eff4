//! External secrets: what the host keeps, or seals, without using it.

use std::time::Duration;

use wasi_crypto_host::secrets::Rules;
use wasi_crypto_tests::facility::{Facility, LATER, NOW};
use wasi_crypto_tests::legacy_calls::GARBAGE;
use wasi_crypto_tests::legacy_secrets::{ALL, ID_LEN, KEY, LATEST};

use super::module;

#[test]
fn a_secret_is_kept_renewed_and_revoked() {
    let facility = Facility::default();
    let (mut legacy, manager) = module(&facility);
    let id = legacy.secret_store(manager, b"first", LATER).expect("stored");
    assert_eq!(legacy.secret_replace(manager, &id, b"second", LATER), Ok(1));
    assert_eq!(legacy.secret_replace(manager, &id, b"third", LATER), Ok(2));

    let (mut other, other_manager) = module(&facility);
    assert_eq!(other.secret_from_id(other_manager, &id, LATEST), Ok(b"third".to_vec()));
    assert_eq!(other.secret_from_id(other_manager, &id, 0), Ok(b"first".to_vec()), "earlier versions stay");
    assert_eq!(other.secret_invalidate(other_manager, &id, LATEST), Ok(()));
    assert_eq!(legacy.secret_from_id(manager, &id, LATEST), Ok(b"second".to_vec()));
    assert_eq!(legacy.secret_replace(manager, &id, b"fourth", LATER), Ok(3), "numbers are given once");

    // Secrets are no keys, and keys no secrets.
    assert_eq!(legacy.invalidate(manager, &id, ALL), Err("not_found"));
    assert_eq!(legacy.from_id(KEY, manager, &id, LATEST), Err("not_found"));
    let key = legacy.key_generate_managed(manager, "AES-256-GCM").expect("a key");
    let (key_id, _) = legacy.managed_id(KEY, key, ID_LEN).expect("managed");
    assert_eq!(legacy.secret_from_id(manager, &key_id, LATEST), Err("not_found"));
    assert_eq!(legacy.secret_replace(manager, &key_id, b"x", LATER), Err("not_found"));
    assert_eq!(legacy.secret_invalidate(manager, &key_id, ALL), Err("not_found"));

    assert_eq!(legacy.secret_invalidate(manager, &id, ALL), Ok(()));
    assert_eq!(legacy.secret_from_id(manager, &id, LATEST), Err("not_found"));
    assert_eq!(legacy.secret_replace(manager, &id, b"x", LATER), Err("not_found"));
    assert_eq!(legacy.secret_invalidate(manager, &id, ALL), Err("not_found"));
}

#[test]
fn a_secret_is_read_in_pieces_and_used_up() {
    let (mut legacy, manager) = module(&Facility::default());
    let id = legacy.secret_store(manager, b"0123456789", LATER).expect("stored");
    let (address, len) = legacy.put(&id);
    let array = legacy.call_u32("external_secret_from_id", &[manager, address, len, LATEST]).expect("found");
    assert_eq!(legacy.call_u32("array_output_len", &[array]), Ok(10));
    let buffer = legacy.room(16);
    for (room, part) in [(4_u64, b"0123".as_slice()), (16, b"456789")] {
        assert_eq!(legacy.call_u32("array_output_pull", &[array, buffer, room]), Ok(part.len() as u64));
        assert_eq!(legacy.read(buffer, part.len() as u64), part);
    }
    assert_eq!(legacy.call_u32("array_output_pull", &[array, buffer, 1]), Err("invalid_handle"));
    let empty = legacy.secret_store(manager, b"", LATER).expect("a secret may be empty");
    assert_eq!(legacy.secret_from_id(manager, &empty, 0), Ok(Vec::new()));
    assert_eq!(legacy.call_u32("external_secret_from_id", &[GARBAGE, address, len, LATEST]), Err("invalid_handle"));
}

#[test]
fn secrets_expire_with_their_second() {
    let longest = Duration::from_secs(LATER - NOW);
    let facility = Facility::new(Rules { max_expiry: Some(longest), ..Rules::default() });
    let (mut legacy, manager) = module(&facility);
    for past in [0, NOW - 1, NOW] {
        assert_eq!(legacy.secret_store(manager, b"late", past), Err("expired"));
        assert_eq!(legacy.seal(manager, b"late", past), Err("expired"));
    }
    for far in [LATER + 1, u64::MAX] {
        assert_eq!(legacy.secret_store(manager, b"far", far), Err("prohibited_operation"));
        assert_eq!(legacy.seal(manager, b"far", far), Err("prohibited_operation"));
    }
    assert_eq!(facility.versions(), 0);
    let id = legacy.secret_store(manager, b"secret", LATER).expect("stored");
    let sealed = legacy.seal(manager, b"secret", LATER).expect("sealed");
    for (now, expired) in [(LATER - 1, false), (LATER, true), (NOW, false), (u64::MAX, true), (0, false)] {
        facility.clock.set(now);
        let expected = if expired { Err("expired") } else { Ok(b"secret".to_vec()) };
        assert_eq!(legacy.secret_from_id(manager, &id, LATEST), expected, "at {now}");
        assert_eq!(legacy.unseal(manager, &sealed), expected, "at {now}");
    }
}

#[test]
fn what_is_sealed_is_never_the_same_and_cannot_be_changed() {
    let facility = Facility::default();
    let (mut legacy, manager) = module(&facility);
    let sealed = legacy.seal(manager, b"planted secret", LATER).expect("sealed");
    assert_ne!(legacy.seal(manager, b"planted secret", LATER), Ok(sealed.clone()));
    assert!(!sealed.windows(7).any(|window| window == b"planted"));
    assert_eq!(facility.versions(), 0, "the host keeps nothing");
    drop(legacy);

    let (mut legacy, manager) = module(&facility);
    assert_eq!(legacy.unseal(manager, &sealed), Ok(b"planted secret".to_vec()), "by any module of the guest");
    for at in 0..sealed.len() {
        legacy.reset_scratch();
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert_eq!(legacy.unseal(manager, &changed), Err("verification_failed"), "byte {at}");
        assert_eq!(legacy.unseal(manager, &sealed[..at]), Err("verification_failed"), "cut at {at}");
    }
    // The time does not matter for what is not authentic.
    facility.clock.set(u64::MAX);
    assert_eq!(legacy.unseal(manager, &sealed[1..]), Err("verification_failed"));
    assert_eq!(legacy.unseal(manager, &sealed), Err("expired"));
    let (mut stranger, its) = module(&Facility::default());
    assert_eq!(stranger.unseal(its, &sealed), Err("verification_failed"), "by a host with another store");
}

#[test]
fn secrets_have_a_limit() {
    let facility = Facility::new(Rules { max_secret_len: Some(100), max_versions: Some(2), ..Rules::default() });
    let (mut legacy, manager) = module(&facility);
    let id = legacy.secret_store(manager, &[1; 100], LATER).expect("stored");
    assert_eq!(legacy.secret_store(manager, &[1; 101], LATER), Err("overflow"));
    assert_eq!(legacy.secret_replace(manager, &id, &[1; 101], LATER), Err("overflow"));
    assert_eq!(legacy.seal(manager, &[1; 101], LATER), Err("overflow"));
    assert_eq!(legacy.secret_replace(manager, &id, &[2; 100], LATER), Ok(1));
    assert_eq!(legacy.secret_replace(manager, &id, &[3; 1], LATER), Err("overflow"), "the store is full");
    assert_eq!(legacy.secret_store(manager, &[3; 1], LATER), Err("overflow"));
    assert_eq!(legacy.secret_from_id(manager, &id, LATEST), Ok(vec![2; 100]));
    assert_eq!(legacy.secret_invalidate(manager, &id, 0), Ok(()));
    assert_eq!(legacy.secret_replace(manager, &id, &[3; 1], LATER), Ok(2), "room again");
}
