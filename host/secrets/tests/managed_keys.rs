//! The rules for managed keys: semantics of the specification, sections 9 and 13.

use std::collections::HashSet;
use std::time::Duration;

use crate::common::faulty::FaultyStore;
use crate::common::{Bench, DAY, NOW, public, wait};
use wasi_crypto_engine::{Category, Error, KeyEncoding, KeyPair, SymmetricKey, oneshot};
use wasi_crypto_keystore::Selector;
use wasi_crypto_secrets::{Origin, Rules};

const SIGNATURES: Category = Category::Signatures;

#[test]
fn a_generated_key_pair_is_found_by_another_process() {
    let bench = Bench::new();
    let made =
        wait(bench.guest(Rules::default()).generate_key_pair(&bench.engine, SIGNATURES, "Ed25519", None)).unwrap();
    assert_eq!((made.id.len(), made.version), (32, 0));

    let guest = bench.guest(Rules::default());
    for which in [Selector::Latest, Selector::Version(0)] {
        let found = wait(guest.key_pair_from_id(&bench.engine, &made.id, which)).unwrap();
        assert_eq!((&found.id, found.version), (&made.id, 0));
        let signature = oneshot::sign(&found.key, b"message").unwrap();
        oneshot::verify(&made.key.public_key().unwrap(), b"message", &signature).unwrap();
    }
}

#[test]
fn key_pairs_of_every_category_and_symmetric_keys_come_back() {
    let bench = Bench::new();
    let guest = bench.guest(Rules { export_managed: Some(true), ..Rules::default() });
    for (category, algorithm) in
        [(SIGNATURES, "ECDSA_P256_SHA256"), (Category::KeyExchange, "X25519"), (Category::KeyExchange, "ML-KEM-768")]
    {
        let made = wait(guest.generate_key_pair(&bench.engine, category, algorithm, None)).unwrap();
        let found = wait(guest.key_pair_from_id(&bench.engine, &made.id, Selector::Latest)).unwrap();
        assert_eq!(found.key.algorithm(), algorithm);
        assert_eq!(found.key.export(KeyEncoding::Local), made.key.export(KeyEncoding::Local));
    }
    let made = wait(guest.generate_symmetric_key(&bench.engine, "AES-256-GCM", None)).unwrap();
    let found = wait(guest.symmetric_key_from_id(&bench.engine, &made.id, Selector::Latest)).unwrap();
    assert_eq!((found.key.algorithm(), found.key.export()), ("AES-256-GCM", made.key.export()));
}

#[test]
fn identifiers_are_unique_and_not_derived_from_keys() {
    let bench = Bench::new();
    let guest = bench.guest(Rules::default());
    let key = bench.ed25519();
    let ids: HashSet<_> = (0..100).map(|_| wait(guest.store_key_pair(&key, Origin::Imported)).unwrap().id).collect();
    assert_eq!(ids.len(), 100);
}

#[test]
fn managed_keys_are_not_exported_and_not_stored_again() {
    let bench = Bench::new();
    let guest = bench.guest(Rules::default());
    let pair = wait(guest.generate_key_pair(&bench.engine, SIGNATURES, "Ed25519", None)).unwrap();
    let pair = [pair.key, wait(guest.key_pair_from_id(&bench.engine, &pair.id, Selector::Latest)).unwrap().key];
    for pair in &pair {
        for encoding in [KeyEncoding::Raw, KeyEncoding::Pkcs8, KeyEncoding::Pem, KeyEncoding::Sec, KeyEncoding::Local] {
            assert_eq!(pair.export(encoding).unwrap_err(), Error::ProhibitedOperation);
            assert_eq!(pair.secret_key().unwrap().export(encoding).unwrap_err(), Error::ProhibitedOperation);
        }
        assert_eq!(wait(guest.store_key_pair(pair, Origin::Generated)).unwrap_err(), Error::ProhibitedOperation);
    }
    let key = wait(guest.store_symmetric_key(&bench.hmac(), Origin::Imported)).unwrap();
    assert_eq!(key.key.export().unwrap_err(), Error::ProhibitedOperation);
    assert_eq!(wait(guest.store_symmetric_key(&key.key, Origin::Generated)).unwrap_err(), Error::ProhibitedOperation);
    oneshot::mac(&key.key, b"but used").unwrap();
}

#[test]
fn imported_keys_are_refused_where_the_policy_says_so() {
    let bench = Bench::new();
    let guest = bench.guest(Rules { store_imported: Some(false), ..Rules::default() });
    let key = bench.ed25519();
    assert_eq!(wait(guest.store_key_pair(&key, Origin::Imported)).unwrap_err(), Error::ProhibitedOperation);
    let old = wait(guest.store_key_pair(&key, Origin::Generated)).unwrap();
    assert_eq!(wait(guest.replace_key_pair(&old, &key, Origin::Imported)).unwrap_err(), Error::ProhibitedOperation);
    wait(guest.generate_symmetric_key(&bench.engine, "HMAC/SHA-256", None)).unwrap();
    assert_eq!(bench.snapshot().entries.len(), 2);
}

