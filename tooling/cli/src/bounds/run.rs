//! What a program that is run may use up.

use clap::Args;
use wasi_crypto_host::engine::Limits;

use super::{Bounds, BoundsArgs};
use crate::amounts::{Size, Span};

/// What a guest that is run may use up.
#[derive(Args, Clone, Debug)]
pub struct RunBoundsArgs {
    #[command(flatten)]
    common: BoundsArgs,
    /// End the guest if it runs longer than this, with exit code 124
    #[arg(long, value_name = "DURATION", help_heading = "Limits")]
    timeout: Option<Span>,
    /// Bytes that all memories and tables of the guest may have together; beyond it they do not grow
    #[arg(long, value_name = "SIZE", help_heading = "Limits")]
    max_memory: Option<Size>,
}

impl RunBoundsArgs {
    /// What the runtime watches over.
    pub fn of_runtime(&self) -> Bounds {
        self.common.of_runtime(self.timeout, self.max_memory)
    }

    /// What the engine watches over.
    pub fn of_engine(&self) -> Limits {
        self.common.of_engine()
    }
}
