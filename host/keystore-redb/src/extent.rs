//! The file behind the gate, and a reserve at its end that a full disk cannot take away.
//!
//! A change needs new pages before it can free old ones, also one that only takes away. On a full disk there would be none.
//! So the file is longer than redb knows, by a reserve that is written and not only named, because a hole takes no room.
//! What adds something first makes sure of the reserve, and is refused where that fails. What takes something away gives it
//! up if the disk is full, and has its room then, unless somebody else is faster.
//!
//! A file that was closed says at its end where the reserve begins, so that redb does not find it and put pages there:
//!
//! | Bytes | Content |
//! |---|---|
//! | 16 | `wasi-crypto room` |
//! | 8 | the length that redb knows |
//! | 8 | the length of the file |
//! | 4 | CRC-32 of all that is before, and of the first page |
//!
//! The first page is another one after every change. So whoever changes the file without knowing of the reserve makes the
//! end invalid, and so does a crash. Then the file is redb's to its end: it takes one that is longer than it left it as one
//! with free pages.

use core::fmt;
use std::io::Result;
use std::sync::{Mutex, MutexGuard, PoisonError};

use redb::StorageBackend;

/// Bytes of the reserve: several times what a change needs that goes through every table once.
pub(crate) const RESERVE: u64 = 256 << 10;

/// The least reserve that is worth having.
const LEAST_RESERVE: u64 = 16 << 10;

/// The first page, with the header: whatever is durable is durable when it is.
const PAGE: usize = 4096;

const MAGIC: &[u8; 16] = b"wasi-crypto room";
const MARK_LEN: usize = 36;

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

/// How things stood before a change.
pub(crate) struct Before {
    known: u64,
    page: Vec<u8>,
}

impl Extent {
    pub(crate) fn new(file: impl StorageBackend) -> Self {
        Self { file: Box::new(file), len: Mutex::new(None) }
    }

    pub(crate) fn file(&self) -> &dyn StorageBackend {
        &*self.file
    }

    /// The length without the reserve.
    pub(crate) fn len(&self) -> Result<u64> {
        Ok(self.current(&mut self.locked())?.known)
    }

    /// Makes the file longer, into the reserve first, or cuts it off.
    pub(crate) fn set_len(&self, new: u64) -> Result<()> {
        let mut locked = self.locked();
        let len = self.current(&mut locked)?;
        if new < len.whole && new >= len.known {
            *locked = Some(Len { known: new, ..len });
            return Ok(());
        }
        self.file.set_len(new)?;
        *locked = Some(Len { known: new, whole: new });
        Ok(())
    }

    /// How things stand before a change.
    ///
    /// # Errors
    /// That of the disk.
    pub(crate) fn before(&self) -> Result<Before> {
        let known = self.len()?;
        Ok(Before { known, page: self.first_page(known)? })
    }

    /// Cuts off what the file grew by for a change that failed, unless the change may have taken place. No database is
    /// open.
    pub(crate) fn undo(&self, before: &Before) -> Result<()> {
        let mut locked = self.locked();
        let len = self.current(&mut locked)?;
        if len.known > before.known && same_commit(&before.page, &self.first_page(len.known)?) {
            self.file.set_len(before.known)?;
            *locked = Some(Len { known: before.known, whole: before.known });
        }
        Ok(())
    }

    /// Makes sure of the reserve.
    ///
    /// # Errors
    /// That of the disk, on which there is no room. The file is as it was.
    pub(crate) fn reserve(&self) -> Result<()> {
        self.reserve_bytes(RESERVE)
    }

    /// Takes as much of a reserve as there is room for.
    pub(crate) fn reserve_some(&self) {
        let mut bytes = RESERVE;
        while bytes >= LEAST_RESERVE && self.reserve_bytes(bytes).is_err() {
            bytes >>= 1;
        }
    }

    /// Gives the reserve back to the disk. Returns whether there was one.
    ///
    /// # Errors
    /// That of the disk.
    pub(crate) fn release(&self) -> Result<bool> {
        let mut locked = self.locked();
        let len = self.current(&mut locked)?;
        if len.whole == len.known {
            return Ok(false);
        }
        self.file.set_len(len.known)?;
        *locked = Some(Len { whole: len.known, ..len });
        Ok(true)
    }

