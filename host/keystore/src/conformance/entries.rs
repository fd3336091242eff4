//! Entries and their versions.

use std::sync::Arc;

use super::{block_on, entry, version};
use crate::{
    Attributes, EntryName, EntrySnapshot, Head, KeyStore, Kind, LAST_VERSION, NewVersion, Quota, Record, Selector,
    Snapshot, StoreError, WhenEmpty,
};

const LATEST: Selector = Selector::Latest;
const FREE: Quota = Quota::UNLIMITED;

fn create(store: &Arc<dyn KeyStore>, name: &EntryName, payload: &[u8]) {
    block_on(store.create(name.clone(), version(payload), FREE)).unwrap();
}

fn append(store: &Arc<dyn KeyStore>, name: &EntryName, payload: &[u8]) -> u64 {
    let head = block_on(store.head(name.clone())).unwrap();
    block_on(store.append(name.clone(), head.revision, version(payload), FREE)).unwrap()
}

fn payload(store: &Arc<dyn KeyStore>, name: &EntryName, which: Selector) -> Result<Vec<u8>, StoreError> {
    block_on(store.read(name.clone(), which)).map(|record| record.payload)
}

fn head(store: &Arc<dyn KeyStore>, name: &EntryName) -> Result<Head, StoreError> {
    block_on(store.head(name.clone()))
}

pub(super) fn created(store: &Arc<dyn KeyStore>) {
    for (kind, expires, payload) in [
        (Kind::KeyPair, None, &b""[..]),
        (Kind::SymmetricKey, Some(0), b"payload"),
        (Kind::Secret, Some(u64::MAX), &[0xff; 20_000]),
    ] {
        let name = entry("guest", kind.name().as_bytes());
        let attributes = Attributes { kind, algorithm: "x".repeat(255), created: u64::MAX, expires };
        let first = NewVersion { attributes: attributes.clone(), payload: payload.to_vec() };
        block_on(store.create(name.clone(), first, FREE)).unwrap();
        assert_eq!(head(store, &name), Ok(Head { kind, revision: 1, latest: Some(0), next: 1 }));
        let record = Record { version: 0, attributes, payload: payload.to_vec() };
        assert_eq!(block_on(store.read(name.clone(), LATEST)), Ok(record.clone()));
        assert_eq!(block_on(store.read(name, Selector::Version(0))), Ok(record));
    }
}

pub(super) fn taken(store: &Arc<dyn KeyStore>) {
    let name = entry("guest", b"id");
    create(store, &name, b"first");
    assert_eq!(block_on(store.create(name.clone(), version(b"second"), FREE)), Err(StoreError::Conflict));
    assert_eq!(payload(store, &name, LATEST), Ok(b"first".to_vec()));
    let none = Quota { max_versions: 0, max_bytes: 0 };
    let again = block_on(store.create(name, version(b"second"), none));
    assert_eq!(again, Err(StoreError::Conflict), "what is taken is taken, whatever the quota");
}

pub(super) fn nothing(store: &Arc<dyn KeyStore>) {
    create(store, &entry("guest", b"id"), b"payload");
    for name in [entry("guest", b"other"), entry("other", b"id")] {
        assert_eq!(head(store, &name), Err(StoreError::NotFound));
        for which in [LATEST, Selector::All, Selector::Version(0)] {
            assert_eq!(payload(store, &name, which), Err(StoreError::NotFound));
            let invalidated = block_on(store.invalidate(name.clone(), which, WhenEmpty::Forget));
            assert_eq!(invalidated, Err(StoreError::NotFound));
        }
        assert_eq!(block_on(store.append(name.clone(), 1, version(b""), FREE)), Err(StoreError::NotFound));
        assert_eq!(block_on(store.reseal(name.clone(), 1, 0, Vec::new())), Err(StoreError::NotFound));
    }
    let name = entry("guest", b"id");
    for version in [1, LAST_VERSION, u64::MAX] {
        assert_eq!(payload(store, &name, Selector::Version(version)), Err(StoreError::NotFound));
        assert_eq!(block_on(store.reseal(name.clone(), 1, version, Vec::new())), Err(StoreError::NotFound));
        let invalidated = block_on(store.invalidate(name.clone(), Selector::Version(version), WhenEmpty::KeepCount));
        assert_eq!(invalidated, Err(StoreError::NotFound));
    }
    assert_eq!(payload(store, &name, Selector::All), Err(StoreError::NotFound));
    assert_eq!(head(store, &name).map(|head| head.revision), Ok(1), "what is refused changes nothing");
}

