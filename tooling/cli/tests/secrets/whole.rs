//! Files that are made are there whole or not at all, on a full disk and when the command is killed.
#![cfg(unix)]

use std::fs;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::place::{Place, text};

/// Runs a line of a shell in which no file grows beyond so many KiB: as on a disk that is full.
fn on_a_full_disk(place: &Place, kib: usize, line: &str) -> Output {
    let mut shell = Command::new("bash");
    // A write beyond the limit is an error then, and no signal.
    shell.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {kib}; exec $W {line}"));
    shell.env("W", env!("CARGO_BIN_EXE_wasi-crypto")).env("NO_COLOR", "1").env("WASI_CRYPTO_SECRETS", "keys.redb");
    shell.env_remove("WASI_CRYPTO_MASTER_KEY").current_dir(place.path("")).output().expect("there is a shell")
}

fn files(place: &Place) -> Vec<String> {
    let names = fs::read_dir(place.path("")).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn init_is_all_or_nothing_on_a_full_disk() {
    let mut made = 0;
    for kib in [0, 1, 4, 8, 64, 512, 1024, 4096] {
        let mut place = Place::empty();
        let output = on_a_full_disk(&place, kib, "secrets init");
        match output.status.code() {
            Some(0) => {
                made += 1;
                assert_eq!(files(&place), ["keys.redb", "keys.redb.key"]);
            }
            Some(1) => {
                let said = text(&output.stderr);
                assert_eq!(files(&place), Vec::<String>::new(), "{kib} KiB: {said}");
                assert!(!said.contains("revoking"), "there is nothing to revoke: {said}");
                place.secrets(&["init"]);
            }
            other => panic!("{kib} KiB: {other:?} {}", text(&output.stderr)),
        }
        place.secrets(&["generate", "k", "--algorithm", "Ed25519"]);
        assert_eq!(place.secrets(&["verify"])["intact"], 1);
    }
    assert!(made > 0, "there was never room");
}

#[test]
fn restore_is_all_or_nothing_on_a_full_disk() {
    let mut place = Place::new();
    for name in ["a", "b", "c"] {
        place.secrets(&["generate", name, "--algorithm", "Ed25519"]);
    }
    place.secrets(&["backup", "-o", "backup"]);
    let before = files(&place);
    let restore = "secrets restore backup --secrets new.redb --master-key-file keys.redb.key";
    for kib in [0, 1, 8, 64, 512] {
        let output = on_a_full_disk(&place, kib, restore);
        assert_eq!(output.status.code(), Some(1), "{kib} KiB: {}", text(&output.stderr));
        assert_eq!(files(&place), before, "{kib} KiB");
    }
    let output = on_a_full_disk(&place, 8192, restore);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let verified = place.secrets(&["verify", "--secrets", "new.redb", "--master-key-file", "keys.redb.key"]);
    assert_eq!(verified["intact"], 3);
}

#[test]
fn a_killed_command_can_be_run_again() {
    let mut place = Place::empty();
    let mut interrupted = 0;
    for delay in (0..40).map(|step| Duration::from_millis(2 * step)) {
        let mut child = place.command();
        child.args(["secrets", "init"]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = child.spawn().expect("it starts");
        std::thread::sleep(delay);
        child.kill().expect("ours");
        child.wait().expect("it ended");
        if !place.path("keys.redb").exists() {
            interrupted += 1;
            continue;
        }
        // There is all of it, and its key.
        place.secrets(&["list"]);
        assert_eq!(place.secrets(&["verify"])["damaged"], serde_json::json!([]));
        fs::remove_file(place.path("keys.redb")).expect("ours");
        fs::remove_file(place.path("keys.redb.key")).expect("ours");
    }
    assert!(interrupted > 0);
    place.secrets(&["init"]);
    place.secrets(&["list"]);
}

/// On a disk of its own, where one can be made: that takes an administrator.
#[test]
fn a_full_disk_keeps_no_operator_from_revoking() {
    let place = Place::empty();
    let script = "
        mount -t tmpfs -o size=8m none . 2>/dev/null && cd \"$PWD\" || { echo no disk; exit 0; }
        $W secrets init 2>/dev/null
        head -c 4000 /dev/zero >large
        for name in a b c d e f g h; do $W secrets import $name large --algorithm HMAC/SHA-256; done >imported
        cat /dev/zero >everything-else 2>/dev/null
        for name in a b c d e f g h; do
            # It may have a place in what is free already.
            $W secrets import more-$name large --algorithm HMAC/SHA-256 2>said ||
                grep -q 'revoking needs no room' said || [ ! -s said ] || exit 4
            $W secrets revoke $name || exit 5
        done
        $W secrets verify";
    let mut shell = Command::new("unshare");
    shell.args(["-m", "bash", "-c", script]).env("W", env!("CARGO_BIN_EXE_wasi-crypto")).env("NO_COLOR", "1");
    shell.env("WASI_CRYPTO_SECRETS", "keys.redb").env_remove("WASI_CRYPTO_MASTER_KEY").current_dir(place.path(""));
    match shell.output() {
        Ok(output) if output.status.code() == Some(1) && text(&output.stderr).contains("unshare") => {}
        Ok(output) => assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr)),
        // Not on every system.
        Err(_) => {}
    }
}