#[test]
fn replacing_adds_a_version_and_leaves_earlier_ones() {
    let bench = Bench::new();
    let guest = bench.guest(Rules::default());
    let keys: Vec<KeyPair> = (0..4).map(|_| bench.ed25519()).collect();
    let mut managed = wait(guest.store_key_pair(&keys[0], Origin::Imported)).unwrap();
    for (version, key) in (1..).zip(&keys[1..]) {
        let next = wait(guest.replace_key_pair(&managed, key, Origin::Imported)).unwrap();
        assert_eq!((next.version, &next.id), (version, &managed.id));
        managed = next;
    }
    let find = |which| wait(guest.key_pair_from_id(&bench.engine, &managed.id, which));
    for (version, key) in (0..).zip(&keys) {
        assert_eq!(public(&find(Selector::Version(version)).unwrap().key), public(key));
    }
    assert_eq!(find(Selector::Latest).unwrap().version, 3);
    for which in [Selector::Version(4), Selector::Version(u64::MAX), Selector::All] {
        assert_eq!(find(which).unwrap_err(), Error::NotFound);
    }
}

#[test]
fn only_the_newest_version_is_replaced_and_by_its_like() {
    let bench = Bench::new();
    let guest = bench.guest(Rules::default());
    let first = wait(guest.store_key_pair(&bench.ed25519(), Origin::Imported)).unwrap();
    let p256 = KeyPair::generate(&bench.engine, SIGNATURES, "ECDSA_P256_SHA256", None).unwrap();
    assert_eq!(wait(guest.replace_key_pair(&first, &p256, Origin::Imported)).unwrap_err(), Error::IncompatibleKeys);
    let second = wait(guest.replace_key_pair(&first, &bench.ed25519(), Origin::Imported)).unwrap();
    assert_eq!(
        wait(guest.replace_key_pair(&first, &bench.ed25519(), Origin::Imported)).unwrap_err(),
        Error::InvalidOperation
    );
    wait(guest.invalidate(&first.id, Selector::All)).unwrap();
    for gone in [&first, &second] {
        let replaced = wait(guest.replace_key_pair(gone, &bench.ed25519(), Origin::Imported));
        assert_eq!(replaced.unwrap_err(), Error::NotFound);
    }
    oneshot::sign(&second.key, b"the handle works on").unwrap();
}

#[test]
fn of_two_who_replace_one_key_exactly_one_wins() {
    let store = FaultyStore::new();
    let bench = Bench::over(store.clone());
    let guest = bench.guest(Rules::default());
    let rival = bench.guest(Rules::default());
    let mut managed = wait(guest.store_key_pair(&bench.ed25519(), Origin::Imported)).unwrap();
    // The rival comes before each single call that replacing makes.
    for call in 1.. {
        let (new, rivals) = (bench.ed25519(), bench.ed25519());
        let (other, old, theirs) = (rival.clone(), managed.clone(), rivals.clone());
        let (sender, receiver) = std::sync::mpsc::channel();
        store.interrupt_at(call, move || {
            sender.send(wait(other.replace_key_pair(&old, &theirs, Origin::Imported))).unwrap();
        });
        let mine = wait(guest.replace_key_pair(&managed, &new, Origin::Imported));
        if store.is_armed() {
            assert!(call > 3 && mine.is_ok());
            break;
        }
        let theirs = receiver.recv().unwrap();
        assert!(mine.is_ok() != theirs.is_ok(), "call {call}");
        let (winner, loser) = if mine.is_ok() { (mine, theirs) } else { (theirs, mine) };
        assert_eq!(loser.unwrap_err(), Error::InvalidOperation);
        let winner = winner.unwrap();
        assert_eq!(winner.version, managed.version + 1);
        let latest = wait(guest.key_pair_from_id(&bench.engine, &managed.id, Selector::Latest)).unwrap();
        assert_eq!(public(&latest.key), public(&winner.key));
        managed = winner;
    }
}

