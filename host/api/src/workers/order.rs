//! What a pool has to know of an operation to choose its turn.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::length::Long;

/// Where an operation waits, and for how long it will keep a thread.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Order {
    /// Whose it is.
    pub client: ClientId,
    /// The threads it may run on.
    pub lane: Lane,
    /// What it costs. It need not be right, but it must not be for the client to choose.
    pub long: Long,
}

/// Somebody who waits for operations, such as a guest with all its calls. Clients take turns.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct ClientId(u64);

/// Operations of one lane never wait for those of another: each has threads of its own.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Lane {
    /// Hashing of passwords, which is meant to be slow, so that a few guests can want more of it than there is.
    Passwords,
    /// Everything else, such as the generation of keys.
    Others,
    /// Nothing at all: see [`WorkerPool::turn`](super::WorkerPool::turn). There is one thread.
    Turns,
}

impl ClientId {
    /// A client that no other is equal to.
    pub fn unique() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}
