//! Names, and lists in their order.

use std::sync::Arc;

use super::{block_on, entry, guest, version};
use crate::{EntryInfo, EntryName, KeyStore, MAX_ID_LEN, MAX_NAMESPACE_LEN, Namespace, Quota, Selector, WhenEmpty};

fn create(store: &Arc<dyn KeyStore>, name: &EntryName, payload: &[u8]) {
    block_on(store.create(name.clone(), version(payload), Quota::UNLIMITED)).unwrap();
}

fn payload(store: &Arc<dyn KeyStore>, name: &EntryName) -> Vec<u8> {
    block_on(store.read(name.clone(), Selector::Latest)).unwrap().payload
}

fn names(list: Vec<EntryInfo>) -> Vec<EntryName> {
    list.into_iter().map(|info| info.name).collect()
}

pub(super) fn every_byte(store: &Arc<dyn KeyStore>) {
    for byte in 0..=u8::MAX {
        create(store, &entry("guest", &[byte]), &[byte]);
    }
    for byte in 0..=u8::MAX {
        assert_eq!(payload(store, &entry("guest", &[byte])), [byte]);
    }
    let longest = entry(&"n".repeat(MAX_NAMESPACE_LEN), &[0xff; MAX_ID_LEN]);
    create(store, &longest, b"longest");
    assert_eq!(payload(store, &longest), b"longest");
    let listed = names(block_on(store.list(Some(guest("guest")), None, 1_000)).unwrap());
    assert!(listed.iter().map(EntryName::id).eq((0..=u8::MAX).map(|byte| [byte])), "in the order of the bytes");
}

/// Names that are one and the same if their parts are joined without care, or end where others go on.
fn tricky() -> Vec<EntryName> {
    let long = [0; MAX_ID_LEN];
    let mut names = vec![
        entry("a", b"bc"),
        entry("ab", b"c"),
        entry("abc", b"c"),
        entry("a", b"b"),
        entry("a", b"b\0"),
        entry("a", b"b\0\0\0\0\0\0\0\0"),
        entry("a", b"b\0\0\0\0\0\0\0\x01"),
        entry("a", b"b\xff\xff\xff\xff\xff\xff\xff\xff"),
        entry("a", b"b/c"),
        entry("a", b"b%00"),
        entry("a", b"B"),
        entry("A", b"b"),
        entry("a.b", b"c"),
        entry("a-b", b"c"),
        entry("a_b", b"c"),
        entry("a", b".b"),
        entry("a", b"../b"),
        entry("a", b"' OR 1=1 --"),
        entry("a", "ä".as_bytes()),
        entry("a", "a\u{308}".as_bytes()),
        entry("a", &long[..1]),
        entry("a", &long[..8]),
        entry("a", &long),
        entry("host", b"b"),
        EntryName::new(Namespace::host(), *b"b").unwrap(),
    ];
    names.sort();
    names
}

pub(super) fn ambiguous(store: &Arc<dyn KeyStore>) {
    let tricky = tricky();
    let second = |index: usize| format!("second {index}").into_bytes();
    for (index, name) in tricky.iter().enumerate() {
        create(store, name, format!("first {index}").as_bytes());
        block_on(store.append(name.clone(), 1, version(&second(index)), Quota::UNLIMITED)).unwrap();
    }
    for (index, name) in tricky.iter().enumerate() {
        assert_eq!(payload(store, name), second(index), "{name:?}");
        let first = block_on(store.read(name.clone(), Selector::Version(0))).unwrap().payload;
        assert_eq!(first, format!("first {index}").into_bytes(), "{name:?}");
    }
    assert_eq!(names(block_on(store.list(None, None, 1_000)).unwrap()), tricky);
    for (index, name) in tricky.iter().enumerate() {
        block_on(store.invalidate(name.clone(), Selector::All, WhenEmpty::Forget)).unwrap();
        assert_eq!(names(block_on(store.list(None, None, 1_000)).unwrap()), tricky[index + 1..], "without {name:?}");
        for (index, name) in tricky.iter().enumerate().skip(index + 1) {
            assert_eq!(payload(store, name), second(index), "{name:?}");
        }
    }
}

pub(super) fn pages(store: &Arc<dyn KeyStore>) {
    let tricky = tricky();
    tricky.iter().for_each(|name| create(store, name, name.id()));
    for limit in [1, 2, 7, tricky.len(), usize::MAX] {
        let mut seen = Vec::new();
        loop {
            let page = block_on(store.list(None, seen.last().cloned(), limit)).unwrap();
            if page.is_empty() {
                break;
            }
            assert!(page.len() <= limit);
            for info in &page {
                assert_eq!(info.versions, [(0, version(info.name.id()).attributes)]);
                assert_eq!(block_on(store.head(info.name.clone())), Ok(info.head));
            }
            seen.extend(names(page));
        }
        assert_eq!(seen, tricky, "in pages of {limit}");
    }
    assert_eq!(block_on(store.list(None, None, 0)), Ok(Vec::new()));
    let absent = entry("a", b"b\0\x01");
    let expected: Vec<_> = tricky.iter().filter(|name| **name > absent).cloned().collect();
    assert_eq!(names(block_on(store.list(None, Some(absent), 1_000)).unwrap()), expected, "after no entry's name");
}

pub(super) fn namespaces(store: &Arc<dyn KeyStore>) {
    let tricky = tricky();
    tricky.iter().for_each(|name| create(store, name, b"payload"));
    for namespace in tricky.iter().map(EntryName::namespace).chain([&guest("none"), &guest("0"), &guest("z")]) {
        for after in [None].into_iter().chain(tricky.iter().map(Some)) {
            let listed = names(block_on(store.list(Some(namespace.clone()), after.cloned(), 1_000)).unwrap());
            let expected = tricky.iter().filter(|name| name.namespace() == namespace && Some(*name) > after);
            assert!(listed.iter().eq(expected), "{namespace} after {after:?}: {listed:?}");
        }
        let first = tricky.iter().find(|name| name.namespace() == namespace);
        let listed = names(block_on(store.list(Some(namespace.clone()), None, 1)).unwrap());
        assert_eq!(listed.first(), first, "{namespace}");
    }
}
