//! Other master keys and other data keys, at any moment.

use std::sync::Arc;

use crate::common::faulty::FaultyStore;
use crate::common::{Bench, DAY, NOW, wait};
use wasi_crypto_engine::{Error, SymmetricKey};
use wasi_crypto_keystore::Selector;
use wasi_crypto_secrets::{GuestSecrets, Managed, MasterKey, Origin, Rules, SecretsError};

/// Keys that are expected to be there, with their bytes.
struct Expected(Vec<(Managed<SymmetricKey>, Vec<u8>)>);

fn exportable() -> Rules {
    Rules { export_managed: Some(true), ..Rules::default() }
}

impl Expected {
    /// Some keys, one of them with several versions.
    fn fill(bench: &Bench, guest: &GuestSecrets) -> Self {
        let mut expected = Self(Vec::new());
        for _ in 0..3 {
            expected.store(bench, guest);
        }
        expected.replace(bench, guest);
        expected.replace(bench, guest);
        expected
    }

    fn store(&mut self, bench: &Bench, guest: &GuestSecrets) {
        let key = bench.hmac();
        let bytes = key.export().unwrap().to_vec();
        self.0.push((wait(guest.store_symmetric_key(&key, Origin::Imported)).unwrap(), bytes));
    }

    /// A new version of the last one.
    fn replace(&mut self, bench: &Bench, guest: &GuestSecrets) {
        let key = bench.hmac();
        let bytes = key.export().unwrap().to_vec();
        let old = self.0.last().unwrap().0.clone();
        self.0.push((wait(guest.replace_symmetric_key(&old, &key, Origin::Imported)).unwrap(), bytes));
    }

    /// Everything is there, for those who have the store open and for those who open it now.
    fn check(&self, bench: &Bench, guest: &GuestSecrets, when: &str) {
        let fresh = bench.guest(exportable());
        for guest in [guest, &fresh] {
            for (managed, bytes) in &self.0 {
                let found =
                    wait(guest.symmetric_key_from_id(&bench.engine, &managed.id, Selector::Version(managed.version)));
                assert_eq!(*found.unwrap().key.export().unwrap(), *bytes, "{when}");
            }
        }
    }
}

/// The numbers of the data keys that are in use.
fn data_keys(bench: &Bench) -> Vec<u8> {
    let payloads = bench.snapshot().entries.into_iter().flat_map(|entry| entry.versions);
    let mut numbers: Vec<u8> = payloads.map(|record| record.payload[4]).collect();
    numbers.sort();
    numbers.dedup();
    numbers
}

#[test]
fn another_master_key_opens_the_store_and_the_old_one_does_not() {
    let mut bench = Bench::new();
    let secrets = bench.open(exportable());
    let guest = secrets.guest("guest").unwrap();
    let expected = Expected::fill(&bench, &guest);
    let records = bench.snapshot().entries;
    let new = MasterKey::generate(&bench.engine).unwrap();
    wait(secrets.operator().rotate_master(&new)).unwrap();
    assert_eq!(bench.snapshot().entries, records, "only the document with the keys changes");

    assert_eq!(bench.try_open(Default::default()).unwrap_err(), SecretsError::WrongMasterKey);
    let old = std::mem::replace(&mut bench.master, new);
    expected.check(&bench, &guest, "afterwards");
    wait(guest.generate_symmetric_key(&bench.engine, "HMAC/SHA-256", None)).unwrap();
    // Who has rotated goes on from there.
    wait(secrets.operator().rotate_master(&old)).unwrap();
    bench.master = old;
    expected.check(&bench, &guest, "and back");
}

#[test]
fn guests_in_another_process_do_not_notice_another_master_key() {
    let mut bench = Bench::new();
    let guest = bench.guest(exportable());
    let mut expected = Expected::fill(&bench, &guest);
    let sealed = wait(guest.encapsulate_secret(b"x", NOW + DAY)).unwrap();
    let new = MasterKey::generate(&bench.engine).unwrap();
    wait(bench.open(Rules::default()).operator().rotate_master(&new)).unwrap();
    bench.master = new;
    expected.store(&bench, &guest);
    expected.replace(&bench, &guest);
    expected.check(&bench, &guest, "with the old master key in memory");
    assert_eq!(*wait(guest.decapsulate_secret(&sealed)).unwrap(), b"x");
    let mut forged = sealed;
    forged[4] = 9;
    assert_eq!(wait(guest.decapsulate_secret(&forged)).unwrap_err(), Error::VerificationFailed);
}

#[test]
fn another_master_key_comes_at_once_or_not_at_all() {
    let store = FaultyStore::new();
    let mut bench = Bench::over(store.clone());
    let secrets = bench.open(exportable());
    let guest = secrets.guest("guest").unwrap();
    let expected = Expected::fill(&bench, &guest);
    let new = MasterKey::generate(&bench.engine).unwrap();
    for call in 1.. {
        store.fail_at(call);
        let rotated = wait(secrets.operator().rotate_master(&new));
        if store.fail_at(0) {
            rotated.unwrap();
            break;
        }
        rotated.unwrap_err();
        expected.check(&bench, &guest, "after a failure");
    }
    bench.master = new;
    expected.check(&bench, &guest, "after a success");
}

