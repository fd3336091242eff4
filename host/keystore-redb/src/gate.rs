//! The storage as redb sees it.

use core::fmt;
use std::io::{Error, ErrorKind, Result};
use std::ops::Bound;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redb::{BackendError, StorageBackend};
use wasi_crypto_keystore::StoreError;

use crate::extent::{Before, Extent};

/// What a file is opened for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Access {
    /// Reading and writing; no other process has it meanwhile.
    Exclusive,
    /// Reading; other processes may read it as well.
    Reading,
}

/// Stands between redb and a file, for three reasons:
///
/// * redb writes to a file while it opens it. Whether the file is ours to write to is known only afterwards. So whatever
///   is written is kept in memory until the gate opens, and a file from a newer version stays as it is, to the byte. A file
///   opened for reading has a gate that never opens, so one left behind by a crash can be read without being repaired.
/// * redb refuses to go on after an I/O error. The gate outlives the database, so that it can be opened again without
///   giving the file to another process in between.
/// * After a failed sync the operating system may have dropped what it could not write, and may say that all is well the
///   next time. The gate remembers.
pub(crate) struct Gate {
    file: Extent,
    access: Access,
    held: Mutex<Option<Vec<Change>>>,
    sync_failed: AtomicBool,
}

enum Change {
    Write(u64, Vec<u8>),
    Length(u64),
    Sync,
}

impl Gate {
    /// A closed gate in front of a file.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if another process has the file, or this one; [`StoreError::Io`].
    pub(crate) fn new(file: impl StorageBackend, access: Access) -> core::result::Result<Arc<Self>, StoreError> {
        let lock = match access {
            Access::Exclusive => file.try_lock_range(Bound::Unbounded, Bound::Unbounded),
            Access::Reading => file.try_lock_shared_range(Bound::Unbounded, Bound::Unbounded),
        };
        match lock {
            // A backend without locks is one of a test or of a platform without them.
            Ok(true) | Err(BackendError::Unsupported) => {}
            Ok(false) => return Err(StoreError::Busy),
            Err(error) => return Err(StoreError::Io(error.to_string())),
        }
        let held = Mutex::new(Some(Vec::new()));
        Ok(Arc::new(Self { file: Extent::new(file), access, held, sync_failed: AtomicBool::new(false) }))
    }

    /// Lets everything held back through, in its order, and whatever comes later at once.
    pub(crate) fn open(&self) -> Result<()> {
        let mut held = self.held();
        for change in held.take().unwrap_or_default() {
            match change {
                Change::Write(offset, data) => self.file.file().write(offset, &data)?,
                Change::Length(len) => self.file.set_len(len)?,
                Change::Sync => self.sync()?,
            }
        }
        Ok(())
    }

    /// Holds changes back again, for a database that is opened anew.
    pub(crate) fn close(&self) {
        *self.held() = Some(Vec::new());
    }

    /// Makes sure that the next change has room, whatever becomes of the disk.
    ///
    /// # Errors
    /// That of the disk, if there is none. Nothing was changed.
    pub(crate) fn reserve(&self) -> Result<()> {
        self.file.reserve()
    }

    /// How things stand before a change.
    ///
    /// # Errors
    /// That of the disk.
    pub(crate) fn before(&self) -> Result<Before> {
        self.file.before()
    }

    /// Cuts off what the file grew by for a change that failed. No database is open.
    pub(crate) fn clear_up(&self, before: &Before) {
        if !self.sync_failed() {
            // A file that stays longer is no harm.
            let _ = self.file.undo(before);
        }
    }

    /// Takes what reserve there is room for.
    pub(crate) fn reserve_some(&self) {
        self.file.reserve_some();
    }

    /// Gives that room up, for a change that has to be. Returns whether there was any.
    pub(crate) fn release(&self) -> bool {
        self.file.release().unwrap_or(false)
    }

    /// Whether the storage ever failed to sync.
    pub(crate) fn sync_failed(&self) -> bool {
        self.sync_failed.load(Ordering::Acquire)
    }

    /// The length of the storage.
    pub(crate) fn len(&self) -> Result<u64> {
        self.length(self.held().as_deref().unwrap_or_default())
    }

    fn held(&self) -> MutexGuard<'_, Option<Vec<Change>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn length(&self, held: &[Change]) -> Result<u64> {
        Ok(held.iter().fold(self.file.len()?, |len, change| match change {
            Change::Write(offset, data) => len.max(end(*offset, data)),
            Change::Length(len) => *len,
            Change::Sync => len,
        }))
    }

    fn sync(&self) -> Result<()> {
        let result = self.file.file().sync_data();
        if result.is_err() {
            self.sync_failed.store(true, Ordering::Release);
        }
        result
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        // redb has given room back by now. Where that cannot be had again, the reserve is what is left.
        if self.access == Access::Exclusive && self.held().is_none() && !self.sync_failed() {
            self.file.reserve_some();
            drop(self.file.mark());
        }
        // Gives up the lock. Closing the file does, if this fails.
        drop(self.file.file().close());
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").finish_non_exhaustive()
    }
}

