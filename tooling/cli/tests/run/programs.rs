//! A program of WASI 0.3, run with every option that programs of WASI 0.2 are run with.

use std::fs;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;
use wasi_crypto_test_support::tools;

/// SHA-256 of "abc", by FIPS 180-2.
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

const POLICY: &str = "[guests.signer]\nhost_keys = { release = [\"sign\"] }\n";

/// Runs it in a folder.
fn run(place: &TempDir, options: &[&str], args: &[&str]) -> Output {
    let guest = tools::guests().join("component-program-p3.wasm");
    let mut command = Command::new(env!("CARGO_BIN_EXE_wasi-crypto"));
    command.current_dir(place.path()).env("NO_COLOR", "1").env_remove("WASI_CRYPTO_SECRETS");
    command.arg("run").args(options).arg(guest).args(args).stdin(Stdio::null()).output().expect("it starts")
}

fn prints(place: &TempDir, options: &[&str], args: &[&str], text: &str) {
    let output = run(place, options, args);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{text}\n"), "{args:?}: {said}");
}

/// Its exit code, and what it says besides.
fn ends(options: &[&str], args: &[&str], code: i32, text: &str) {
    let output = run(&place(), options, args);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    assert!(said.contains(text), "{args:?}: {said}");
}

fn place() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[test]
fn arguments_variables_and_exit_codes() {
    prints(&place(), &[], &["arguments", "a", "b c"], "a,b c");
    prints(&place(), &["--env", "LEVEL=debug"], &["environment"], "LEVEL=debug");
    prints(&place(), &[], &["wait", "1"], "waited");
    ends(&[], &["fail"], 1, "it failed\n");
    ends(&[], &["exit", "7"], 7, "");
    ends(&[], &["trap"], 134, "the guest trapped");
}

#[test]
fn files_and_standard_input_are_streams() {
    let place = place();
    fs::write(place.path().join("abc"), "abc").expect("it can be written to");
    let long: Vec<u8> = (0..3_000_000u32).flat_map(u32::to_le_bytes).collect();
    fs::write(place.path().join("long"), &long).expect("it can be written to");
    prints(&place, &["--dir", "."], &["hash", "abc"], ABC);
    // Where a timeout has to be kept, another thread does the reading.
    prints(&place, &["--dir", ".", "--timeout", "60s"], &["hash", "abc"], ABC);
    let digest = run(&place, &["--dir", "."], &["hash", "long"]).stdout;
    let limited = run(&place, &["--dir", ".", "--timeout", "60s"], &["hash", "long"]).stdout;
    assert!(digest.len() == 65 && digest == limited);
    let guest = tools::guests().join("component-program-p3.wasm");
    let mut command = Command::new(env!("CARGO_BIN_EXE_wasi-crypto"));
    let input = fs::File::open(place.path().join("long")).expect("it was written");
    let output = command.arg("run").arg(guest).args(["hash", "-"]).stdin(input).output().expect("it starts");
    assert_eq!(output.stdout, digest);
    ends(&[], &["hash", "abc"], 1, "no folders\n");
}

#[test]
fn limits_end_it() {
    ends(&["--timeout", "300ms"], &["hang"], 124, "it ran longer than --timeout 300ms");
    ends(&["--timeout", "300ms"], &["wait", "60000"], 124, "it ran longer than --timeout 300ms");
    ends(&["--max-memory", "16MiB"], &["memory"], 134, "the guest trapped");
    ends(&["--max-memory", "64KiB"], &["fail"], 1, "it needs more memory to start than --max-memory 64KiB allows");
    ends(&["--max-held-bytes", "100"], &["hash", "-"], 1, "overflow");
}

/// Nobody writes into the FIFO, and the program reads it.
#[cfg(unix)]
#[test]
fn the_time_is_up_although_a_file_is_waited_for() {
    let place = place();
    let made = Command::new("mkfifo").arg(place.path().join("fifo")).status().expect("there is a mkfifo");
    assert!(made.success());
    let output = run(&place, &["--dir", ".", "--timeout", "500ms"], &["hash", "fifo"]);
    assert_eq!(output.status.code(), Some(124), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The functions of the Rust client for WASI 0.3 do what those for WASI 0.2 do.
#[test]
fn it_has_an_asynchronous_client() {
    let place = place();
    prints(&place, &[], &["client", "streams"], "as over slices");
    let store = ["--secrets", "keys.redb"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_wasi-crypto"));
    command.current_dir(place.path()).args(["secrets", "init"]).args(store);
    assert!(command.output().expect("it starts").status.success());
    prints(&place, &store, &["client", "tasks"], "as over slices");
    ends(&[], &["client", "tasks"], 1, "unsupported-feature");
}

#[test]
fn it_signs_with_a_key_of_the_host() {
    let place = place();
    fs::write(place.path().join("policy.toml"), POLICY).expect("it can be written to");
    for args in [&["init"][..], &["generate", "release", "--algorithm", "Ed25519"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wasi-crypto"));
        command.current_dir(place.path()).arg("secrets").args(args).args(["--secrets", "keys.redb"]);
        assert!(command.output().expect("it starts").status.success());
    }
    let store = ["--secrets", "keys.redb", "--policy", "policy.toml", "--guest"];
    let sign = ["sign", "release", "text"];
    prints(&place, &[&store[..], &["signer"]].concat(), &sign, "64 bytes, 32 of digest");
    let other = run(&place, &[&store[..], &["other"]].concat(), &sign);
    assert_eq!((other.status.code(), String::from_utf8_lossy(&other.stderr).trim()), (Some(1), "not-found"));
    // What is secret is out of reach here, too.
    let reaching = run(&place, &[&store[..], &["signer", "--dir", "."]].concat(), &sign);
    assert_eq!(reaching.status.code(), Some(1));
}
