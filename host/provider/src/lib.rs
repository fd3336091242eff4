//! wasi-crypto as a component: every interface of the package `wasi:crypto`, exported from one component that imports
//! nothing but randomness and the time from WASI.
//!
//! Composed with a component that imports our interfaces, it makes one that runs on any runtime of components. The
//! operations are those of [`wasi_crypto_engine`] with its provider in pure Rust; this crate is to it what the crate
//! `wasi-crypto-host` is on wasmtime, one file per interface. Managed keys are in the memory of the component, under a
//! key that it draws when it first needs one: they end with it.
//!
//! Guests are as hostile here as there: the limits are those of the engine. What a guest can do beyond them is to use up
//! the memory of this component, which has no other guest, and whose end is the guest's own.

mod asymmetric;
mod bindings;
mod common;
mod error;
mod external_secrets;
mod key_exchange;
mod managed;
mod objects;
mod secrets;
mod signatures;
mod symmetric;
mod wasi;

/// Memory is wiped when it is freed, so that no copy of a secret outlives the call that made it.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);