/// A gate as redb takes it. It has no locks: the gate has locked the file.
#[derive(Debug)]
pub(crate) struct Storage(pub(crate) Arc<Gate>);

impl StorageBackend for Storage {
    fn len(&self) -> Result<u64> {
        self.0.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        let held = self.0.held();
        let Some(changes) = held.as_deref() else {
            drop(held);
            return self.0.file.file().read(offset, out);
        };
        if end(offset, out) > self.0.length(changes)? {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        out.fill(0);
        copy_from_file(&self.0.file, offset, out)?;
        for change in changes {
            match change {
                Change::Write(at, data) => overlay(offset, out, *at, data),
                Change::Length(len) => {
                    let kept = usize::try_from(len.saturating_sub(offset)).unwrap_or(usize::MAX);
                    out.iter_mut().skip(kept).for_each(|byte| *byte = 0);
                }
                Change::Sync => {}
            }
        }
        Ok(())
    }

    fn set_len(&self, len: u64) -> Result<()> {
        match &mut *self.0.held() {
            Some(changes) => changes.push(Change::Length(len)),
            None => self.0.file.set_len(len)?,
        }
        Ok(())
    }

    fn sync_data(&self) -> Result<()> {
        match &mut *self.0.held() {
            Some(changes) => changes.push(Change::Sync),
            None => self.0.sync()?,
        }
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<()> {
        match &mut *self.0.held() {
            Some(changes) => changes.push(Change::Write(offset, data.to_vec())),
            None => self.0.file.file().write(offset, data)?,
        }
        Ok(())
    }
}

fn end(offset: u64, data: &[u8]) -> u64 {
    offset.saturating_add(u64::try_from(data.len()).unwrap_or(u64::MAX))
}

/// Reads what the file has of a range; it may end earlier.
fn copy_from_file(file: &Extent, offset: u64, out: &mut [u8]) -> Result<()> {
    let there = usize::try_from(file.len()?.saturating_sub(offset)).unwrap_or(usize::MAX).min(out.len());
    let out = out.get_mut(..there).ok_or_else(|| Error::from(ErrorKind::UnexpectedEof))?;
    if out.is_empty() { Ok(()) } else { file.file().read(offset, out) }
}

/// Puts what was written at one offset over what was read from another.
fn overlay(offset: u64, out: &mut [u8], at: u64, data: &[u8]) {
    let distance = |from: u64, to: u64| usize::try_from(to.saturating_sub(from)).unwrap_or(usize::MAX);
    let out = out.iter_mut().skip(distance(offset, at));
    let data = data.iter().skip(distance(at, offset));
    out.zip(data).for_each(|(out, data)| *out = *data);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Shared;
    use redb::backends::InMemoryBackend;

    fn read(storage: &Storage, offset: u64, len: usize) -> Vec<u8> {
        let mut out = vec![0xee; len];
        storage.read(offset, &mut out).unwrap();
        out
    }

    #[test]
    fn nothing_gets_through_before_the_gate_opens_and_everything_is_seen() {
        let file = Arc::new(InMemoryBackend::new());
        file.set_len(8).unwrap();
        file.write(0, b"abcdefgh").unwrap();

        let gate = Gate::new(Shared(file.clone()), Access::Exclusive).unwrap();
        let storage = Storage(gate.clone());
        storage.write(2, b"XY").unwrap();
        storage.set_len(5).unwrap();
        storage.set_len(10).unwrap();
        storage.write(8, b"Z").unwrap();
        assert_eq!(storage.len().unwrap(), 10);
        assert_eq!(read(&storage, 0, 10), b"abXYe\0\0\0Z\0");
        assert_eq!(read(&storage, 3, 2), b"Ye");
        assert_eq!(storage.read(9, &mut [0; 2]).unwrap_err().kind(), ErrorKind::UnexpectedEof);
        let mut untouched = [0; 8];
        file.read(0, &mut untouched).unwrap();
        assert_eq!((&untouched, file.len().unwrap()), (b"abcdefgh", 8));

        gate.open().unwrap();
        assert_eq!(read(&storage, 0, 10), b"abXYe\0\0\0Z\0");
        storage.write(0, b"!").unwrap();
        let mut through = [0; 10];
        file.read(0, &mut through).unwrap();
        assert_eq!(&through, b"!bXYe\0\0\0Z\0");
    }
}
