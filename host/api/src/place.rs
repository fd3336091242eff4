//! Places for objects, counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use wasi_crypto_engine::{Budget, Error, Result, Share};

/// Bytes of an object, whatever it holds besides: its entry in a table, its state, the longest tag.
const OBJECT: usize = 512;

/// Counts the objects that guests have.
///
/// A table of handles has a capacity too, but exceeding it says nothing about who filled it; this count is about our
/// objects only, so that its limit can answer `too-many-handles`. Clones count together.
#[derive(Clone, Debug)]
pub struct Places {
    open: Arc<AtomicUsize>,
    max: usize,
    budget: Budget,
}

/// A place for one object, and the bytes it takes whatever it is; free again when dropped, whoever drops it.
#[derive(Debug)]
pub struct Place {
    open: Arc<AtomicUsize>,
    share: Share,
}

impl Places {
    /// At most `max` objects, each paid for from the budget.
    pub fn new(max: usize, budget: Budget) -> Self {
        Self { open: Arc::default(), max, budget }
    }

    /// Takes a place, before the work that fills it: an operation refused for want of a place has changed nothing.
    ///
    /// # Errors
    /// [`Error::TooManyHandles`]; [`Error::Overflow`] if the guest would hold more bytes than it may.
    pub fn reserve(&self) -> Result<Place> {
        let one_more = |open: usize| open.checked_add(1).filter(|open| *open <= self.max);
        let counted = self.open.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more);
        counted.map_err(|_| Error::TooManyHandles)?;
        let mut place = Place { open: Arc::clone(&self.open), share: self.budget.share() };
        place.share.resize(OBJECT)?;
        Ok(place)
    }

    /// Takes places for `count` objects, or none.
    ///
    /// # Errors
    /// As [`Places::reserve`].
    pub fn reserve_all(&self, count: usize) -> Result<Vec<Place>> {
        (0..count).map(|_| self.reserve()).collect()
    }

    /// The objects there are now.
    pub fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// The objects there may be.
    pub fn max(&self) -> usize {
        self.max
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // Every place was counted when it was made, so this cannot wrap.
        self.open.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_to_the_limit_and_come_back() {
        let places = Places::new(2, Budget::default());
        let first = places.reserve().unwrap();
        let _second = places.reserve().unwrap();
        assert_eq!(places.reserve().unwrap_err(), Error::TooManyHandles);
        drop(first);
        assert_eq!(places.open(), 1);
        assert_eq!(places.reserve_all(2).unwrap_err(), Error::TooManyHandles);
        assert_eq!(places.open(), 1);
        let _third = places.reserve().unwrap();
        assert_eq!(places.reserve().unwrap_err(), Error::TooManyHandles);
    }

    #[test]
    fn no_places_at_all_is_a_valid_limit() {
        assert_eq!(Places::new(0, Budget::default()).reserve().unwrap_err(), Error::TooManyHandles);
    }

    #[test]
    fn places_are_paid_for() {
        let budget = Budget::new(3 * OBJECT - 1);
        let places = Places::new(10, budget.clone());
        let taken = [places.reserve().unwrap(), places.reserve().unwrap()];
        assert_eq!(places.reserve().unwrap_err(), Error::Overflow);
        assert_eq!((places.open(), budget.held()), (2, 2 * OBJECT));
        drop(taken);
        assert_eq!((places.open(), budget.held()), (0, 0));
    }
}
