//! The package `wasi:crypto@0.11.0`, as upstream publishes it: functions over empty resources, one for each of the legacy
//! API.
//!
//! It is the same host behind it: the objects, the context with its limits, the managed keys, the policy and the audit
//! of the interfaces at the root of this crate, and one store may serve components of either package. The package is
//! there in two states, with eleven functions that close a handle and without them; what is linked here serves both. The
//! text of both is in `wit/upstream/` of the repository, with what each function corresponds to, and what is done where
//! a function cannot say what the legacy one could.
//!
//! ```
//! # use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
//! # use wasmtime::component::{Linker, ResourceTable};
//! # struct State(ResourceTable, WasiCryptoCtx);
//! # impl WasiCryptoView for State {
//! #     fn crypto(&mut self) -> WasiCryptoCtxView<'_> { WasiCryptoCtxView { ctx: &mut self.1, table: &mut self.0 } }
//! # }
//! # let mut linker = Linker::<State>::new(&wasmtime::Engine::default());
//! // Components of both packages.
//! wasi_crypto_host::add_to_linker_sync(&mut linker)?;
//! wasi_crypto_host::upstream::add_to_linker_sync(&mut linker)?;
//! # Ok::<(), wasmtime::Error>(())
//! ```

mod array_output;
mod asymmetric;
mod bindings;
mod common;
mod external_secrets;
mod kx;
mod managed;
mod signatures;
mod signatures_batch;
mod symmetric;
mod symmetric_batch;

use wasi_crypto_engine::Error;
use wasmtime::component::{Linker, Resource};

use crate::bindings::ErrorCode;
use crate::call::{Binder, Call, Getter};
use crate::error::HostResult;
use crate::flavour::{Blocking, Flavour, Suspending};
use crate::{WasiCryptoCtxView, WasiCryptoView, check_runtime};
use bindings::Errno;

/// The version of upstream's package.
pub const PACKAGE_VERSION: &str = "0.11.0";

/// Adds every interface of the package to a linker; operations run to their end on the calling thread.
///
/// # Errors
/// If the linker has one of the interfaces already, or [`check_runtime`] refuses its engine.
pub fn add_to_linker_sync<T: WasiCryptoView + 'static>(linker: &mut Linker<T>) -> wasmtime::Result<()> {
    add_to_linker_sync_with(linker, T::crypto)
}

/// [`add_to_linker_sync`] for store data that does not implement [`WasiCryptoView`].
///
/// # Errors
/// As [`add_to_linker_sync`].
pub fn add_to_linker_sync_with<T: 'static>(
    linker: &mut Linker<T>,
    view: fn(&mut T) -> WasiCryptoCtxView<'_>,
) -> wasmtime::Result<()> {
    add_interfaces::<T, Blocking>(linker, view)
}

/// Adds every interface of the package to a linker; slow operations suspend the guest, as with
/// [`add_to_linker_async`](crate::add_to_linker_async) of our own.
///
/// # Errors
/// As [`add_to_linker_sync`].
pub fn add_to_linker_async<T: WasiCryptoView + 'static>(linker: &mut Linker<T>) -> wasmtime::Result<()> {
    add_to_linker_async_with(linker, T::crypto)
}

/// [`add_to_linker_async`] for store data that does not implement [`WasiCryptoView`].
///
/// # Errors
/// As [`add_to_linker_sync`].
pub fn add_to_linker_async_with<T: Send + 'static>(
    linker: &mut Linker<T>,
    view: fn(&mut T) -> WasiCryptoCtxView<'_>,
) -> wasmtime::Result<()> {
    add_interfaces::<T, Suspending>(linker, view)
}

fn add_interfaces<T: 'static, F: Flavour<T>>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    check_runtime(linker.engine())?;
    common::bind::<T, F>(&mut interface(linker, "common", get)?)?;
    asymmetric::bind::<T, F>(&mut interface(linker, "asymmetric-common", get)?)?;
    signatures::bind::<T, F>(&mut interface(linker, "signatures", get)?)?;
    symmetric::bind::<T, F>(&mut interface(linker, "symmetric", get)?)?;
    kx::bind(&mut interface(linker, "kx", get)?)?;
    external_secrets::bind::<T, F>(&mut interface(linker, "external-secrets", get)?)?;
    signatures_batch::bind::<T, F>(&mut interface(linker, "signatures-batch", get)?)?;
    symmetric_batch::bind::<T, F>(&mut interface(linker, "symmetric-batch", get)?)
}

/// Defines the functions of an interface of the package.
type UpstreamBinder<'l, T> = Binder<'l, T, Errno>;

fn interface<'l, T: 'static>(
    linker: &'l mut Linker<T>,
    name: &str,
    get: Getter<T>,
) -> wasmtime::Result<UpstreamBinder<'l, T>> {
    Binder::of_version(linker, &format!("wasi-ephemeral-crypto-{name}"), PACKAGE_VERSION, get)
}

/// The functions called `...-close`: what the guest gave away is dropped.
fn close<T: 'static, O: Send + 'static>(call: &mut Call<'_, T>, (this,): (Resource<O>,)) -> HostResult<()> {
    call.remove(this)?;
    Ok(())
}

/// The results of a batch, and the number of each. An entry that failed has a result too, an absent one.
fn entries<R>(outcomes: impl IntoIterator<Item = Result<R, Error>>, absent: impl Fn() -> R) -> (Vec<R>, Vec<Errno>) {
    let entry = |outcome: Result<R, Error>| match outcome {
        Ok(result) => (result, Errno::Success),
        Err(error) => (absent(), ErrorCode::from(error).into()),
    };
    outcomes.into_iter().map(entry).unzip()
}
