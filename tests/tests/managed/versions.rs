//! What the version numbers mean, and how one version replaces another.

use wasi_crypto_host::secrets::Rules;
use wasi_crypto_tests::facility::{Facility, LATER};
use wasi_crypto_tests::legacy::Legacy;
use wasi_crypto_tests::legacy_calls::{RAW, SIGNATURES};
use wasi_crypto_tests::legacy_secrets::{ALL, ID_LEN, KEY, LATEST, PAIR, UNSPECIFIED};

use super::module;

/// Numbers that are no version and stand for none: the unspecified one, which is an answer only, and those without a
/// meaning.
const NEVER: [u64; 6] = [UNSPECIFIED, ALL + 1, 0xff00_0000_0001_0001, 0xfeff_ffff_ffff_ffff, u64::MAX - 1, u64::MAX];

fn pair(legacy: &mut Legacy) -> u64 {
    legacy.keypair_generate(SIGNATURES, "Ed25519").expect("a pair")
}

fn public(legacy: &mut Legacy, pair: u64) -> Vec<u8> {
    let half = legacy.call_u32("keypair_publickey", &[pair]).expect("a public key");
    legacy.export("publickey", half, RAW).expect("public keys are")
}

/// A managed pair and its identifier.
fn managed(legacy: &mut Legacy, manager: u64) -> (u64, Vec<u8>) {
    let pair = legacy.keypair_generate_managed(manager, SIGNATURES, "Ed25519").expect("a pair");
    let (id, _) = legacy.managed_id(PAIR, pair, ID_LEN).expect("managed");
    (pair, id)
}

#[test]
fn latest_is_the_newest_that_is_left() {
    let (mut legacy, manager) = module(&Facility::default());
    let (first, id) = managed(&mut legacy, manager);
    let mut publics = vec![public(&mut legacy, first)];
    let mut newest = first;
    for version in 1..4 {
        let next = pair(&mut legacy);
        publics.push(public(&mut legacy, next));
        assert_eq!(legacy.replace_managed(PAIR, manager, newest, next), Ok(version));
        newest = next;
    }
    let found = |legacy: &mut Legacy, version: u64| {
        let found = legacy.from_id(PAIR, manager, &id, version)?;
        let named = legacy.managed_id(PAIR, found, ID_LEN).expect("managed");
        assert_eq!(named.0, id);
        assert_eq!(public(legacy, found), publics[named.1 as usize]);
        Ok::<_, &str>(named.1)
    };
    for version in 0..4 {
        assert_eq!(found(&mut legacy, version), Ok(version), "earlier versions stay");
    }
    assert_eq!(found(&mut legacy, LATEST), Ok(3));
    assert_eq!(legacy.invalidate(manager, &id, LATEST), Ok(()));
    assert_eq!(found(&mut legacy, LATEST), Ok(2));
    assert_eq!(found(&mut legacy, 3), Err("not_found"));
    assert_eq!(legacy.invalidate(manager, &id, 1), Ok(()));
    assert_eq!(legacy.invalidate(manager, &id, 1), Err("not_found"));
    assert_eq!(found(&mut legacy, 0), Ok(0));
    assert_eq!(legacy.invalidate(manager, &id, ALL), Ok(()));
    for version in [LATEST, 0, 2] {
        assert_eq!(found(&mut legacy, version), Err("not_found"));
        assert_eq!(legacy.invalidate(manager, &id, version), Err("not_found"));
    }
    assert_eq!(legacy.invalidate(manager, &id, ALL), Err("not_found"));
    assert!(legacy.sign(newest, b"message").is_ok(), "what is in use goes on");
}

/// Whoever replaces the newest left after a revocation does not give the revoked number again.
#[test]
fn a_revoked_number_is_not_given_again() {
    let (mut legacy, manager) = module(&Facility::default());
    let (first, id) = managed(&mut legacy, manager);
    let (second, third) = (pair(&mut legacy), pair(&mut legacy));
    assert_eq!(legacy.replace_managed(PAIR, manager, first, second), Ok(1));
    assert_eq!(legacy.invalidate(manager, &id, LATEST), Ok(()));
    assert_eq!(legacy.replace_managed(PAIR, manager, second, third), Err("invalid_operation"));
    let left = legacy.from_id(PAIR, manager, &id, LATEST).expect("the first one");
    assert_eq!(legacy.replace_managed(PAIR, manager, left, third), Ok(2));
}

