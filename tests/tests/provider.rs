//! The provider component: what it imports and exports, how large it is, and guests composed with it on a wasmtime that
//! has WASI and nothing of ours.

use std::fs;

use wasi_crypto_componentize::Componentizer;
use wasi_crypto_compose::compose;
use wasi_crypto_tests::tools;
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Config, Engine, Store};
use wasmtime_wasi::p2::bindings::sync::Command;
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

const FULL: &str = "wasi-crypto-provider";
const REQUIRED: &str = "wasi-crypto-provider-required";

struct State {
    wasi: WasiCtx,
    table: ResourceTable,
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

fn engine() -> Engine {
    let mut config = Config::new();
    config.concurrency_support(false);
    Engine::new(&config).expect("a plain configuration")
}

fn guest(name: &str) -> Vec<u8> {
    fs::read(tools::guests().join(format!("{name}.wasm"))).expect("the guest is there")
}

/// Runs a command on a host with WASI alone: whether it succeeds, and what it prints.
fn run(component: &[u8], args: &[&str]) -> (bool, String) {
    let engine = engine();
    let component = Component::new(&engine, component).expect("a valid component");
    let mut linker = Linker::<State>::new(&engine);
    wasmtime_wasi::p2::add_to_linker_sync(&mut linker).expect("WASI can be linked");
    let output = MemoryOutputPipe::new(1 << 20);
    let wasi = WasiCtx::builder().args(args).stdout(output.clone()).stderr(output.clone()).build();
    let mut store = Store::new(&engine, State { wasi, table: ResourceTable::new() });
    let command = Command::instantiate(&mut store, &component, &linker).expect("everything imported is there");
    let success = command.wasi_cli_run().call_run(&mut store).is_ok_and(|outcome| outcome.is_ok());
    (success, String::from_utf8(output.contents().to_vec()).expect("text"))
}

/// Parts of the guests that need RSA, which does not exist in pure Rust in a form that is safe to use.
const RSA: [&str; 2] = ["key files", "RSA_PKCS1_2048_SHA256"];

/// A part whose outcome depends on whether the host keeps keys. The provider does.
const MANAGED: &str = "managed keys";

/// Composes a guest with the provider and compares what it prints, wherever that is the same every time, with what it
/// prints on our host.
fn agrees(name: &str, component: &[u8]) {
    let (success, output) = run(&compose(component, &tools::provider(FULL)).expect("they fit"), &[name]);
    let expected = fs::read_to_string(tools::repository().join(format!("tests/guests/expected/{name}.txt")));
    let expected = expected.expect("written by the tests of the command");
    let steady = |text: &str| -> Vec<String> {
        let other = |line: &&str| !RSA.iter().chain([&MANAGED]).any(|part| line.contains(part));
        text.lines().filter(|line| line.starts_with('=')).filter(other).map(str::to_owned).collect()
    };
    assert_eq!(steady(&output), steady(&expected), "{name}");
    let failed: Vec<_> = output.lines().filter(|line| line.starts_with('!')).collect();
    assert!(failed.iter().all(|line| RSA.iter().any(|part| line.contains(part))), "{name}:\n{output}");
    assert_eq!(success, failed.is_empty(), "{name}:\n{output}");
    assert_eq!(failed.len(), RSA.iter().filter(|part| expected.contains(**part)).count(), "{name}:\n{output}");
    if expected.contains(MANAGED) {
        assert!(output.contains("managed keys           stored, found, revoked"), "{output}");
    }
}

#[test]
fn it_exports_our_interfaces_and_imports_randomness_and_the_time() {
    let engine = engine();
    for name in [FULL, REQUIRED] {
        let component = Component::new(&engine, tools::provider(name)).expect("a valid component");
        let kind = component.component_type();
        let imports: Vec<_> = kind.imports(&engine).map(|(name, _)| name.to_owned()).collect();
        assert_eq!(imports, ["wasi:random/random@0.2.0", "wasi:clocks/wall-clock@0.2.0"], "{name}");
        let exports: Vec<_> = kind.exports(&engine).map(|(name, _)| name.to_owned()).collect();
        let ours = ["common", "symmetric", "asymmetric", "signatures", "key-exchange", "external-secrets"];
        assert_eq!(exports, ours.map(|interface| format!("wasi:crypto/{interface}@0.12.0-draft")), "{name}");
    }
}

#[test]
fn it_is_small() {
    assert!(tools::provider(FULL).len() <= 1_500_000, "{}", tools::provider(FULL).len());
    assert!(tools::provider(REQUIRED).len() <= 450_000, "{}", tools::provider(REQUIRED).len());
}

#[test]
fn components_composed_with_it_do_what_they_do_on_our_host() {
    for name in ["component-rust", "component-c"] {
        agrees(name, &guest(name));
    }
}

#[test]
fn legacy_programs_composed_with_it_do_too() {
    for name in ["legacy-rust", "legacy-c"] {
        agrees(name, &Componentizer::new().componentize(&guest(name)).expect("a legacy program"));
    }
}

#[test]
fn managed_keys_end_with_the_component() {
    let component = Componentizer::new().componentize(&guest("legacy-managed")).expect("a legacy program");
    let composed = compose(&component, &tools::provider(FULL)).expect("they fit");
    let (success, output) = run(&composed, &["legacy-managed", "generate", "text"]);
    assert!(success, "{output}");
    let id =
        output.split_whitespace().find(|word| word.len() == 64).unwrap_or_else(|| panic!("no identifier: {output}"));
    let (success, output) = run(&composed, &["legacy-managed", "sign", id, "text"]);
    assert!(!success, "{output}");
}

#[test]
fn what_does_not_fit_is_said() {
    let provider = tools::provider(REQUIRED);
    let said = |app: &[u8], provider: &[u8]| format!("{:#}", compose(app, provider).expect_err("does not fit"));
    assert_eq!(said(b"\0asm\x01\0\0\0", &provider), "the application is not a component");
    assert_eq!(said(&guest("component-rust"), b"hello"), "the provider is not a component");
    assert_eq!(said(&provider, &provider), "the application imports no interface of wasi:crypto");
    let backwards = said(&guest("component-rust"), &guest("component-c"));
    assert!(backwards.ends_with("the provider exports nothing of wasi:crypto"), "{backwards}");
}
