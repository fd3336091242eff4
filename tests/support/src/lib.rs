//! What the tests of several crates share and that needs no wasmtime; the rest is in `wasi-crypto-tests`.
//!
//! A dev-dependency of crates below wasmtime: whatever this crate depends on, their tests have to compile.

pub mod answers;
pub mod events;
pub mod languages;
pub mod needs;
pub mod random;
pub mod readme;
#[cfg(target_os = "linux")]
pub mod residue;
pub mod suite;
pub mod tools;
#[cfg(target_os = "linux")]
pub mod vanish;
