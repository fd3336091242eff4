//! The store.

use std::path::Path;
use std::sync::Arc;

use redb::StorageBackend;
use wasi_crypto_keystore::{
    EntryInfo, EntryName, Head, KeyStore, Namespace, NewVersion, Quota, Record, Result, Root, Selector, Snapshot,
    StoreFuture, Usage, WhenEmpty,
};

use crate::draft::Draft;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::file;
use crate::gate::{Access, Gate};
use crate::tables::{Reading, Writing};
use crate::verify;
use crate::worker::Worker;

/// A store in one file.
///
/// It has two threads of its own, one that writes and one that reads, so its futures never keep an executor from
/// working and need no particular one. A future begins when it is polled first. One that is dropped before its thread got
/// to it changes nothing; after that, the change is carried out to its end.
///
/// Opening and dropping a store wait for the disk. After the drop the file is closed and free for others.
#[derive(Debug)]
pub struct RedbStore {
    // Dropped in this order: the threads end before the file is closed.
    writer: Worker,
    reader: Worker,
    engine: Arc<Engine>,
}

impl RedbStore {
    /// Makes a new store. On unix its file can be read and written by its owner only.
    ///
    /// # Errors
    /// [`Conflict`](wasi_crypto_keystore::StoreError::Conflict) if there is something at this path;
    /// [`Io`](wasi_crypto_keystore::StoreError::Io).
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        Self::start(file::create(path.as_ref())?)
    }

    /// Begins a new store, which has its name only when it was filled: at each moment there is all of it at this path, or
    /// nothing.
    ///
    /// # Errors
    /// As for [`create`](Self::create).
    pub fn draft(path: impl AsRef<Path>) -> Result<Draft> {
        Draft::begin(path.as_ref())
    }

    /// Opens a store, whole even after a crash. A file whose permissions say that it is read-only is opened as
    /// [`open_read_only`](Self::open_read_only) does.
    ///
    /// # Errors
    /// * [`NotFound`](wasi_crypto_keystore::StoreError::NotFound) if there is nothing at this path.
    /// * [`Busy`](wasi_crypto_keystore::StoreError::Busy), at once, if another process has it, or this one.
    /// * [`Newer`](wasi_crypto_keystore::StoreError::Newer) if a newer version of this software wrote it. It is unchanged.
    /// * [`Corrupt`](wasi_crypto_keystore::StoreError::Corrupt) if it is no store, or damaged. It is unchanged.
    /// * [`Io`](wasi_crypto_keystore::StoreError::Io), also for what is no regular file: links are not followed.
    ///
    /// None of them repeats the path.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::start(file::open(path.as_ref())?)
    }

    /// Opens a store, or makes one where there is nothing.
    ///
    /// # Errors
    /// As for [`open`](Self::open) and [`create`](Self::create), without `NotFound` and `Conflict`.
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<Self> {
        Self::start(file::open_or_create(path.as_ref())?)
    }

    /// Opens a store that answers [`ReadOnly`](wasi_crypto_keystore::StoreError::ReadOnly) to every change. The file is not
    /// changed, not even if a crash left it behind, and others may read it at the same time.
    ///
    /// # Errors
    /// As for [`open`](Self::open).
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self> {
        Self::start(file::open_read_only(path.as_ref())?)
    }

    /// Opens the store in any storage redb can be given, or makes one if it is empty. For tests: it is not created in one
    /// step, so a crash in the middle of that leaves a storage that is refused.
    ///
    /// # Errors
    /// As for [`open`](Self::open).
    pub fn with_backend(backend: impl StorageBackend) -> Result<Self> {
        Self::start(Engine::open(Gate::new(backend, Access::Exclusive)?, Access::Exclusive)?)
    }

    /// Looks at everything there is and returns what contradicts itself, in words for an operator; nothing if all is well.
    ///
    /// # Errors
    /// [`Io`](wasi_crypto_keystore::StoreError::Io).
    pub fn verify(&self) -> StoreFuture<'_, Vec<String>> {
        let engine = self.engine.clone();
        self.writer.run(move || verify::verify(&engine))
    }

    /// Gives space back that invalidated versions have left. Returns whether there was any.
    ///
    /// # Errors
    /// [`ReadOnly`](wasi_crypto_keystore::StoreError::ReadOnly), [`Io`](wasi_crypto_keystore::StoreError::Io).
    pub fn compact(&self) -> StoreFuture<'_, bool> {
        let engine = self.engine.clone();
        self.writer.run(move || engine.compact())
    }

    pub(crate) fn start(engine: Engine) -> Result<Self> {
        let (writer, reader) = (Worker::start("keystore-writer")?, Worker::start("keystore-reader")?);
        Ok(Self { writer, reader, engine: Arc::new(engine) })
    }

    fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Reading) -> Result<T, Failure> + Send + 'static,
    ) -> StoreFuture<'_, T> {
        let engine = self.engine.clone();
        self.reader.run(move || engine.read(|transaction| f(&Reading::open(transaction)?)))
    }

    fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Writing<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> StoreFuture<'_, T> {
        let engine = self.engine.clone();
        self.writer.run(move || engine.write(|transaction| f(&mut Writing::open(transaction)?)))
    }
}

impl KeyStore for RedbStore {
    fn create(&self, name: EntryName, first: NewVersion, quota: Quota) -> StoreFuture<'_, ()> {
        self.write(move |tables| tables.create(&name, &first, quota))
    }

    fn head(&self, name: EntryName) -> StoreFuture<'_, Head> {
        self.read(move |tables| tables.head(&name))
    }

    fn read(&self, name: EntryName, which: Selector) -> StoreFuture<'_, Record> {
        self.read(move |tables| tables.read(&name, which))
    }

    fn append(&self, name: EntryName, revision: u64, version: NewVersion, quota: Quota) -> StoreFuture<'_, u64> {
        self.write(move |tables| tables.append(&name, revision, &version, quota))
    }

    fn reseal(&self, name: EntryName, revision: u64, version: u64, payload: Vec<u8>) -> StoreFuture<'_, ()> {
        self.write(move |tables| tables.reseal(&name, revision, version, payload))
    }

    fn invalidate(&self, name: EntryName, which: Selector, when_empty: WhenEmpty) -> StoreFuture<'_, ()> {
        let engine = self.engine.clone();
        self.writer.run(move || {
            engine.take_away(|transaction| Writing::open(transaction)?.invalidate(&name, which, when_empty))
        })
    }

    fn list(
        &self,
        namespace: Option<Namespace>,
        after: Option<EntryName>,
        limit: usize,
    ) -> StoreFuture<'_, Vec<EntryInfo>> {
        self.read(move |tables| tables.list(namespace.as_ref(), after.as_ref(), limit))
    }

    fn usage(&self, namespace: Namespace) -> StoreFuture<'_, Usage> {
        self.read(move |tables| tables.usage(&namespace))
    }

    fn root(&self) -> StoreFuture<'_, Option<Root>> {
        self.read(Reading::root)
    }

    fn set_root(&self, revision: Option<u64>, content: Vec<u8>) -> StoreFuture<'_, u64> {
        self.write(move |tables| tables.set_root(revision, content))
    }

    fn snapshot(&self) -> StoreFuture<'_, Snapshot> {
        self.read(Reading::snapshot)
    }

    fn restore(&self, snapshot: Snapshot) -> StoreFuture<'_, ()> {
        self.write(move |tables| tables.restore(snapshot))
    }
}
