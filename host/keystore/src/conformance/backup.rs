//! The root document, snapshots, and filling a store from one.

use std::sync::Arc;

use super::{block_on, entry, guest, version};
use crate::{
    EntrySnapshot, Head, KeyStore, Kind, Quota, Record, Root, Selector, Snapshot, StoreError, Usage, WhenEmpty,
};

pub(super) fn root(store: &Arc<dyn KeyStore>) {
    let set = |revision, content: &[u8]| block_on(store.set_root(revision, content.to_vec()));
    assert_eq!(block_on(store.root()), Ok(None));
    assert_eq!(set(Some(0), b"x"), Err(StoreError::Conflict));
    assert_eq!(set(Some(1), b"x"), Err(StoreError::Conflict));
    assert_eq!(set(None, b""), Ok(1));
    assert_eq!(block_on(store.root()), Ok(Some(Root { revision: 1, content: Vec::new() })));
    assert_eq!(set(None, b"x"), Err(StoreError::Conflict), "there is one by now");
    assert_eq!(set(Some(1), b"second"), Ok(2));
    assert_eq!(set(Some(1), b"x"), Err(StoreError::Conflict), "that was the one before");
    assert_eq!(set(Some(2), &[7; 10_000]), Ok(3));
    assert_eq!(block_on(store.root()), Ok(Some(Root { revision: 3, content: vec![7; 10_000] })));
    assert_eq!(block_on(store.list(None, None, 10)), Ok(Vec::new()), "it is no entry");
}

fn record(version_number: u64, payload: &[u8]) -> Record {
    let new = version(payload);
    Record { version: version_number, attributes: new.attributes, payload: new.payload }
}

/// A store with a past: gaps between versions, an entry without any, a large payload.
fn sample() -> Snapshot {
    let kind = Kind::KeyPair;
    let entries = vec![
        EntrySnapshot {
            name: entry("a", b"empty"),
            head: Head { kind, revision: 12, latest: None, next: 5 },
            versions: Vec::new(),
        },
        EntrySnapshot {
            name: entry("a", b"gaps"),
            head: Head { kind, revision: 20, latest: Some(7), next: 11 },
            versions: vec![record(2, b"two"), record(7, b"seven")],
        },
        EntrySnapshot {
            name: entry("b", b"large"),
            head: Head { kind, revision: 1, latest: Some(0), next: 1 },
            versions: vec![record(0, &[1; 100_000])],
        },
    ];
    Snapshot { root: Some(Root { revision: 4, content: b"root".to_vec() }), entries }
}

pub(super) fn restored(store: &Arc<dyn KeyStore>) {
    assert_eq!(block_on(store.snapshot()), Ok(Snapshot::default()));
    block_on(store.restore(sample())).unwrap();
    assert_eq!(block_on(store.snapshot()), Ok(sample()));
    // It goes on from there.
    let (empty, gaps) = (entry("a", b"empty"), entry("a", b"gaps"));
    assert_eq!(block_on(store.usage(guest("a"))), Ok(Usage { versions: 2, bytes: 8 }));
    assert_eq!(block_on(store.create(empty.clone(), version(b"x"), Quota::UNLIMITED)), Err(StoreError::Conflict));
    assert_eq!(block_on(store.append(empty, 12, version(b"x"), Quota::UNLIMITED)), Ok(5));
    assert_eq!(block_on(store.append(gaps.clone(), 20, version(b"x"), Quota::UNLIMITED)), Ok(11));
    assert_eq!(block_on(store.read(gaps.clone(), Selector::Version(7))), Ok(record(7, b"seven")));
    for gone in [0, 3, 8, 10] {
        let read = block_on(store.read(gaps.clone(), Selector::Version(gone)));
        assert_eq!(read, Err(StoreError::NotFound));
    }
    assert_eq!(block_on(store.set_root(Some(4), Vec::new())), Ok(5));
    assert_eq!(block_on(store.usage(guest("a"))), Ok(Usage { versions: 4, bytes: 10 }));
}

pub(super) fn not_empty(store: &Arc<dyn KeyStore>) {
    block_on(store.set_root(None, b"root".to_vec())).unwrap();
    assert_eq!(block_on(store.restore(sample())), Err(StoreError::Conflict), "a root");
    assert_eq!(block_on(store.list(None, None, 10)), Ok(Vec::new()));
    let name = entry("z", b"id");
    block_on(store.create(name.clone(), version(b""), Quota::UNLIMITED)).unwrap();
    assert_eq!(block_on(store.restore(sample())), Err(StoreError::Conflict), "an entry");
    block_on(store.invalidate(name, Selector::All, WhenEmpty::KeepCount)).unwrap();
    assert_eq!(block_on(store.restore(sample())), Err(StoreError::Conflict), "an entry without versions");
    assert_eq!(block_on(store.restore(Snapshot::default())), Err(StoreError::Conflict), "even with nothing");
}

pub(super) fn contradictory(store: &Arc<dyn KeyStore>) {
    type Break = fn(&mut Snapshot);
    let breaks: [(&str, Break); 7] = [
        ("entries out of order", |snapshot| snapshot.entries.swap(0, 1)),
        ("an entry twice", |snapshot| snapshot.entries[0] = snapshot.entries[1].clone()),
        ("versions out of order", |snapshot| snapshot.entries[1].versions.swap(0, 1)),
        ("a version twice", |snapshot| snapshot.entries[1].versions[0].version = 7),
        ("another kind", |snapshot| snapshot.entries[1].versions[0].attributes.kind = Kind::Secret),
        ("another newest version", |snapshot| snapshot.entries[1].head.latest = Some(2)),
        ("a number to be given out again", |snapshot| snapshot.entries[1].head.next = 7),
    ];
    for (what, break_it) in breaks {
        let mut snapshot = sample();
        break_it(&mut snapshot);
        let outcome = block_on(store.restore(snapshot));
        assert!(matches!(outcome, Err(StoreError::Corrupt(_))), "{what}: {outcome:?}");
        assert_eq!(block_on(store.snapshot()), Ok(Snapshot::default()), "{what}: nothing of it is there");
    }
    block_on(store.restore(sample())).unwrap();
}