#[test]
fn invalidated_versions_are_gone_and_the_others_stay() {
    let bench = Bench::new();
    let guest = bench.guest(Rules::default());
    let mut managed = wait(guest.store_symmetric_key(&bench.hmac(), Origin::Imported)).unwrap();
    for _ in 0..3 {
        managed = wait(guest.replace_symmetric_key(&managed, &bench.hmac(), Origin::Imported)).unwrap();
    }
    let find = |which| wait(guest.symmetric_key_from_id(&bench.engine, &managed.id, which)).map(|key| key.version);
    let invalidate = |which| wait(guest.invalidate(&managed.id, which));

    invalidate(Selector::Version(1)).unwrap();
    assert_eq!(find(Selector::Version(1)), Err(Error::NotFound));
    assert_eq!(invalidate(Selector::Version(1)), Err(Error::NotFound));
    invalidate(Selector::Latest).unwrap();
    assert_eq!(find(Selector::Latest), Ok(2));
    assert_eq!(find(Selector::Version(3)), Err(Error::NotFound));
    assert_eq!(find(Selector::Version(0)), Ok(0));

    // The number of the revoked version does not come back.
    let second = wait(guest.symmetric_key_from_id(&bench.engine, &managed.id, Selector::Version(2))).unwrap();
    assert_eq!(wait(guest.replace_symmetric_key(&second, &bench.hmac(), Origin::Imported)).unwrap().version, 4);

    invalidate(Selector::All).unwrap();
    assert_eq!(find(Selector::Latest), Err(Error::NotFound));
    for which in [Selector::Latest, Selector::All, Selector::Version(0)] {
        assert_eq!(invalidate(which), Err(Error::NotFound));
    }
    oneshot::mac(&managed.key, b"the handle works on").unwrap();
    assert!(bench.snapshot().entries.is_empty());
}

#[test]
fn guests_kinds_and_lengths_of_identifiers_are_kept_apart() {
    let bench = Bench::new();
    let secrets = bench.open(Rules::default());
    let guest = secrets.guest("guest").unwrap();
    let other = secrets.guest("other").unwrap();
    let pair = wait(guest.store_key_pair(&bench.ed25519(), Origin::Imported)).unwrap();
    let secret = wait(guest.store_secret(b"secret", NOW + 1)).unwrap();

    assert_eq!(wait(other.key_pair_from_id(&bench.engine, &pair.id, Selector::Latest)).unwrap_err(), Error::NotFound);
    assert_eq!(wait(other.invalidate(&pair.id, Selector::All)), Err(Error::NotFound));
    let replaced = wait(other.replace_key_pair(&pair, &bench.ed25519(), Origin::Imported));
    assert_eq!(replaced.unwrap_err(), Error::NotFound);

    let symmetric = wait(guest.symmetric_key_from_id(&bench.engine, &pair.id, Selector::Latest));
    assert_eq!(symmetric.unwrap_err(), Error::NotFound);
    assert_eq!(wait(guest.secret_from_id(&pair.id, Selector::Latest)).unwrap_err(), Error::NotFound);
    assert_eq!(wait(guest.invalidate_secret(&pair.id, Selector::All)), Err(Error::NotFound));
    assert_eq!(wait(guest.replace_secret(&pair.id, b"x", NOW + 1)), Err(Error::NotFound));
    assert_eq!(wait(guest.key_pair_from_id(&bench.engine, &secret.id, Selector::Latest)).unwrap_err(), Error::NotFound);
    assert_eq!(wait(guest.invalidate(&secret.id, Selector::All)), Err(Error::NotFound));

    for id in [&[][..], &[0; 32], &[0; 64], &[0; 65], &[0; 100_000]] {
        assert_eq!(wait(guest.key_pair_from_id(&bench.engine, id, Selector::Latest)).unwrap_err(), Error::NotFound);
        assert_eq!(wait(guest.invalidate(id, Selector::All)), Err(Error::NotFound));
    }
    assert!(wait(guest.key_pair_from_id(&bench.engine, &pair.id, Selector::Latest)).is_ok());
}

#[test]
fn keys_expire_when_the_clock_says_so_and_only_as_long_as_it_does() {
    let bench = Bench::new();
    let rules = Rules { default_expiry: Some(Duration::from_secs(DAY)), ..Rules::default() };
    let guest = bench.guest(rules);
    let key = wait(guest.generate_symmetric_key(&bench.engine, "HMAC/SHA-256", None)).unwrap();
    let find = || wait(guest.symmetric_key_from_id(&bench.engine, &key.id, Selector::Latest)).map(|key| key.version);
    for (now, found) in [
        (NOW + DAY - 1, Ok(0)),
        (NOW + DAY, Err(Error::Expired)),
        (u64::MAX, Err(Error::Expired)),
        (NOW, Ok(0)),
        (0, Ok(0)),
        (NOW + DAY + 1, Err(Error::Expired)),
        (NOW + 1, Ok(0)),
    ] {
        bench.clock.set(now);
        assert_eq!(find(), found, "at {now}");
    }
    // A version that has expired can be replaced, and revoked.
    bench.clock.set(NOW + 2 * DAY);
    let next = wait(guest.replace_symmetric_key(&key, &bench.hmac(), Origin::Imported)).unwrap();
    assert_eq!(find(), Ok(1));
    wait(guest.invalidate(&key.id, Selector::Version(next.version))).unwrap();
    assert_eq!(find(), Err(Error::Expired));
}

