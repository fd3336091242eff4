//! Whether the work of a call is done at once, or cut.

/// Nanoseconds that a call may keep the thread of an asynchronous program at a stretch, by the price of the work. Prices
/// are no less than what work takes, and others may have to wait for twice as much.
const STRETCH: u64 = 8_000_000;

/// What is known of a call's work before it is done.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Length {
    /// It is done at once.
    Short,
    /// It is cut, or goes elsewhere.
    Long(Long),
}

/// Work that is not done at once.
///
/// Everything that is made for such work has one of these in it. Without the feature `steps` there are none: so the
/// compiler leaves out what nothing can reach, and a host that does all work at once does not carry it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Long {
    price: u64,
    #[cfg(not(feature = "steps"))]
    pub(crate) never: std::convert::Infallible,
}

impl Length {
    /// That of work of this price, where others may have their turn in between.
    #[inline]
    pub(crate) fn of(price: u64) -> Self {
        #[cfg(feature = "steps")]
        if price > STRETCH {
            return Self::Long(Long::of(price));
        }
        #[cfg(not(feature = "steps"))]
        let _ = price;
        Self::Short
    }
}

impl Long {
    /// Work of this price.
    #[cfg(feature = "steps")]
    #[inline]
    pub(crate) fn of(price: u64) -> Self {
        Self { price }
    }

    /// Nanoseconds, at most.
    pub fn price(self) -> u64 {
        self.price
    }

    /// How many of `len` bytes, which are all there is to do, are a step: at least one.
    pub(crate) fn step_of(self, len: usize) -> usize {
        let part = u128::try_from(len).unwrap_or(u128::MAX).saturating_mul(u128::from(STRETCH));
        let step = part.checked_div(u128::from(self.price)).unwrap_or(part);
        usize::try_from(step).unwrap_or(usize::MAX).max(1)
    }
}
