//! Places for objects, counted.

use wasi_crypto_engine::{Budget, Result};

pub use wasi_crypto_engine::Place;

/// Counts the objects that guests have.
///
/// A table of handles has a capacity too, but exceeding it says nothing about who filled it; this count is about our
/// objects only, so that its limit can answer `too-many-handles`. Clones count together.
#[derive(Clone, Debug)]
pub struct Places {
    max: usize,
    budget: Budget,
}

impl Places {
    /// At most `max` objects, each paid for from the budget.
    pub fn new(max: usize, budget: Budget) -> Self {
        Self { max, budget }
    }

    /// Takes a place, before the work that fills it: an operation refused for want of a place has changed nothing.
    ///
    /// # Errors
    /// Those of [`Budget::place`].
    pub fn reserve(&self) -> Result<Place> {
        self.budget.place(self.max)
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
        self.budget.objects()
    }

    /// The objects there may be.
    pub fn max(&self) -> usize {
        self.max
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasi_crypto_engine::Error;

    #[test]
    fn several_places_are_taken_together_or_not_at_all() {
        let places = Places::new(2, Budget::default());
        let first = places.reserve().unwrap();
        assert_eq!(places.reserve_all(2).unwrap_err(), Error::TooManyHandles);
        assert_eq!(places.open(), 1);
        drop(first);
        assert_eq!(places.reserve_all(2).unwrap().len(), 2);
        assert_eq!(places.open(), 0);
    }
}
