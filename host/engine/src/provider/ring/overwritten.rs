//! Wiping what `ring` does not wipe.

/// A value of a library that does not wipe its keys. When dropped it is overwritten, in place, by a value that holds
/// no secret. Copies the library made elsewhere, on the stack or the heap, are out of reach.
pub(super) struct Overwritten<T> {
    value: T,
    blank: fn() -> Option<T>,
}

impl<T> Overwritten<T> {
    /// Keeps `value` until it is replaced by what `blank` returns.
    pub(super) fn new(value: T, blank: fn() -> Option<T>) -> Self {
        Self { value, blank }
    }

    pub(super) fn blank(&self) -> fn() -> Option<T> {
        self.blank
    }
}

impl<T> core::ops::Deref for Overwritten<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> core::ops::DerefMut for Overwritten<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T> Drop for Overwritten<T> {
    fn drop(&mut self) {
        if let Some(blank) = (self.blank)() {
            self.value = blank;
        }
        // Without a use of the new value the compiler may leave the write out.
        core::hint::black_box(&self.value);
    }
}
