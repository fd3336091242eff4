//! What `run` takes from its environment and keeps: the store that a variable names, and compiled code.

mod inspection;
mod programs;
mod recursion;
mod trees;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;
use wasi_crypto_test_support::tools;

const ADD: &str =
    r#"(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))"#;

/// A folder with a module.
fn place() -> TempDir {
    let place = tempfile::tempdir().expect("a temporary folder");
    fs::write(place.path().join("add.wat"), ADD).expect("it can be written to");
    place
}

fn run(place: &TempDir, variables: &[(&str, &str)], args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wasi-crypto"));
    command.current_dir(place.path()).env("NO_COLOR", "1").env("WASI_CRYPTO_CACHE", "");
    command.env_remove("WASI_CRYPTO_SECRETS").env_remove("WASI_CRYPTO_MASTER_KEY");
    command.envs(variables.iter().copied()).arg("run").args(args).output().expect("the command can be started")
}

fn add(place: &TempDir, variables: &[(&str, &str)], options: &[&str]) -> String {
    let output = run(place, variables, &[options, &["--invoke", "add(1, 2)", "add.wat"]].concat());
    assert_eq!(String::from_utf8_lossy(&output.stdout), "3\n", "{}", text(&output));
    text(&output)
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every file below a folder.
fn files(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { files(&entry.path()) } else { 1 }).sum()
}

#[test]
fn the_variable_names_the_store_unless_it_is_empty_or_an_option_does() {
    let store = [("WASI_CRYPTO_SECRETS", "by-variable.redb")];
    let place = place();
    add(&place, &store, &[]);
    assert!(place.path().join("by-variable.redb").exists());
    add(&place, &store, &["--secrets", "by-option.redb"]);
    assert!(place.path().join("by-option.redb").exists());
    add(&place, &[("WASI_CRYPTO_SECRETS", "")], &[]);
    // What the variable names is out of reach for guests, too.
    let output = run(&place, &store, &["--dir", ".", "--invoke", "add(1, 2)", "add.wat"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).contains("the store (--secrets), `by-variable.redb`"), "{}", text(&output));
}

/// A guest stores a key by the store that the variable names.
#[test]
fn guests_keep_keys_in_the_store_of_the_variable() {
    let place = place();
    let guest = tools::guests().join("legacy-managed.wasm").display().to_string();
    let output = run(&place, &[("WASI_CRYPTO_SECRETS", "keys.redb")], &[&guest, "generate", "text"]);
    assert!(output.status.success(), "{}", text(&output));
}

/// The key may be in the environment of this process without any store being named.
#[cfg(target_os = "linux")]
#[test]
fn no_guest_sees_the_environment_that_has_the_key() {
    let place = place();
    let key = [("WASI_CRYPTO_MASTER_KEY", "00112233")];
    let call = ["--invoke", "add(1, 2)", "add.wat"];
    for folder in ["/proc", "/", "/proc/self::/harmless"] {
        let output = run(&place, &key, &[&["--dir", folder], &call[..]].concat());
        assert_eq!(output.status.code(), Some(1), "{folder}");
        assert!(text(&output).contains("--dir") && !text(&output).contains("00112233"), "{}", text(&output));
    }
    for variable in ["WASI_CRYPTO_MASTER_KEY", "WASI_CRYPTO_MASTER_KEY=00112233"] {
        let output = run(&place, &key, &[&["--env", variable], &call[..]].concat());
        assert!(text(&output).contains("would give the guest the master key"), "{}", text(&output));
        assert!(!text(&output).contains("00112233"), "{}", text(&output));
    }
    // Where there is no key, there is nothing to hide.
    assert_eq!(add(&place, &[], &["--dir", "/proc"]), "");
}

/// Refused before anything is made.
#[test]
fn what_is_refused_leaves_nothing_behind() {
    let place = place();
    for options in [["--secrets", "keys.redb"], ["--audit-file", "audit.log"], ["--master-key-file", "master.key"]] {
        let args =
            [&options[..], &["--policy", "policy.toml", "--dir", ".", "--invoke", "add(1, 2)", "add.wat"]].concat();
        assert_eq!(run(&place, &[], &args).status.code(), Some(1));
    }
    assert_eq!(files(place.path()), 1);
}

#[test]
fn compiled_code_is_kept_in_a_private_folder() {
    let place = place();
    let folder = place.path().join("new/compiled");
    let cache = [("WASI_CRYPTO_CACHE", folder.to_str().expect("a plain name"))];
    assert_eq!(add(&place, &cache, &["--no-cache"]), "");
    assert!(!folder.exists());
    assert_eq!(add(&place, &cache, &[]), "");
    let kept = files(&folder.join("modules"));
    assert!(kept > 0, "nothing is kept");
    assert_eq!(add(&place, &cache, &[]), "");
    assert!(files(&folder.join("modules")) >= kept);
    // No guest sees it: one with a folder around it runs without.
    fs::remove_dir_all(&folder).expect("it is ours");
    assert_eq!(add(&place, &cache, &["--dir", "."]), "");
    assert!(!folder.exists());
}

#[cfg(unix)]
#[test]
fn a_folder_that_others_may_write_to_is_not_used() {
    use std::os::unix::fs::PermissionsExt;
    let place = place();
    let folder = place.path().join("compiled");
    fs::create_dir(&folder).expect("a new folder");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o770)).expect("it is ours");
    let cache = [("WASI_CRYPTO_CACHE", folder.to_str().expect("a plain name"))];
    let said = add(&place, &cache, &[]);
    assert!(said.contains("warning: compiled code is not kept") && said.contains("chmod 700"), "{said}");
    assert_eq!(files(&folder), 0);
}
