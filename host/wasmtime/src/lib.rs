//! Implements [wasi-crypto] for WebAssembly components running on [wasmtime].
//!
//! Components import the interfaces of the package `wasi:crypto@0.13.0-draft` (folder `wit/` of the repository): option
//! sets, symmetric and asymmetric keys, hashes, MACs, key derivation, authenticated encryption, signatures, key
//! exchange, managed keys and external secrets. Legacy modules reach the same host through the adapters of the
//! repository.
//!
//! The operations are those of [`wasi_crypto_engine`], which see for the algorithms. Its providers are chosen by
//! features of this crate:
//!
//! * `ring` (default): most algorithms, in assembly and C.
//! * `pure`: what `ring` lacks, in Rust alone.
//! * `aws-lc-rs`: RSA key generation, and what it does faster.
//!
//! # Example
//!
//! A standalone program that gives a component access to the host:
//!
//! ```
//! use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
//! use wasmtime::component::{Component, Linker, ResourceTable};
//! use wasmtime::{Config, Engine, Store};
//!
//! struct State {
//!     table: ResourceTable,
//!     crypto: WasiCryptoCtx,
//! }
//!
//! impl WasiCryptoView for State {
//!     fn crypto(&mut self) -> WasiCryptoCtxView<'_> {
//!         WasiCryptoCtxView { ctx: &mut self.crypto, table: &mut self.table }
//!     }
//! }
//!
//! fn main() -> wasmtime::Result<()> {
//!     // Unless you need asynchronous components: calls of host functions become several times cheaper.
//!     let mut config = Config::new();
//!     config.concurrency_support(false);
//!     let engine = Engine::new(&config)?;
//!
//!     let mut linker = Linker::new(&engine);
//!     wasi_crypto_host::add_to_linker_sync(&mut linker)?;
//!
//!     let state = State { table: ResourceTable::new(), crypto: WasiCryptoCtx::new() };
//!     let mut store = Store::new(&engine, state);
//!
//!     # let guest = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/guests/first-byte.wat");
//!     # let guest = wat::parse_file(guest).expect("the guest is there and parses");
//!     let component = Component::new(&engine, guest)?;
//!     let instance = linker.instantiate(&mut store, &component)?;
//!
//!     // This component hashes "abc" with SHA-256 and returns the first byte of the digest.
//!     let run = instance.get_typed_func::<(), (u32,)>(&mut store, "run")?;
//!     assert_eq!(run.call(&mut store, ())?, (0xba,));
//!     Ok(())
//! }
//! ```
//!
//! Where the store's data is not yours to implement a trait for, use [`add_to_linker_sync_with`], which takes a
//! function instead. In an asynchronous program use [`add_to_linker_async`]: long input is then processed in steps, between
//! which other tasks have their turn, and other long work (generating an RSA key takes up to seconds) runs on a
//! [`WorkerPool`].
//!
//! Components built against the package that upstream publishes, `wasi:crypto@0.11.0`, are served by [`upstream`].
//!
//! # Managed keys
//!
//! Guests have a secrets manager if [`WasiCryptoCtxBuilder::secrets`] gives them a part of a store; without it, opening
//! one is `unsupported-feature`. A store is anything that implements [`KeyStore`](keystore::KeyStore):
//! [`MemoryStore`](keystore::MemoryStore), which ends with the process, the file of `wasi-crypto-keystore-redb`, or one
//! of your own. What is in it is sealed under the [`MasterKey`](secrets::MasterKey), and a
//! [`Policy`](secrets::Policy) says what each guest may do:
//!
//! ```
//! use std::sync::Arc;
//! use wasi_crypto_host::WasiCryptoCtx;
//! use wasi_crypto_host::engine::{Engine, Use};
//! use wasi_crypto_host::keystore::MemoryStore;
//! use wasi_crypto_host::secrets::{MasterKey, Policy, Rules, Secrets};
//!
//! async fn context(engine: &Engine) -> wasi_crypto_host::secrets::Result<WasiCryptoCtx> {
//!     let granted = [("release-2026".into(), [Use::Sign].into())].into();
//!     let rules = Rules { host_keys: granted, max_versions: Some(10), ..Rules::default() };
//!     let policy = Policy { guests: [("signer".into(), rules)].into(), ..Policy::default() };
//!
//!     let master = MasterKey::generate(engine)?;
//!     let secrets = Secrets::builder(Arc::new(MemoryStore::new()), &master).policy(policy).open().await?;
//!     secrets.operator().generate("release-2026", "Ed25519", None).await?;
//!
//!     // One per guest; the store is shared.
//!     Ok(WasiCryptoCtx::builder().engine(engine.clone()).secrets(secrets.guest("signer")?).build())
//! }
//! # let built = pollster::block_on(context(&Engine::new()));
//! # assert!(built.is_ok());
//! ```
//!
//! Every operation on a managed key is an event of `tracing`: see [`secrets::audit`].
//!
//! # The build of wasmtime
//!
//! This crate works with any patch of wasmtime 48 from 48.0.8 on and asks for few of its features. An embedder that runs
//! guests nobody trusts has to build wasmtime with `gc` (and a collector: `gc-drc`) and `threads`, which are among its
//! default features: in builds without them a component can abort the process (RUSTSEC-2026-0570 and
//! GHSA-2674-w29h-wqvj, mended in patches from 48.0.9 on). A build without `gc` that can be aborted is refused by
//! `add_to_linker_*`, and by [`check_runtime`]:
//!
//! ```toml
//! wasmtime = { version = "48.0.8", default-features = false, features = [
//!     "async", "component-model", "cranelift", "gc", "gc-drc", "runtime", "std", "threads",
//! ] }
//! ```
//!
//! # Hostile guests
//!
//! What a guest may use up is limited: handles by [`WasiCryptoCtxBuilder::max_handles`], what all its objects hold together
//! by [`WasiCryptoCtxBuilder::max_held_bytes`], lengths and the work of one call by the
//! [`Limits`](wasi_crypto_engine::Limits) of the engine, what one call may copy by wasmtime's own
//! `Store::set_hostcall_fuel`, which also bounds the input of one operation. A guest sees the error codes of the WIT
//! package and nothing else; only what the component model itself calls a trap (a handle that is not the guest's, a
//! string that is not valid) ends the instance.
//!
//! [wasi-crypto]: https://github.com/WebAssembly/wasi-crypto
//! [wasmtime]: https://docs.wasmtime.dev

