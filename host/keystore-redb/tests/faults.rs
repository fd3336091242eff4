//! Storage that fails: each call in turn, once or from then on or with a panic, and a disk that is full.

mod support;

use std::panic;

use support::{Disk, Fault, ON_PURPOSE, new_store, read_all};
use wasi_crypto_keystore::conformance::{Model, block_on};
use wasi_crypto_keystore::{
    Attributes, EntryName, KeyStore, Kind, Namespace, NewVersion, Quota, Selector, Snapshot, StoreError, WhenEmpty,
};
use wasi_crypto_keystore_redb::RedbStore;

const SEED: u64 = 3;
const OPERATIONS: usize = 40;

const GAVE_UP: &str = r#"Err(Corrupt("the database gave up"#;

fn is_failure(error: &StoreError) -> bool {
    matches!(error, StoreError::Io(_)) || format!("Err({error:?})").starts_with(GAVE_UP)
}

/// What a workload came to: what the store may hold, and the store, unless it did not open.
struct Outcome {
    possible: [Snapshot; 2],
    store: Option<RedbStore>,
}

/// Runs the workload until something fails.
fn run(disk: &Disk) -> Outcome {
    let mut model = Model::new(SEED);
    let content = |model: &Model| block_on(model.memory.snapshot()).unwrap();
    let store = match RedbStore::with_backend(disk.clone()) {
        Ok(store) => store,
        Err(error) => {
            assert!(is_failure(&error), "while opening: {error:?}");
            return Outcome { possible: [content(&model), content(&model)], store: None };
        }
    };
    for _ in 0..OPERATIONS {
        let before = content(&model);
        let (what, expected, found) = model.step(&store);
        if found != expected {
            assert!(["Err(Io(", GAVE_UP].iter().any(|failure| found.starts_with(failure)), "{what}: {found}");
            return Outcome { possible: [before, content(&model)], store: Some(store) };
        }
    }
    Outcome { possible: [content(&model), content(&model)], store: Some(store) }
}

/// Fails the call after so many. Returns whether the workload got that far.
fn fail(fault: Fault, base: &[u8]) -> bool {
    let disk = Disk::with(base.to_vec());
    disk.fail(fault);
    let Outcome { possible, store } = run(&disk);
    let (failed, failed_sync) = disk.failed();
    if let Some(store) = store {
        let found = block_on(store.snapshot());
        match fault {
            // The store finds its way back by itself, unless it cannot know what the disk holds.
            Fault::Once(_) | Fault::Panic(_) if !failed_sync => {
                assert!(possible.contains(&found.clone().unwrap()), "{fault:?}: {found:?}");
            }
            _ => match &found {
                Ok(found) => assert!(possible.contains(found), "{fault:?}: {found:?}"),
                Err(error) => assert!(matches!(error, StoreError::Io(_)), "{fault:?}: {error:?}"),
            },
        }
        if failed_sync {
            let root = block_on(store.set_root(None, Vec::new()));
            assert!(matches!(root, Err(StoreError::Io(_)) | Err(StoreError::Conflict)), "{fault:?}: {root:?}");
        }
    }
    disk.fail(Fault::None);
    let found = read_all(disk.content()).unwrap_or_else(|error| panic!("{fault:?}: opened again: {error}"));
    assert!(possible.contains(&found), "{fault:?}: opened again: {found:?}");
    failed
}

#[test]
fn whichever_call_fails_the_store_holds_what_it_said_it_holds() {
    silence();
    let base = new_store().content();
    for kind in [Fault::Once, Fault::From, Fault::Panic] {
        let mut calls = 0;
        while fail(kind(calls), &base) {
            calls += 1;
        }
        println!("{calls} calls");
        assert!(calls > 3 * OPERATIONS as u64, "{calls} calls");
    }
}

#[test]
fn after_a_failed_sync_nothing_is_answered_until_the_store_is_opened_anew() {
    let disk = new_store();
    let store = RedbStore::with_backend(disk.clone()).unwrap();
    block_on(store.set_root(None, b"first".to_vec())).unwrap();
    let mut call = 0;
    while !disk.failed().1 {
        disk.fail(Fault::Once(call));
        let known = block_on(store.root()).map(|root| root.map(|root| root.revision));
        if let Ok(known) = known {
            drop(block_on(store.set_root(known, b"second".to_vec())));
        }
        call += 1;
        assert!(call < 100);
    }
    disk.fail(Fault::None);
    for _ in 0..3 {
        assert!(matches!(block_on(store.root()), Err(StoreError::Io(_))));
        assert!(matches!(block_on(store.set_root(Some(2), Vec::new())), Err(StoreError::Io(_))));
        assert!(matches!(block_on(store.verify()), Err(StoreError::Io(_))));
    }
    drop(store);
    let store = RedbStore::with_backend(disk).unwrap();
    block_on(store.root()).unwrap();
    assert_eq!(block_on(store.verify()), Ok(Vec::new()));
}

