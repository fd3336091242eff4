//! A wasmtime with WASI and wasi-crypto, and the way guests are started on it.

mod call;
mod concurrency;
mod program;
mod state;

use std::time::Duration;

use anyhow::Result;
use wasmtime::component::Linker;
use wasmtime::{Config, Engine, Inlining};

pub use concurrency::Concurrency;
pub use program::{Entry, Guest, Preopen, not_started};
pub use state::State;

use crate::proposals;

/// How often a guest with limited time gives the clock a turn.
const TICK: Duration = Duration::from_millis(10);

/// How wasmtime is configured here.
pub fn config(concurrency: Concurrency) -> Config {
    let mut config = Config::new();
    proposals::configure(&mut config);
    // Calls into the host are cheaper without the bookkeeping for tasks that WASI 0.2 does not have. Inlining saves a
    // few calls more between a legacy module and what is linked into it, but makes eight seconds and a gigabyte of
    // what takes one and a fifth of that to compile, and its larger frames leave recursion half the depth.
    config.concurrency_support(concurrency == Concurrency::Tasks).compiler_inlining(Inlining::No);
    config
}

/// Everything that programs can import here.
pub fn linker(engine: &Engine, concurrency: Concurrency) -> Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker).map_err(foreign)?;
    if concurrency == Concurrency::Tasks {
        wasmtime_wasi::p3::add_to_linker(&mut linker).map_err(foreign)?;
    }
    add_cryptography(&mut linker, concurrency)?;
    Ok(linker)
}

/// Everything that services can import here: what programs can, and HTTP.
pub fn linker_with_http(engine: &Engine, concurrency: Concurrency) -> Result<Linker<State>> {
    let mut linker = linker(engine, concurrency)?;
    wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker).map_err(foreign)?;
    if concurrency == Concurrency::Tasks {
        wasmtime_wasi_http::p3::add_to_linker(&mut linker).map_err(foreign)?;
    }
    Ok(linker)
}

/// The faces of wasi-crypto: ours, with streams and asynchronous functions where there are tasks, and upstream's.
fn add_cryptography(linker: &mut Linker<State>, concurrency: Concurrency) -> Result<()> {
    match concurrency {
        Concurrency::None => wasi_crypto_host::add_to_linker_async(linker),
        Concurrency::Tasks => wasi_crypto_host::p3::add_to_linker(linker),
    }
    .map_err(foreign)?;
    wasi_crypto_host::upstream::add_to_linker_async(linker).map_err(foreign)
}

/// Counts up the epoch for as long as there is an engine.
pub fn tick(engine: &Engine) {
    let engine = engine.weak();
    std::thread::spawn(move || {
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            // It is not kept while this sleeps.
            drop(engine);
            std::thread::sleep(TICK);
        }
    });
}

/// wasmtime's errors as ours, with the chain of causes kept.
pub fn foreign(error: wasmtime::Error) -> anyhow::Error {
    anyhow::Error::from_boxed(error.into())
}
