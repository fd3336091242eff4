//! Everything in a store, as of one moment: what a backup holds.

use crate::{EntryName, Head, LAST_VERSION, Record, Result, StoreError};

/// The one document a store keeps for its caller.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Root {
    /// Goes up with every change, from 1.
    pub revision: u64,
    /// The document, sealed by the caller.
    pub content: Vec<u8>,
}

/// Everything in a store.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Snapshot {
    /// The caller's document.
    pub root: Option<Root>,
    /// Every entry, in the order of their names.
    pub entries: Vec<EntrySnapshot>,
}

/// One entry with all it holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EntrySnapshot {
    /// Its name.
    pub name: EntryName,
    /// Its state.
    pub head: Head,
    /// Its versions in ascending order, with payloads.
    pub versions: Vec<Record>,
}

impl Snapshot {
    /// Whether it could have come from a store: names and versions ascend, kinds agree, and the state of each entry
    /// tells the newest version and a next one above it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] with the first contradiction.
    pub fn check(&self) -> Result<()> {
        if !self.entries.is_sorted_by(|a, b| a.name < b.name) {
            return Err(StoreError::Corrupt("the entries are not in order".into()));
        }
        self.entries.iter().try_for_each(EntrySnapshot::check)
    }
}

impl EntrySnapshot {
    fn check(&self) -> Result<()> {
        let wrong = |what: &str| Err(StoreError::Corrupt(format!("an entry of `{}` {what}", self.name.namespace())));
        if !self.versions.is_sorted_by(|a, b| a.version < b.version) {
            return wrong("has its versions out of order");
        }
        if self.versions.iter().any(|record| record.attributes.kind != self.head.kind) {
            return wrong("has versions of different kinds");
        }
        if self.versions.last().map(|record| record.version) != self.head.latest {
            return wrong("lacks its newest version");
        }
        if self.head.latest.is_some_and(|latest| latest >= self.head.next || latest > LAST_VERSION) {
            return wrong("has counted its versions wrong");
        }
        Ok(())
    }
}