/// Keeps panics that are meant out of the output, and those of redb on locks held when they came.
fn silence() {
    let others = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !info.payload_as_str().is_some_and(|message| message == ON_PURPOSE || message.contains("PoisonError")) {
            others(info);
        }
    }));
}

fn name(number: u64) -> EntryName {
    EntryName::new(Namespace::host(), number.to_be_bytes()).unwrap()
}

fn version(len: usize) -> NewVersion {
    let attributes = Attributes { kind: Kind::Secret, algorithm: String::new(), created: 0, expires: None };
    NewVersion { attributes, payload: vec![0x5a; len] }
}

/// Fills the disk, reads from it, makes room, writes again.
fn fill(disk: &Disk, full: impl Fn(&Disk), roomy: impl Fn(&Disk)) {
    let store = RedbStore::with_backend(disk.clone()).unwrap();
    block_on(store.create(name(0), version(10), Quota::UNLIMITED)).unwrap();
    full(disk);
    let mut number = 1;
    loop {
        match block_on(store.create(name(number), version(50_000), Quota::UNLIMITED)) {
            Ok(()) => number += 1,
            Err(StoreError::Io(why)) => break println!("{number} entries, then: {why}"),
            Err(other) => panic!("{other:?}"),
        }
        assert!(number < 1_000, "the disk is never full");
    }
    for number in 0..number {
        block_on(store.read(name(number), Selector::Latest)).unwrap();
    }
    assert_eq!(block_on(store.head(name(number))), Err(StoreError::NotFound));

    roomy(disk);
    block_on(store.create(name(number), version(50_000), Quota::UNLIMITED)).unwrap();
    block_on(store.invalidate(name(0), Selector::All, WhenEmpty::Forget)).unwrap();
    assert_eq!(block_on(store.list(None, None, 10_000)).unwrap().len() as u64, number);
    assert_eq!(block_on(store.verify()), Ok(Vec::new()));
    let snapshot = block_on(store.snapshot()).unwrap();
    drop(store);
    assert_eq!(read_all(disk.content()), Ok(snapshot));
}

#[test]
fn a_full_disk_stops_changes_until_there_is_room() {
    fill(&new_store(), |disk| disk.limit(Some(3 << 20), None), |disk| disk.limit(None, None));
    fill(&new_store(), |disk| disk.limit(None, Some(2 << 20)), |disk| disk.limit(None, None));
}

/// Every invalidation in a session of its own, as an operator makes them, and all in one.
#[test]
fn a_full_disk_keeps_nobody_from_invalidating() {
    for entries in [1, 7, 60, 400] {
        for one_session in [true, false] {
            let disk = new_store();
            let mut store = Some(RedbStore::with_backend(disk.clone()).unwrap());
            for number in 0..entries {
                let store = store.as_ref().unwrap();
                block_on(store.create(name(number), version(700), Quota::UNLIMITED)).unwrap();
                if number % 3 == 0 {
                    let head = block_on(store.head(name(number))).unwrap();
                    block_on(store.append(name(number), head.revision, version(5_000), Quota::UNLIMITED)).unwrap();
                }
            }
            if !one_session {
                drop(store.take());
            }
            // From now on the disk has no more room than it has given.
            disk.fill_up();
            for number in 0..entries {
                let opened = store.take().unwrap_or_else(|| RedbStore::with_backend(disk.clone()).unwrap());
                let added = block_on(opened.create(name(entries), version(300_000), Quota::UNLIMITED));
                assert!(matches!(added, Err(StoreError::Io(_))), "{added:?}");
                let which = if number % 2 == 0 { Selector::All } else { Selector::Latest };
                block_on(opened.invalidate(name(number), which, WhenEmpty::KeepCount))
                    .unwrap_or_else(|error| panic!("{number} of {entries}: {error}"));
                store = Some(opened).filter(|_| one_session);
            }
            drop(store);
            let store = RedbStore::with_backend(disk.clone()).unwrap();
            assert_eq!(block_on(store.verify()), Ok(Vec::new()));
            let left = block_on(store.snapshot()).unwrap().entries;
            let versions: usize = left.iter().map(|entry| entry.versions.len()).sum();
            assert_eq!(versions as u64, (1..entries).step_by(2).filter(|number| number % 3 == 0).count() as u64);
        }
    }
}
