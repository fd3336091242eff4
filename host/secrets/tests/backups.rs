//! A store in one file, and back.

use std::sync::Arc;

use crate::common::{self, Bench, DAY, NOW, public, wait};
use wasi_crypto_engine::Error;
use wasi_crypto_keystore::{KeyStore, LAST_VERSION, MemoryStore, Selector};
use wasi_crypto_secrets::{HostKey, MasterKey, Origin, Restored, Rules, SecretsError, restore};

/// Another machine with the same master key.
fn elsewhere(bench: &Bench) -> Bench {
    let (engine, clock, master) = (bench.engine.clone(), bench.clock.clone(), bench.master.clone());
    Bench { engine, clock, master, store: Arc::new(MemoryStore::new()) }
}

fn try_restore(bench: &Bench, backup: &[u8]) -> Result<Restored, SecretsError> {
    wait(restore(&bench.store, &bench.master, &bench.engine, bench.clock.as_ref(), backup))
}

#[test]
fn a_restored_store_has_everything_the_backup_had() {
    let bench = Bench::new();
    let secrets = bench.open(Rules::default());
    let guest = secrets.guest("guest").unwrap();
    let first = wait(guest.store_key_pair(&bench.ed25519(), Origin::Imported)).unwrap();
    let second = wait(guest.replace_key_pair(&first, &bench.ed25519(), Origin::Imported)).unwrap();
    wait(guest.invalidate(&first.id, Selector::Version(0))).unwrap();
    let secret = wait(guest.store_secret(b"secret", NOW + DAY)).unwrap();
    let capsule = wait(guest.encapsulate_secret(b"capsule", NOW + DAY)).unwrap();
    wait(secrets.operator().generate("signing", "Ed25519", None)).unwrap();
    wait(secrets.operator().rotate_data_key()).unwrap();
    let backup = wait(secrets.operator().backup()).unwrap();

    let other = elsewhere(&bench);
    other.clock.set(NOW + 60);
    assert_eq!(try_restore(&other, &backup), Ok(Restored { made: NOW, entries: 3, versions: 3 }));
    assert_eq!(other.snapshot().root, bench.snapshot().root);
    let guest = other.guest(Rules::default());
    let found = wait(guest.key_pair_from_id(&bench.engine, &first.id, Selector::Latest)).unwrap();
    assert_eq!((found.version, public(&found.key)), (1, public(&second.key)));
    let revoked = wait(guest.key_pair_from_id(&bench.engine, &first.id, Selector::Version(0)));
    assert_eq!(revoked.unwrap_err(), Error::NotFound);
    assert_eq!(*wait(guest.secret_from_id(&secret.id, Selector::Latest)).unwrap(), b"secret");
    assert_eq!(*wait(guest.decapsulate_secret(&capsule)).unwrap(), b"capsule");
    let verified = wait(other.open(Rules::default()).operator().verify()).unwrap();
    assert_eq!((verified.intact, verified.damaged), (3, vec![]));
}

#[test]
fn versions_given_out_after_the_backup_do_not_come_again() {
    let bench = Bench::new();
    let secrets = bench.open(Rules::default());
    let guest = secrets.guest("guest").unwrap();
    let key = wait(guest.store_key_pair(&bench.ed25519(), Origin::Imported)).unwrap();
    let backup = wait(secrets.operator().backup()).unwrap();
    let mut latest = key.clone();
    for _ in 0..10 {
        latest = wait(guest.replace_key_pair(&latest, &bench.ed25519(), Origin::Imported)).unwrap();
    }
    let other = elsewhere(&bench);
    try_restore(&other, &backup).unwrap();
    let guest = other.guest(Rules::default());
    let next = wait(guest.replace_key_pair(&key, &bench.ed25519(), Origin::Imported)).unwrap();
    assert_eq!(next.version, NOW << 20);
    assert!(next.version > latest.version);
    let again = wait(guest.replace_key_pair(&next, &bench.ed25519(), Origin::Imported)).unwrap();
    assert_eq!(again.version, (NOW << 20) + 1);
    // Of a restored store, restored again, too: whatever the clock says.
    let backup = wait(other.open(Rules::default()).operator().backup()).unwrap();
    for now in [0, NOW, u64::MAX] {
        let third = elsewhere(&bench);
        third.clock.set(now);
        try_restore(&third, &backup).unwrap();
        let next = third.snapshot().entries[0].head.next;
        // As many as nobody has given out since.
        assert!(next > again.version + (1 << 31), "{now}: {next}");
        assert!(next <= 1 << 60);
    }
}