pub(super) fn appended(store: &Arc<dyn KeyStore>) {
    let name = entry("guest", b"id");
    create(store, &name, b"0");
    // Past one byte: in a store that orders numbers as text, 10 comes before 9.
    for number in 1..=300_u64 {
        assert_eq!(append(store, &name, number.to_string().as_bytes()), number);
    }
    for number in 0..=300_u64 {
        let record = block_on(store.read(name.clone(), Selector::Version(number))).unwrap();
        let expected = version(number.to_string().as_bytes());
        let NewVersion { attributes, payload } = expected;
        assert_eq!(record, Record { version: number, attributes, payload });
    }
    assert_eq!(payload(store, &name, LATEST), Ok(b"300".to_vec()));
    let expected = Head { kind: Kind::KeyPair, revision: 301, latest: Some(300), next: 301 };
    assert_eq!(head(store, &name), Ok(expected));
    let listed = block_on(store.list(None, None, 1)).unwrap();
    assert!(listed[0].versions.iter().map(|(number, _)| *number).eq(0..=300));
}

pub(super) fn revisions(store: &Arc<dyn KeyStore>) {
    let name = entry("guest", b"id");
    create(store, &name, b"0");
    for stale in [0, 2, u64::MAX] {
        let conflict = Err(StoreError::Conflict);
        assert_eq!(block_on(store.append(name.clone(), stale, version(b"x"), FREE)).map(drop), conflict);
        assert_eq!(block_on(store.reseal(name.clone(), stale, 0, b"x".to_vec())), conflict);
    }
    let mut last = 1;
    let mut went_up = |what: &str| {
        let revision = head(store, &name).unwrap().revision;
        assert!(revision > last, "{what} is a change");
        last = revision;
    };
    append(store, &name, b"1");
    went_up("a new version");
    let revision = head(store, &name).unwrap().revision;
    block_on(store.reseal(name.clone(), revision, 0, b"again".to_vec())).unwrap();
    went_up("a payload sealed anew");
    block_on(store.invalidate(name.clone(), LATEST, WhenEmpty::KeepCount)).unwrap();
    went_up("an invalidated version");
    assert_eq!(block_on(store.append(name.clone(), 1, version(b"x"), FREE)), Err(StoreError::Conflict));
}

pub(super) fn resealed(store: &Arc<dyn KeyStore>) {
    let name = entry("guest", b"id");
    create(store, &name, b"0");
    append(store, &name, b"1");
    let before = block_on(store.read(name.clone(), Selector::Version(0))).unwrap();
    block_on(store.reseal(name.clone(), 2, 0, b"a longer payload".to_vec())).unwrap();
    let after = block_on(store.read(name.clone(), Selector::Version(0))).unwrap();
    assert_eq!(after, Record { payload: b"a longer payload".to_vec(), ..before });
    assert_eq!(payload(store, &name, LATEST), Ok(b"1".to_vec()));
    assert_eq!(head(store, &name).map(|head| (head.latest, head.next)), Ok((Some(1), 2)));
}

pub(super) fn invalidated(store: &Arc<dyn KeyStore>) {
    let name = entry("guest", b"id");
    let neighbour = entry("guest", b"id2");
    create(store, &neighbour, b"neighbour");
    create(store, &name, b"0");
    for number in 1..5_u64 {
        append(store, &name, number.to_string().as_bytes());
    }
    let invalidate = |which| block_on(store.invalidate(name.clone(), which, WhenEmpty::KeepCount));
    invalidate(Selector::Version(2)).unwrap();
    assert_eq!(payload(store, &name, Selector::Version(2)), Err(StoreError::NotFound));
    assert_eq!(invalidate(Selector::Version(2)), Err(StoreError::NotFound));
    assert_eq!(head(store, &name).unwrap().latest, Some(4));

    invalidate(LATEST).unwrap();
    assert_eq!(payload(store, &name, Selector::Version(4)), Err(StoreError::NotFound));
    assert_eq!(payload(store, &name, LATEST), Ok(b"3".to_vec()));
    assert_eq!(head(store, &name).map(|head| (head.latest, head.next)), Ok((Some(3), 5)));
    invalidate(LATEST).unwrap();
    assert_eq!(payload(store, &name, LATEST), Ok(b"1".to_vec()));

    invalidate(Selector::All).unwrap();
    for number in 0..5 {
        assert_eq!(payload(store, &name, Selector::Version(number)), Err(StoreError::NotFound));
    }
    assert_eq!(payload(store, &name, LATEST), Err(StoreError::NotFound));
    assert_eq!(head(store, &name).map(|head| (head.latest, head.next)), Ok((None, 5)));
    for which in [LATEST, Selector::All, Selector::Version(1)] {
        assert_eq!(invalidate(which), Err(StoreError::NotFound));
    }
    assert_eq!(payload(store, &neighbour, LATEST), Ok(b"neighbour".to_vec()));
}

