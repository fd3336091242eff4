//! What the specification lists as optional, and its extensions: one file per algorithm family, each in pure Rust and
//! the same in every provider. The table names the objects in here.

pub(crate) mod ed25519ph;
pub(crate) mod ml_dsa;
