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

/// What every object takes, whatever it is: its entry in a table of handles, and the first [`COVERED`] bytes of what it
/// holds and of the options it was opened with.
pub const OBJECT: usize = 256 + 2 * COVERED;

/// So many bytes of what an object holds, its place pays for. A small call makes nothing that holds more, and counting
/// costs as much as the call.
pub const COVERED: usize = 384;

/// The bytes everything of one guest may hold together: its objects, input that states keep, options, tags, keys,
/// prepared keys.
///
/// What keeps bytes takes a [`Share`] before it allocates them, and gives it back when it is dropped; an object has a
/// [`Place`] besides. Clones count together.
#[derive(Clone)]
pub struct Budget {
    inner: Arc<Inner>,
}

struct Inner {
    /// Bytes of shares.
    bytes: AtomicUsize,
    /// Places, of [`OBJECT`] bytes each.
    objects: AtomicUsize,
    max: usize,
    /// The process had memory for so much, when it was last asked.
    assured: AtomicUsize,
}

/// Bytes of an allocation besides those that are asked for: what the allocator keeps of it, and what it rounds up to.
pub(crate) const ALLOCATION: usize = 16;

/// Bytes of what an `Arc` points to besides the value: its counts, and an allocation.
pub(crate) const SHARED: usize = 2 * size_of::<usize>() + ALLOCATION;

/// A part of a [`Budget`]; free again when dropped, whoever drops it.
#[derive(Default)]
pub struct Share {
    /// None for a share of nothing.
    budget: Option<Budget>,
    len: usize,
}

/// The right to one more object, and [`OBJECT`] bytes for it; free again when dropped, whoever drops it.
pub struct Place {
    budget: Budget,
}

