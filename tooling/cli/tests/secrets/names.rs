//! Names of files that would do something to a terminal, or look like a line of ours.
#![cfg(unix)]

use std::fs;

use serde_json::Value;

use crate::place::{Place, text};

/// Clears the screen, goes up a line, ends the line, and is not ASCII: `ü` is no harm.
const HOSTILE: &str = "a\u{1b}[2J\u{1b}[1Am\nerror: ü\u{9b}31m\u{202e}";
const ESCAPED: &str = "a\\u{1b}[2J\\u{1b}[1Am\\nerror: ü\\u{9b}31m\\u{202e}";

/// What a command prints on both streams, in which nothing of a name reaches the terminal as it is.
fn printed(place: &mut Place, args: &[&str], succeeds: bool) -> String {
    let output = place.output(args);
    let printed = text(&output.stdout) + &text(&output.stderr);
    assert_eq!(output.status.success(), succeeds, "{args:?}: {printed}");
    assert!(!printed.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{args:?}: {printed:?}");
    assert!(printed.lines().all(|line| !line.starts_with("error: ü")), "{args:?}: {printed}");
    printed
}

#[test]
fn of_stores_keys_and_outputs_are_escaped_in_every_command() {
    let mut place = Place::new();
    let mut good = |args: &[&str]| {
        let printed = printed(&mut place, args, true);
        assert!(printed.contains(ESCAPED), "{args:?}: {printed}");
    };
    let file = |suffix: &str| format!("{HOSTILE}{suffix}");
    let (store, backup, public) = (file(".redb"), file(".backup"), file(".pem"));
    let (master, other) = (file(".redb.key"), file(".other"));
    good(&["secrets", "init", "--secrets", &store]);
    good(&["secrets", "init", "--secrets", "plain.redb", "--master-key-file", &file(".key")]);
    let mut quiet = |args: &[&str]| printed(&mut place, args, true);
    quiet(&["secrets", "generate", "k", "--algorithm", "Ed25519", "--secrets", &store]);
    let mut good = |args: &[&str]| assert!(quiet(args).contains(ESCAPED), "{args:?}");
    good(&["secrets", "export-public", "k", "-o", &public, "--secrets", &store]);
    good(&["secrets", "backup", "-o", &backup, "--secrets", &store]);
    good(&["secrets", "restore", &backup, "--secrets", &file(".new"), "--master-key-file", &master]);
    good(&["secrets", "rotate", "--master-key", "--secrets", &store]);
    good(&["secrets", "rotate", "--master-key", "--new-master-key-file", &other, "--secrets", &store]);

    let mut refused = |args: &[&str]| {
        let printed = printed(&mut place, args, false);
        assert!(printed.contains(ESCAPED), "{args:?}: {printed}");
    };
    refused(&["secrets", "init", "--secrets", &store]);
    refused(&["secrets", "list", "--secrets", &file(".absent")]);
    refused(&["secrets", "list", "--secrets", &store]); // its master key is another one now
    refused(&["secrets", "list", "--secrets", &store, "--master-key-file", &file(".absent")]);
    refused(&["secrets", "export-public", "k", "-o", &public, "--secrets", &store, "--master-key-file", &other]);
    refused(&["secrets", "backup", "-o", &backup, "--secrets", &store, "--master-key-file", &other]);
    refused(&[
        "secrets",
        "import",
        "i",
        &public,
        "--algorithm",
        "Ed25519",
        "--secrets",
        &store,
        "--master-key-file",
        &other,
    ]);
    refused(&["secrets", "restore", &public, "--secrets", "third.redb", "--master-key-file", &other]);
    refused(&[
        "secrets",
        "rotate",
        "--master-key",
        "--new-master-key-file",
        &other,
        "--secrets",
        &store,
        "--master-key-file",
        &other,
    ]);
    refused(&["wit", "-o", &public]);
}

/// Scripts get the names as they are: JSON has escapes of its own.
#[test]
fn in_json_are_the_names_themselves() {
    let mut place = Place::new();
    let store = format!("{HOSTILE}.redb");
    let made = place.output(&["secrets", "init", "--secrets", &store, "--format", "json"]);
    let made: Value = serde_json::from_slice(&made.stdout).expect("JSON");
    assert_eq!(made["store"], Value::from(store.as_str()));
    let backup = format!("{HOSTILE}.backup");
    let written = place.output(&["secrets", "backup", "-o", &backup, "--secrets", &store, "--format", "json"]);
    let written: Value = serde_json::from_slice(&written.stdout).expect("JSON");
    assert_eq!(written["file"], Value::from(backup.as_str()));
    assert_eq!(written["bytes"], fs::metadata(place.path(&backup)).expect("it is there").len());
}