    fn reserve_bytes(&self, bytes: u64) -> Result<()> {
        let mut locked = self.locked();
        let len = self.current(&mut locked)?;
        let whole = len.known.saturating_add(bytes);
        if len.whole >= whole {
            return Ok(());
        }
        let reserved = Len { whole, ..len };
        let grown = self.file.set_len(whole).and_then(|()| self.fill(len.whole, whole));
        *locked = match &grown {
            Ok(()) => Some(reserved),
            // What is left of it, if that can be had. Otherwise the file tells.
            Err(_) => self.file.set_len(len.known).is_ok().then_some(Len { whole: len.known, ..len }),
        };
        grown
    }

    fn current(&self, locked: &mut Option<Len>) -> Result<Len> {
        if let Some(len) = *locked {
            return Ok(len);
        }
        let whole = self.file.len()?;
        let mut known = whole;
        if let Some(start) = mark_start(whole) {
            let mut mark = [0; MARK_LEN];
            self.file.read(start, &mut mark)?;
            if let Some(found) = decode(&mark, whole, &self.first_page(whole)?) {
                known = found;
            }
        }
        let len = Len { known, whole };
        *locked = Some(len);
        Ok(len)
    }

    /// Writes down where the reserve begins, for whoever opens the file next.
    ///
    /// # Errors
    /// That of the disk.
    pub(crate) fn mark(&self) -> Result<()> {
        let mut locked = self.locked();
        let len = self.current(&mut locked)?;
        match mark_start(len.whole).filter(|start| *start >= len.known) {
            Some(start) => self.file.write(start, &encode(len, &self.first_page(len.known)?)),
            None => Ok(()),
        }
    }

    fn first_page(&self, len: u64) -> Result<Vec<u8>> {
        let mut page = vec![0; usize::try_from(len).unwrap_or(PAGE).min(PAGE)];
        self.file.read(0, &mut page)?;
        Ok(page)
    }

    fn fill(&self, from: u64, to: u64) -> Result<()> {
        let len = usize::try_from(to.saturating_sub(from)).unwrap_or_default();
        self.file.write(from, &vec![0; len])
    }

    fn locked(&self) -> MutexGuard<'_, Option<Len>> {
        self.len.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether two first pages name the same commit as the last one, in a file that redb will look at from end to end before
/// it believes what is written of its length.
///
/// In redb's format, which is fixed, byte 9 says which of two slots has the last commit (1), and whether the file was left
/// without being closed (2). The slots have 128 bytes each, from byte 64 on.
fn same_commit(before: &[u8], after: &[u8]) -> bool {
    let Some(flags) = before.get(9).filter(|flags| **flags & 2 != 0) else { return false };
    let slot = if flags & 1 == 0 { 64..192 } else { 192..320 };
    after.get(9) == Some(flags) && before.get(slot.clone()).is_some_and(|before| after.get(slot) == Some(before))
}

/// Where the mark is in a file of this length.
fn mark_start(whole: u64) -> Option<u64> {
    whole.checked_sub(u64::try_from(MARK_LEN).unwrap_or(u64::MAX))
}

fn encode(len: Len, page: &[u8]) -> Vec<u8> {
    let mut mark = MAGIC.to_vec();
    mark.extend_from_slice(&len.known.to_be_bytes());
    mark.extend_from_slice(&len.whole.to_be_bytes());
    mark.extend_from_slice(&sum(&mark, page).to_be_bytes());
    mark
}

/// The length that redb knows, if these bytes are the end of a reserve in a file of this length with this first page.
fn decode(mark: &[u8], whole: u64, page: &[u8]) -> Option<u64> {
    let (content, found) = mark.split_last_chunk()?;
    let (known, len) = content.strip_prefix(MAGIC)?.split_first_chunk()?;
    let known = u64::from_be_bytes(*known);
    let right = u32::from_be_bytes(*found) == sum(content, page) && len == whole.to_be_bytes() && known < whole;
    right.then_some(known)
}

fn sum(content: &[u8], page: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(content);
    hasher.update(page);
    hasher.finalize()
}

impl fmt::Debug for Extent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extent").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Shared;
    use redb::backends::InMemoryBackend;
    use std::sync::Arc;