#[test]
fn a_clock_that_stands_before_the_backup_is_not_believed() {
    let bench = Bench::new();
    let operator = bench.open(Rules::default()).operator();
    wait(operator.generate("signing", "Ed25519", None)).unwrap();
    let backup = wait(operator.backup()).unwrap();
    let other = elsewhere(&bench);
    other.clock.set(NOW - 1);
    try_restore(&other, &backup).unwrap();
    assert_eq!(other.snapshot().entries[0].head.next, NOW << 20);
}

#[test]
fn numbers_end_where_they_end() {
    let bench = Bench::new();
    let operator = bench.open(Rules::default()).operator();
    wait(operator.generate("signing", "Ed25519", None)).unwrap();
    for next in [LAST_VERSION - 1, LAST_VERSION, LAST_VERSION + 1] {
        let mut snapshot = bench.snapshot();
        snapshot.entries[0].head.next = next;
        let full = elsewhere(&bench);
        wait(full.store.restore(snapshot)).unwrap();
        let backup = wait(full.open(Rules::default()).operator().backup()).unwrap();
        let other = elsewhere(&bench);
        try_restore(&other, &backup).unwrap();
        assert_eq!(other.snapshot().entries[0].head.next, next.max(LAST_VERSION));
    }
}

#[test]
fn names_of_the_host_keep_counting_even_when_they_are_empty() {
    let bench = Bench::new();
    let operator = bench.open(Rules::default()).operator();
    wait(operator.generate("signing", "Ed25519", None)).unwrap();
    let name = wasi_crypto_secrets::entry_name(":host", "signing").unwrap();
    wait(operator.revoke(&name, Selector::All)).unwrap();
    let other = elsewhere(&bench);
    try_restore(&other, &wait(operator.backup()).unwrap()).unwrap();
    let operator = other.open(Rules::default()).operator();
    let key = HostKey::generate(&bench.engine, "Ed25519").unwrap();
    assert_eq!(wait(operator.import("signing", &key, None)), Ok(NOW << 20));
}

#[test]
fn a_backup_goes_into_an_empty_store_only() {
    let bench = Bench::new();
    let backup = wait(bench.open(Rules::default()).operator().backup()).unwrap();
    let before = bench.snapshot();
    assert!(matches!(try_restore(&bench, &backup), Err(SecretsError::Refused(_))));
    assert_eq!(bench.snapshot(), before);
}

#[test]
fn a_backup_needs_the_master_key_of_its_time() {
    let mut bench = Bench::new();
    let secrets = bench.open(Rules::default());
    let old_backup = wait(secrets.operator().backup()).unwrap();
    let new = MasterKey::generate(&bench.engine).unwrap();
    wait(secrets.operator().rotate_master(&new)).unwrap();
    let new_backup = wait(secrets.operator().backup()).unwrap();
    assert_eq!(try_restore(&elsewhere(&bench), &new_backup), Err(SecretsError::WrongMasterKey));
    try_restore(&elsewhere(&bench), &old_backup).unwrap();
    bench.master = new;
    assert_eq!(try_restore(&elsewhere(&bench), &old_backup), Err(SecretsError::WrongMasterKey));
    try_restore(&elsewhere(&bench), &new_backup).unwrap();
}

#[test]
fn a_failing_store_stays_empty() {
    let bench = Bench::new();
    let backup = wait(bench.open(Rules::default()).operator().backup()).unwrap();
    let store = common::faulty::FaultyStore::new();
    let mut other = elsewhere(&bench);
    other.store = store.clone();
    store.fail_at(1);
    assert!(matches!(try_restore(&other, &backup), Err(SecretsError::Store(_))));
    assert_eq!(wait(store.inner.snapshot()).unwrap(), Default::default());
}
