//! What a guest that is run may use up: memory, time, and what the host keeps and does for it.

use std::time::Duration;

use clap::Args;
use wasi_crypto_host::engine::Limits;
use wasmtime::ResourceLimiter;

use crate::amounts::{Size, Span};

/// Exit code of a guest that was ended because its time was up, as that of timeout(1).
pub const TIMED_OUT: u8 = 124;

/// What wasmtime lets one call pass, unless it is told otherwise.
const CALL_BYTES: usize = 128 << 20;

/// What an element of a table counts as: a pointer.
const ELEMENT: usize = size_of::<usize>();

/// What a guest may use up.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Limits")]
pub struct BoundsArgs {
    /// Bytes that all keys, states and other objects of the guest may hold together; a call that needs more answers
    /// `overflow`
    #[arg(long, value_name = "SIZE", default_value_t = held_bytes())]
    max_held_bytes: Size,
    /// Work of one call, as estimated before it begins; a call that costs more answers `overflow`
    #[arg(long, value_name = "DURATION", default_value_t = work())]
    max_work: Span,
    /// Bytes that one call may pass to the host; a component that passes more is ended. Legacy functions pass 128MiB at
    /// most
    #[arg(long, value_name = "SIZE", default_value_t = Size(CALL_BYTES))]
    max_call_bytes: Size,
    /// End the guest if it runs longer than this, with exit code 124
    #[arg(long, value_name = "DURATION")]
    timeout: Option<Span>,
    /// Bytes that all memories and tables of the guest may have together; beyond it they do not grow
    #[arg(long, value_name = "SIZE")]
    max_memory: Option<Size>,
}

/// What the runtime watches over.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Bytes that one call may pass to the host.
    pub call_bytes: usize,
    /// How long the guest may run.
    pub time: Option<Duration>,
    /// Bytes of all its memories and tables.
    pub memory: Option<usize>,
}

impl BoundsArgs {
    /// What the runtime watches over.
    pub fn of_runtime(&self) -> Bounds {
        Bounds {
            call_bytes: self.max_call_bytes.0,
            time: self.timeout.map(|span| span.0),
            memory: self.max_memory.map(|size| size.0),
        }
    }

    /// What the engine watches over.
    pub fn of_engine(&self) -> Limits {
        let mut limits = Limits::default();
        limits.max_held_bytes = self.max_held_bytes.0;
        limits.max_work_per_call = u64::try_from(self.max_work.0.as_nanos()).unwrap_or(u64::MAX);
        limits
    }
}

impl Default for Bounds {
    fn default() -> Self {
        Self { call_bytes: CALL_BYTES, time: None, memory: None }
    }
}

fn held_bytes() -> Size {
    Size(Limits::default().max_held_bytes)
}

fn work() -> Span {
    Span(Duration::from_nanos(Limits::default().max_work_per_call))
}

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

    #[test]
    fn the_default_for_a_call_is_that_of_wasmtime() {
        let store = wasmtime::Store::new(&wasmtime::Engine::default(), ());
        assert_eq!(store.hostcall_fuel(), CALL_BYTES);
    }
}
