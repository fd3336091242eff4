//! The adapters with the stock `wasm-tools`: any order of flags, with and without WASI, with and without an allocator
//! in the guest. What comes out must run exactly like what `wasi-crypto` makes of the same module.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};

use wasi_crypto_test_support::needs::Need;
use wasi_crypto_test_support::suite::Suite;
use wasi_crypto_test_support::tools;

fn main() -> ExitCode {
    Suite::new("stock_tools")
        .test(
            "programs_made_with_any_order_of_flags_run_like_ours",
            &[Need::WasmTools],
            programs_made_with_any_order_of_flags_run_like_ours,
        )
        .test(
            "modules_without_wasi_work_with_and_without_an_allocator",
            &[Need::WasmTools],
            modules_without_wasi_work_with_and_without_an_allocator,
        )
        .run()
}

/// The flags of every adapter there is, in a given order; unused ones do no harm.
fn adapt_flags(folder: &Path, order: Order, preview1: Option<&Path>) -> Vec<String> {
    let mut files: Vec<PathBuf> =
        wasi_crypto_adapters::ADAPTERS.iter().map(|(name, _)| folder.join(format!("{name}.wasm"))).collect();
    files.extend(preview1.map(Path::to_path_buf));
    match order {
        Order::Listed => {}
        Order::Reversed => files.reverse(),
        Order::Interleaved => files.rotate_left(3),
    }
    files.iter().flat_map(|file| ["--adapt".to_string(), file.display().to_string()]).collect()
}

#[derive(Clone, Copy)]
enum Order {
    Listed,
    Reversed,
    Interleaved,
}

const ORDERS: [Order; 3] = [Order::Listed, Order::Reversed, Order::Interleaved];

fn checked(command: &mut Command) -> Output {
    let output = command.output().expect("the command can be started");
    assert!(
        output.status.success(),
        "{command:?} failed\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

fn wasi_crypto() -> Command {
    Command::new(env!("CARGO_BIN_EXE_wasi-crypto"))
}

/// A folder with the adapter files as the command writes them, and the preview 1 command adapter.
fn adapters() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    checked(wasi_crypto().args(["adapter", "-o"]).arg(folder.path()));
    let preview1 = folder.path().join("wasi_snapshot_preview1.command.wasm");
    let bytes = wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER;
    fs::write(&preview1, bytes).expect("the adapter can be written");
    (folder, preview1)
}

fn component_new(module: &Path, output: &Path, flags: &[String]) {
    checked(Command::new(tools::wasm_tools()).args(["component", "new"]).arg(module).arg("-o").arg(output).args(flags));
    checked(Command::new(tools::wasm_tools()).args(["validate", "--features", "component-model"]).arg(output));
}

/// Lines that do not depend on random keys.
fn steady_lines(output: &Output) -> Vec<String> {
    String::from_utf8_lossy(&output.stdout).lines().filter(|line| !line.contains('~')).map(String::from).collect()
}

fn programs_made_with_any_order_of_flags_run_like_ours() {
    let (folder, preview1) = adapters();
    for guest in ["legacy-rust", "legacy-c"] {
        let module = tools::guests().join(format!("{guest}.wasm"));
        let ours = checked(wasi_crypto().arg("run").arg(&module));
        assert!(!steady_lines(&ours).is_empty(), "{guest} prints nothing to compare");
        for (index, order) in ORDERS.into_iter().enumerate() {
            let component = folder.path().join(format!("{guest}-{index}.component.wasm"));
            component_new(&module, &component, &adapt_flags(folder.path(), order, Some(&preview1)));
            let theirs = checked(wasi_crypto().arg("run").arg(&component));
            assert_eq!(steady_lines(&theirs), steady_lines(&ours), "{guest}, order {index}");
        }
    }
}

/// Hashes "abc" and returns the first byte of the digest; an allocator may be added.
fn hashing_module(allocator: &str) -> String {
    format!(
        r#"(module
          (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_open"
            (func $open (param i32 i32 i32 i32 i32) (result i32)))
          (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_absorb"
            (func $absorb (param i32 i32 i32) (result i32)))
          (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_squeeze"
            (func $squeeze (param i32 i32 i32) (result i32)))
          (memory (export "memory") 1)
          (data (i32.const 0) "SHA-256abc")
          (data (i32.const 32) "\01")
          {allocator}
          (func (export "first-byte") (result i32)
            (drop (call $open (i32.const 0) (i32.const 7) (i32.const 32) (i32.const 32) (i32.const 48)))
            (drop (call $absorb (i32.load (i32.const 48)) (i32.const 7) (i32.const 3)))
            (drop (call $squeeze (i32.load (i32.const 48)) (i32.const 64) (i32.const 32)))
            (i32.load8_u (i32.const 64))))"#
    )
}

/// Grows the memory for each request and counts how often it was asked.
const ALLOCATOR: &str = r#"
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (i32.mul (memory.grow (i32.div_u (i32.add (local.get 3) (i32.const 131071)) (i32.const 65536))) (i32.const 65536)))"#;

fn modules_without_wasi_work_with_and_without_an_allocator() {
    let (folder, _) = adapters();
    let wit = folder.path().join("world.wit");
    fs::write(&wit, "package a:b; world w { export first-byte: func() -> u32; }").expect("writable");
    for (name, allocator) in [("without", ""), ("with", ALLOCATOR)] {
        for (index, order) in ORDERS.into_iter().enumerate() {
            let path = |suffix: &str| folder.path().join(format!("{name}-{index}.{suffix}"));
            fs::write(path("wat"), hashing_module(allocator)).expect("writable");
            checked(
                Command::new(tools::wasm_tools())
                    .args(["component", "embed"])
                    .arg(&wit)
                    .arg(path("wat"))
                    .arg("-o")
                    .arg(path("wasm")),
            );
            component_new(&path("wasm"), &path("component.wasm"), &adapt_flags(folder.path(), order, None));
            let output = checked(wasi_crypto().args(["run", "--invoke", "first-byte"]).arg(path("component.wasm")));
            // SHA-256("abc") begins with ba (FIPS 180-4, example in appendix B of its predecessor).
            assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "186", "{name} allocator, order {index}");
        }
    }
}
