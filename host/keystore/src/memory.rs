//! A store in memory: for tests, and for hosts whose managed keys need not outlive them.

use core::fmt;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{
    EntryInfo, EntryName, EntrySnapshot, Head, KeyStore, LAST_VERSION, Namespace, NewVersion, Quota, Record, Result,
    Root, Selector, Snapshot, StoreError, StoreFuture, Usage, WhenEmpty,
};

/// A store that lives as long as the process. Keeps every promise of [`KeyStore`] but durability.
#[derive(Default)]
pub struct MemoryStore {
    content: Mutex<Content>,
}

#[derive(Clone, Default)]
struct Content {
    root: Option<Root>,
    entries: BTreeMap<EntryName, Entry>,
}

#[derive(Clone)]
struct Entry {
    head: Head,
    /// In their order: each new one has a higher number than all before.
    versions: Vec<(u64, NewVersion)>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        // Nothing under this lock can panic halfway through a change.
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Content) -> Result<T> + Send + 'static,
    ) -> StoreFuture<'_, T> {
        Box::pin(async move { f(&mut self.content()) })
    }
}

impl KeyStore for MemoryStore {
    fn create(&self, name: EntryName, first: NewVersion, quota: Quota) -> StoreFuture<'_, ()> {
        self.with(move |content| {
            if content.entries.contains_key(&name) {
                return Err(StoreError::Conflict);
            }
            content.usage(name.namespace()).plus(first.payload.len(), quota)?;
            let head = Head { kind: first.attributes.kind, revision: 1, latest: Some(0), next: 1 };
            content.entries.insert(name, Entry { head, versions: vec![(0, first)] });
            Ok(())
        })
    }

    fn head(&self, name: EntryName) -> StoreFuture<'_, Head> {
        self.with(move |content| Ok(content.entry(&name)?.head))
    }

    fn read(&self, name: EntryName, which: Selector) -> StoreFuture<'_, Record> {
        self.with(move |content| {
            let entry = content.entry(&name)?;
            let version = match which {
                Selector::Latest => entry.head.latest,
                Selector::Version(version) => Some(version),
                Selector::All => None,
            };
            let version = version.ok_or(StoreError::NotFound)?;
            let found = entry.position(version).and_then(|position| entry.versions.get(position));
            found.map(record).ok_or(StoreError::NotFound)
        })
    }

    fn append(&self, name: EntryName, revision: u64, version: NewVersion, quota: Quota) -> StoreFuture<'_, u64> {
        self.with(move |content| {
            let usage = content.usage(name.namespace());
            let entry = content.entry_at(&name, revision)?;
            usage.plus(version.payload.len(), quota)?;
            let number = entry.head.next;
            if number > LAST_VERSION {
                return Err(StoreError::Full);
            }
            entry.versions.push((number, version));
            entry.head.next = number.saturating_add(1);
            entry.changed();
            Ok(number)
        })
    }

    fn reseal(&self, name: EntryName, revision: u64, version: u64, payload: Vec<u8>) -> StoreFuture<'_, ()> {
        self.with(move |content| {
            let entry = content.entry_at(&name, revision)?;
            let found = entry.position(version).and_then(|position| entry.versions.get_mut(position));
            found.ok_or(StoreError::NotFound)?.1.payload = payload;
            entry.changed();
            Ok(())
        })
    }

    fn invalidate(&self, name: EntryName, which: Selector, when_empty: WhenEmpty) -> StoreFuture<'_, ()> {
        self.with(move |content| {
            let entry = content.entries.get_mut(&name).ok_or(StoreError::NotFound)?;
            let before = entry.versions.len();
            match which {
                Selector::Latest => drop(entry.versions.pop()),
                Selector::Version(version) => entry.versions.retain(|(number, _)| *number != version),
                Selector::All => entry.versions.clear(),
            }
            if entry.versions.len() == before {
                return Err(StoreError::NotFound);
            }
            entry.changed();
            if entry.versions.is_empty() && when_empty == WhenEmpty::Forget {
                content.entries.remove(&name);
            }
            Ok(())
        })
    }

    fn list(
        &self,
        namespace: Option<Namespace>,
        after: Option<EntryName>,
        limit: usize,
    ) -> StoreFuture<'_, Vec<EntryInfo>> {
        self.with(move |content| {
            let start = after.map_or(Bound::Unbounded, Bound::Excluded);
            let entries = content.entries.range((start, Bound::Unbounded));
            let wanted = entries.filter(|(name, _)| namespace.as_ref().is_none_or(|wanted| name.namespace() == wanted));
            Ok(wanted.take(limit).map(|(name, entry)| entry.info(name)).collect())
        })
    }

    fn usage(&self, namespace: Namespace) -> StoreFuture<'_, Usage> {
        self.with(move |content| Ok(content.usage(&namespace)))
    }

    fn root(&self) -> StoreFuture<'_, Option<Root>> {
        self.with(move |content| Ok(content.root.clone()))
    }

    fn set_root(&self, revision: Option<u64>, new: Vec<u8>) -> StoreFuture<'_, u64> {
        self.with(move |content| {
            if content.root.as_ref().map(|root| root.revision) != revision {
                return Err(StoreError::Conflict);
            }
            let revision = revision.unwrap_or_default().saturating_add(1);
            content.root = Some(Root { revision, content: new });
            Ok(revision)
        })
    }

    fn snapshot(&self) -> StoreFuture<'_, Snapshot> {
        self.with(move |content| {
            let entries = content.entries.iter().map(|(name, entry)| entry.snapshot(name)).collect();
            Ok(Snapshot { root: content.root.clone(), entries })
        })
    }

    fn restore(&self, snapshot: Snapshot) -> StoreFuture<'_, ()> {
        self.with(move |content| {
            if content.root.is_some() || !content.entries.is_empty() {
                return Err(StoreError::Conflict);
            }
            snapshot.check()?;
            content.root = snapshot.root;
            content.entries.extend(snapshot.entries.into_iter().map(Entry::restored));
            Ok(())
        })
    }
}

