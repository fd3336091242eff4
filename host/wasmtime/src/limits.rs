//! What a guest may hold and ask for, checked before anything is allocated.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use wasi_crypto_engine::{Budget, Limits, Share};

use crate::bindings::ErrorCode;
use crate::error::HostResult;

/// Counts the objects a context has given to its guests.
///
/// wasmtime's own table has a capacity too, but exceeding it says nothing about who filled it; this count is about our
/// objects only, so that its limit can answer `too-many-handles`.
#[derive(Debug)]
pub(crate) struct HandleQuota {
    open: Arc<AtomicUsize>,
    max: usize,
    budget: Budget,
}

/// A place for one object; free again when dropped, whoever drops it.
#[derive(Debug)]
pub(crate) struct Slot {
    open: Arc<AtomicUsize>,
    share: Share,
}

/// Bytes of an object, whatever it holds: its entry in the table, its state, the longest tag.
const OBJECT: usize = 512;

impl HandleQuota {
    pub(crate) fn new(max: usize, budget: Budget) -> Self {
        Self { open: Arc::new(AtomicUsize::new(0)), max, budget }
    }

    /// Takes a place, before the work that fills it: an operation refused for want of a handle has changed nothing.
    pub(crate) fn reserve(&self) -> HostResult<Slot> {
        let one_more = |open: usize| open.checked_add(1).filter(|open| *open <= self.max);
        let counted = self.open.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more);
        counted.map_err(|_| ErrorCode::TooManyHandles)?;
        let slot = Slot { open: Arc::clone(&self.open), share: self.budget.share() };
        slot.paid()
    }

    pub(crate) fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    pub(crate) fn max(&self) -> usize {
        self.max
    }
}

impl Slot {
    /// The place, with the bytes of an object in it; or no place, if the guest holds too much.
    fn paid(mut self) -> HostResult<Self> {
        self.share.resize(OBJECT)?;
        Ok(self)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        // Every slot was counted when it was made, so this cannot wrap.
        self.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The number of bytes a guest may receive at once.
///
/// `len` is the guest's own number: up to 4 GiB - 1 that nobody has allocated yet.
pub(crate) fn output_len(limits: &Limits, len: u32) -> HostResult<usize> {
    usize::try_from(len).ok().filter(|len| *len <= limits.max_output_len).ok_or_else(|| ErrorCode::Overflow.into())
}

/// The number of entries of a batch, checked before its entries are lifted out of guest memory.
pub(crate) fn batch_len(limits: &Limits, len: usize) -> HostResult<()> {
    if len <= limits.max_batch_len { Ok(()) } else { Err(ErrorCode::Overflow.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_to_the_limit_and_come_back() {
        let quota = HandleQuota::new(2, Budget::default());
        let first = quota.reserve().unwrap();
        let _second = quota.reserve().unwrap();
        assert!(quota.reserve().is_err());
        drop(first);
        assert_eq!(quota.open(), 1);
        let _third = quota.reserve().unwrap();
        assert!(quota.reserve().is_err());
    }

    #[test]
    fn no_handles_at_all_is_a_valid_limit() {
        assert!(HandleQuota::new(0, Budget::default()).reserve().is_err());
    }

    #[test]
    fn places_are_paid_for() {
        let budget = Budget::new(3 * OBJECT - 1);
        let quota = HandleQuota::new(10, budget.clone());
        let places = [quota.reserve().unwrap(), quota.reserve().unwrap()];
        assert!(quota.reserve().is_err());
        assert_eq!((quota.open(), budget.held()), (2, 2 * OBJECT));
        drop(places);
        assert_eq!((quota.open(), budget.held()), (0, 0));
    }

    #[test]
    fn output_is_limited_to_the_byte() {
        let mut limits = Limits::default();
        limits.max_output_len = 32;
        assert_eq!(output_len(&limits, 32).unwrap(), 32);
        assert!(output_len(&limits, 33).is_err());
        assert!(output_len(&limits, u32::MAX).is_err());
    }

    #[test]
    fn batches_are_limited_to_the_entry() {
        let mut limits = Limits::default();
        limits.max_batch_len = 4;
        assert!(batch_len(&limits, 4).is_ok());
        assert!(batch_len(&limits, 5).is_err());
    }
}
