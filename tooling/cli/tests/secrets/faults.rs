//! Calls of the system that fail, or that are the last: no key that was acknowledged is lost, and no command cannot be
//! repeated. `strace` makes them fail; where it is not there, or may not trace, there is nothing to see here.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::place::{Place, text};

/// Calls that change files, by what `strace` names together.
const CALLS: [&str; 7] =
    ["write", "pwrite64", "fsync", "fdatasync", "ftruncate", "link,linkat", "rename,renameat,renameat2"];

/// What happens: an error, or the end.
const FAULTS: [&str; 2] = ["error=ENOSPC", "signal=KILL"];

/// Which of the calls of one kind.
const WHEN: [usize; 4] = [1, 2, 3, 6];

fn strace(place: &Place, call: &str, fault: &str, when: usize, args: &[&str]) -> Output {
    let mut command = Command::new("strace");
    command.args(["-f", "-o", "trace", "-e", &format!("trace={call}")]);
    command.args(["-e", &format!("inject={call}:{fault}:when={when}")]);
    command.arg(env!("CARGO_BIN_EXE_wasi-crypto")).args(args).current_dir(place.path(""));
    command.env("WASI_CRYPTO_SECRETS", "keys.redb").env_remove("WASI_CRYPTO_MASTER_KEY");
    command.output().unwrap_or_else(|error| panic!("strace: {error}"))
}

fn is_there() -> bool {
    let traced = Command::new("strace").args(["-o", "/dev/null", "-e", "inject=fsync:error=EIO", "true"]).output();
    let there = traced.is_ok_and(|output| output.status.success());
    if !there {
        println!("skipped: there is no strace, or it may not trace");
    }
    there
}

/// Whether the fault came, which it does not if there are fewer calls.
fn came(place: &Place) -> bool {
    let trace = fs::read_to_string(place.path("trace")).unwrap_or_default();
    trace.contains("(INJECTED)") || trace.contains("SIGKILL")
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), to.join(entry.file_name())).expect("a writable folder");
    }
}

/// What was there before is there: the key, and a key file that opens the backup.
fn check(place: &mut Place, what: &str) {
    let verified = place.output(&["secrets", "verify"]);
    assert!(verified.status.success(), "{what}: {}{}", text(&verified.stdout), text(&verified.stderr));
    assert_eq!(place.state_of("kept")["versions"][0]["state"], "valid", "{what}");
    let names = fs::read_dir(place.path("")).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let keys: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    let opens = keys.iter().filter(|name| name.starts_with("keys.redb.key")).any(|key| {
        let restore = ["secrets", "restore", "backup", "--secrets", "restored.redb", "--master-key-file", key];
        let restored = place.command().args(restore).output().expect("it starts").status.success();
        let _ = fs::remove_file(place.path("restored.redb"));
        restored
    });
    assert!(opens, "{what}: no key opens the backup among {keys:?}");
}

#[test]
fn whichever_call_fails_or_is_the_last_no_key_is_lost() {
    if !is_there() {
        return;
    }
    let mut seed = Place::new();
    for name in ["kept", "gone"] {
        seed.secrets(&["generate", name, "--algorithm", "Ed25519"]);
    }
    seed.secrets(&["backup", "-o", "backup"]);
    let mut faults = 0;
    for args in [
        &["secrets", "rotate", "--master-key"][..],
        &["secrets", "rotate", "kept"],
        &["secrets", "revoke", "gone"],
        &["secrets", "backup", "-o", "another", "--force"],
    ] {
        for (call, fault) in CALLS.iter().flat_map(|call| FAULTS.map(|fault| (call, fault))) {
            for when in WHEN {
                let mut place = Place::empty();
                copy(&seed.path(""), &place.path(""));
                let output = strace(&place, call, fault, when, args);
                if !came(&place) {
                    break;
                }
                faults += 1;
                let what = format!("{args:?} with {call} {when}: {fault}");
                assert!(!text(&output.stderr).contains("panicked"), "{what}: {}", text(&output.stderr));
                check(&mut place, &what);
                if !output.status.success() {
                    let again = place.output(args);
                    // What cannot be done twice may have been done.
                    let said = text(&again.stderr);
                    assert!(again.status.success() || said.contains("no such entry"), "{what}, again: {said}");
                    check(&mut place, &format!("{what}, again"));
                }
            }
        }
    }
    assert!(faults > 50, "only {faults} faults");
}

#[test]
fn whichever_call_fails_or_is_the_last_a_store_is_made_whole_or_not_at_all() {
    if !is_there() {
        return;
    }
    let mut seed = Place::new();
    seed.secrets(&["generate", "kept", "--algorithm", "Ed25519"]);
    seed.secrets(&["backup", "-o", "backup"]);
    fs::remove_file(seed.path("keys.redb")).expect("ours");
    for args in [&["secrets", "init"][..], &["secrets", "restore", "backup"]] {
        for (call, fault) in CALLS.iter().flat_map(|call| FAULTS.map(|fault| (call, fault))) {
            for when in WHEN {
                let mut place = Place::empty();
                if args[1] == "restore" {
                    copy(&seed.path(""), &place.path(""));
                }
                let output = strace(&place, call, fault, when, args);
                if !came(&place) {
                    break;
                }
                let what = format!("{args:?} with {call} {when}: {fault}");
                assert!(!text(&output.stderr).contains("panicked"), "{what}: {}", text(&output.stderr));
                if !place.path("keys.redb").exists() {
                    let again = place.output(args);
                    assert!(again.status.success(), "{what}, again: {}", text(&again.stderr));
                }
                let verified = place.output(&["secrets", "verify"]);
                assert!(verified.status.success(), "{what}: {}", text(&verified.stderr));
            }
        }
    }
}
