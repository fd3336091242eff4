//! A disk whose every write is known, and which fails when it is told to.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::collections::BTreeSet;
use std::io::{Error, ErrorKind, Result};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redb::StorageBackend;
use wasi_crypto_keystore::conformance::{Model, block_on};
use wasi_crypto_keystore::{KeyStore, Snapshot, StoreError};
use wasi_crypto_keystore_redb::RedbStore;

/// What happened to a disk.
#[derive(Clone, Debug)]
pub enum Event {
    Write(u64, Vec<u8>),
    SetLen(u64),
    /// Everything before is on stable storage.
    Sync,
    /// So many operations were acknowledged by now.
    Acknowledged(usize),
}

/// Which calls fail.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Fault {
    #[default]
    None,
    /// The one after so many others.
    Once(u64),
    /// That one, and all that follow.
    From(u64),
    /// That one panics.
    Panic(u64),
}

/// What a disk says that panics.
pub const ON_PURPOSE: &str = "the disk panics on purpose";

/// A disk in memory. Clones are the same disk.
#[derive(Clone, Debug, Default)]
pub struct Disk(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    content: Vec<u8>,
    log: Option<Vec<Event>>,
    calls: u64,
    fault: Fault,
    failed: bool,
    failed_sync: bool,
    max_len: Option<u64>,
    room: Option<u64>,
    /// Blocks that were written to, as a file system without compression gives them, and how many there are.
    blocks: BTreeSet<u64>,
    max_blocks: Option<usize>,
}

/// Bytes of a block.
const BLOCK: u64 = 4096;

impl Disk {
    pub fn with(content: Vec<u8>) -> Self {
        Self(Arc::new(Mutex::new(State { content, ..State::default() })))
    }

    pub fn content(&self) -> Vec<u8> {
        self.state().content.clone()
    }

    /// From now on every change is written down.
    pub fn record(&self) {
        self.state().log = Some(Vec::new());
    }

    /// Flips the bits of one byte.
    pub fn damage(&self, at: usize) {
        self.state().content[at] ^= 0xff;
    }

    pub fn acknowledge(&self, operations: usize) {
        self.state().log.as_mut().unwrap().push(Event::Acknowledged(operations));
    }

    pub fn take_log(&self) -> Vec<Event> {
        self.state().log.take().unwrap()
    }

    /// Counts calls anew.
    pub fn fail(&self, fault: Fault) {
        let mut state = self.state();
        (state.calls, state.fault, state.failed, state.failed_sync) = (0, fault, false, false);
    }

    /// Whether a call has failed, and whether a sync has.
    pub fn failed(&self) -> (bool, bool) {
        let state = self.state();
        (state.failed, state.failed_sync)
    }

    /// The disk is full at this length, or after so many more bytes are written.
    pub fn limit(&self, max_len: Option<u64>, room: Option<u64>) {
        let mut state = self.state();
        (state.max_len, state.room) = (max_len, room);
    }

    /// The disk has no block left that it has not given.
    pub fn fill_up(&self) {
        let mut state = self.state();
        state.max_blocks = Some(state.blocks.len());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn call(&self, is_sync: bool) -> Result<MutexGuard<'_, State>> {
        let mut state = self.state();
        let call = state.calls;
        state.calls += 1;
        let fails = match state.fault {
            Fault::None => false,
            Fault::Once(at) | Fault::Panic(at) => call == at,
            Fault::From(at) => call >= at,
        };
        if fails {
            state.failed = true;
            if matches!(state.fault, Fault::Panic(_)) {
                panic!("{ON_PURPOSE}");
            }
            state.failed_sync |= is_sync;
            return Err(Error::other("the disk was told to fail"));
        }
        Ok(state)
    }
}

impl State {
    fn log(&mut self, event: Event) {
        if let Some(log) = &mut self.log {
            log.push(event);
        }
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> Result<u64> {
        Ok(self.call(false)?.content.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        let state = self.call(false)?;
        let offset = usize::try_from(offset).unwrap();
        let there = offset.checked_add(out.len()).and_then(|end| state.content.get(offset..end));
        out.copy_from_slice(there.ok_or(ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> Result<()> {
        let mut state = self.call(false)?;
        if state.max_len.is_some_and(|max| len > max) {
            return Err(ErrorKind::StorageFull.into());
        }
        set_len(&mut state.content, len);
        state.blocks.split_off(&len.div_ceil(BLOCK));
        state.log(Event::SetLen(len));
        Ok(())
    }

    fn sync_data(&self) -> Result<()> {
        self.call(true)?.log(Event::Sync);
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<()> {
        let mut state = self.call(false)?;
        if let Some(room) = state.room {
            state.room = Some(room.checked_sub(data.len() as u64).ok_or(ErrorKind::StorageFull)?);
        }
        let end = offset + data.len() as u64;
        assert!(end <= state.content.len() as u64, "redb writes within the file only");
        let new: Vec<u64> =
            (offset / BLOCK..end.div_ceil(BLOCK)).filter(|block| !state.blocks.contains(block)).collect();
        if state.max_blocks.is_some_and(|max| state.blocks.len() + new.len() > max) {
            return Err(ErrorKind::StorageFull.into());
        }
        state.blocks.extend(new);
        write(&mut state.content, offset, data);
        state.log(Event::Write(offset, data.to_vec()));
        Ok(())
    }
}

pub fn set_len(content: &mut Vec<u8>, len: u64) {
    content.resize(usize::try_from(len).unwrap(), 0);
}

/// Writes what fits into the length the file has: what was written behind the end of a file whose growth is lost, is lost.
pub fn write(content: &mut [u8], offset: u64, data: &[u8]) {
    let offset = usize::try_from(offset).unwrap().min(content.len());
    let data = &data[..data.len().min(content.len() - offset)];
    content[offset..offset + data.len()].copy_from_slice(data);
}

/// A disk with a new store, closed.
pub fn new_store() -> Disk {
    let disk = Disk::default();
    drop(RedbStore::with_backend(disk.clone()).unwrap());
    disk
}

/// A disk with a store that was used, closed, and what it holds.
pub fn used_store(seed: u64, operations: usize) -> (Disk, Snapshot) {
    let disk = new_store();
    let store = RedbStore::with_backend(disk.clone()).unwrap();
    let mut model = Model::new(seed);
    for _ in 0..operations {
        let (what, expected, found) = model.step(&store);
        assert_eq!(found, expected, "{what}");
    }
    (disk, block_on(model.memory.snapshot()).unwrap())
}

/// Opens what is on a disk and reads everything.
pub fn read_all(content: Vec<u8>) -> core::result::Result<Snapshot, StoreError> {
    let store = RedbStore::with_backend(Disk::with(content))?;
    block_on(store.snapshot())
}
