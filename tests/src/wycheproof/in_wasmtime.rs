//! The guest `component-vectors` in wasmtime: on our host, or with a provider composed into it.

use std::fs;
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use wasi_crypto_engine::Engine as CryptoEngine;
use wasi_crypto_engine::provider::SecureRandom;
use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
use wasmtime::component::{Component, ComponentType, Instance, Linker, Lower, ResourceTable};
use wasmtime::{ResourceLimiter, Store};

use super::component::{Answer, Params};
use super::randomness::Chosen;
use crate::standalone;
use wasi_crypto_test_support::tools;

/// An instance with a store of its own.
pub(super) struct InWasmtime {
    name: String,
    store: Store<State>,
    instance: Instance,
}

struct State {
    crypto: WasiCryptoCtx,
    table: ResourceTable,
    memory: Memory,
}

impl State {
    fn new(crypto: WasiCryptoCtx) -> Self {
        Self { crypto, table: ResourceTable::new(), memory: Memory(0) }
    }
}

impl WasiCryptoView for State {
    fn crypto(&mut self) -> WasiCryptoCtxView<'_> {
        WasiCryptoCtxView { ctx: &mut self.crypto, table: &mut self.table }
    }
}

/// Counts the bytes of all memories, and limits nothing.
struct Memory(usize);

impl ResourceLimiter for Memory {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        self.0 += desired - current;
        Ok(true)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(true)
    }
}

/// The guest, compiled once.
fn alone() -> &'static Component {
    static ALONE: OnceLock<Component> = OnceLock::new();
    ALONE.get_or_init(|| compiled(&guest()))
}

/// The guest with the provider, compiled once: that takes seconds.
fn with_provider() -> &'static Component {
    static WITH_PROVIDER: OnceLock<Component> = OnceLock::new();
    WITH_PROVIDER.get_or_init(|| compiled(&composed()))
}

fn compiled(component: &[u8]) -> Component {
    Component::new(&standalone::engine(), component).expect("a valid component")
}

fn guest() -> Vec<u8> {
    fs::read(tools::guests().join("component-vectors.wasm")).expect("the guest is there")
}

/// The guest composed with the provider component.
pub(super) fn composed() -> Vec<u8> {
    wasi_crypto_compose::compose(&guest(), &tools::provider("wasi-crypto-provider")).expect("the two fit")
}

/// What a provider component imports, with randomness a vector may choose.
fn wasi(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.instance("wasi:random/random@0.2.0")?.func_wrap("get-random-bytes", |_, (len,): (u64,)| {
        let mut bytes = vec![0; usize::try_from(len)?];
        Chosen.fill(&mut bytes).map_err(|error| wasmtime::format_err!("{error}"))?;
        Ok((bytes,))
    })?;
    linker.instance("wasi:clocks/wall-clock@0.2.0")?.func_wrap("now", |_, (): ()| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
        Ok((Datetime { seconds: since.as_secs(), nanoseconds: since.subsec_nanos() },))
    })
}

/// `wasi:clocks/wall-clock.datetime`
#[derive(ComponentType, Lower)]
#[component(record)]
struct Datetime {
    seconds: u64,
    nanoseconds: u32,
}

impl InWasmtime {
    /// On our host with this engine.
    pub(super) fn on(engine: CryptoEngine) -> Self {
        let component = alone();
        let mut linker = Linker::new(component.engine());
        wasi_crypto_host::add_to_linker_sync(&mut linker).expect("the host can be linked");
        let name = format!("{engine:?}");
        Self::instantiate(name, component, &linker, WasiCryptoCtx::builder().engine(engine).build())
    }

    /// Composed with the provider component, on a host without wasi-crypto.
    pub(super) fn with_provider() -> Self {
        let component = with_provider();
        let mut linker = Linker::new(component.engine());
        wasi(&mut linker).expect("nothing is defined twice");
        Self::instantiate("the provider component".to_owned(), component, &linker, WasiCryptoCtx::new())
    }

    fn instantiate(name: String, component: &Component, linker: &Linker<State>, crypto: WasiCryptoCtx) -> Self {
        let mut store = Store::new(component.engine(), State::new(crypto));
        store.limiter(|state| &mut state.memory);
        let instance = linker.instantiate(&mut store, component).expect("everything imported is there");
        Self { name, store, instance }
    }

    /// What it runs on.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Objects the host holds.
    pub(super) fn open_handles(&self) -> usize {
        self.store.data().crypto.open_handles()
    }

    /// Bytes of all memories.
    pub(super) fn memory(&self) -> usize {
        self.store.data().memory.0
    }

    /// Calls a function; what it answers.
    pub(super) fn call<P: Params, R: Answer>(&mut self, interface: &str, name: &str, params: P) -> Result<R, u8> {
        let interface = self.instance.get_export_index(&mut self.store, None, interface).expect("the interface");
        let index = self.instance.get_export_index(&mut self.store, Some(&interface), name).expect("the function");
        let func = self.instance.get_typed_func::<P, (Result<R, u8>,)>(&mut self.store, index);
        let func = func.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let (answer,) = func.call(&mut self.store, params).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        answer
    }
}
