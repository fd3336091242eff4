//! A wasmtime with WASI and wasi-crypto, and the way guests are started on it.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Instance, Linker, ResourceTable, Val};
use wasmtime::{Cache, Config, Engine, Inlining, Store};
use wasmtime_wasi::p2::bindings::Command;
use wasmtime_wasi::{FsPerms, I32Exit, WasiCtx, WasiCtxView, WasiView};

use crate::amounts::Span;
use crate::bounds::{Bounds, Memory, TIMED_OUT};
use crate::escape::{message, shown};
use crate::guesses::Guesses;
use crate::invoke::{self, Arguments};
use crate::progress;
use crate::proposals;
use crate::report::{self, Outcome};

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

/// Exit code of a guest that trapped, as a shell reports an aborted process.
const TRAPPED: u8 = 134;

/// What the host keeps for a guest.
pub struct State {
    wasi: WasiCtx,
    crypto: WasiCryptoCtx,
    table: ResourceTable,
    memory: Memory,
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiCryptoView for State {
    fn crypto(&mut self) -> WasiCryptoCtxView<'_> {
        WasiCryptoCtxView { ctx: &mut self.crypto, table: &mut self.table }
    }
}

/// How often a guest with limited time gives the clock a turn.
const TICK: Duration = Duration::from_millis(10);

/// How wasmtime is configured here.
pub fn config() -> Config {
    let mut config = Config::new();
    proposals::configure(&mut config);
    // Calls into the host are cheaper without the bookkeeping for tasks that WASI 0.2 does not have. Inlining saves a
    // few calls more between a legacy module and what is linked into it, but makes eight seconds and a gigabyte of
    // what takes one and a fifth of that to compile, and its larger frames leave recursion half the depth.
    config.concurrency_support(false).compiler_inlining(Inlining::No);
    config
}

/// Everything that guests can import here.
pub fn linker(engine: &Engine) -> Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker).map_err(foreign)?;
    wasi_crypto_host::add_to_linker_async(&mut linker).map_err(foreign)?;
    wasi_crypto_host::upstream::add_to_linker_async(&mut linker).map_err(foreign)?;
    Ok(linker)
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
        let mut config = config();
        config.epoch_interruption(bounds.time.is_some()).cache(self.cache.clone());
        let engine = Engine::new(&config).map_err(foreign)?;
        let compile = || Component::new(&engine, &self.component).map_err(foreign);
        let component = progress::during("compiling", compile)?;
        let mut linker = linker(&engine)?;
        self.guesses.serve(&mut linker)?;
        let (entry, state) = self.prepare()?;
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

    fn prepare(self) -> Result<(Entry, State)> {
        let mut wasi = WasiCtx::builder();
        wasi.inherit_stdio().args(&self.args).envs(&self.envs);
        for dir in &self.dirs {
            wasi.preopened_dir(&dir.host, &dir.guest, FsPerms::ReadWrite)
                .map_err(foreign)
                .with_context(|| format!("cannot open the folder `{}`", shown(&dir.host)))?;
        }
        let memory = Memory::new(self.bounds.memory);
        Ok((self.entry, State { wasi: wasi.build(), crypto: self.crypto, table: ResourceTable::new(), memory }))
    }
}

/// Starts the guest and calls what is to be called.
async fn enter(store: &mut Store<State>, component: &Component, linker: &Linker<State>, entry: &Entry) -> Outcome {
    let engine = store.engine().clone();
    // A guest with limited time suspends itself at every tick.
    store.epoch_deadline_async_yield_and_update(1);
    match entry {
        Entry::Program => {
            if component.get_export(None, "wasi:cli/run@0.2.0").is_none() && !exports_run(&engine, component) {
                bail!(
                    "it is not a program: it does not export wasi:cli/run. Call one of its functions with --invoke{}",
                    listing(&engine, component)
                );
            }
            let started = Command::instantiate_async(&mut *store, component, linker).await;
            let command = started.map_err(|error| not_started(store, error))?;
            let outcome = command.wasi_cli_run().call_run(&mut *store).await;
            exit_code(outcome.map(|result| if result.is_ok() { 0 } else { 1 }))
        }
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

/// Counts up the epoch for as long as there is an engine.
fn tick(engine: &Engine) {
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

/// Why a guest did not start: if it was not given memory, that is said first.
fn not_started(store: &Store<State>, error: wasmtime::Error) -> anyhow::Error {
    let error = foreign(error);
    match store.data().memory.refused() {
        Some(max) => error.context(format!("it needs more memory to start than --max-memory {max} allows")),
        None => error,
    }
}

/// wasmtime's errors as ours, with the chain of causes kept.
pub fn foreign(error: wasmtime::Error) -> anyhow::Error {
    anyhow::Error::from_boxed(error.into())
}

/// An exit requested by the guest is its exit code; another error is a trap.
fn exit_code(outcome: wasmtime::Result<i32>) -> Outcome {
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

/// An exported function and its signature.
struct Call {
    instance: Option<String>,
    function: String,
    ty: wasmtime::component::types::ComponentFunc,
}

impl Call {
    /// Finds `name` at the top or in an exported instance, `instance#name` in that instance only.
    fn find(engine: &Engine, component: &Component, name: &str) -> Option<Call> {
        functions(engine, component).into_iter().find(|call| match (&call.instance, name.split_once('#')) {
            (Some(instance), Some((wanted, function))) => instance == wanted && call.function == function,
            (_, None) => call.function == name,
            (None, Some(_)) => false,
        })
    }

    async fn invoke(self, store: &mut Store<State>, instance: &Instance, args: &Arguments) -> Outcome {
        let parent = match &self.instance {
            Some(name) => instance.get_export_index(&mut *store, None, name),
            None => None,
        };
        let index =
            instance.get_export_index(&mut *store, parent.as_ref(), &self.function).context("the export is gone")?;
        let function = instance.get_func(&mut *store, index).context("the export is not a function")?;
        let params: Vec<_> = self.ty.params().collect();
        let values = args.values(&self.function, &params)?;
        let mut results = vec![Val::Bool(false); self.ty.results().len()];
        if let Err(error) = function.call_async(&mut *store, &values, &mut results).await {
            return exit_code(Err(error));
        }
        for result in &results {
            report::print(invoke::text(result))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn functions(engine: &Engine, component: &Component) -> Vec<Call> {
    let mut found = Vec::new();
    for (name, item) in component.component_type().exports(engine) {
        match item.ty {
            ComponentItem::ComponentFunc(ty) => found.push(Call { instance: None, function: name.into(), ty }),
            ComponentItem::ComponentInstance(instance) => {
                for (function, item) in instance.exports(engine) {
                    if let ComponentItem::ComponentFunc(ty) = item.ty {
                        found.push(Call { instance: Some(name.into()), function: function.into(), ty });
                    }
                }
            }
            _ => {}
        }
    }
    found
}

fn exports_run(engine: &Engine, component: &Component) -> bool {
    component.component_type().exports(engine).any(|(name, _)| name.starts_with("wasi:cli/run@"))
}

/// The functions there are, for error messages.
fn listing(engine: &Engine, component: &Component) -> String {
    let names: Vec<String> = functions(engine, component)
        .into_iter()
        .map(|call| match call.instance {
            Some(instance) => shown(&format!("{instance}#{}", call.function)).to_string(),
            None => shown(&call.function).to_string(),
        })
        .collect();
    if names.is_empty() { ". It exports no functions".into() } else { format!(". It exports {}", names.join(", ")) }
}
