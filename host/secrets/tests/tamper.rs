//! Whoever can write to the store cannot make it give out a wrong key: any change is an error, and a clear one.

use std::sync::Arc;

use crate::common::{Bench, DAY, NOW, wait};
use wasi_crypto_engine::{Error, oneshot};
use wasi_crypto_keystore::{KeyStore, MemoryStore, Root, Selector, Snapshot};
use wasi_crypto_secrets::{MasterKey, Origin, Policy, Rules, SecretsError, restore};

/// The store with something changed in it.
fn changed(bench: &Bench, change: impl FnOnce(&mut Snapshot)) -> Bench {
    let mut snapshot = bench.snapshot();
    change(&mut snapshot);
    let store: Arc<dyn KeyStore> = Arc::new(MemoryStore::new());
    wait(store.restore(snapshot)).unwrap();
    Bench { engine: bench.engine.clone(), store, master: bench.master.clone(), clock: bench.clock.clone() }
}

/// What becomes of the only key in a store.
fn find(bench: &Bench, id: &[u8]) -> Result<(), Error> {
    wait(bench.guest(Rules::default()).symmetric_key_from_id(&bench.engine, id, Selector::Version(0))).map(|_| ())
}

#[test]
fn every_byte_of_a_record_counts() {
    let bench = Bench::new();
    let id = wait(bench.guest(Rules::default()).store_symmetric_key(&bench.hmac(), Origin::Imported)).unwrap().id;
    assert_eq!(find(&bench, &id), Ok(()));
    let payload = bench.snapshot().entries[0].versions[0].payload.clone();
    for index in 0..payload.len() {
        for mask in [1, 0x80] {
            let forged = changed(&bench, |snapshot| snapshot.entries[0].versions[0].payload[index] ^= mask);
            assert_eq!(find(&forged, &id), Err(Error::InternalError), "byte {index}");
        }
        let shorter = changed(&bench, |snapshot| snapshot.entries[0].versions[0].payload.truncate(index));
        assert_eq!(find(&shorter, &id), Err(Error::InternalError), "{index} bytes");
    }
}

#[test]
fn every_attribute_of_a_record_counts() {
    let bench = Bench::new();
    let rules = Rules { default_expiry: Some(std::time::Duration::from_secs(DAY)), ..Rules::default() };
    let id = wait(bench.guest(rules).store_symmetric_key(&bench.hmac(), Origin::Imported)).unwrap().id;
    let changes: [fn(&mut wasi_crypto_keystore::Attributes); 4] = [
        |attributes| attributes.expires = None,
        |attributes| attributes.expires = Some(NOW + 2 * DAY),
        |attributes| attributes.created += 1,
        |attributes| attributes.algorithm = "HMAC/SHA-512".into(),
    ];
    for change in changes {
        let forged = changed(&bench, |snapshot| change(&mut snapshot.entries[0].versions[0].attributes));
        assert_eq!(find(&forged, &id), Err(Error::InternalError));
        let operator = forged.open(Rules::default()).operator();
        assert_eq!(wait(operator.verify()).unwrap().damaged.len(), 1);
    }
}

#[test]
fn records_cannot_be_put_in_the_place_of_others() {
    let bench = Bench::new();
    let secrets = bench.open(Rules::default());
    let guest = secrets.guest("guest").unwrap();
    let first = wait(guest.store_symmetric_key(&bench.hmac(), Origin::Imported)).unwrap();
    let second = wait(guest.replace_symmetric_key(&first, &bench.hmac(), Origin::Imported)).unwrap();
    wait(guest.store_symmetric_key(&bench.hmac(), Origin::Imported)).unwrap();
    wait(secrets.guest("other").unwrap().store_symmetric_key(&bench.hmac(), Origin::Imported)).unwrap();
    let records = |snapshot: &Snapshot| -> Vec<(usize, usize)> {
        let entries = snapshot.entries.iter().enumerate();
        entries.flat_map(|(at, entry)| (0..entry.versions.len()).map(move |version| (at, version))).collect()
    };
    let all = records(&bench.snapshot());
    assert_eq!(all.len(), 4);
    for from in &all {
        for to in all.iter().filter(|to| *to != from) {
            let forged = changed(&bench, |snapshot| {
                let moved = snapshot.entries[from.0].versions[from.1].clone();
                let place = &mut snapshot.entries[to.0].versions[to.1];
                (place.attributes, place.payload) = (moved.attributes, moved.payload);
            });
            let verified = wait(forged.open(Rules::default()).operator().verify()).unwrap();
            assert_eq!((verified.intact, verified.damaged.len()), (3, 1));
        }
    }
    // An entry as a whole cannot be given to another guest either.
    let stolen = changed(&bench, |snapshot| {
        let entry = snapshot.entries.iter_mut().find(|entry| entry.name.id() == second.id).unwrap();
        entry.name = wasi_crypto_keystore::EntryName::new("thief".parse().unwrap(), second.id.clone()).unwrap();
        snapshot.entries.sort_by(|a, b| a.name.cmp(&b.name));
    });
    let thief = stolen.open(Rules::default()).guest("thief").unwrap();
    let found = wait(thief.symmetric_key_from_id(&bench.engine, &second.id, Selector::Latest));
    assert_eq!(found.unwrap_err(), Error::InternalError);
}

