//! A wasmtime with WASI and wasi-crypto, and the way guests are started on it.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Instance, Linker, ResourceTable, Type, Val};
use wasmtime::{Config, Engine, Inlining, Store};
use wasmtime_wasi::p2::bindings::Command;
use wasmtime_wasi::{FsPerms, I32Exit, WasiCtx, WasiCtxView, WasiView};

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
        /// Arguments as typed.
        args: Vec<String>,
    },
}

/// Exit code of a guest that trapped, as a shell reports an aborted process.
const TRAPPED: u8 = 134;

struct State {
    wasi: WasiCtx,
    crypto: WasiCryptoCtx,
    table: ResourceTable,
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

/// The largest component, in bytes, that calls are inlined in. Beyond it there is a whole engine inside, of JavaScript
/// or Python, where inlining doubles the time to compile and gains nothing.
const INLINED: usize = 4 << 20;

fn config(component: &[u8]) -> Config {
    let mut config = Config::new();
    proposals::configure(&mut config);
    // Both make calls into the host cheaper: no bookkeeping for tasks that WASI 0.2 does not have, and no calls between
    // a legacy module, its adapter and the canonical ABI.
    let inlining = if component.len() <= INLINED { Inlining::Yes } else { Inlining::No };
    config.concurrency_support(false).compiler_inlining(inlining);
    config
}

impl Guest {
    /// Runs the guest to its end; its exit code becomes ours.
    pub fn run(self) -> Outcome {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(self.run_async())
    }

    async fn run_async(self) -> Outcome {
        let engine = Engine::new(&config(&self.component)).map_err(foreign)?;
        let component = Component::new(&engine, &self.component).map_err(foreign)?;
        let mut linker = Linker::new(&engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker).map_err(foreign)?;
        wasi_crypto_host::add_to_linker_async(&mut linker).map_err(foreign)?;
        wasi_crypto_host::upstream::add_to_linker_async(&mut linker).map_err(foreign)?;
        let (entry, state) = self.prepare()?;
        let mut store = Store::new(&engine, state);
        match &entry {
            Entry::Program => {
                if component.get_export(None, "wasi:cli/run@0.2.0").is_none() && !exports_run(&engine, &component) {
                    bail!(
                        "it is not a program: it does not export wasi:cli/run. Call one of its functions with --invoke{}",
                        listing(&engine, &component)
                    );
                }
                let command = Command::instantiate_async(&mut store, &component, &linker).await.map_err(foreign)?;
                let outcome = command.wasi_cli_run().call_run(&mut store).await;
                exit_code(outcome.map(|result| if result.is_ok() { 0 } else { 1 }))
            }
            Entry::Function { name, args } => {
                let instance = linker.instantiate_async(&mut store, &component).await.map_err(foreign)?;
                let Some(call) = Call::find(&engine, &component, name) else {
                    bail!("it exports no function `{name}`{}", listing(&engine, &component));
                };
                call.invoke(&mut store, &instance, args).await
            }
        }
    }