/// The case that the text of the replacing functions has in mind: the new key comes from the secrets manager too.
#[test]
fn a_key_that_the_manager_made_replaces_another() {
    let facility = Facility::default();
    let (mut legacy, manager) = module(&facility);
    let (old, id) = managed(&mut legacy, manager);
    let (new, new_id) = managed(&mut legacy, manager);
    let half = public(&mut legacy, new);
    assert_eq!(legacy.replace_managed(PAIR, manager, old, new), Ok(1));
    assert_eq!(legacy.managed_id(PAIR, new, ID_LEN), Ok((id.clone(), 1)));
    let found = legacy.from_id(PAIR, manager, &id, LATEST).expect("the new one");
    assert_eq!(public(&mut legacy, found), half);
    // It is there under its own name as before.
    assert!(legacy.from_id(PAIR, manager, &new_id, LATEST).is_ok());

    let old = legacy.key_generate_managed(manager, "AES-256-GCM").expect("a key");
    let new = legacy.key_generate_managed(manager, "AES-256-GCM").expect("a key");
    let (new_id, _) = legacy.managed_id(KEY, new, ID_LEN).expect("managed");
    // What was revoked is no longer there to be stored again.
    assert_eq!(legacy.invalidate(manager, &new_id, ALL), Ok(()));
    assert_eq!(legacy.replace_managed(KEY, manager, old, new), Err("not_found"));
    let new = legacy.key_generate_managed(manager, "AES-256-GCM").expect("a key");
    assert_eq!(legacy.replace_managed(KEY, manager, old, new), Ok(1));
    let other = legacy.key_generate_managed(manager, "AES-128-GCM").expect("a key");
    assert_eq!(legacy.replace_managed(KEY, manager, new, other), Err("incompatible_keys"));
}

#[test]
fn reserved_numbers_are_versions_that_never_exist() {
    let (mut legacy, manager) = module(&Facility::default());
    let (made, id) = managed(&mut legacy, manager);
    let key = legacy.key_generate_managed(manager, "AES-256-GCM").expect("a key");
    let (key_id, _) = legacy.managed_id(KEY, key, ID_LEN).expect("managed");
    let secret = legacy.secret_store(manager, b"secret", LATER).expect("stored");
    for version in NEVER {
        let what = format!("{version:#x}");
        assert_eq!(legacy.from_id(PAIR, manager, &id, version), Err("not_found"), "{what}");
        assert_eq!(legacy.from_id(KEY, manager, &key_id, version), Err("not_found"), "{what}");
        assert_eq!(legacy.secret_from_id(manager, &secret, version), Err("not_found"), "{what}");
        assert_eq!(legacy.invalidate(manager, &id, version), Err("not_found"), "{what}");
        assert_eq!(legacy.secret_invalidate(manager, &secret, version), Err("not_found"), "{what}");
    }
    // All of them can be revoked, but not looked up.
    assert_eq!(legacy.from_id(PAIR, manager, &id, ALL), Err("not_found"));
    assert_eq!(legacy.from_id(KEY, manager, &key_id, ALL), Err("not_found"));
    assert_eq!(legacy.secret_from_id(manager, &secret, ALL), Err("not_found"));
    assert!(legacy.from_id(PAIR, manager, &id, LATEST).is_ok());
    assert_eq!(legacy.secret_from_id(manager, &secret, LATEST), Ok(b"secret".to_vec()));
    assert!(legacy.sign(made, b"message").is_ok());
}