#[test]
fn another_data_key_seals_everything_and_the_old_one_is_gone() {
    let bench = Bench::new();
    let secrets = bench.open(exportable());
    let guest = secrets.guest("guest").unwrap();
    let expected = Expected::fill(&bench, &guest);
    let sealed = wait(guest.encapsulate_secret(b"x", NOW + DAY)).unwrap();
    let old = bench.snapshot().entries[0].clone();
    assert_eq!(data_keys(&bench), [1]);

    let rotation = wait(secrets.operator().rotate_data_key()).unwrap();
    assert_eq!((rotation.resumed, rotation.resealed, rotation.damaged.len()), (false, 5, 0));
    assert_eq!(data_keys(&bench), [2]);
    expected.check(&bench, &guest, "afterwards");
    assert_eq!(*wait(guest.decapsulate_secret(&sealed)).unwrap(), b"x");
    assert_eq!(*wait(bench.guest(Rules::default()).decapsulate_secret(&sealed)).unwrap(), b"x");

    // A copy of an old record cannot be opened any more, neither with the keys in memory nor with those in the store.
    let head = wait(bench.store.head(old.name.clone())).unwrap();
    let record = old.versions[0].clone();
    wait(bench.store.reseal(old.name.clone(), head.revision, record.version, record.payload)).unwrap();
    for guest in [&guest, &bench.guest(Rules::default())] {
        let found = wait(guest.symmetric_key_from_id(&bench.engine, old.name.id(), Selector::Version(record.version)));
        assert_eq!(found.unwrap_err(), Error::InternalError);
    }
    // It keeps the next rotation from forgetting a key.
    let rotation = wait(secrets.operator().rotate_data_key()).unwrap();
    assert_eq!((rotation.resealed, rotation.damaged.len()), (4, 1));
    let rotation = wait(secrets.operator().rotate_data_key()).unwrap();
    assert_eq!((rotation.resumed, rotation.damaged.len()), (true, 1));
    wait(secrets.operator().revoke(&old.name, Selector::All)).unwrap();
    assert!(wait(secrets.operator().rotate_data_key()).unwrap().damaged.is_empty());
    assert!(!wait(secrets.operator().rotate_data_key()).unwrap().resumed);
}

#[test]
fn an_interrupted_rotation_loses_nothing_and_goes_on() {
    let store = FaultyStore::new();
    let bench = Bench::over(store.clone());
    let guest = bench.guest(exportable());
    let expected = Expected::fill(&bench, &guest);
    let mut interrupted = 0;
    for call in 1.. {
        let operator = bench.open(Rules::default()).operator();
        store.fail_at(call);
        let rotated = wait(operator.rotate_data_key());
        let done = store.fail_at(0);
        expected.check(&bench, &guest, &format!("interrupted at call {call}"));
        if done {
            rotated.unwrap();
            break;
        }
        assert!(matches!(rotated, Err(SecretsError::Store(_))));
        interrupted += 1;
        // The next one goes on if a key had been added, and in the end there is one key in use.
        let before = data_keys(&bench);
        let rotation = wait(bench.open(Rules::default()).operator().rotate_data_key()).unwrap();
        assert_eq!(data_keys(&bench).len(), 1);
        assert!(before.len() == 1 || rotation.resumed);
        expected.check(&bench, &guest, &format!("resumed after call {call}"));
    }
    assert!(interrupted > 10);
}

/// Someone who has opened the store before writes and reads at every moment of a rotation.
#[test]
fn writers_and_a_rotation_do_not_hurt_each_other() {
    for call in 1.. {
        let store = FaultyStore::new();
        let bench = Arc::new(Bench::over(store.clone()));
        let guest = bench.guest(exportable());
        let mut expected = Expected::fill(&bench, &guest);
        let operator = bench.open(Rules::default()).operator();
        let (sender, receiver) = std::sync::mpsc::channel();
        let (theirs, writer) = (bench.clone(), guest.clone());
        store.interrupt_at(call, move || {
            expected.store(&theirs, &writer);
            expected.replace(&theirs, &writer);
            expected.check(&theirs, &writer, &format!("during call {call}"));
            sender.send(expected).unwrap();
        });
        let rotated = wait(operator.rotate_data_key());
        if store.is_armed() {
            assert!(call > 10);
            break;
        }
        let expected = receiver.recv().unwrap();
        expected.check(&bench, &guest, &format!("after call {call}"));
        rotated.unwrap();
        assert_eq!(data_keys(&bench), [2], "call {call}");
    }
}

/// A whole rotation happens at every moment of a write.
#[test]
fn a_rotation_in_the_middle_of_a_write_does_not_lose_it() {
    type Write = fn(&mut Expected, &Bench, &GuestSecrets);
    for write in [Expected::store as Write, Expected::replace as Write] {
        for call in 1.. {
            let store = FaultyStore::new();
            let bench = Bench::over(store.clone());
            let guest = bench.guest(exportable());
            let mut expected = Expected::fill(&bench, &guest);
            let operator = bench.open(Rules::default()).operator();
            store.interrupt_at(call, move || drop(wait(operator.rotate_data_key()).unwrap()));
            write(&mut expected, &bench, &guest);
            if store.is_armed() {
                assert!(call > 3);
                break;
            }
            expected.check(&bench, &guest, &format!("rotated at call {call}"));
            assert_eq!(data_keys(&bench), [2], "rotated at call {call}");
        }
    }
}

#[test]
fn rotating_many_times_keeps_what_guests_have() {
    let bench = Bench::new();
    let secrets = bench.open(exportable());
    let guest = secrets.guest("guest").unwrap();
    let expected = Expected::fill(&bench, &guest);
    let mut sealed = Vec::new();
    for round in 0..20_u8 {
        sealed.push(wait(guest.encapsulate_secret(&[round], NOW + DAY)).unwrap());
        wait(secrets.operator().rotate_data_key()).unwrap();
    }
    expected.check(&bench, &guest, "in the end");
    for (round, sealed) in (0_u8..).zip(&sealed) {
        assert_eq!(*wait(bench.guest(Rules::default()).decapsulate_secret(sealed)).unwrap(), [round]);
    }
}
