//! The examples of the guest libraries for Rust and C in `guest/`, compiled here and run by the command.
//!
//! What compiles them is installed when it is missing: see `guest/build.sh`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use wasi_crypto_tests::tools;

/// The text the examples are given.
const TEXT: &[u8] = b"hello";

/// The example of a language as a component.
fn example(language: &str) -> PathBuf {
    let component = tools::target_folder().join(format!("languages/{language}.wasm"));
    let status = Command::new(tools::repository().join("guest/build.sh"))
        .arg(language)
        .arg(&component)
        .env_remove("CARGO_TARGET_DIR")
        .status()
        .expect("the script can be started");
    assert!(status.success(), "the example in {language} cannot be compiled; its build says why");
    component
}

fn run(component: &Path, options: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_wasi-crypto"))
        .arg("run")
        .args(options)
        .arg(component)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command can be started");
    child.stdin.take().expect("a pipe").write_all(TEXT).expect("it reads");
    child.wait_with_output().expect("it ends")
}

/// What an example prints.
fn printed(component: &Path, options: &[&str]) -> String {
    let output = run(component, options);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// SHA-256("hello"), and its HMAC under the key of the examples: computed with OpenSSL.
const HASH_AND_MAC: &str = "\
hash: 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824
mac: b94a9786fb5b118b1186666ebd10a6c085bbb45c0da10ec3ad760baee38a651c
seal: 21 bytes
";

#[test]
fn rust() {
    let component = example("rust");
    // AES-256-GCM under the key 07... and Ed25519 under the first key of RFC 8032: computed with OpenSSL.
    let rest = "\
aead traits: 1e84e5dbff0545a26bf6dfa56105d921de1f367cb3
sign: 511ca497c4d4270b098b1afd5ae4e3b951a5da2c9da6e9c0528f5761883676e7df6e4c0f0e1b5a0a4444f4298b1882dd822fb1133cbd49abfb996c87cd5b8506
signature traits: 64 bytes
exchange: 1088 bytes encapsulated
password: $argon2id$v=19$m=1024,t=2,p=1
";
    assert_eq!(printed(&component, &[]), format!("{HASH_AND_MAC}{rest}managed: no store\n"));

    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = folder.path().join("keys.redb").display().to_string();
    let init = ["secrets", "init", "--secrets", &store];
    let init = Command::new(env!("CARGO_BIN_EXE_wasi-crypto")).args(init).output().expect("the command can be started");
    assert!(init.status.success(), "{}", String::from_utf8_lossy(&init.stderr));
    let printed = printed(&component, &["--secrets", &store]);
    assert!(printed.ends_with("managed: 21 bytes\n"), "{printed}");
}

#[test]
fn c() {
    assert_eq!(printed(&example("c"), &[]), format!("{HASH_AND_MAC}sign: 64 bytes\nagree: 32 bytes\n"));
}
