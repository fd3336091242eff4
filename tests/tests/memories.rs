//! Programs whose memory is not as adapters would like it: what happens to them in either link mode.
//!
//! Linked in, all of them work, and nothing in their memory changes that is not theirs to see changed. What separate
//! adapters cannot serve is stated beside it, so that a change of it is seen.

use wasi_crypto_componentize::{Componentizer, LinkMode};
use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
use wasi_crypto_test_support::tools;
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Config, Engine, Store};

struct State {
    crypto: WasiCryptoCtx,
    table: ResourceTable,
}

impl WasiCryptoView for State {
    fn crypto(&mut self) -> WasiCryptoCtxView<'_> {
        WasiCryptoCtxView { ctx: &mut self.crypto, table: &mut self.table }
    }
}

/// What `run` of a module answers: the number of the step that failed, or 0. An error is a trap, here or earlier.
fn run(module: &[u8], mode: LinkMode) -> wasmtime::Result<i32> {
    let component = Componentizer::new().link_mode(mode).componentize(module).expect("a module with an export `run`");
    let again = Componentizer::new().link_mode(mode).componentize(module).expect("the same");
    assert_eq!(component, again, "the same bytes every time");
    let engine = Engine::new(Config::new().concurrency_support(false))?;
    let mut linker = Linker::new(&engine);
    wasi_crypto_host::add_to_linker_sync(&mut linker)?;
    let mut store = Store::new(&engine, State { crypto: WasiCryptoCtx::new(), table: ResourceTable::new() });
    let instance = linker.instantiate(&mut store, &Component::new(&engine, component)?)?;
    let run = instance.get_typed_func::<(), (i32,)>(&mut store, "run")?;
    Ok(run.call(&mut store, ())?.0)
}

/// A guest that is checked in.
fn guest(name: &str) -> Vec<u8> {
    std::fs::read(tools::guests().join(format!("{name}.wasm"))).expect("a guest")
}

fn spliced(module: &[u8]) -> i32 {
    run(module, LinkMode::Splice).expect("no trap")
}

/// What separate adapters make of a module: the failed step, or `None` for a trap.
fn adapted(module: &[u8]) -> Option<i32> {
    run(module, LinkMode::Adapters).ok()
}