    #[test]
    fn the_reserve_is_behind_the_end_that_redb_knows_and_is_found_again() {
        let file = Arc::new(InMemoryBackend::new());
        let extent = Extent::new(Shared(file.clone()));
        let lens = |extent: &Extent| (extent.len().unwrap(), file.len().unwrap());
        let again = || lens(&Extent::new(Shared(file.clone())));
        extent.set_len(8192).unwrap();
        extent.mark().unwrap();
        assert_eq!((lens(&extent), again()), ((8192, 8192), (8192, 8192)));
        extent.reserve().unwrap();
        extent.reserve().unwrap();
        assert_eq!((lens(&extent), again()), ((8192, 8192 + RESERVE), (8192 + RESERVE, 8192 + RESERVE)));
        extent.mark().unwrap();
        assert_eq!(again(), (8192, 8192 + RESERVE));
        // Somebody who does not know of it.
        file.write(4000, b"changed").unwrap();
        assert_eq!(again(), (8192 + RESERVE, 8192 + RESERVE));
        // Growing takes of it first.
        extent.set_len(12288).unwrap();
        extent.mark().unwrap();
        assert_eq!((lens(&extent), again()), ((12288, 8192 + RESERVE), (12288, 8192 + RESERVE)));
        extent.reserve().unwrap();
        assert_eq!(lens(&extent), (12288, 12288 + RESERVE));
        // Too little is left to say where it begins, or nothing.
        for new in [12288 + RESERVE - 35, 12288 + RESERVE, 12288 + 2 * RESERVE] {
            extent.set_len(new).unwrap();
            extent.mark().unwrap();
            assert_eq!((lens(&extent).0, again().0), (new, file.len().unwrap()));
        }
        extent.set_len(4096).unwrap();
        assert_eq!((lens(&extent), again()), ((4096, 4096), (4096, 4096)));
        extent.reserve().unwrap();
        assert!(extent.release().unwrap() && !extent.release().unwrap());
        assert_eq!((lens(&extent), again()), ((4096, 4096), (4096, 4096)));
    }

    #[test]
    fn growth_is_undone_unless_something_came_of_it() {
        let file = Arc::new(InMemoryBackend::new());
        let extent = Extent::new(Shared(file.clone()));
        extent.set_len(8192).unwrap();
        // The last commit is in the first slot of a file that is open, in its second one, and in one that was closed.
        for (flags, slot, other) in [(2, 64, 192), (3, 192, 64), (0, 64, 64)] {
            let changes = [(other, flags != 0), (slot, false), (slot + 127, false), (9, false)];
            for (at, undone) in changes {
                file.write(0, &[0; 512]).unwrap();
                file.write(9, &[flags]).unwrap();
                extent.set_len(8192).unwrap();
                let before = extent.before().unwrap();
                extent.set_len(16384).unwrap();
                file.write(at, &[flags ^ 1]).unwrap();
                extent.undo(&before).unwrap();
                let expected = if undone { 8192 } else { 16384 };
                assert_eq!((extent.len().unwrap(), file.len().unwrap()), (expected, expected), "{flags} {at}");
            }
        }
    }

    #[test]
    fn no_other_end_of_a_file_is_taken_for_a_mark() {
        let page = [7; PAGE];
        let mark = encode(Len { known: 4096, whole: 8192 }, &page);
        assert_eq!(mark.len(), MARK_LEN);
        assert_eq!(decode(&mark, 8192, &page), Some(4096));
        assert_eq!(decode(&mark, 8193, &page), None);
        assert_eq!(decode(&mark, 8192, &[8; PAGE]), None);
        for bit in 0..mark.len() * 8 {
            let mut damaged = mark.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(decode(&damaged, 8192, &page), None, "bit {bit}");
        }
        assert_eq!(decode(&encode(Len { known: 8192, whole: 8192 }, &page), 8192, &page), None);
        assert_eq!(decode(&[], 0, &page), None);
    }
}
