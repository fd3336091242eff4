//! Components on a wasmtime that has WASI and nothing of ours: the provider, guests composed with it, and what they print
//! there compared with what they print on our host.

use std::fs;

use wasmtime::component::{Component, Instance, Linker, ResourceTable};
use wasmtime::{Config, Engine, Store};
use wasmtime_wasi::p2::bindings::sync::Command;
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

use wasi_crypto_test_support::tools;

/// What WASI keeps for a component.
pub struct State {
    wasi: WasiCtx,
    table: ResourceTable,
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

/// A wasmtime as anybody has it.
///
/// # Panics
///
/// When there is no compiler for this machine.
pub fn engine() -> Engine {
    let mut config = Config::new();
    config.concurrency_support(false);
    Engine::new(&config).expect("a plain configuration")
}

/// What a program did.
#[derive(Debug)]
pub struct Outcome {
    /// Whether it said that it succeeded.
    pub success: bool,
    /// Everything it printed.
    pub output: String,
}

/// An instance of a component.
///
/// # Panics
///
/// When the component is invalid, or imports anything but WASI.
pub fn instantiate(component: &[u8]) -> (Store<State>, Instance) {
    instantiate_with(component, WasiCtx::builder().build())
}

fn instantiate_with(component: &[u8], wasi: WasiCtx) -> (Store<State>, Instance) {
    let engine = engine();
    let component = Component::new(&engine, component).expect("a valid component");
    let mut linker = Linker::<State>::new(&engine);
    wasmtime_wasi::p2::add_to_linker_sync(&mut linker).expect("WASI can be linked");
    let mut store = Store::new(&engine, State { wasi, table: ResourceTable::new() });
    let instance = linker.instantiate(&mut store, &component).expect("everything imported is there");
    (store, instance)
}

/// Runs a command on a host with WASI alone.
///
/// # Panics
///
/// When the component is no command, is invalid, or imports anything but WASI.
pub fn run(component: &[u8], args: &[&str]) -> Outcome {
    let pipe = MemoryOutputPipe::new(1 << 20);
    let wasi = WasiCtx::builder().args(args).stdout(pipe.clone()).stderr(pipe.clone()).build();
    let (mut store, instance) = instantiate_with(component, wasi);
    let command = Command::new(&mut store, &instance).expect("a command");
    let success = command.wasi_cli_run().call_run(&mut store).is_ok_and(|outcome| outcome.is_ok());
    Outcome { success, output: String::from_utf8(pipe.contents().to_vec()).expect("text") }
}

/// Parts of the guests that need RSA, which does not exist in pure Rust in a form that is safe to use.
const RSA: [&str; 2] = ["key files", "RSA_PKCS1_2048_SHA256"];

/// A part whose outcome depends on whether the host keeps keys. The provider does.
const MANAGED: &str = "managed keys";

impl Outcome {
    /// Checks that a guest over the provider printed what it prints on our host, wherever that is the same every time,
    /// and that nothing failed but what needs RSA.
    ///
    /// # Panics
    ///
    /// When that is not so.
    pub fn is_that_of_our_host(&self, guest: &str) {
        let Outcome { success, output } = self;
        let expected = fs::read_to_string(tools::repository().join(format!("tests/guests/expected/{guest}.txt")));
        let expected = expected.expect("written by the tests of the command");
        let steady = |text: &str| -> Vec<String> {
            let other = |line: &&str| !RSA.iter().chain([&MANAGED]).any(|part| line.contains(part));
            text.lines().filter(|line| line.starts_with('=')).filter(other).map(str::to_owned).collect()
        };
        assert_eq!(steady(output), steady(&expected), "{guest}");
        let failed: Vec<_> = output.lines().filter(|line| line.starts_with('!')).collect();
        assert!(failed.iter().all(|line| RSA.iter().any(|part| line.contains(part))), "{guest}:\n{output}");
        assert_eq!(*success, failed.is_empty(), "{guest}:\n{output}");
        assert_eq!(failed.len(), RSA.iter().filter(|part| expected.contains(**part)).count(), "{guest}:\n{output}");
        if expected.contains(MANAGED) {
            assert!(output.contains("managed keys           stored, found, revoked"), "{output}");
        }
    }
}