/// A program in text. `$base` is where its buffers are, 512 bytes of them; everything else in its memory is filled with
/// 0xa5 before the calls and checked after them. `memory` is the memory's limits, `head` what is done first, `more` what
/// else there is in it.
///
/// Steps: 1 to 4 hash "abc"; 5 to 8 a key, an output longer than a buffer, and back; 9 the digest; 10 the key; 11 the
/// rest of the memory.
fn program(memory: &str, base: u32, head: &str, more: &str) -> Vec<u8> {
    let text = format!(
        r#"(module
    (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_open" (func $open (param i32 i32 i32 i32 i32) (result i32)))
    (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_absorb" (func $absorb (param i32 i32 i32) (result i32)))
    (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_squeeze" (func $squeeze (param i32 i32 i32) (result i32)))
    (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_close" (func $close (param i32) (result i32)))
    (import "wasi_ephemeral_crypto_symmetric" "symmetric_key_import" (func $import (param i32 i32 i32 i32 i32) (result i32)))
    (import "wasi_ephemeral_crypto_symmetric" "symmetric_key_export" (func $export (param i32 i32) (result i32)))
    (import "wasi_ephemeral_crypto_symmetric" "symmetric_key_close" (func $close-key (param i32) (result i32)))
    (import "wasi_ephemeral_crypto_common" "array_output_pull" (func $pull (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") {memory})
    (data $texts "SHA-256\00HMAC/SHA-256abc\00")
    (global $base i32 (i32.const {base}))
    (func $at (param i32) (result i32) (i32.add (global.get $base) (local.get 0)))
    ;; texts at 0, unions at 32, out-pointers at 48, digest at 64, key at 128, export at 320.
    (func $prepare
        (memory.init $texts (global.get $base) (i32.const 0) (i32.const 24))
        (memory.fill (call $at (i32.const 24)) (i32.const 0) (i32.const 488))
        (i32.store8 (call $at (i32.const 32)) (i32.const 1))
        (memory.fill (call $at (i32.const 128)) (i32.const 0x42) (i32.const 185)))
    (func $fill
        (memory.fill (i32.const 0) (i32.const 0xa5) (i32.mul (memory.size) (i32.const 65536))))
    (func $changed (result i32) (local $i i32)
        (loop $next
            (if (i32.gt_u (i32.sub (local.get $i) (global.get $base)) (i32.const 511))
                (then (if (i32.ne (i32.load8_u (local.get $i)) (i32.const 0xa5)) (then (return (i32.const 1))))))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $next (i32.lt_u (local.get $i) (i32.mul (memory.size) (i32.const 65536)))))
        (i32.const 0))
    (func $hash (result i32) (local $state i32)
        (if (call $open (global.get $base) (i32.const 7) (call $at (i32.const 32)) (call $at (i32.const 32))
                (call $at (i32.const 48))) (then (return (i32.const 1))))
        (local.set $state (i32.load (call $at (i32.const 48))))
        (if (call $absorb (local.get $state) (call $at (i32.const 20)) (i32.const 3)) (then (return (i32.const 2))))
        (if (call $squeeze (local.get $state) (call $at (i32.const 64)) (i32.const 32)) (then (return (i32.const 3))))
        (if (call $close (local.get $state)) (then (return (i32.const 4))))
        (i32.const 0))
    (func $key (result i32) (local $key i32) (local $array i32)
        (if (call $import (call $at (i32.const 8)) (i32.const 12) (call $at (i32.const 128)) (i32.const 185)
                (call $at (i32.const 48))) (then (return (i32.const 5))))
        (local.set $key (i32.load (call $at (i32.const 48))))
        (if (call $export (local.get $key) (call $at (i32.const 48))) (then (return (i32.const 6))))
        (local.set $array (i32.load (call $at (i32.const 48))))
        (if (call $pull (local.get $array) (call $at (i32.const 320)) (i32.const 185) (call $at (i32.const 52)))
            (then (return (i32.const 7))))
        (if (call $close-key (local.get $key)) (then (return (i32.const 8))))
        (i32.const 0))
    (func $check (result i32)
        (if (i64.ne (i64.load (call $at (i32.const 64))) (i64.const 0xeacf018fbf1678ba)) (then (return (i32.const 9))))
        (if (i64.ne (i64.load (call $at (i32.const 88))) (i64.const 0xad1500f261ff10b4)) (then (return (i32.const 9))))
        (if (i32.ne (i32.load (call $at (i32.const 52))) (i32.const 185)) (then (return (i32.const 10))))
        (if (i64.ne (i64.load (call $at (i32.const 497))) (i64.const 0x4242424242424242)) (then (return (i32.const 10))))
        (if (call $changed) (then (return (i32.const 11))))
        (i32.const 0))
    (func $work (result i32) (local $failed i32)
        (if (local.tee $failed (call $hash)) (then (return (local.get $failed))))
        (if (local.tee $failed (call $key)) (then (return (local.get $failed))))
        (call $check))
    (func (export "run") (result i32)
        {head}
        (call $fill)
        (call $prepare)
        (call $work))
    {more})"#
    );
    wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}"))
}

/// The step at which a module fails whose first call is refused.
const FIRST: Option<i32> = Some(1);

#[test]
fn a_memory_that_cannot_grow() {
    for pages in [1, 3] {
        let module = program(&format!("{pages} {pages}"), 1024, "", "");
        assert_eq!(spliced(&module), 0);
        assert_eq!(adapted(&module), FIRST, "there is no page for the adapter");
    }
}

#[test]
fn a_memory_at_its_maximum() {
    let module = program("1 4", 0x2_0000, "(drop (memory.grow (i32.const 3)))", "");
    assert_eq!(spliced(&module), 0);
    assert_eq!(adapted(&module), FIRST);
}

#[test]
fn an_allocator_that_owns_memory_to_its_end() {
    // A state is open when the allocator hands out, and the program fills, all there is.
    let early = r#"(call $prepare) (if (call $open (global.get $base) (i32.const 7) (call $at (i32.const 32))
        (call $at (i32.const 32)) (call $at (i32.const 48))) (then (return (i32.const 20))))
        (global.set $early (i32.load (call $at (i32.const 48))))"#;
    let late = r#"(global $early (mut i32) (i32.const 0))
        (func (export "later") (result i32) (call $close (global.get $early)))"#;
    let text = |head: &str| program("2", 4096, head, late);
    assert_eq!(spliced(&text(early)), 0);
    // Its adapter's page was filled with the program's bytes: its handles are gone, it finds no arena where it was.
    assert_ne!(adapted(&text(early)), Some(0));
}

#[test]
fn buffers_at_the_bottom_of_a_shadow_stack_that_is_nearly_full() {
    // Linkers may put the stack first: what is left of it lies at the lowest addresses.
    for base in [0, 8, 16, 32, 40, 64, 256] {
        let module = program("1 1", base, "", "");
        assert_eq!(spliced(&module), 0, "at {base}");
    }
    for base in [16, 64] {
        assert_ne!(adapted(&program("1", base, "", "")), None, "adapters use no shadow stack of the program");
    }
}

#[test]
fn buffers_at_the_end_of_memory() {
    for distance in [512, 520, 600] {
        let module = program("1 1", 0x1_0000 - distance, "", "");
        assert_eq!(spliced(&module), 0, "{distance} from the end");
    }
}

#[test]
fn a_start_section_that_calls_crypto() {
    let start = r#"
        (global $answer (mut i32) (i32.const -1))
        (global $starts (mut i32) (i32.const 0))
        (func $begin
            (global.set $starts (i32.add (global.get $starts) (i32.const 1)))
            (call $fill) (call $prepare) (global.set $answer (call $work)))
        (start $begin)"#;
    let check = "(if (i32.ne (global.get $starts) (i32.const 1)) (then (return (i32.const 21))))
        (if (global.get $answer) (then (return (i32.add (global.get $answer) (i32.const 100)))))";
    let module = program("1 1", 1024, check, start);
    assert_eq!(spliced(&module), 0);
    assert_eq!(adapted(&module), None, "imports are not connected yet");
    // With an `_initialize` of its own as well: that runs behind it, and once.
    let both = format!(
        "{start} (func (export \"_initialize\")
            (global.set $starts (i32.add (i32.mul (global.get $starts) (i32.const 2)) (i32.const 10))))"
    );
    let check =
        check.replace("(i32.const 1)) (then (return (i32.const 21", "(i32.const 12)) (then (return (i32.const 21");
    assert_eq!(spliced(&program("1 1", 1024, &check, &both)), 0);
}

#[test]
fn an_old_libc_whose_first_malloc_comes_after_the_first_crypto_call() {
    let module = guest("old-malloc-library");
    assert_eq!(spliced(&module), 0);
    assert_eq!(adapted(&module), Some(3), "its heap lies over the adapter's page: the handle is gone");
}

#[test]
fn the_runtimes_of_assembly_script() {
    // The stub takes for its own what was grown since it last looked; the others look first.
    for (runtime, with_adapters) in [("stub", 2), ("minimal", 0), ("incremental", 0)] {
        let module = guest(&format!("assembly-{runtime}"));
        assert_eq!(spliced(&module), 0, "{runtime}");
        assert_eq!(adapted(&module), Some(with_adapters), "{runtime}");
    }
}

#[test]
fn a_module_without_crypto_is_not_touched() {
    let module = wat::parse_str(
        r#"(module (memory (export "memory") 1) (func $f) (start $f) (func (export "run") (result i32) (i32.const 0)))"#,
    )
    .expect("text");
    let component = |mode| Componentizer::new().link_mode(mode).componentize(&module).expect("a component");
    assert_eq!(component(LinkMode::Splice), component(LinkMode::Adapters));
}
