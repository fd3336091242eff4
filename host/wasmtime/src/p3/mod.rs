//! The package for components of WASI 0.3: every interface that the functions at the top of this crate serve, and those
//! with `async func`s and streams.
//!
//! Bytes of a stream that the component was given, by the host or by another component, do not enter the component: it
//! passes the stream on, and the host takes each chunk where it is. A short message costs less as a list.
//!
//! ```
//! use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView};
//! use wasmtime::component::{Linker, ResourceTable};
//! use wasmtime::{Config, Engine};
//!
//! type State = (ResourceTable, WasiCryptoCtx);
//!
//! // Calls of all host functions cost about 100 nanoseconds more than without.
//! let mut config = Config::new();
//! config.concurrency_support(true);
//! let engine = Engine::new(&config)?;
//!
//! let mut linker = Linker::<State>::new(&engine);
//! wasi_crypto_host::p3::add_to_linker_with(&mut linker, |(table, ctx)| WasiCryptoCtxView { ctx, table })?;
//! # Ok::<(), wasmtime::Error>(())
//! ```
//!
//! # What a guest can use up
//!
//! A call that takes a stream may be as long as the stream: [`max_work_per_call`](crate::engine::Limits::max_work_per_call)
//! bounds the functions that take lists. Between pieces of a stream, after 16 of them or four milliseconds, other tasks of
//! the store and of the executor have their turn, so that a deadline of yours ends it.
//!
//! Every stream that a call reads or makes counts as an object, with what the runtime keeps of it, until the runtime lets go
//! of it. That may be long after the call: wasmtime keeps a stream that is never ready until the store is dropped, even if
//! the call that reads it was cancelled. A guest that makes many of those runs into its own limits
//! ([`max_handles`](crate::WasiCryptoCtxBuilder::max_handles),
//! [`max_held_bytes`](crate::WasiCryptoCtxBuilder::max_held_bytes)).

mod concurrent;
mod pipe;
mod producer;
mod sealed;
mod sink;
mod streams;
mod tasks;
mod turn;

use wasmtime::component::Linker;

use crate::call::Getter;
use crate::{WasiCryptoCtxView, WasiCryptoView, add_to_linker_async_with};

/// Adds every interface to a linker. For stores that are called with `run_concurrent` or the `_async` functions of wasmtime.
///
/// # Errors
/// If the engine has no [`concurrency_support`](wasmtime::Config::concurrency_support), the linker has one of the interfaces
/// already, or [`check_runtime`](crate::check_runtime) refuses the engine.
pub fn add_to_linker<T: WasiCryptoView + 'static>(linker: &mut Linker<T>) -> wasmtime::Result<()> {
    add_to_linker_with(linker, T::crypto)
}

/// [`add_to_linker`] for store data that does not implement [`WasiCryptoView`].
///
/// # Errors
/// As [`add_to_linker`].
pub fn add_to_linker_with<T: Send + 'static>(
    linker: &mut Linker<T>,
    view: fn(&mut T) -> WasiCryptoCtxView<'_>,
) -> wasmtime::Result<()> {
    add_to_linker_async_with(linker, view)?;
    let get: Getter<T> = view;
    streams::add_to_linker(linker, get)?;
    sealed::add_to_linker(linker, get)?;
    tasks::add_to_linker(linker, get)
}
