//! What guests may use up: memory, time, and what the host keeps and does for them.

mod memory;
mod run;
mod serve;

use std::time::Duration;

use clap::Args;
use wasi_crypto_host::engine::Limits;

pub use memory::Memory;
pub use run::RunBoundsArgs;
pub use serve::{ServeBounds, ServeBoundsArgs};

use crate::amounts::{Size, Span};

/// Exit code of a guest that was ended because its time was up, as that of timeout(1).
pub const TIMED_OUT: u8 = 124;

/// What wasmtime lets one call pass, unless it is told otherwise.
const CALL_BYTES: usize = 128 << 20;

/// What an instance may use up, however it is started.
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
}

/// What the runtime watches over in one instance.
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
    /// What the engine watches over.
    fn of_engine(&self) -> Limits {
        let mut limits = Limits::default();
        limits.max_held_bytes = self.max_held_bytes.0;
        limits.max_work_per_call = u64::try_from(self.max_work.0.as_nanos()).unwrap_or(u64::MAX);
        limits
    }

    /// What the runtime watches over, with these limits besides.
    fn of_runtime(&self, time: Option<Span>, memory: Option<Size>) -> Bounds {
        Bounds { call_bytes: self.max_call_bytes.0, time: time.map(|span| span.0), memory: memory.map(|size| size.0) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_for_a_call_is_that_of_wasmtime() {
        let store = wasmtime::Store::new(&wasmtime::Engine::default(), ());
        assert_eq!(store.hostcall_fuel(), CALL_BYTES);
    }
}
