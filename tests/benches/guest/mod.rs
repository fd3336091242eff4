//! The guests that measure: what they do, each with its number and whether the size of the message matters, and how they
//! are run.

use wasi_crypto_componentize::{Componentizer, Inspection, Kind, LinkMode};
use wasi_crypto_engine::provider::CryptoProvider;
use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
use wasi_crypto_test_support::tools;
use wasmtime::component::{Component, Linker, ResourceTable, TypedFunc};
use wasmtime::{Config, Engine, Result, Store};

/// The operations with their numbers in the guests, and whether the size of the message matters to them.
pub const OPERATIONS: &[(&str, i32, bool)] = &[
    ("options open+close", 0, false),
    ("tag length", 1, false),
    ("SHA-256", 2, true),
    ("HMAC/SHA-256", 3, true),
    ("AES-256-GCM seal", 4, true),
    ("AES-256-GCM open", 13, true),
    ("CHACHA20-POLY1305 seal", 5, true),
    ("ECDSA P-256 sign", 6, true),
    ("ECDSA P-256 verify", 7, true),
    ("Ed25519 sign", 8, true),
    ("Ed25519 verify", 9, true),
    ("X25519", 10, false),
    ("RSA-2048 sign", 11, true),
    ("RSA-2048 verify", 12, true),
];

/// An instance of a benchmark guest; legacy modules are made into components first.
pub struct Guest {
    store: Store<State>,
    prepare: TypedFunc<(i32, i32), (i32,)>,
    run: TypedFunc<(i32, i32, i32), (i64,)>,
    once: Option<TypedFunc<(i32, i32, i32), (i64,)>>,
}

struct State {
    crypto: WasiCryptoCtx,
    table: ResourceTable,
}

impl WasiCryptoView for State {
    fn crypto(&mut self) -> WasiCryptoCtxView<'_> {
        WasiCryptoCtxView { ctx: &mut self.crypto, table: &mut self.table }
    }
}

/// The component itself, or the one a legacy module becomes.
fn component_of(bytes: Vec<u8>, mode: LinkMode) -> anyhow::Result<Vec<u8>> {
    match Inspection::of(&bytes)?.kind {
        Kind::Component => Ok(bytes),
        Kind::CoreModule => Componentizer::new().link_mode(mode).componentize(&bytes),
    }
}

impl Guest {
    pub fn new(file: &str, mode: LinkMode) -> Result<Guest> {
        let bytes = std::fs::read(tools::guests().join(file))?;
        let bytes = component_of(bytes, mode).expect("the guest is a component, or a module that can become one");
        let engine = Engine::new(Config::new().concurrency_support(false).compiler_inlining(wasmtime::Inlining::Yes))?;
        let component = Component::new(&engine, bytes)?;
        let mut linker = Linker::new(&engine);
        wasi_crypto_host::add_to_linker_sync(&mut linker)?;
        // The provider of the default build, even where the build of the whole workspace adds others.
        let provider = wasi_crypto_engine::Engine::builder().provider(CryptoProvider::ring());
        let crypto = WasiCryptoCtx::builder().engine(provider.build().expect("a sound provider")).build();
        let mut store = Store::new(&engine, State { crypto, table: ResourceTable::new() });
        let instance = linker.instantiate(&mut store, &component)?;
        Ok(Guest {
            prepare: instance.get_typed_func(&mut store, "prepare")?,
            run: instance.get_typed_func(&mut store, "run")?,
            once: instance.get_typed_func(&mut store, "run-once").ok(),
            store,
        })
    }

    pub fn prepare(&mut self, number: i32, size: usize) -> Result<()> {
        let (code,) = self.prepare.call(&mut self.store, (number, guest_size(size)))?;
        assert_eq!(code, 0, "operation {number} cannot be prepared");
        Ok(())
    }

    pub fn run(&mut self, number: i32, size: usize, iterations: i32) -> Result<i64> {
        Ok(self.run.call(&mut self.store, (number, guest_size(size), iterations))?.0)
    }

    pub fn once(&mut self, number: i32, size: usize, iterations: i32) -> Result<i64> {
        match &self.once {
            Some(once) => Ok(once.call(&mut self.store, (number, guest_size(size), iterations))?.0),
            None => Ok(-1),
        }
    }
}

fn guest_size(size: usize) -> i32 {
    i32::try_from(size).expect("sizes are small")
}