/// Says nothing about the content.
impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore").field("entries", &self.content().entries.len()).finish_non_exhaustive()
    }
}

impl Content {
    fn entry(&self, name: &EntryName) -> Result<&Entry> {
        self.entries.get(name).ok_or(StoreError::NotFound)
    }

    /// The entry to change, if it is the one the caller knows.
    fn entry_at(&mut self, name: &EntryName, revision: u64) -> Result<&mut Entry> {
        let entry = self.entries.get_mut(name).ok_or(StoreError::NotFound)?;
        if entry.head.revision == revision { Ok(entry) } else { Err(StoreError::Conflict) }
    }

    fn usage(&self, namespace: &Namespace) -> Usage {
        let entries = self.entries.iter().filter(|(name, _)| name.namespace() == namespace);
        entries.flat_map(|(_, entry)| &entry.versions).fold(Usage::default(), |usage, (_, version)| Usage {
            versions: usage.versions.saturating_add(1),
            bytes: usage.bytes.saturating_add(u64::try_from(version.payload.len()).unwrap_or(u64::MAX)),
        })
    }
}

impl Entry {
    fn position(&self, version: u64) -> Option<usize> {
        self.versions.binary_search_by_key(&version, |(number, _)| *number).ok()
    }

    fn changed(&mut self) {
        self.head.revision = self.head.revision.saturating_add(1);
        self.head.latest = self.versions.last().map(|(version, _)| *version);
    }

    fn info(&self, name: &EntryName) -> EntryInfo {
        let attributes = |(version, content): &(u64, NewVersion)| (*version, content.attributes.clone());
        EntryInfo { name: name.clone(), head: self.head, versions: self.versions.iter().map(attributes).collect() }
    }

    fn snapshot(&self, name: &EntryName) -> EntrySnapshot {
        let versions = self.versions.iter().map(record).collect();
        EntrySnapshot { name: name.clone(), head: self.head, versions }
    }

    fn restored(entry: EntrySnapshot) -> (EntryName, Self) {
        let version =
            |record: Record| (record.version, NewVersion { attributes: record.attributes, payload: record.payload });
        (entry.name, Self { head: entry.head, versions: entry.versions.into_iter().map(version).collect() })
    }
}

fn record((version, content): &(u64, NewVersion)) -> Record {
    Record { version: *version, attributes: content.attributes.clone(), payload: content.payload.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::{Subject, check, compare};
    use std::sync::Arc;

    struct InMemory;

    impl Subject for InMemory {
        type Place = Arc<MemoryStore>;

        fn place(&self) -> Self::Place {
            Arc::default()
        }

        fn open(&self, place: &Self::Place) -> Arc<dyn KeyStore> {
            place.clone()
        }
    }

    #[test]
    fn keeps_the_promises_of_a_store() {
        check(&InMemory);
    }

    #[test]
    fn agrees_with_itself() {
        compare(&InMemory, 1, 5_000);
    }
}
