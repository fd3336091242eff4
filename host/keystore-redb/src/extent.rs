//! The file behind the gate, and some room at its end that is there whatever happens to the disk.
//!
//! A change needs new pages before it can free old ones, also one that only revokes. On a full disk there would be none. So
//! the file is longer than redb believes, by a reserve that is written and not only named, because a hole takes no room.
//! What adds something first makes sure of the reserve and is refused where that fails; what takes something away may use
//! it. redb takes a file that is longer than it left it as one with free pages at its end.

use core::fmt;
use std::io::Result;
use std::sync::{Mutex, MutexGuard, PoisonError};

use redb::StorageBackend;

/// Bytes of the reserve: a multiple of every size of pages, and several times what a change needs that goes through every
/// table once.
pub(crate) const RESERVE: u64 = 256 << 10;

/// The length up to which there is a reserve. At the end of a region of redb's, 4 GiB, not every length is one it takes.
const MAX_LEN: u64 = 1 << 30;

/// Zeros that are written at once.
const CHUNK: usize = 64 << 10;

/// A file with a reserve.
pub(crate) struct Extent {
    file: Box<dyn StorageBackend>,
    len: Mutex<Option<Len>>,
}

/// The length redb knows, and that of the file.
#[derive(Clone, Copy)]
struct Len {
    known: u64,
    whole: u64,
}

impl Extent {
    pub(crate) fn new(file: impl StorageBackend) -> Self {
        Self { file: Box::new(file), len: Mutex::new(None) }
    }

    pub(crate) fn file(&self) -> &dyn StorageBackend {
        &*self.file
    }

    /// The length without the reserve; with it before the file was changed.
    pub(crate) fn len(&self) -> Result<u64> {
        match *self.locked() {
            Some(len) => Ok(len.known),
            None => self.file.len(),
        }
    }

    /// Makes the file longer or shorter. What it grows by is on the disk then.
    pub(crate) fn set_len(&self, new: u64) -> Result<()> {
        let mut locked = self.locked();
        let mut len = self.current(&locked)?;
        if new > len.known {
            // What was cut off before is still there behind the end redb knows.
            self.zero(len.known, new.min(len.whole))?;
        }
        if new > len.whole {
            self.grow(&mut len, new)?;
        } else if new.saturating_add(RESERVE) < len.whole {
            self.file.set_len(new.saturating_add(RESERVE))?;
            len.whole = new.saturating_add(RESERVE);
        }
        len.known = new;
        *locked = Some(len);
        Ok(())
    }

    /// Makes sure of the reserve.
    ///
    /// # Errors
    /// That of the disk, on which there is no room. The file is as it was.
    pub(crate) fn reserve(&self) -> Result<()> {
        let mut locked = self.locked();
        let mut len = self.current(&locked)?;
        let target = len.known.saturating_add(RESERVE);
        if target > MAX_LEN || len.whole >= target {
            return Ok(());
        }
        let grown = self.grow(&mut len, target);
        *locked = Some(len);
        grown
    }

    fn current(&self, locked: &Option<Len>) -> Result<Len> {
        match *locked {
            Some(len) => Ok(len),
            None => self.file.len().map(|len| Len { known: len, whole: len }),
        }
    }

    fn grow(&self, len: &mut Len, new: u64) -> Result<()> {
        let before = len.whole;
        let grown = self.file.set_len(new).and_then(|()| self.zero(before, new));
        match grown {
            Ok(()) => len.whole = new,
            // The reason is what counts; the file may keep a hole at its end.
            Err(_) => len.whole = if self.file.set_len(before).is_ok() { before } else { new },
        }
        grown
    }

    fn zero(&self, from: u64, to: u64) -> Result<()> {
        let zeros = vec![0; CHUNK];
        let mut at = from;
        while at < to {
            let rest = usize::try_from(to.saturating_sub(at)).unwrap_or(CHUNK).min(CHUNK);
            self.file.write(at, zeros.get(..rest).unwrap_or_default())?;
            at = at.saturating_add(u64::try_from(rest).unwrap_or(u64::MAX));
        }
        Ok(())
    }

    fn locked(&self) -> MutexGuard<'_, Option<Len>> {
        self.len.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Extent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extent").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use redb::backends::InMemoryBackend;
    use std::sync::Arc;

    #[derive(Debug)]
    struct Shared(Arc<InMemoryBackend>);

    impl StorageBackend for Shared {
        fn len(&self) -> Result<u64> {
            self.0.len()
        }
        fn read(&self, offset: u64, out: &mut [u8]) -> Result<()> {
            self.0.read(offset, out)
        }
        fn set_len(&self, len: u64) -> Result<()> {
            self.0.set_len(len)
        }
        fn sync_data(&self) -> Result<()> {
            self.0.sync_data()
        }
        fn write(&self, offset: u64, data: &[u8]) -> Result<()> {
            self.0.write(offset, data)
        }
    }

    fn lens(extent: &Extent, file: &InMemoryBackend) -> (u64, u64) {
        (extent.len().unwrap(), file.len().unwrap())
    }

    #[test]
    fn the_reserve_is_behind_the_end_that_redb_knows() {
        let file = Arc::new(InMemoryBackend::new());
        let extent = Extent::new(Shared(file.clone()));
        extent.set_len(8192).unwrap();
        assert_eq!(lens(&extent, &file), (8192, 8192));
        extent.reserve().unwrap();
        assert_eq!(lens(&extent, &file), (8192, 8192 + RESERVE));
        extent.reserve().unwrap();
        assert_eq!(lens(&extent, &file), (8192, 8192 + RESERVE), "there is one");
        // Growing takes of it first, shrinking leaves one.
        extent.set_len(12288).unwrap();
        assert_eq!(lens(&extent, &file), (12288, 8192 + RESERVE));
        extent.set_len(12288 + 2 * RESERVE).unwrap();
        assert_eq!(lens(&extent, &file), (12288 + 2 * RESERVE, 12288 + 2 * RESERVE));
        extent.set_len(4096).unwrap();
        assert_eq!(lens(&extent, &file), (4096, 4096 + RESERVE));
    }

    #[test]
    fn what_was_cut_off_does_not_come_back() {
        let file = Arc::new(InMemoryBackend::new());
        let extent = Extent::new(Shared(file.clone()));
        extent.set_len(8192).unwrap();
        extent.reserve().unwrap();
        file.write(4096, &[7; 4096]).unwrap();
        extent.set_len(4096).unwrap();
        extent.set_len(8192).unwrap();
        let mut out = [1; 4096];
        file.read(4096, &mut out).unwrap();
        assert_eq!(out, [0; 4096]);
    }

    #[test]
    fn long_files_have_none() {
        let file = Arc::new(InMemoryBackend::new());
        let extent = Extent::new(Shared(file.clone()));
        for (known, whole) in [(MAX_LEN - RESERVE, MAX_LEN), (MAX_LEN - RESERVE + 4096, MAX_LEN - RESERVE + 4096)] {
            // Not by the extent, which would write all of it.
            file.set_len(known).unwrap();
            *extent.locked() = None;
            extent.reserve().unwrap();
            assert_eq!(lens(&extent, &file), (known, whole));
        }
    }
}
