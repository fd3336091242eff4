//! Bytes that guests hold, counted together.

use core::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::error::{Error, Result};
use crate::memory;

/// So much may be held before it is asked again whether the process has memory for more.
const UNASKED: usize = 1 << 20;

/// What the process has to have besides: small things that nobody counts, and tables that double when they grow.
const SPARE: usize = 8 << 20;

/// The bytes everything of one guest may hold together: input that states keep, options, tags, keys, prepared keys.
///
/// What keeps bytes takes a [`Share`] before it allocates them, and gives it back when it is dropped. Clones count
/// together.
#[derive(Clone)]
pub struct Budget {
    inner: Arc<Inner>,
}

struct Inner {
    held: AtomicUsize,
    max: usize,
    /// The process had memory for so much, when it was last asked.
    assured: AtomicUsize,
}

/// Bytes of an allocation besides those that are asked for: what the allocator keeps of it, and what it rounds up to.
pub(crate) const ALLOCATION: usize = 16;

/// Bytes of what an `Arc` points to besides the value: its counts, and an allocation.
pub(crate) const SHARED: usize = 2 * size_of::<usize>() + ALLOCATION;

/// A part of a [`Budget`]; free again when dropped, whoever drops it.
pub struct Share {
    budget: Budget,
    len: usize,
}

impl Budget {
    /// At most `max` bytes at once.
    pub fn new(max: usize) -> Self {
        let inner = Inner { held: AtomicUsize::new(0), max, assured: AtomicUsize::new(UNASKED) };
        Self { inner: Arc::new(inner) }
    }

    /// Takes `len` bytes, or nothing and [`Error::Overflow`].
    ///
    /// # Errors
    /// [`Error::Overflow`] if more than [`Budget::max`] would be held, or the process cannot have them.
    pub fn take(&self, len: usize) -> Result<Share> {
        let more = |held: usize| held.checked_add(len).filter(|held| *held <= self.inner.max);
        match self.inner.held.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more) {
            Ok(before) => {
                let share = Share { budget: self.clone(), len };
                self.assure(before.saturating_add(len), len)?;
                Ok(share)
            }
            Err(_) => Err(Error::Overflow),
        }
    }

    /// Whether the process has memory for what is about to be held. Most of it is allocated by libraries, which end the
    /// process where there is none; so it is tried here, now and then, and given back at once.
    fn assure(&self, held: usize, len: usize) -> Result<()> {
        if held > self.inner.assured.load(Ordering::Relaxed) {
            memory::available(len.saturating_add(SPARE))?;
            self.inner.assured.fetch_max(held.saturating_add(UNASKED), Ordering::Relaxed);
        }
        Ok(())
    }

    /// A share of no bytes, to be resized.
    pub fn share(&self) -> Share {
        Share { budget: self.clone(), len: 0 }
    }

    /// The bytes held now.
    pub fn held(&self) -> usize {
        self.inner.held.load(Ordering::Relaxed)
    }

    /// The most that may be held at once.
    pub fn max(&self) -> usize {
        self.inner.max
    }
}

impl Share {
    /// The bytes of this share.
    #[expect(clippy::len_without_is_empty, reason = "a share of nothing is a share like any other")]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Makes it a share of `len` bytes.
    ///
    /// # Errors
    /// [`Error::Overflow`] if more than [`Budget::max`] would be held; the share is as it was.
    pub fn resize(&mut self, len: usize) -> Result<()> {
        let mut other = self.budget.take(len.saturating_sub(self.len))?;
        other.len = self.len.saturating_sub(len);
        self.len = len;
        Ok(())
    }

    /// What it is a part of.
    pub fn budget(&self) -> &Budget {
        &self.budget
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        // Every share was counted when it was taken, so this cannot wrap.
        self.budget.inner.held.fetch_sub(self.len, Ordering::Relaxed);
    }
}

impl Default for Budget {
    /// Without a bound, for programs that trust themselves.
    fn default() -> Self {
        Self::new(usize::MAX)
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget").field("held", &self.held()).field("max", &self.max()).finish()
    }
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Share").field("len", &self.len).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_counted_to_the_limit_and_come_back() {
        let budget = Budget::new(32);
        let first = budget.take(30).unwrap();
        let mut second = budget.share();
        second.resize(2).unwrap();
        assert_eq!(second.resize(3), Err(Error::Overflow));
        assert_eq!((second.len(), budget.held()), (2, 32));
        assert_eq!(budget.take(1).unwrap_err(), Error::Overflow);
        assert!(budget.take(0).is_ok());
        drop(first);
        assert_eq!(budget.take(usize::MAX).unwrap_err(), Error::Overflow);
        assert_eq!(budget.take(30).unwrap().len(), 30);
        assert_eq!(budget.held(), 2);
        second.resize(1).unwrap();
        assert_eq!(budget.held(), 1);
        second.resize(32).unwrap();
        drop(second);
        assert_eq!(budget.held(), 0);
    }
}