#![doc(test(attr(deny(warnings))))]

mod asymmetric;
mod bindings;
mod call;
mod common;
mod ctx;
mod error;
mod external_secrets;
mod flavour;
mod key_exchange;
mod managed;
mod output;
#[cfg(feature = "p3")]
pub mod p3;
pub mod resources;
mod runtime;
mod signatures;
mod symmetric;
pub mod upstream;

pub use ctx::{WasiCryptoCtx, WasiCryptoCtxBuilder, WasiCryptoCtxView, WasiCryptoView};
pub use runtime::check_runtime;
pub use wasi_crypto_api::workers::WorkerPool;
pub use wasi_crypto_engine as engine;
pub use wasi_crypto_keystore as keystore;
pub use wasi_crypto_secrets as secrets;

use wasmtime::component::Linker;

use flavour::{Blocking, Flavour, Suspending};

/// The version of the WIT package this host implements. Prerelease versions match by exact name.
pub const PACKAGE_VERSION: &str = "0.13.0-draft";

/// Adds every interface to a linker; operations run to their end on the calling thread.
///
/// # Errors
/// If the linker has one of the interfaces already, or [`check_runtime`] refuses its engine.
pub fn add_to_linker_sync<T: WasiCryptoView + 'static>(linker: &mut Linker<T>) -> wasmtime::Result<()> {
    add_to_linker_sync_with(linker, T::crypto)
}

/// [`add_to_linker_sync`] for store data that does not implement [`WasiCryptoView`].
///
/// ```
/// # use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView};
/// # use wasmtime::component::{Linker, ResourceTable};
/// type State = (ResourceTable, WasiCryptoCtx);
///
/// let mut linker = Linker::<State>::new(&wasmtime::Engine::default());
/// wasi_crypto_host::add_to_linker_sync_with(&mut linker, |(table, ctx)| WasiCryptoCtxView { ctx, table })?;
/// # Ok::<(), wasmtime::Error>(())
/// ```
///
/// # Errors
/// As [`add_to_linker_sync`].
pub fn add_to_linker_sync_with<T: 'static>(
    linker: &mut Linker<T>,
    view: fn(&mut T) -> WasiCryptoCtxView<'_>,
) -> wasmtime::Result<()> {
    add_interfaces::<T, Blocking>(linker, view)
}

/// Adds every interface to a linker; slow operations run on the context's [`WorkerPool`] and suspend the guest.
///
/// For stores that are called with the `_async` functions of wasmtime. Any executor will do. Dropping a call abandons
/// its operation.
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

fn add_interfaces<T: 'static, F: Flavour<T>>(
    linker: &mut Linker<T>,
    view: fn(&mut T) -> WasiCryptoCtxView<'_>,
) -> wasmtime::Result<()> {
    check_runtime(linker.engine())?;
    common::add_to_linker::<T, F>(linker, view)?;
    symmetric::add_to_linker::<T, F>(linker, view)?;
    asymmetric::add_to_linker::<T, F>(linker, view)?;
    signatures::add_to_linker::<T, F>(linker, view)?;
    key_exchange::add_to_linker(linker, view)?;
    external_secrets::add_to_linker::<T, F>(linker, view)
}
