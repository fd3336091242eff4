//! A store that fails, or lets another be faster, at a moment of choice.

use std::fmt;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use wasi_crypto_keystore::{
    EntryInfo, EntryName, Head, KeyStore, MemoryStore, Namespace, NewVersion, Quota, Record, Root, Selector, Snapshot,
    StoreError, StoreFuture, Usage, WhenEmpty,
};

type Interruption = Box<dyn FnOnce() + Send>;

/// A store in memory whose calls are counted. At one of them something happens.
#[derive(Default)]
pub struct FaultyStore {
    pub inner: Arc<MemoryStore>,
    calls: AtomicUsize,
    fail_at: AtomicUsize,
    stall_at: AtomicUsize,
    interrupt: Mutex<Option<(usize, Interruption)>>,
}

impl FaultyStore {
    pub fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    /// The n-th call from now on fails, counted from 1; none for 0. Returns whether one was still to fail.
    pub fn fail_at(&self, n: usize) -> bool {
        let calls = self.calls.swap(0, Ordering::SeqCst);
        self.fail_at.swap(n, Ordering::SeqCst) > calls
    }

    /// The n-th call from now on never comes to an end.
    pub fn stall_at(&self, n: usize) {
        self.calls.store(0, Ordering::SeqCst);
        self.stall_at.store(n, Ordering::SeqCst);
    }

    /// Before the n-th call from now on something happens.
    pub fn interrupt_at(&self, n: usize, interruption: impl FnOnce() + Send + 'static) {
        self.calls.store(0, Ordering::SeqCst);
        *self.interrupt.lock().unwrap() = Some((n, Box::new(interruption)));
    }

    /// Whether the interruption is still to come.
    pub fn is_armed(&self) -> bool {
        self.interrupt.lock().unwrap().is_some()
    }

    fn pass<'a, T: Send + 'a>(&'a self, call: impl FnOnce() -> StoreFuture<'a, T>) -> StoreFuture<'a, T> {
        let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let interruption = {
            let mut interrupt = self.interrupt.lock().unwrap();
            if interrupt.as_ref().is_some_and(|(n, _)| *n == number) { interrupt.take() } else { None }
        };
        if let Some((_, interruption)) = interruption {
            interruption();
        }
        if self.stall_at.load(Ordering::SeqCst) == number {
            return Box::pin(std::future::pending());
        }
        let fail_at = self.fail_at.load(Ordering::SeqCst);
        if number == fail_at {
            return Box::pin(std::future::ready(Err(StoreError::Io("the disk is on fire".into()))));
        }
        call()
    }
}

impl fmt::Debug for FaultyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FaultyStore")
    }
}

impl KeyStore for FaultyStore {
    fn create(&self, name: EntryName, first: NewVersion, quota: Quota) -> StoreFuture<'_, ()> {
        self.pass(|| self.inner.create(name, first, quota))
    }

    fn head(&self, name: EntryName) -> StoreFuture<'_, Head> {
        self.pass(|| self.inner.head(name))
    }

    fn read(&self, name: EntryName, which: Selector) -> StoreFuture<'_, Record> {
        self.pass(|| self.inner.read(name, which))
    }

    fn append(&self, name: EntryName, revision: u64, version: NewVersion, quota: Quota) -> StoreFuture<'_, u64> {
        self.pass(|| self.inner.append(name, revision, version, quota))
    }

    fn reseal(&self, name: EntryName, revision: u64, version: u64, payload: Vec<u8>) -> StoreFuture<'_, ()> {
        self.pass(|| self.inner.reseal(name, revision, version, payload))
    }

    fn invalidate(&self, name: EntryName, which: Selector, when_empty: WhenEmpty) -> StoreFuture<'_, ()> {
        self.pass(|| self.inner.invalidate(name, which, when_empty))
    }

    fn list(
        &self,
        namespace: Option<Namespace>,
        after: Option<EntryName>,
        limit: usize,
    ) -> StoreFuture<'_, Vec<EntryInfo>> {
        self.pass(|| self.inner.list(namespace, after, limit))
    }

    fn usage(&self, namespace: Namespace) -> StoreFuture<'_, Usage> {
        self.pass(|| self.inner.usage(namespace))
    }

    fn root(&self) -> StoreFuture<'_, Option<Root>> {
        self.pass(|| self.inner.root())
    }

    fn set_root(&self, revision: Option<u64>, content: Vec<u8>) -> StoreFuture<'_, u64> {
        self.pass(|| self.inner.set_root(revision, content))
    }

    fn snapshot(&self) -> StoreFuture<'_, Snapshot> {
        self.pass(|| self.inner.snapshot())
    }

    fn restore(&self, snapshot: Snapshot) -> StoreFuture<'_, ()> {
        self.pass(|| self.inner.restore(snapshot))
    }
}