    fn prepare(self) -> Result<(Entry, State)> {
        let mut wasi = WasiCtx::builder();
        wasi.inherit_stdio().args(&self.args).envs(&self.envs);
        for dir in &self.dirs {
            wasi.preopened_dir(&dir.host, &dir.guest, FsPerms::ReadWrite)
                .map_err(foreign)
                .with_context(|| format!("cannot open the folder `{}`", dir.host))?;
        }
        Ok((self.entry, State { wasi: wasi.build(), crypto: self.crypto, table: ResourceTable::new() }))
    }
}

/// wasmtime's errors as ours, with the chain of causes kept.
fn foreign(error: wasmtime::Error) -> anyhow::Error {
    anyhow::Error::from_boxed(error.into())
}

/// An exit requested by the guest is its exit code; another error is a trap.
fn exit_code(outcome: wasmtime::Result<i32>) -> Outcome {
    let code = match outcome {
        Ok(code) => code,
        Err(error) => match error.downcast_ref::<I32Exit>() {
            Some(exit) => exit.0,
            None => {
                report::note(format_args!("\x1b[1;31merror:\x1b[0m the guest trapped: {error:?}"));
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

    async fn invoke(self, store: &mut Store<State>, instance: &Instance, args: &[String]) -> Outcome {
        let parent = match &self.instance {
            Some(name) => instance.get_export_index(&mut *store, None, name),
            None => None,
        };
        let index =
            instance.get_export_index(&mut *store, parent.as_ref(), &self.function).context("the export is gone")?;
        let function = instance.get_func(&mut *store, index).context("the export is not a function")?;
        let params: Vec<_> = self.ty.params().collect();
        if params.len() != args.len() {
            bail!("`{}` takes {} arguments, {} given", self.function, params.len(), args.len());
        }
        let values = params
            .iter()
            .zip(args)
            .map(|((name, ty), arg)| {
                parse_value(ty, arg).with_context(|| format!("argument `{name}` of `{}`: `{arg}`", self.function))
            })
            .collect::<Result<Vec<_>>>()?;
        let mut results = vec![Val::Bool(false); self.ty.results().len()];
        if let Err(error) = function.call_async(&mut *store, &values, &mut results).await {
            return exit_code(Err(error));
        }
        for result in &results {
            report::print(show_value(result))?;
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
            Some(instance) => format!("{instance}#{}", call.function),
            None => call.function,
        })
        .collect();
    if names.is_empty() { ". It exports no functions".into() } else { format!(". It exports {}", names.join(", ")) }
}

fn parse_value(ty: &Type, text: &str) -> Result<Val> {
    Ok(match ty {
        Type::Bool => Val::Bool(text.parse()?),
        Type::S8 => Val::S8(text.parse()?),
        Type::U8 => Val::U8(text.parse()?),
        Type::S16 => Val::S16(text.parse()?),
        Type::U16 => Val::U16(text.parse()?),
        Type::S32 => Val::S32(text.parse()?),
        Type::U32 => Val::U32(text.parse()?),
        Type::S64 => Val::S64(text.parse()?),
        Type::U64 => Val::U64(text.parse()?),
        Type::Float32 => Val::Float32(text.parse()?),
        Type::Float64 => Val::Float64(text.parse()?),
        Type::Char => Val::Char(text.parse()?),
        Type::String => Val::String(text.into()),
        Type::List(list) if list.ty() == Type::U8 => Val::List(text.bytes().map(Val::U8).collect()),
        _ => bail!("only numbers, booleans, characters, strings and byte lists can be given on the command line"),
    })
}

fn show_value(value: &Val) -> String {
    match value {
        Val::Bool(value) => value.to_string(),
        Val::S8(value) => value.to_string(),
        Val::U8(value) => value.to_string(),
        Val::S16(value) => value.to_string(),
        Val::U16(value) => value.to_string(),
        Val::S32(value) => value.to_string(),
        Val::U32(value) => value.to_string(),
        Val::S64(value) => value.to_string(),
        Val::U64(value) => value.to_string(),
        Val::Float32(value) => value.to_string(),
        Val::Float64(value) => value.to_string(),
        Val::Char(value) => value.to_string(),
        Val::String(value) => value.clone(),
        Val::List(values) | Val::Tuple(values) => values.iter().map(show_value).collect::<Vec<_>>().join(" "),
        Val::Option(value) => value.as_ref().map_or("none".into(), |value| show_value(value)),
        Val::Result(Ok(value)) => value.as_ref().map_or("ok".into(), |value| show_value(value)),
        Val::Result(Err(value)) => {
            format!("error{}", value.as_ref().map_or(String::new(), |value| format!(": {}", show_value(value))))
        }
        Val::Enum(name) => name.clone(),
        other => format!("{other:?}"),
    }
}
