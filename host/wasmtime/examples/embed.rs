//! A whole embedding: calls a function of a component, to which it gives the host's cryptography.
//!
//! ```sh
//! cargo run -p wasi-crypto-host --example embed -- component.wasm function
//! ```
//!
//! The function takes nothing; what it returns is printed.

use std::process::ExitCode;

use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
use wasmtime::component::{Component, Linker, ResourceTable, Val};
use wasmtime::error::Context;
use wasmtime::{Config, Engine, Result, Store, bail};

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

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, function] = arguments.as_slice() else {
        eprintln!("usage: embed component.wasm function");
        return ExitCode::FAILURE;
    };
    let results = std::fs::read(file).map_err(wasmtime::Error::from).and_then(|bytes| call(&bytes, function));
    match results {
        Ok(results) => {
            results.iter().for_each(|result| println!("{result:?}"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error:?}");
            ExitCode::FAILURE
        }
    }
}

/// Instantiates a component and calls a function of it.
pub fn call(component: &[u8], function: &str) -> Result<Vec<Val>> {
    // Unless you need asynchronous components: calls of host functions become several times cheaper.
    let engine = Engine::new(Config::new().concurrency_support(false))?;
    let mut linker = Linker::new(&engine);
    wasi_crypto_host::add_to_linker_sync(&mut linker)?;

    let mut store = Store::new(&engine, State { crypto: WasiCryptoCtx::new(), table: ResourceTable::new() });
    let component = Component::from_binary(&engine, component)?;
    let instance = linker.instantiate(&mut store, &component)?;
    let function = instance.get_func(&mut store, function).with_context(|| format!("no function `{function}`"))?;
    let ty = function.ty(&store);
    if ty.params().len() > 0 {
        bail!("the function takes arguments");
    }
    let mut results = vec![Val::Bool(false); ty.results().len()];
    function.call(&mut store, &[], &mut results)?;
    Ok(results)
}
