//! The guest programs, run by the command as they are: legacy modules and components.
//!
//! Lines that do not depend on fresh keys are compared with `tests/guests/expected/`; `BLESS=1` writes those files.
//! `WASI_CRYPTO_GUESTS` names another folder of guests, such as one just rebuilt from source.

use std::fs;
use std::process::{Command, Output};

use wasi_crypto_test_support::tools;

fn run(guest: &str, options: &[&str], args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wasi-crypto"))
        .arg("run")
        .args(options)
        .arg(tools::guests().join(format!("{guest}.wasm")))
        .args(args)
        .output()
        .expect("the command can be started")
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn prints_what_it_should(guest: &str) {
    let output = run(guest, &[], &[]);
    assert!(output.status.success(), "{guest} failed:\n{}", text(&output));
    let steady: String = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter(|line| !line.contains('~'))
        .map(|line| format!("{line}\n"))
        .collect();
    assert!(steady.lines().count() >= 3, "{guest} prints too little to compare:\n{steady}");
    let path = tools::repository().join(format!("tests/guests/expected/{guest}.txt"));
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a writable folder");
        fs::write(&path, &steady).expect("a writable folder");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(steady, expected, "{guest} prints something else than {}", path.display());
}

#[test]
fn the_legacy_rust_program() {
    prints_what_it_should("legacy-rust");
}

#[test]
fn the_legacy_c_program() {
    prints_what_it_should("legacy-c");
}

/// Its C library takes all memory at the first malloc. The adapter for WASI has it from there, being given the malloc.
#[test]
fn a_program_with_an_old_allocator() {
    let output = run("old-malloc", &["--env", "OLD_MALLOC=1"], &["abcde", "and more"]);
    assert_eq!(text(&output), "2 arguments\nenvironment there\nheap untouched\n");
    assert_eq!(output.status.code(), Some(5));
    // Separate adapters take what the allocator takes again.
    let output = run("old-malloc", &["--adapters"], &[]);
    assert!(!output.status.success(), "{}", text(&output));
}

#[test]
fn the_legacy_programs_with_separate_adapters() {
    for guest in ["legacy-rust", "legacy-c"] {
        let output = run(guest, &["--adapters"], &[]);
        assert!(output.status.success(), "{guest} failed:\n{}", text(&output));
    }
}

#[test]
fn the_rust_component() {
    prints_what_it_should("component-rust");
}

#[test]
fn the_c_component() {
    prints_what_it_should("component-c");
}

/// The state of July 2026 has functions that close handles, the later one has not. Neither makes a difference.
#[test]
fn the_components_on_upstreams_package() {
    let expected = tools::repository().join("tests/guests/expected");
    for guest in ["component-upstream", "component-upstream-close"] {
        prints_what_it_should(guest);
        let folder = tempfile::tempdir().expect("a folder for the keys");
        let store = folder.path().join("keys.redb");
        let output = run(guest, &["--secrets", store.to_str().expect("a plain path"), "--audit"], &[]);
        assert!(output.status.success(), "{guest} failed:\n{}", text(&output));
        let text = text(&output);
        for line in ["managed keys           stored, replaced, found, revoked", "secrets                stored, found"]
        {
            assert!(text.contains(line), "{guest} does not say `{line}`:\n{text}");
        }
        assert!(text.contains("operation=replace-managed kind=symmetric-key"), "the audit misses a call:\n{text}");
    }
    let printed = |guest: &str| fs::read_to_string(expected.join(format!("{guest}.txt"))).expect("a file");
    assert_eq!(printed("component-upstream"), printed("component-upstream-close"));
}

#[test]
fn the_legacy_module_without_wasi() {
    let output = run("legacy-rust-nowasi", &["--invoke", "selftest"], &[]);
    assert_eq!(text(&output).trim(), "0", "selftest counts failures");
    let output = run("legacy-rust-nowasi", &["--invoke", "seal-roundtrip"], &["1000"]);
    assert!(output.status.success(), "{}", text(&output));
}

#[test]
fn arguments_and_environment_reach_the_guest() {
    let output = run("legacy-rust", &[], &["abc"]);
    // SHA-256("abc"), FIPS 180-4.
    assert!(text(&output).contains("ba7816bf"), "the argument is hashed:\n{}", text(&output));
}
