//! A program that imports more than cryptography: lists from its own imports go where its own allocator says, however
//! the crypto functions come to it, and lists from cryptography never do.

use wasi_crypto_componentize::{Componentizer, LinkMode};
use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Config, Engine, Store};
use wit_component::StringEncoding;
use wit_parser::Resolve;

struct State {
    crypto: WasiCryptoCtx,
    table: ResourceTable,
}

impl WasiCryptoView for State {
    fn crypto(&mut self) -> WasiCryptoCtxView<'_> {
        WasiCryptoCtxView { ctx: &mut self.crypto, table: &mut self.table }
    }
}

/// What the program says of itself.
const WORLD: &str = "
package test:program;

interface source {
    pattern: func(len: u32) -> list<u8>;
}

world program {
    import source;
    export run: func() -> s32;
}
";

/// Bytes of one list from the program's own import.
const LIST: u32 = 1000;

/// The program. Its allocator, exported as `name`, hands out memory from 0x8000 on and counts what it is asked, but for
/// the page that separate adapters take.
///
/// Steps: 1 a list of its own, 2 to 6 a key and a part of its export, 7 that the allocator heard nothing of it, 8 another
/// list, 9 to 11 the rest of the export, 12 that the key is where it should be and nothing behind it.
fn program(name: &str) -> Vec<u8> {
    let text = format!(
        r#"(module
    (import "test:program/source" "pattern" (func $pattern (param i32 i32)))
    (import "wasi_ephemeral_crypto_symmetric" "symmetric_key_import" (func $import (param i32 i32 i32 i32 i32) (result i32)))
    (import "wasi_ephemeral_crypto_symmetric" "symmetric_key_export" (func $export (param i32 i32) (result i32)))
    (import "wasi_ephemeral_crypto_symmetric" "symmetric_key_close" (func $close-key (param i32) (result i32)))
    (import "wasi_ephemeral_crypto_common" "array_output_len" (func $len (param i32 i32) (result i32)))
    (import "wasi_ephemeral_crypto_common" "array_output_pull" (func $pull (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 2)
    (data (i32.const 1024) "HMAC/SHA-256")
    (global $free (mut i32) (i32.const 0x8000))
    (global $asked (mut i32) (i32.const 0))
    (func (export "{name}") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
        (if (local.get $old) (then (unreachable)))
        (if (i32.ne (local.get $size) (i32.const 65536))
            (then (global.set $asked (i32.add (global.get $asked) (i32.const 1)))))
        (global.set $free (i32.and (i32.add (global.get $free) (i32.const 15)) (i32.const -16)))
        (global.get $free)
        (global.set $free (i32.add (global.get $free) (local.get $size))))
    ;; Whether a list comes to where the allocator says, with the bytes of the host.
    (func $list (result i32) (local $address i32) (local $asked i32) (local $i i32)
        (local.set $address (i32.and (i32.add (global.get $free) (i32.const 15)) (i32.const -16)))
        (local.set $asked (global.get $asked))
        (call $pattern (i32.const {LIST}) (i32.const 2048))
        (if (i32.ne (i32.load (i32.const 2048)) (local.get $address)) (then (return (i32.const 0))))
        (if (i32.ne (i32.load (i32.const 2052)) (i32.const {LIST})) (then (return (i32.const 0))))
        (if (i32.ne (global.get $asked) (i32.add (local.get $asked) (i32.const 1))) (then (return (i32.const 0))))
        (loop $next
            (if (i32.ne (i32.load8_u (i32.add (local.get $address) (local.get $i)))
                    (i32.rem_u (local.get $i) (i32.const 251)))
                (then (return (i32.const 0))))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $next (i32.lt_u (local.get $i) (i32.const {LIST}))))
        (i32.const 1))
    (func (export "run") (result i32) (local $key i32) (local $array i32) (local $asked i32)
        (if (i32.eqz (call $list)) (then (return (i32.const 1))))
        (local.set $asked (global.get $asked))
        (memory.fill (i32.const 4096) (i32.const 0x42) (i32.const 3000))
        (if (call $import (i32.const 1024) (i32.const 12) (i32.const 4096) (i32.const 3000) (i32.const 2056))
            (then (return (i32.const 2))))
        (local.set $key (i32.load (i32.const 2056)))
        (if (call $export (local.get $key) (i32.const 2060)) (then (return (i32.const 3))))
        (local.set $array (i32.load (i32.const 2060)))
        (if (call $len (local.get $array) (i32.const 2064)) (then (return (i32.const 4))))
        (if (i32.ne (i32.load (i32.const 2064)) (i32.const 3000)) (then (return (i32.const 5))))
        (if (call $pull (local.get $array) (i32.const 12288) (i32.const 1700) (i32.const 2068))
            (then (return (i32.const 6))))
        (if (i32.ne (global.get $asked) (local.get $asked)) (then (return (i32.const 7))))
        (if (i32.eqz (call $list)) (then (return (i32.const 8))))
        (if (call $pull (local.get $array) (i32.const 13988) (i32.const 1300) (i32.const 2068))
            (then (return (i32.const 9))))
        (if (i32.ne (i32.load (i32.const 2068)) (i32.const 1300)) (then (return (i32.const 10))))
        (if (call $close-key (local.get $key)) (then (return (i32.const 11))))
        (if (i64.ne (i64.load (i32.const 12288)) (i64.const 0x4242424242424242)) (then (return (i32.const 12))))
        (if (i64.ne (i64.load (i32.const 15280)) (i64.const 0x4242424242424242)) (then (return (i32.const 12))))
        (if (i64.ne (i64.load (i32.const 15288)) (i64.const 0)) (then (return (i32.const 12))))
        (i32.const 0)))"#
    );
    let mut module = wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}"));
    let mut resolve = Resolve::default();
    let package = resolve.push_str("own.wit", WORLD).expect("valid WIT");
    let world = resolve.select_world(&[package], Some("program")).expect("one world");
    wit_component::embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).expect("metadata");
    module
}

/// What `run` answers, linked as `mode` says.
fn run(module: &[u8], mode: LinkMode) -> wasmtime::Result<i32> {
    let component = Componentizer::new().link_mode(mode).componentize(module).expect("a component");
    let engine = Engine::new(Config::new().concurrency_support(false))?;
    let mut linker = Linker::<State>::new(&engine);
    wasi_crypto_host::add_to_linker_sync(&mut linker)?;
    linker
        .instance("test:program/source")?
        .func_wrap("pattern", |_, (len,): (u32,)| Ok(((0..len).map(|at| (at % 251) as u8).collect::<Vec<u8>>(),)))?;
    let mut store = Store::new(&engine, State { crypto: WasiCryptoCtx::new(), table: ResourceTable::new() });
    let instance = linker.instantiate(&mut store, &Component::new(&engine, component)?)?;
    let run = instance.get_typed_func::<(), (i32,)>(&mut store, "run")?;
    Ok(run.call(&mut store, ())?.0)
}

#[test]
fn its_lists_come_from_its_own_allocator() {
    for name in ["cabi_realloc", "cabi_import_realloc"] {
        for mode in [LinkMode::Splice, LinkMode::Adapters] {
            assert_eq!(run(&program(name), mode).expect("no trap"), 0, "{name}, {mode:?}");
        }
    }
}