impl Budget {
    /// At most `max` bytes at once.
    pub fn new(max: usize) -> Self {
        let (bytes, objects, assured) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(UNASKED));
        Self { inner: Arc::new(Inner { bytes, objects, max, assured }) }
    }

    /// Takes `len` bytes, or nothing and [`Error::Overflow`].
    ///
    /// # Errors
    /// [`Error::Overflow`] if more than [`Budget::max`] would be held, or the process cannot have them. Where two take
    /// what only one can have, neither may get it.
    pub fn take(&self, len: usize) -> Result<Share> {
        let mut share = Share::default();
        share.resize(self, len)?;
        Ok(share)
    }

    /// Takes what an object that holds `len` bytes, or a result on its way to the guest, needs besides its [`Place`].
    ///
    /// # Errors
    /// As [`Budget::take`].
    #[inline]
    pub fn take_beyond_place(&self, len: usize) -> Result<Share> {
        if len <= COVERED {
            return Ok(Share::default());
        }
        let mut share = Share::default();
        share.resize_beyond_place(self, len)?;
        Ok(share)
    }

    /// Takes a place, where there are fewer than `max_objects`.
    ///
    /// # Errors
    /// [`Error::TooManyHandles`] if there are as many; [`Error::Overflow`] as in [`Budget::take`].
    pub fn place(&self, max_objects: usize) -> Result<Place> {
        let one_more = |objects: usize| objects.checked_add(1).filter(|objects| *objects <= max_objects);
        let counted = self.inner.objects.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_more);
        counted.map_err(|_| Error::TooManyHandles)?;
        let place = Place { budget: self.clone() };
        self.admit(OBJECT)?;
        Ok(place)
    }

    /// Counts `len` bytes.
    fn add(&self, len: usize) -> Result<()> {
        let more = |bytes: usize| bytes.checked_add(len).filter(|bytes| *bytes <= self.inner.max);
        let counted = self.inner.bytes.fetch_update(Ordering::SeqCst, Ordering::SeqCst, more);
        counted.map_err(|_| Error::Overflow)?;
        self.admit(len).inspect_err(|_| self.subtract(len))
    }

    fn subtract(&self, len: usize) {
        // All of them were counted, so this cannot wrap.
        self.inner.bytes.fetch_sub(len, Ordering::SeqCst);
    }

    /// Whether what has just been counted may stay. Bytes and objects are counted apart, and their sum is looked at
    /// afterwards: of two who count at the same time, at least one sees both.
    ///
    /// Most memory is allocated by libraries, which end the process where there is none; so it is tried here, now and then,
    /// and given back at once.
    fn admit(&self, len: usize) -> Result<()> {
        let held = self.held();
        if held > self.inner.max {
            return Err(Error::Overflow);
        }
        if held > self.inner.assured.load(Ordering::Relaxed) {
            memory::available(len.saturating_add(SPARE))?;
            self.inner.assured.fetch_max(held.saturating_add(UNASKED), Ordering::Relaxed);
        }
        Ok(())
    }

    /// The bytes held now.
    pub fn held(&self) -> usize {
        let objects = self.objects().saturating_mul(OBJECT);
        self.inner.bytes.load(Ordering::SeqCst).saturating_add(objects)
    }

    /// The objects there are now.
    pub fn objects(&self) -> usize {
        self.inner.objects.load(Ordering::SeqCst)
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

    /// Makes it a share of `len` bytes, of this budget if it has been one of nothing.
    ///
    /// # Errors
    /// As [`Budget::take`]; the share is as it was.
    pub fn resize(&mut self, budget: &Budget, len: usize) -> Result<()> {
        if len > 0 {
            let budget = &*self.budget.get_or_insert_with(|| budget.clone());
            match len.checked_sub(self.len) {
                Some(more) => budget.add(more)?,
                None => budget.subtract(self.len.saturating_sub(len)),
            }
            self.len = len;
        } else {
            *self = Self::default();
        }
        Ok(())
    }

    /// Makes it what an object that holds `len` bytes needs besides its [`Place`].
    ///
    /// # Errors
    /// As [`Budget::take`]; the share is as it was.
    pub fn resize_beyond_place(&mut self, budget: &Budget, len: usize) -> Result<()> {
        self.resize(budget, len.saturating_sub(COVERED))
    }

    /// Another share of as many bytes.
    ///
    /// # Errors
    /// As [`Budget::take`].
    pub fn another(&self) -> Result<Self> {
        self.budget.as_ref().map_or_else(|| Ok(Self::default()), |budget| budget.take(self.len))
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        if let Some(budget) = &self.budget {
            budget.subtract(self.len);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // Every place was counted when it was taken, so this cannot wrap.
        self.budget.inner.objects.fetch_sub(1, Ordering::SeqCst);
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

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_counted_to_the_limit_and_come_back() {
        let budget = Budget::new(32);
        let first = budget.take(30).unwrap();
        let mut second = Share::default();
        second.resize(&budget, 2).unwrap();
        assert_eq!(second.resize(&budget, 3), Err(Error::Overflow));
        assert_eq!((second.len(), budget.held()), (2, 32));
        assert_eq!(second.another().unwrap_err(), Error::Overflow);
        assert_eq!(budget.take(1).unwrap_err(), Error::Overflow);
        assert!(budget.take(0).is_ok());
        drop(first);
        assert_eq!(budget.take(usize::MAX).unwrap_err(), Error::Overflow);
        assert_eq!(budget.take(30).unwrap().len(), 30);
        assert_eq!(budget.held(), 2);
        second.resize(&budget, 1).unwrap();
        assert_eq!(budget.held(), 1);
        second.resize(&budget, 32).unwrap();
        second.resize(&budget, 0).unwrap();
        assert_eq!((second.len(), budget.held()), (0, 0));
        second.resize(&budget, 16).unwrap();
        let other = second.another().unwrap();
        assert_eq!((other.len(), budget.held()), (16, 32));
        drop((second, other));
        assert_eq!(budget.held(), 0);
    }

    #[test]
    fn places_are_counted_to_both_limits_and_come_back() {
        let budget = Budget::new(3 * OBJECT - 1);
        let places = [budget.place(10).unwrap(), budget.place(10).unwrap()];
        assert_eq!(budget.place(2).unwrap_err(), Error::TooManyHandles);
        assert_eq!(budget.place(10).unwrap_err(), Error::Overflow);
        assert_eq!((budget.objects(), budget.held()), (2, 2 * OBJECT));
        assert_eq!(budget.take(OBJECT).unwrap_err(), Error::Overflow);
        let rest = budget.take(OBJECT - 1).unwrap();
        assert_eq!(budget.held(), budget.max());
        drop((places, rest));
        assert_eq!((budget.objects(), budget.held()), (0, 0));
        assert_eq!(budget.place(0).unwrap_err(), Error::TooManyHandles);
    }

    #[test]
    fn a_place_pays_for_the_first_bytes_of_an_object() {
        let budget = Budget::new(1);
        assert_eq!(budget.take_beyond_place(COVERED).unwrap().len(), 0);
        assert_eq!(budget.take_beyond_place(COVERED + 1).unwrap().len(), 1);
        assert_eq!(budget.take_beyond_place(COVERED + 2).unwrap_err(), Error::Overflow);
    }

    /// Threads that take and give back at once never hold more than the limit, and nothing is lost.
    #[test]
    fn the_limit_holds_between_threads() {
        let budget = Budget::new(10 * OBJECT);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10_000 {
                        let held = (budget.place(100), budget.take(3 * OBJECT + 1));
                        if held.0.is_ok() && held.1.is_ok() {
                            std::hint::black_box(&held);
                        }
                    }
                });
            }
        });
        assert_eq!((budget.objects(), budget.held()), (0, 0));
    }
}
