//! What an adapter costs: the same calls from a legacy module, with adapters beside it and with the functions linked in,
//! and from a component. `--ignored --nocapture` prints it; only a release build says something.

use std::time::Instant;

use wasmtime::component::{Component, Func, Linker, Val};
use wasmtime::{Config, Engine, Store};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::{Resolve, SourceMap};

use crate::support::*;

const DATA: &str = r#"
    (memory (export "memory") 1)
    (data (i32.const 16) "NULL")
    (data (i32.const 32) "\01\00\00\00\00\00\00\00")"#;

fn legacy(absorb: bool) -> String {
    let call = if absorb {
        "call $absorb (local.get $state) (i32.const 1024) (local.get $len)"
    } else {
        "call $squeeze (local.get $state) (i32.const 512) (i32.const 32)"
    };
    format!(
        r#"(module
    (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_open"
        (func $open (param i32 i32 i32 i32 i32) (result i32)))
    (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_absorb" (func $absorb (param i32 i32 i32) (result i32)))
    (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_squeeze" (func $squeeze (param i32 i32 i32) (result i32)))
    {DATA}
    (func (export "run") (param $n i32) (param $len i32) (local $state i32)
        (drop (call $open (i32.const 16) (i32.const 4) (i32.const 32) (i32.const 32) (i32.const 8)))
        (local.set $state (i32.load (i32.const 8)))
        (loop $again
            (if ({call}) (then unreachable))
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))"#
    )
}

fn refused() -> String {
    format!(
        r#"(module
    (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_absorb" (func $absorb (param i32 i32 i32) (result i32)))
    {DATA}
    (func (export "run") (param $n i32) (param $len i32)
        (loop $again
            (drop (call $absorb (i32.const 64) (i32.const 1024) (local.get $len)))
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))"#
    )
}

fn component(absorb: bool) -> String {
    let call = if absorb {
        "call $absorb (local.get $state) (i32.const 1024) (local.get $len) (i32.const 64)"
    } else {
        "call $squeeze (local.get $state) (i32.const 32) (i32.const 64)"
    };
    format!(
        r#"(module
    (import "wasi:crypto/symmetric@0.13.0-draft" "[static]symmetric-state.open"
        (func $open (param i32 i32 i32 i32 i32 i32 i32)))
    (import "wasi:crypto/symmetric@0.13.0-draft" "[method]symmetric-state.absorb" (func $absorb (param i32 i32 i32 i32)))
    (import "wasi:crypto/symmetric@0.13.0-draft" "[method]symmetric-state.squeeze" (func $squeeze (param i32 i32 i32)))
    {DATA}
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 512))
    (func (export "run") (param $n i32) (param $len i32) (local $state i32)
        (call $open (i32.const 16) (i32.const 4) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 8))
        (local.set $state (i32.load (i32.const 12)))
        (loop $again
            ({call})
            (if (i32.load8_u (i32.const 64)) (then unreachable))
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))"#
    )
}

fn encode(text: &str, imports: &str) -> Vec<u8> {
    encode_module(wat::parse_str(text).unwrap(), imports)
}

fn encode_spliced(text: &str) -> Vec<u8> {
    encode_module(splice(&wat::parse_str(text).unwrap()), "")
}

fn encode_module(mut module: Vec<u8>, imports: &str) -> Vec<u8> {
    let mut sources = SourceMap::default();
    for (name, text) in model().wit_package() {
        sources.push_str(&name, text);
    }
    let mut resolve = Resolve::default();
    resolve.push_group(sources.parse().map_err(|(_, error)| error).unwrap()).unwrap();
    let world = format!("package cost:cost; world cost {{ {imports} export run: func(n: u32, len: u32); }}");
    let package = resolve.push_source("cost.wit", &world).unwrap();
    let world = resolve.select_world(&[package], None).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
    let mut encoder = ComponentEncoder::default().validate(true).module(&module).unwrap();
    for adapter in adapters() {
        encoder = encoder.adapter(&adapter.name, &adapter.wasm).unwrap();
    }
    encoder.encode().unwrap()
}

/// A component that is ready to run.
struct Runner {
    store: Store<Host>,
    run: Func,
    best: f64,
}

impl Runner {
    fn new(engine: &Engine, bytes: &[u8]) -> Runner {
        let component = Component::new(engine, bytes).unwrap();
        let mut linker = Linker::new(engine);
        linker.allow_shadowing(true);
        linker.define_unknown_imports_as_traps(&component).unwrap();
        add_to_linker(&mut linker).unwrap();
        let mut store = Store::new(engine, Host::new(Limits::default()));
        let instance = linker.instantiate(&mut store, &component).unwrap();
        let run = instance.get_func(&mut store, "run").unwrap();
        Runner { store, run, best: f64::MAX }
    }

    fn run(&mut self) {
        const CALLS: u32 = 500;
        let start = Instant::now();
        self.run.call(&mut self.store, &[Val::U32(CALLS), Val::U32(64)], &mut []).unwrap();
        self.best = self.best.min(start.elapsed().as_nanos() as f64 / f64::from(CALLS));
    }
}

#[test]
#[ignore = "a measurement, not a test"]
fn adapted_calls_against_component_calls() {
    let mut config = Config::new();
    config.wasm_component_model(true);
    let engine = Engine::new(&config).unwrap();
    // Many short runs in turn: the shortest of each is one that nothing else disturbed.
    let measure = |guests: &[Vec<u8>]| {
        let mut runners: Vec<Runner> = guests.iter().map(|bytes| Runner::new(&engine, bytes)).collect();
        for _ in 0..10_000 {
            runners.iter_mut().for_each(Runner::run);
        }
        runners.iter().map(|runner| runner.best).collect::<Vec<_>>()
    };
    let best = measure(&[encode(&refused(), ""), encode_spliced(&refused())]);
    println!("a call that is refused by itself: adapted {:.1} ns, spliced {:.1} ns", best[0], best[1]);
    for absorb in [true, false] {
        let component = encode(&component(absorb), "import wasi:crypto/symmetric@0.13.0-draft;");
        let best = measure(&[component, encode(&legacy(absorb), ""), encode_spliced(&legacy(absorb))]);
        println!(
            "{}: component {:.1} ns, adapted {:.1} ns, {:+.1} %, spliced {:.1} ns, {:+.1} % over adapted",
            if absorb { "absorb" } else { "squeeze" },
            best[0],
            best[1],
            (best[1] / best[0] - 1.0) * 100.0,
            best[2],
            (best[2] / best[1] - 1.0) * 100.0
        );
    }
}