#[test]
fn every_byte_of_the_document_with_the_keys_counts() {
    let bench = Bench::new();
    wait(bench.open(Rules::default()).operator().rotate_data_key()).unwrap();
    let document = bench.snapshot().root.unwrap().content;
    for index in 0..document.len() {
        let forged = changed(&bench, |snapshot| snapshot.root.as_mut().unwrap().content[index] ^= 1);
        let error = forged.try_open(Policy::default()).unwrap_err();
        assert!(matches!(error, SecretsError::Damaged(_)), "byte {index}: {error}");
        let shorter = changed(&bench, |snapshot| snapshot.root.as_mut().unwrap().content.truncate(index));
        assert!(matches!(shorter.try_open(Policy::default()).unwrap_err(), SecretsError::Damaged(_)));
    }
}

#[test]
fn a_forged_document_with_a_right_checksum_does_not_open_either() {
    let bench = Bench::new();
    bench.open(Rules::default());
    let len = bench.snapshot().root.unwrap().content.len() - 8;
    for index in 0..len {
        let forged = changed(&bench, |snapshot| {
            let Root { content, .. } = snapshot.root.as_mut().unwrap();
            content[index] ^= 1;
            let sum = oneshot::hash(&bench.engine, "SHA-256", &content[..len]).unwrap();
            content[len..].copy_from_slice(&sum[..8]);
        });
        let error = forged.try_open(Policy::default()).unwrap_err();
        match index {
            16 => assert_eq!(error, SecretsError::Newer { found: 0, supported: 1 }),
            17..33 => assert_eq!(error, SecretsError::WrongMasterKey),
            _ => assert!(matches!(error, SecretsError::Damaged(_)), "byte {index}: {error}"),
        }
    }
}

#[test]
fn a_wrong_master_key_is_told_from_damage_and_changes_nothing() {
    let mut bench = Bench::new();
    wait(bench.guest(Rules::default()).store_secret(b"x", NOW + 1)).unwrap();
    let before = bench.snapshot();
    bench.master = MasterKey::generate(&bench.engine).unwrap();
    let error = bench.try_open(Policy::default()).unwrap_err();
    assert_eq!(error, SecretsError::WrongMasterKey);
    assert_eq!(error.to_string(), "this is not the master key of the store");
    assert_eq!(bench.snapshot(), before);
}

#[test]
fn a_store_that_has_lost_its_keys_gets_no_new_ones() {
    let bench = Bench::new();
    wait(bench.guest(Rules::default()).store_secret(b"x", NOW + 1)).unwrap();
    let forged = changed(&bench, |snapshot| snapshot.root = None);
    assert!(matches!(forged.try_open(Policy::default()).unwrap_err(), SecretsError::Damaged(_)));
    assert_eq!(forged.snapshot().root, None);
}

#[test]
fn every_byte_of_a_backup_counts() {
    let bench = Bench::new();
    let secrets = bench.open(Rules::default());
    wait(secrets.guest("guest").unwrap().store_secret(b"x", NOW + 1)).unwrap();
    let backup = wait(secrets.operator().backup()).unwrap();
    let store: Arc<dyn KeyStore> = Arc::new(MemoryStore::new());
    let try_restore = |backup: &[u8]| wait(restore(&store, &bench.master, &bench.engine, bench.clock.as_ref(), backup));
    for index in 0..backup.len() {
        let mut forged = backup.clone();
        forged[index] ^= 1;
        match (try_restore(&forged).unwrap_err(), index) {
            (SecretsError::Newer { .. }, 18) | (SecretsError::Damaged(_), _) => {}
            (error, _) => panic!("byte {index}: {error}"),
        }
        assert!(matches!(try_restore(&backup[..index]).unwrap_err(), SecretsError::Damaged(_)), "{index} bytes");
    }
    assert!(try_restore(&[&backup[..], &[0]].concat()).is_err());
    let other = MasterKey::generate(&bench.engine).unwrap();
    let restored = wait(restore(&store, &other, &bench.engine, bench.clock.as_ref(), &backup));
    assert_eq!(restored.unwrap_err(), SecretsError::WrongMasterKey);
    assert_eq!(wait(store.snapshot()).unwrap(), Snapshot::default());
    try_restore(&backup).unwrap();
}
