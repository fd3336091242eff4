//! What the memories and tables of a guest may have together.

use wasmtime::ResourceLimiter;

use crate::amounts::Size;

/// What an element of a table counts as: a pointer.
const ELEMENT: usize = size_of::<usize>();

/// Adds up the memories and tables of a store.
#[derive(Debug)]
pub struct Memory {
    max: Option<usize>,
    used: usize,
    /// What the last growth that was allowed added, until it is known to have succeeded.
    added: usize,
    refused: bool,
}

impl Memory {
    /// Nothing so far; at most `max` bytes, if there is a limit.
    pub fn new(max: Option<usize>) -> Self {
        Self { max, used: 0, added: 0, refused: false }
    }

    /// The limit, if something was refused because of it.
    pub fn refused(&self) -> Option<Size> {
        self.max.filter(|_| self.refused).map(Size)
    }

    /// Whether something may grow so, within a limit of its own. All of them are in bytes.
    fn grow(&mut self, current: usize, desired: usize, own: Option<usize>) -> bool {
        self.added = 0;
        if own.is_some_and(|own| desired > own) {
            return false;
        }
        let added = desired.saturating_sub(current);
        let used = self.used.saturating_add(added);
        if self.max.is_some_and(|max| used > max) {
            self.refused = true;
            return false;
        }
        (self.used, self.added) = (used, added);
        true
    }

    /// What was allowed did not come to pass.
    fn undo(&mut self) {
        self.used = self.used.saturating_sub(std::mem::take(&mut self.added));
    }
}

impl ResourceLimiter for Memory {
    fn memory_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        Ok(self.grow(current, desired, maximum))
    }

    fn memory_grow_failed(&mut self, _: wasmtime::Error) -> wasmtime::Result<()> {
        self.undo();
        Ok(())
    }

    fn table_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        let bytes = |elements: usize| elements.saturating_mul(ELEMENT);
        Ok(self.grow(bytes(current), bytes(desired), maximum.map(bytes)))
    }

    fn table_grow_failed(&mut self, _: wasmtime::Error) -> wasmtime::Result<()> {
        self.undo();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memories_and_tables_count_together_to_the_byte() {
        let mut memory = Memory::new(Some(3 << 16));
        assert!(memory.memory_growing(0, 1 << 16, None).unwrap());
        assert!(memory.table_growing(0, 100, None).unwrap());
        assert!(!memory.memory_growing(1 << 16, 3 << 16, None).unwrap());
        assert!(memory.refused().is_some());
        assert!(memory.memory_growing(1 << 16, 2 << 16, None).unwrap());
        let left = ((1 << 16) - 100 * ELEMENT) / ELEMENT;
        assert!(!memory.table_growing(100, 100 + left + 1, None).unwrap());
        assert!(memory.table_growing(100, 100 + left, None).unwrap());
        assert_eq!(memory.used, 3 << 16);
    }

    #[test]
    fn what_did_not_grow_does_not_count() {
        let mut memory = Memory::new(Some(100));
        assert!(memory.memory_growing(0, 100, None).unwrap());
        memory.memory_grow_failed(wasmtime::Error::msg("no memory")).unwrap();
        assert!(memory.memory_growing(0, 60, None).unwrap());
        // Its own maximum is no affair of the limit.
        assert!(!memory.memory_growing(60, 80, Some(70)).unwrap());
        memory.memory_grow_failed(wasmtime::Error::msg("its maximum")).unwrap();
        assert_eq!((memory.used, memory.refused()), (60, None));
    }
}