#[test]
fn a_failing_store_changes_nothing_and_says_so() {
    let store = FaultyStore::new();
    let bench = Bench::over(store.clone());
    let guest = bench.guest(Rules::default());
    let old = wait(guest.store_key_pair(&bench.ed25519(), Origin::Imported)).unwrap();
    let before = bench.snapshot().entries[0].versions.clone();
    let unchanged = || {
        let entries = bench.snapshot().entries;
        entries.len() == 1 && entries[0].versions == before
    };
    let mut failures = 0;
    for call in 1.. {
        store.fail_at(call);
        let made = wait(guest.generate_key_pair(&bench.engine, SIGNATURES, "Ed25519", None));
        if store.fail_at(0) {
            break;
        }
        assert_eq!(made.unwrap_err(), Error::InternalError);
        assert!(unchanged(), "call {call}");
        failures += 1;
    }
    wait(guest.invalidate(&wait(guest.store_key_pair(&bench.ed25519(), Origin::Imported)).unwrap().id, Selector::All))
        .unwrap();
    let extra = bench.snapshot().entries.into_iter().find(|entry| entry.name.id() != old.id).unwrap().name;
    wait(guest.invalidate(extra.id(), Selector::All)).unwrap();
    for call in 1.. {
        store.fail_at(call);
        let replaced = wait(guest.replace_key_pair(&old, &bench.ed25519(), Origin::Imported));
        if store.fail_at(0) {
            assert_eq!(failures, 7);
            break;
        }
        assert_eq!(replaced.unwrap_err(), Error::InternalError);
        assert!(unchanged(), "call {call}");
        failures += 1;
    }
}

#[test]
fn the_quota_is_reached_and_not_exceeded() {
    let bench = Bench::new();
    let guest = bench.guest(Rules { max_versions: Some(2), ..Rules::default() });
    let key = wait(guest.store_symmetric_key(&bench.hmac(), Origin::Imported)).unwrap();
    let next = wait(guest.replace_symmetric_key(&key, &bench.hmac(), Origin::Imported)).unwrap();
    let full = bench.snapshot();
    assert_eq!(wait(guest.store_symmetric_key(&bench.hmac(), Origin::Imported)).unwrap_err(), Error::Overflow);
    assert_eq!(wait(guest.store_secret(b"s", NOW + 1)).unwrap_err(), Error::Overflow);
    let replaced = wait(guest.replace_symmetric_key(&next, &bench.hmac(), Origin::Imported));
    assert_eq!(replaced.unwrap_err(), Error::Overflow);
    assert_eq!(bench.snapshot(), full);
    wait(guest.invalidate(&key.id, Selector::Version(0))).unwrap();
    wait(guest.store_secret(b"s", NOW + 1)).unwrap();

    // Others have quotas of their own, which count bytes as well.
    let bytes = bench.snapshot().entries.iter().map(|entry| entry.versions[0].payload.len() as u64).min().unwrap();
    for (max, stored) in [(bytes - 1, Err(Error::Overflow)), (bytes, Ok(()))] {
        let other = bench.open(Rules { max_bytes: Some(max), ..Rules::default() }).guest("other").unwrap();
        assert_eq!(wait(other.store_secret(b"s", NOW + 1)).map(|_| ()), stored);
    }
}

#[test]
fn futures_can_be_sent_to_other_threads() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let bench = Bench::new();
    let guest = bench.guest(Rules::default());
    let made = is_send(guest.generate_key_pair(&bench.engine, SIGNATURES, "Ed25519", None));
    let made = wait(made).unwrap();
    wait(is_send(guest.replace_key_pair(&made, &bench.ed25519(), Origin::Imported))).unwrap();
    wait(is_send(guest.key_pair_from_id(&bench.engine, &made.id, Selector::Latest))).unwrap();
    wait(is_send(guest.generate_symmetric_key(&bench.engine, "HMAC/SHA-256", None))).unwrap();
    let id = wait(is_send(guest.store_secret(b"x", NOW + 1))).unwrap().id;
    wait(is_send(guest.secret_from_id(&id, Selector::Latest))).unwrap();
    let sealed = wait(is_send(guest.encapsulate_secret(b"x", NOW + 1))).unwrap();
    wait(is_send(guest.decapsulate_secret(&sealed))).unwrap();
    let operator = bench.open(Rules::default()).operator();
    wait(is_send(operator.generate("key", "Ed25519", None))).unwrap();
    wait(is_send(operator.rotate_data_key())).unwrap();
    wait(is_send(operator.verify())).unwrap();
    let _ = SymmetricKey::generate(&bench.engine, "HMAC/SHA-256", None).unwrap();
}
