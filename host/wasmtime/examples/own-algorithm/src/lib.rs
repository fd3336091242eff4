//! Gives guests an algorithm that wasi-crypto does not know, under an identifier of its own: SHA3-224.
//!
//! [`sha3_224`] has the algorithm: an object of the kind *hash*, and its description, which is what the engine otherwise
//! knows from its table. [`engine`] adds it to what the library ships. [`call`] is an embedding as any other, with that
//! engine in the context of the guest.
//!
//! ```sh
//! cargo test -p wasi-crypto-example-own-algorithm
//! ```
//!
//! Every kind of algorithm goes the same way, each with its trait in [`wasi_crypto_host::engine::provider`], its list in
//! [`CryptoProvider`] and its constructor of [`Description`](wasi_crypto_host::engine::provider::Description). An algorithm
//! that the library does know, from hardware for instance, needs no description.

pub mod sha3_224;

use wasi_crypto_host::engine::Engine;
use wasi_crypto_host::engine::provider::{ConfigError, CryptoProvider};
use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Config, Result, Store};

/// What each instance has for itself.
struct State {
    crypto: WasiCryptoCtx,
    table: ResourceTable,
}

impl WasiCryptoView for State {
    fn crypto(&mut self) -> WasiCryptoCtxView<'_> {
        WasiCryptoCtxView { ctx: &mut self.crypto, table: &mut self.table }
    }
}

/// An engine with everything the library ships, and the algorithm of this example. Make one and share it: clones are cheap.
///
/// # Errors
/// [`ConfigError`] if the engine cannot work with the provider, which the test of this example excludes.
pub fn engine() -> Result<Engine, ConfigError> {
    let own = CryptoProvider { name: "example", hashes: vec![&sha3_224::SHA3_224], ..CryptoProvider::empty() };
    Engine::builder().provider(own.or(CryptoProvider::shipped())).build()
}

/// Instantiates a component with this engine and calls its function `run`, which takes nothing.
///
/// # Errors
/// If the component is none, or imports anything but wasi-crypto, or has no such function, or traps.
pub fn call(component: &[u8], engine: &Engine) -> Result<u32> {
    let wasm = wasmtime::Engine::new(Config::new().concurrency_support(false))?;
    let mut linker = Linker::new(&wasm);
    wasi_crypto_host::add_to_linker_sync(&mut linker)?;

    let crypto = WasiCryptoCtx::builder().engine(engine.clone()).build();
    let mut store = Store::new(&wasm, State { crypto, table: ResourceTable::new() });
    let instance = linker.instantiate(&mut store, &Component::from_binary(&wasm, component)?)?;
    let run = instance.get_typed_func::<(), (u32,)>(&mut store, "run")?;
    let (result,) = run.call(&mut store, ())?;
    Ok(result)
}
