//! A guest that is run once, from its start to its end.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use wasi_crypto_host::WasiCryptoCtx;
use wasmtime::component::{Accessor, Component, Linker};
use wasmtime::{Cache, Engine, Store};
use wasmtime_wasi::{FsPerms, I32Exit, WasiCtx, p2, p3};

use super::call::{Call, listing};
use super::{Concurrency, State, config, foreign, linker, tick};
use crate::amounts::Span;
use crate::bounds::{Bounds, TIMED_OUT};
use crate::escape::{message, shown};
use crate::guesses::Guesses;
use crate::invoke::Arguments;
use crate::progress;
use crate::report::{self, Outcome};
use crate::world::Wasi;

/// Exit code of a guest that trapped, as a shell reports an aborted process.
const TRAPPED: u8 = 134;

/// A component and everything it is started with.
pub struct Guest {
    /// The component's bytes.
    pub component: Vec<u8>,
    /// Program name and arguments.
    pub args: Vec<String>,
    /// Environment.
    pub envs: Vec<(String, String)>,
    /// Folders it may use.
    pub dirs: Vec<Preopen>,
    /// What to call.
    pub entry: Entry,
    /// Its cryptography, and the keys it may use.
    pub crypto: WasiCryptoCtx,
    /// Where compiled code is kept.
    pub cache: Option<Cache>,
    /// What it may use up.
    pub bounds: Bounds,
    /// What was guessed about it.
    pub guesses: Guesses,
}

/// A folder the guest may use.
pub struct Preopen {
    /// Path here.
    pub host: String,
    /// Path the guest sees.
    pub guest: String,
}

/// What to call in a guest.
pub enum Entry {
    /// `wasi:cli/run`.
    Program,
    /// An exported function; its result is printed.
    Function {
        /// Name, or `instance#name`.
        name: String,
        /// Its arguments.
        args: Arguments,
    },
}

impl Guest {
    /// Runs the guest to its end; its exit code becomes ours.
    pub fn run(self) -> Outcome {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let outcome = runtime.block_on(self.run_async());
        // What a guest whose time was up has left in the hands of other threads keeps nobody waiting.
        runtime.shutdown_background();
        outcome
    }

    async fn run_async(self) -> Outcome {
        let bounds = self.bounds;
        let concurrency = Concurrency::of(&self.component)?;
        let mut config = config(concurrency);
        config.epoch_interruption(bounds.time.is_some()).cache(self.cache.clone());
        let engine = Engine::new(&config).map_err(foreign)?;
        let compile = || Component::new(&engine, &self.component).map_err(foreign);
        let component = progress::during("compiling", compile)?;
        let mut linker = linker(&engine, concurrency)?;
        self.guesses.serve(&mut linker)?;
        let (entry, state) = self.prepare(concurrency)?;
        let mut store = Store::new(&engine, state);
        store.limiter(|state| &mut state.memory);
        store.set_hostcall_fuel(bounds.call_bytes);
        let entered = enter(&mut store, &component, &linker, &entry);
        let Some(time) = bounds.time else { return entered.await };
        tick(&engine);
        match tokio::time::timeout(time, entered).await {
            Ok(outcome) => outcome,
            Err(_) => {
                let time = Span(time);
                report::error(format_args!("the guest was ended: it ran longer than --timeout {time}"));
                Ok(ExitCode::from(TIMED_OUT))
            }
        }
    }

    fn prepare(self, concurrency: Concurrency) -> Result<(Entry, State)> {
        let mut wasi = WasiCtx::builder();
        wasi.inherit_stdio().args(&self.args).envs(&self.envs);
        // A stream from a file is five times as fast where no other thread has to be asked for each piece. But what
        // blocks this thread keeps it from looking at the clock. It has to be said before folders are opened.
        let blocking = concurrency == Concurrency::Tasks && self.bounds.time.is_none();
        wasi.allow_blocking_current_thread(blocking);
        for dir in &self.dirs {
            wasi.preopened_dir(&dir.host, &dir.guest, FsPerms::ReadWrite)
                .map_err(foreign)
                .with_context(|| format!("cannot open the folder `{}`", shown(&dir.host)))?;
        }
        Ok((self.entry, State::new(wasi.build(), self.crypto, self.bounds.memory)))
    }
}

/// Starts the guest and calls what is to be called.
async fn enter(store: &mut Store<State>, component: &Component, linker: &Linker<State>, entry: &Entry) -> Outcome {
    let engine = store.engine().clone();
    // A guest with limited time suspends itself at every tick.
    store.epoch_deadline_async_yield_and_update(1);
    match entry {
        Entry::Program => match Wasi::of_program(component.component_type().exports(&engine).map(|(name, _)| name)) {
            Some(Wasi::P2) => {
                let started = p2::bindings::Command::instantiate_async(&mut *store, component, linker).await;
                let command = started.map_err(|error| not_started(store, error))?;
                let outcome = command.wasi_cli_run().call_run(&mut *store).await;
                exit_code(outcome.map(|result| if result.is_ok() { 0 } else { 1 }))
            }
            Some(Wasi::P3) => {
                let started = p3::bindings::Command::instantiate_async(&mut *store, component, linker).await;
                let command = started.map_err(|error| not_started(store, error))?;
                let run = async |accessor: &Accessor<State>| command.wasi_cli_run().call_run(accessor).await;
                let outcome = store.run_concurrent(run).await.flatten();
                exit_code(outcome.map(|result| if result.is_ok() { 0 } else { 1 }))
            }
            None => bail!(
                "it is not a program: it does not export wasi:cli/run. Call one of its functions with --invoke{}",
                listing(&engine, component)
            ),
        },
        Entry::Function { name, args } => {
            let started = linker.instantiate_async(&mut *store, component).await;
            let instance = started.map_err(|error| not_started(store, error))?;
            let Some(call) = Call::find(&engine, component, name) else {
                bail!("it exports no function `{}`{}", shown(name), listing(&engine, component));
            };
            call.invoke(store, &instance, args).await
        }
    }
}

/// Why a guest did not start: if it was not given memory, that is said first.
pub fn not_started(store: &Store<State>, error: wasmtime::Error) -> anyhow::Error {
    let error = foreign(error);
    match store.data().memory.refused() {
        Some(max) => error.context(format!("it needs more memory to start than --max-memory {max} allows")),
        None => error,
    }
}

/// An exit requested by the guest is its exit code; another error is a trap.
pub fn exit_code(outcome: wasmtime::Result<i32>) -> Outcome {
    let code = match outcome {
        Ok(code) => code,
        Err(error) => match error.downcast_ref::<I32Exit>() {
            Some(exit) => exit.0,
            None => {
                report::error(format_args!("the guest trapped: {}", message(&format!("{error:?}"), 0)));
                i32::from(TRAPPED)
            }
        },
    };
    // Exit codes of processes have eight bits; what does not fit must not become success.
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX)))
}
