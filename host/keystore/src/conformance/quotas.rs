//! What namespaces hold, and may hold.

use std::sync::Arc;

use super::{block_on, entry, guest, version};
use crate::{KeyStore, Quota, Selector, StoreError, Usage, WhenEmpty};

fn used(store: &Arc<dyn KeyStore>, namespace: &str) -> (u64, u64) {
    let Usage { versions, bytes } = block_on(store.usage(guest(namespace))).unwrap();
    (versions, bytes)
}

pub(super) fn usage(store: &Arc<dyn KeyStore>) {
    let (name, other) = (entry("guest", b"id"), entry("guest", b"other"));
    let free = Quota::UNLIMITED;
    assert_eq!(used(store, "guest"), (0, 0));
    block_on(store.create(name.clone(), version(&[1; 100]), free)).unwrap();
    assert_eq!(used(store, "guest"), (1, 100));
    block_on(store.create(other.clone(), version(&[1; 7]), free)).unwrap();
    block_on(store.append(name.clone(), 1, version(&[]), free)).unwrap();
    assert_eq!(used(store, "guest"), (3, 107));
    block_on(store.reseal(name.clone(), 2, 0, vec![1; 50])).unwrap();
    assert_eq!(used(store, "guest"), (3, 57), "sealed anew, and shorter");
    block_on(store.reseal(name.clone(), 3, 0, vec![1; 60])).unwrap();
    assert_eq!(used(store, "guest"), (3, 67), "sealed anew, and longer");
    block_on(store.invalidate(name.clone(), Selector::Latest, WhenEmpty::KeepCount)).unwrap();
    assert_eq!(used(store, "guest"), (2, 67));
    block_on(store.invalidate(name, Selector::All, WhenEmpty::KeepCount)).unwrap();
    assert_eq!(used(store, "guest"), (1, 7), "what is empty counts nothing");
    block_on(store.invalidate(other, Selector::Version(0), WhenEmpty::Forget)).unwrap();
    assert_eq!(used(store, "guest"), (0, 0));
    for neighbour in ["gues", "guest2", "g"] {
        assert_eq!(used(store, neighbour), (0, 0));
    }
}

pub(super) fn limits(store: &Arc<dyn KeyStore>) {
    let (name, second) = (entry("guest", b"id"), entry("guest", b"second"));
    let create = |payload: usize, max_versions: u64, max_bytes: u64| {
        block_on(store.create(second.clone(), version(&vec![1; payload]), Quota { max_versions, max_bytes }))
    };
    let append = |revision: u64, payload: usize, max_versions: u64, max_bytes: u64| {
        let quota = Quota { max_versions, max_bytes };
        block_on(store.append(name.clone(), revision, version(&vec![1; payload]), quota))
    };
    block_on(store.create(name.clone(), version(&[1; 10]), Quota { max_versions: 1, max_bytes: 10 })).unwrap();

    assert_eq!(append(1, 10, 1, 20), Err(StoreError::Full), "one version too many");
    assert_eq!(append(1, 11, 2, 20), Err(StoreError::Full), "one byte too many");
    assert_eq!(append(2, 11, 2, 20), Err(StoreError::Conflict), "a stale caller learns that first");
    assert_eq!(used(store, "guest"), (1, 10), "what is refused is not counted");
    assert_eq!(block_on(store.head(name.clone())).unwrap().next, 1, "what is refused takes no number");
    assert_eq!(append(1, 10, 2, 20), Ok(1));

    assert_eq!(create(0, 2, 100), Err(StoreError::Full));
    assert_eq!(create(1, 3, 20), Err(StoreError::Full));
    assert_eq!(block_on(store.head(second.clone())), Err(StoreError::NotFound), "what is refused is not there");
    assert_eq!(create(0, 3, 20), Ok(()));

    // Sealing anew is the host's affair: it goes on when a quota was lowered.
    block_on(store.reseal(name.clone(), 2, 1, vec![1; 1_000])).unwrap();
    block_on(store.invalidate(name.clone(), Selector::Latest, WhenEmpty::KeepCount)).unwrap();
    assert_eq!(append(4, 10, 3, 20), Ok(2), "what was invalidated makes room");
}

pub(super) fn separate(store: &Arc<dyn KeyStore>) {
    let quota = Quota { max_versions: 1, max_bytes: 5 };
    for namespace in ["guest", "guest2", "gues"] {
        block_on(store.create(entry(namespace, b"id"), version(&[1; 5]), quota)).unwrap();
        let more = block_on(store.create(entry(namespace, b"more"), version(&[]), quota));
        assert_eq!(more, Err(StoreError::Full));
    }
}
