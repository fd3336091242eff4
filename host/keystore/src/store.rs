//! The seam.

use core::fmt;
use core::future::Future;
use core::pin::Pin;

use crate::{Attributes, EntryName, Head, Namespace, NewVersion, Record, Result, Root, Selector, Snapshot};

/// What the functions of a store return. It makes no progress unless polled, may be polled from any thread, and needs no
/// particular runtime.
///
/// Dropping it early leaves the outcome open: the operation takes place whole or not at all.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// A store of versioned records.
///
/// An *entry* has a name, a kind, and versions numbered upwards by the store from 0. Each version has attributes, kept in
/// clear, and a payload, which was sealed by the caller. Every entry counts its changes in a *revision*; a change names
/// the revision it is based on and is refused with [`Conflict`](crate::StoreError::Conflict) if another came first.
///
/// What every store promises:
///
/// * **Durable.** A change has reached stable storage before its future completes with success.
/// * **Whole.** After a crash at any moment a change is there completely or not at all.
/// * **Versions never return.** The number of a version is never given out twice under one name, whatever was
///   invalidated since.
/// * **Invalidation is final.** The payload of an invalidated version can no longer be read through the store.
/// * **Names are not mixed up.** A record is read under the name and version it was written with, or not at all.
///
/// Every function answers [`Io`](crate::StoreError::Io) when the storage fails, [`Corrupt`](crate::StoreError::Corrupt)
/// when what it holds makes no sense, and [`ReadOnly`](crate::StoreError::ReadOnly) for a change of a store that takes
/// none. After the first two a change may have taken place all the same, whole: only reading tells.
pub trait KeyStore: fmt::Debug + Send + Sync {
    /// Makes a new entry whose first version is `first`, which has to have been sealed for version 0 and becomes it.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) if the name is taken, also by an entry without versions;
    /// [`Full`](crate::StoreError::Full) if its namespace would exceed `quota`.
    fn create(&self, name: EntryName, first: NewVersion, quota: Quota) -> StoreFuture<'_, ()>;

    /// What there is under a name: its kind, its newest version, the number the next one gets.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    fn head(&self, name: EntryName) -> StoreFuture<'_, Head>;

    /// Reads a version, or the newest. Expired ones are read like others: the caller has the clock.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound) if there is no such version (any more), and for [`Selector::All`].
    fn read(&self, name: EntryName, which: Selector) -> StoreFuture<'_, Record>;

    /// Adds a version, numbered [`Head::next`]; earlier ones stay. `revision` is [`Head::revision`] as the caller read it.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound); [`Conflict`](crate::StoreError::Conflict) if the entry has changed
    /// since; [`Full`](crate::StoreError::Full) if the namespace would exceed `quota`, or after [`LAST_VERSION`](crate::LAST_VERSION).
    fn append(&self, name: EntryName, revision: u64, version: NewVersion, quota: Quota) -> StoreFuture<'_, u64>;

    /// Puts another payload in the place of a version's; attributes and number stay. For sealing it anew.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound); [`Conflict`](crate::StoreError::Conflict) if the entry has changed
    /// since `revision`.
    fn reseal(&self, name: EntryName, revision: u64, version: u64, payload: Vec<u8>) -> StoreFuture<'_, ()>;

    /// Deletes a version, the newest one, or all. The count of versions is kept, unless none is left and `when_empty`
    /// says to forget the entry.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound) if there is nothing to delete.
    fn invalidate(&self, name: EntryName, which: Selector, when_empty: WhenEmpty) -> StoreFuture<'_, ()>;

    /// Up to `limit` entries in the order of their names, those of one namespace or of all, beginning after a name.
    fn list(
        &self,
        namespace: Option<Namespace>,
        after: Option<EntryName>,
        limit: usize,
    ) -> StoreFuture<'_, Vec<EntryInfo>>;

    /// How much a namespace holds, as quotas count it.
    fn usage(&self, namespace: Namespace) -> StoreFuture<'_, Usage>;

    /// The one document the store keeps for its caller beside the entries (the sealed data keys), if there is one.
    fn root(&self) -> StoreFuture<'_, Option<Root>>;

    /// Puts a new document in the place of the one with this revision, or the first one in the place of none.
    /// Returns the new revision, 1 for the first.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) if the document is not the one the caller knows.
    fn set_root(&self, revision: Option<u64>, content: Vec<u8>) -> StoreFuture<'_, u64>;

    /// Everything, as of one moment.
    fn snapshot(&self) -> StoreFuture<'_, Snapshot>;

    /// Fills an empty store, at once.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) if the store has a root or an entry; [`Corrupt`](crate::StoreError::Corrupt)
    /// if the snapshot contradicts itself (see [`Snapshot::check`]).
    fn restore(&self, snapshot: Snapshot) -> StoreFuture<'_, ()>;
}

/// How much one namespace may hold. The store counts in the same step as it adds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Quota {
    /// Versions in all entries of the namespace together.
    pub max_versions: u64,
    /// Bytes of payload of all of them.
    pub max_bytes: u64,
}

/// How much one namespace holds.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Usage {
    /// Versions that can be read.
    pub versions: u64,
    /// Bytes of their payloads.
    pub bytes: u64,
}

/// What becomes of an entry whose last version is invalidated.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum WhenEmpty {
    /// Its name stays taken, with the count of versions. For names people choose, which may come back.
    KeepCount,
    /// It disappears. For names drawn at random, which do not come back; otherwise entries without content would
    /// pile up.
    Forget,
}

/// An entry as a list shows it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EntryInfo {
    /// Its name.
    pub name: EntryName,
    /// Its state.
    pub head: Head,
    /// Its versions in ascending order, without payloads.
    pub versions: Vec<(u64, Attributes)>,
}

impl Quota {
    /// No limit.
    pub const UNLIMITED: Self = Self { max_versions: u64::MAX, max_bytes: u64::MAX };
}

impl Usage {
    /// The usage with one more version of `len` bytes, if it stays within the quota.
    ///
    /// # Errors
    /// [`Full`](crate::StoreError::Full).
    pub fn plus(self, len: usize, quota: Quota) -> Result<Self> {
        let len = u64::try_from(len).map_err(|_| crate::StoreError::Full)?;
        let more = Self {
            versions: self.versions.checked_add(1).ok_or(crate::StoreError::Full)?,
            bytes: self.bytes.checked_add(len).ok_or(crate::StoreError::Full)?,
        };
        if more.versions > quota.max_versions || more.bytes > quota.max_bytes {
            return Err(crate::StoreError::Full);
        }
        Ok(more)
    }

    /// The usage with one version of `len` bytes less.
    #[must_use]
    pub fn minus(self, len: usize) -> Self {
        let len = u64::try_from(len).unwrap_or(u64::MAX);
        Self { versions: self.versions.saturating_sub(1), bytes: self.bytes.saturating_sub(len) }
    }
}
