//! What requests to a service, and the instances that answer them, may use up.

use std::num::NonZeroU32;
use std::time::Duration;

use clap::Args;
use wasi_crypto_host::engine::Limits;

use super::{Bounds, BoundsArgs};
use crate::amounts::{Size, Span};

/// What a service may use up. Many instances hold keys at once, so that each holds less unless it is said otherwise.
#[derive(Args, Clone, Debug)]
#[command(mut_arg("max_held_bytes", |arg| arg.default_value("16MiB")))]
pub struct ServeBoundsArgs {
    #[command(flatten)]
    common: BoundsArgs,
    /// How long a request may take until its response is complete, and how long it waits to begin. A guest that takes
    /// longer is ended, which answers 504; what waits longer is answered 503. A connection is closed whose client takes
    /// nothing of a response for so long
    #[arg(long, value_name = "DURATION", default_value = "30s", help_heading = "Limits")]
    timeout: Span,
    /// Bytes that all memories and tables of an instance may have together; beyond it they do not grow
    #[arg(long, value_name = "SIZE", default_value = "128MiB", help_heading = "Limits")]
    max_memory: Size,
    /// Bytes of the body of a request; a larger one is answered 413
    #[arg(long, value_name = "SIZE", default_value = "8MiB", help_heading = "Limits")]
    max_body: Size,
    /// Requests that are answered at once, each by an instance of its own; more of them wait
    #[arg(long, value_name = "NUMBER", default_value = "64", help_heading = "Limits")]
    max_concurrent: NonZeroU32,
    /// Connections at once; more of them are not accepted until others close
    #[arg(long, value_name = "NUMBER", default_value = "1024", help_heading = "Limits")]
    max_connections: NonZeroU32,
    /// Requests that an instance answers, one after the other, before it makes way for a new one. Without it 1 for
    /// WASI 0.2, so that nothing of a request is left when the next one comes, and 128 for WASI 0.3
    #[arg(long, value_name = "NUMBER", help_heading = "Limits")]
    reuse: Option<NonZeroU32>,
    /// How long requests that have begun may go on after SIGTERM or SIGINT
    #[arg(long, value_name = "DURATION", default_value = "30s", help_heading = "Limits")]
    grace: Span,
}

/// What is watched over while a service runs.
#[derive(Clone, Copy, Debug)]
pub struct ServeBounds {
    /// Of each instance; its time is that of a request.
    pub instance: Bounds,
    /// How long a request may wait, and how long it may take then.
    pub time: Duration,
    /// Bytes of the body of a request.
    pub body: u64,
    /// Requests at once.
    pub requests: usize,
    /// Connections at once.
    pub connections: usize,
    /// Requests that an instance answers, if that was said.
    pub reuse: Option<NonZeroU32>,
    /// How long what has begun may go on at the end.
    pub grace: Duration,
}

impl ServeBoundsArgs {
    /// What the runtime and the server watch over.
    pub fn of_runtime(&self) -> ServeBounds {
        let number = |number: NonZeroU32| usize::try_from(number.get()).unwrap_or(usize::MAX);
        ServeBounds {
            instance: self.common.of_runtime(Some(self.timeout), Some(self.max_memory)),
            time: self.timeout.0,
            body: u64::try_from(self.max_body.0).unwrap_or(u64::MAX),
            requests: number(self.max_concurrent),
            connections: number(self.max_connections),
            reuse: self.reuse,
            grace: self.grace.0,
        }
    }

    /// What the engine watches over.
    pub fn of_engine(&self) -> Limits {
        self.common.of_engine()
    }
}