#[test]
fn the_old_handle_is_closed_by_success_only() {
    let facility = Facility::new(Rules { max_versions: Some(2), ..Rules::default() });
    let (mut legacy, manager) = module(&facility);
    let (old, id) = managed(&mut legacy, manager);
    let (new, third) = (pair(&mut legacy), pair(&mut legacy));
    let other = legacy.keypair_generate(SIGNATURES, "ECDSA_P256_SHA256").expect("a pair");

    assert_eq!(legacy.replace_managed(PAIR, manager, old, other), Err("incompatible_keys"));
    assert_eq!(legacy.replace_managed(PAIR, manager, new, old), Err("unsupported_feature"), "not managed");
    assert_eq!(legacy.replace_managed(PAIR, manager, old, old), Err("prohibited_operation"), "it is managed");
    for unharmed in [old, new, other] {
        let signature = legacy.sign(unharmed, b"message").expect("it can be used as before");
        assert_eq!(legacy.call("signature_close", &[signature]), Ok(()));
    }
    assert_eq!(legacy.managed_id(PAIR, old, ID_LEN), Ok((id.clone(), 0)));
    assert_eq!(legacy.managed_id(PAIR, new, ID_LEN), Err("unsupported_feature"));

    let out = legacy.room(8);
    assert_eq!(legacy.call("keypair_replace_managed", &[manager, old, new, 0xffff_fff8]), Err("guest_error"));
    assert_eq!(legacy.call("keypair_replace_managed", &[manager, old, new, out + 4]), Err("guest_error"));
    assert_eq!(facility.versions(), 1, "nothing was stored so far");

    assert_eq!(legacy.replace_managed(PAIR, manager, old, new), Ok(1));
    assert_eq!(legacy.managed_id(PAIR, new, ID_LEN), Ok((id.clone(), 1)));
    assert_eq!(legacy.call_u32("keypair_publickey", &[old]), Err("invalid_handle"));
    assert_eq!(legacy.call("keypair_close", &[old]), Err("closed"));

    assert_eq!(legacy.replace_managed(PAIR, manager, new, third), Err("overflow"), "the store is full");
    assert_eq!(legacy.managed_id(PAIR, new, ID_LEN), Ok((id, 1)), "both stay what they were");
    assert_eq!(legacy.managed_id(PAIR, third, ID_LEN), Err("unsupported_feature"));
    for left in [new, third, other] {
        assert_eq!(legacy.call("keypair_close", &[left]), Ok(()));
    }
    assert_eq!(legacy.call("secrets_manager_close", &[manager]), Ok(()));
    assert_eq!(legacy.open_handles(), 0, "the old object is gone from the host too");
}

#[test]
fn of_two_that_replace_the_same_version_one_wins() {
    let facility = Facility::default();
    let ((mut one, one_manager), (mut two, two_manager)) = (module(&facility), module(&facility));
    let key = one.key_generate_managed(one_manager, "HMAC/SHA-256").expect("a key");
    let (id, _) = one.managed_id(KEY, key, ID_LEN).expect("managed");
    let found = two.from_id(KEY, two_manager, &id, LATEST).expect("found");
    let (ours, theirs) = (one.key_generate("HMAC/SHA-256").expect("a key"), two.key_generate("HMAC/SHA-256"));
    let theirs = theirs.expect("a key");
    assert_eq!(one.replace_managed(KEY, one_manager, key, ours), Ok(1));
    assert_eq!(two.replace_managed(KEY, two_manager, found, theirs), Err("invalid_operation"));
    assert_eq!(two.managed_id(KEY, found, ID_LEN), Ok((id.clone(), 0)), "both handles are as they were");
    assert!(two.key_export(theirs).is_ok());
    // Whoever looks again can go on.
    let newest = two.from_id(KEY, two_manager, &id, LATEST).expect("found");
    assert_eq!(two.replace_managed(KEY, two_manager, newest, theirs), Ok(2));
}

/// With a policy that lets managed keys be exported, a key can be the next version of itself; its one handle is the old
/// one and is closed.
#[test]
fn a_key_can_replace_itself_where_it_could_be_exported() {
    let facility = Facility::new(Rules { export_managed: Some(true), ..Rules::default() });
    let (mut legacy, manager) = module(&facility);
    let (made, id) = managed(&mut legacy, manager);
    let key = public(&mut legacy, made);
    assert_eq!(legacy.replace_managed(PAIR, manager, made, made), Ok(1));
    assert_eq!(legacy.call("keypair_close", &[made]), Err("closed"));
    let found = legacy.from_id(PAIR, manager, &id, LATEST).expect("found");
    assert_eq!(public(&mut legacy, found), key);
    assert_eq!(legacy.managed_id(PAIR, found, ID_LEN), Ok((id, 1)));
}
