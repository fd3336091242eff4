//! The example is built as its user would, by its own build script, and its plugin runs on a wasmtime that has WASI alone.

use std::process::{Command, ExitCode};

use wasi_crypto_test_support::needs::Need;
use wasi_crypto_test_support::suite::Suite;
use wasi_crypto_test_support::tools;
use wasi_crypto_tests::standalone;

fn main() -> ExitCode {
    Suite::new("example").test("the_plugin_hashes", &[Need::Workspaces], the_plugin_hashes).run()
}

fn the_plugin_hashes() {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--locked", "--manifest-path"])
        .arg(tools::repository().join("tooling/build/example/Cargo.toml"))
        .env("CARGO_TARGET_DIR", tools::target_folder().join("build-example"))
        .output()
        .expect("cargo can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (mut store, plugin) = standalone::instantiate(&output.stdout);
    let fingerprint = plugin.get_typed_func::<(), (i32,)>(&mut store, "fingerprint").expect("it is exported");
    let (fingerprint,) = fingerprint.call(&mut store, ()).expect("it runs");
    // The first four bytes of SHA-256("abc"), the first one lowest.
    assert_eq!(fingerprint.to_le_bytes(), [0xba, 0x78, 0x16, 0xbf]);
}
