//! How deep a module can call itself: linking the crypto functions into it costs none of its stack.

use std::fs;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// What each module begins with: it opens a state and closes it, as deep down as it is called, and leaves by `unreachable`
/// if that fails.
const HASH: &str = r#"
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_open"
    (func $open (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_close" (func $close (param i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "SHA-256")
  (data (i32.const 32) "\01")
  (func $hash
    (if (call $open (i32.const 0) (i32.const 7) (i32.const 32) (i32.const 32) (i32.const 48)) (then unreachable))
    (if (call $close (i32.load (i32.const 48))) (then unreachable)))"#;

/// A function that calls itself and hashes at the end.
const AT_THE_END: &str = r#"
  (func $deeper (export "depth") (param i32)
    (if (local.get 0)
      (then (call $deeper (i32.sub (local.get 0) (i32.const 1))))
      (else (call $hash))))"#;

/// One that hashes at every step, before and after it calls itself: both calls are there to be inlined.
const AT_EVERY_STEP: &str = r#"
  (func $deeper (export "depth") (param i32)
    (if (i32.eqz (local.get 0)) (then (return)))
    (if (i32.eqz (i32.and (local.get 0) (i32.const 63))) (then (call $hash)))
    (call $deeper (i32.sub (local.get 0) (i32.const 1)))
    (if (i32.eqz (i32.and (local.get 0) (i32.const 63))) (then (call $hash))))"#;

/// Three that call each other, and call what is imported themselves.
const IN_A_CIRCLE: &str = r#"
  (func $first (export "depth") (param i32)
    (if (local.get 0)
      (then (call $second (i32.sub (local.get 0) (i32.const 1))))
      (else
        (drop (call $open (i32.const 0) (i32.const 7) (i32.const 32) (i32.const 32) (i32.const 48)))
        (drop (call $close (i32.load (i32.const 48)))))))
  (func $second (param i32)
    (if (local.get 0)
      (then (call $third (i32.sub (local.get 0) (i32.const 1))))
      (else (drop (call $close (i32.const 0))))))
  (func $third (param i32)
    (if (local.get 0) (then (call $first (i32.sub (local.get 0) (i32.const 1)))) (else (call $hash))))"#;

/// One that a table calls, with what is imported in the same table.
const THROUGH_A_TABLE: &str = r#"
  (table funcref (elem $deeper $close $open))
  (type $deeper (func (param i32)))
  (func $deeper (type $deeper)
    (if (local.get 0)
      (then (call_indirect (type $deeper) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0)))
      (else (call $hash))))
  (func (export "depth") (param i32) (call $deeper (local.get 0)))"#;

/// One with much to remember for every step.
const WITH_LOCALS: &str = r#"
  (func $deeper (export "depth") (param i32)
    (local i64 i64 i64 i64 f64 f64 f64 f64)
    (local.set 1 (i64.extend_i32_u (local.get 0)))
    (local.set 2 (i64.mul (local.get 1) (local.get 1)))
    (local.set 5 (f64.convert_i32_u (local.get 0)))
    (if (local.get 0)
      (then (call $deeper (i32.sub (local.get 0) (i32.const 1))))
      (else (call $hash)))
    (i64.store (i32.const 64) (i64.add (local.get 1) (local.get 2)))
    (f64.store (i32.const 72) (local.get 5)))"#;

#[test]
fn it_is_as_deep_linked_in_as_with_adapters() {
    let folder = TempDir::new().expect("a temporary folder");
    let cases = [
        ("at-the-end", AT_THE_END, 8_000),
        ("at-every-step", AT_EVERY_STEP, 8_000),
        ("in-a-circle", IN_A_CIRCLE, 8_000),
        ("through-a-table", THROUGH_A_TABLE, 6_000),
        ("with-locals", WITH_LOCALS, 4_000),
    ];
    for (name, functions, deep) in cases {
        let file = format!("{name}.wat");
        fs::write(folder.path().join(&file), format!("(module {HASH} {functions})")).expect("it can be written to");
        let reached = |options: &[&str], depth: u32| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_wasi-crypto"));
            command.args(["run"]).args(options).args(["--invoke", &format!("depth({depth})"), &file]);
            command.current_dir(&folder).env("WASI_CRYPTO_CACHE", "").env_remove("WASI_CRYPTO_SECRETS");
            command.stdin(Stdio::null()).output().expect("the command can be started").status.success()
        };
        for depth in [deep / 4, deep] {
            assert!(reached(&["--adapters"], depth), "{name}: {depth} with adapters");
            assert!(reached(&[], depth), "{name}: {depth} linked in");
        }
        assert!(!reached(&[], 1_000_000), "{name}: there is an end");
    }
}