pub(super) fn not_reused(store: &Arc<dyn KeyStore>) {
    let name = entry("guest", b"id");
    create(store, &name, b"first");
    for (next, which) in (1..).zip([LATEST, Selector::All, Selector::Version(2), LATEST]) {
        block_on(store.invalidate(name.clone(), which, WhenEmpty::KeepCount)).unwrap();
        assert_eq!(append(store, &name, b"next"), next);
    }
    assert_eq!(payload(store, &name, Selector::Version(0)), Err(StoreError::NotFound));
}

pub(super) fn emptied(store: &Arc<dyn KeyStore>) {
    let (kept, forgotten) = (entry("guest", b"kept"), entry("guest", b"forgotten"));
    for (name, when_empty) in [(&kept, WhenEmpty::KeepCount), (&forgotten, WhenEmpty::Forget)] {
        create(store, name, b"0");
        append(store, name, b"1");
        block_on(store.invalidate(name.clone(), LATEST, when_empty)).unwrap();
        assert_eq!(payload(store, name, LATEST), Ok(b"0".to_vec()), "not empty yet");
        block_on(store.invalidate(name.clone(), LATEST, when_empty)).unwrap();
    }
    assert_eq!(head(store, &kept).map(|head| (head.latest, head.next)), Ok((None, 2)));
    assert_eq!(block_on(store.create(kept, version(b"x"), FREE)), Err(StoreError::Conflict));
    assert_eq!(head(store, &forgotten), Err(StoreError::NotFound));
    create(store, &forgotten, b"another");
    assert_eq!(payload(store, &forgotten, Selector::Version(0)), Ok(b"another".to_vec()));
    assert_eq!(payload(store, &forgotten, Selector::Version(1)), Err(StoreError::NotFound));
    assert_eq!(block_on(store.list(None, None, 10)).unwrap().len(), 2, "an entry without versions is listed");
}

pub(super) fn last_version(store: &Arc<dyn KeyStore>) {
    let name = entry("guest", b"id");
    let NewVersion { attributes, payload: content } = version(b"second to last");
    let record = Record { version: LAST_VERSION - 1, attributes, payload: content };
    let head = Head { kind: Kind::KeyPair, revision: 9, latest: Some(LAST_VERSION - 1), next: LAST_VERSION };
    let snapshot =
        Snapshot { root: None, entries: vec![EntrySnapshot { name: name.clone(), head, versions: vec![record] }] };
    block_on(store.restore(snapshot)).unwrap();
    assert_eq!(append(store, &name, b"last"), LAST_VERSION);
    assert_eq!(payload(store, &name, Selector::Version(LAST_VERSION)), Ok(b"last".to_vec()));
    assert_eq!(block_on(store.append(name.clone(), 10, version(b"x"), FREE)), Err(StoreError::Full));
    block_on(store.invalidate(name.clone(), LATEST, WhenEmpty::KeepCount)).unwrap();
    assert_eq!(payload(store, &name, LATEST), Ok(b"second to last".to_vec()));
    assert_eq!(block_on(store.append(name, 11, version(b"x"), FREE)), Err(StoreError::Full), "it does not return");
}

pub(super) fn expired(store: &Arc<dyn KeyStore>) {
    let name = entry("guest", b"id");
    let mut first = version(b"old");
    first.attributes.expires = Some(1);
    block_on(store.create(name.clone(), first, FREE)).unwrap();
    assert_eq!(payload(store, &name, LATEST), Ok(b"old".to_vec()));
}
