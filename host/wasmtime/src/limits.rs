//! What a guest may hold and ask for, checked before anything is allocated.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use wasi_crypto_engine::Limits;

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
}

/// A place for one object; free again when dropped, whoever drops it.
#[derive(Debug)]
pub(crate) struct Slot(Arc<AtomicUsize>);

impl HandleQuota {
    pub(crate) fn new(max: usize) -> Self {
        Self { open: Arc::new(AtomicUsize::new(0)), max }
    }

    /// Takes a place, before the work that fills it: an operation refused for want of a handle has changed nothing.
    pub(crate) fn reserve(&self) -> HostResult<Slot> {
        let one_more = |open: usize| open.checked_add(1).filter(|open| *open <= self.max);
        match self.open.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more) {
            Ok(_) => Ok(Slot(Arc::clone(&self.open))),
            Err(_) => Err(ErrorCode::TooManyHandles.into()),
        }
    }

    pub(crate) fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    pub(crate) fn max(&self) -> usize {
        self.max
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        // Every slot was counted when it was made, so this cannot wrap.
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Counts the bytes that wait in the host until guests take them.
#[derive(Debug)]
pub(crate) struct ByteQuota {
    held: Arc<AtomicUsize>,
    max: usize,
}

/// A part of those bytes; free again when dropped.
#[derive(Debug)]
pub(crate) struct Share {
    held: Arc<AtomicUsize>,
    len: usize,
}

impl ByteQuota {
    /// As many as the longest single list may have.
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { held: Arc::new(AtomicUsize::new(0)), max: limits.max_output_len.max(limits.max_buffered_message) }
    }

    pub(crate) fn reserve(&self, len: usize) -> HostResult<Share> {
        let more = |held: usize| held.checked_add(len).filter(|held| *held <= self.max);
        match self.held.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more) {
            Ok(_) => Ok(Share { held: Arc::clone(&self.held), len }),
            Err(_) => Err(ErrorCode::Overflow.into()),
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        // Every share was counted when it was made, so this cannot wrap.
        self.held.fetch_sub(self.len, Ordering::Relaxed);
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
        let quota = HandleQuota::new(2);
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
        assert!(HandleQuota::new(0).reserve().is_err());
    }

    #[test]
    fn bytes_are_counted_to_the_limit_and_come_back() {
        let mut limits = Limits::default();
        (limits.max_output_len, limits.max_buffered_message) = (32, 16);
        let quota = ByteQuota::new(&limits);
        let first = quota.reserve(30).unwrap();
        let _second = quota.reserve(2).unwrap();
        assert!(quota.reserve(1).is_err());
        drop(first);
        assert!(quota.reserve(usize::MAX).is_err());
        let _third = quota.reserve(30).unwrap();
        assert!(quota.reserve(0).is_ok());
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
