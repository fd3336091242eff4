//! The example of the Rust client for WASI 0.3, which hashes and seals trees of files: `guest/rust/example-p3`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;
use wasi_crypto_test_support::tools;

use crate::text;

/// SHA-256 of "abc" and of nothing, by FIPS 180-2 and its test vectors.
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// A file of three segments, the last one not full.
const LONG: usize = (5 << 20) / 2;
/// What the format adds to each file: its header, and a tag for each of its segments.
const HEADER: usize = 40;
const TAG: usize = 16;

const POLICY: &str = "[guests.archive]\nhost_keys = { archive = [\"encrypt\", \"decrypt\"] }\n";

/// A folder with a tree of files, and a link in it.
fn place() -> TempDir {
    let place = tempfile::tempdir().expect("a temporary folder");
    let long: Vec<u8> = (0..LONG as u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for (path, data) in [("abc", &b"abc"[..]), ("a/empty", b""), ("a/b/long", &long), ("a/b/same", b"abc")] {
        let path = place.path().join("tree").join(path);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it can be made");
        fs::write(path, data).expect("it can be written to");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("abc", place.path().join("tree/link")).expect("it can be made");
    place
}

fn run(place: &TempDir, options: &[&str], args: &[&str]) -> Output {
    let guest = tools::guests().join("component-example-p3.wasm");
    let mut command = Command::new(env!("CARGO_BIN_EXE_wasi-crypto"));
    command.current_dir(place.path()).env("NO_COLOR", "1").env_remove("WASI_CRYPTO_SECRETS");
    let command = command.args(["run", "--dir", "."]).args(options).arg(guest).args(args);
    command.stdin(Stdio::null()).output().expect("it starts")
}

fn succeeds(place: &TempDir, options: &[&str], args: &[&str]) -> Output {
    let output = run(place, options, args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output));
    output
}

/// It ends with 1, and this is among what it says.
fn fails(place: &TempDir, args: &[&str], lines: &[&str]) {
    let output = run(place, &[], args);
    let said = text(&output);
    assert_eq!(output.status.code(), Some(1), "{args:?}: {said}");
    for line in lines {
        assert!(said.lines().any(|other| other == *line), "{args:?}: {line}: {said}");
    }
}

/// The paths of the files in a folder, and what they hold.
fn files(root: &Path) -> Vec<(String, Vec<u8>)> {
    let (mut files, mut folders) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a folder")) {
            let (path, kind) = (entry.path(), entry.file_type().expect("it has a kind"));
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                let name = path.strip_prefix(root).expect("it is in there").display().to_string();
                files.push((name, fs::read(path).expect("it can be read")));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn hashes_are_those_of_the_files() {
    let place = place();
    let output = succeeds(&place, &[], &["hash", "tree"]);
    let said = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = said.lines().collect();
    let [long, same, empty, abc] = lines[..] else { panic!("{said}") };
    assert!(long.ends_with("  a/b/long") && long.len() == 64 + 10, "{said}");
    assert_eq!(same, format!("{ABC}  a/b/same"));
    assert_eq!(empty, format!("{NOTHING}  a/empty"));
    assert_eq!(abc, format!("{ABC}  abc"));
    #[cfg(unix)]
    assert_eq!(text(&output), "left out: link is not a file\n");
}

#[test]
fn a_tree_is_sealed_and_opened() {
    let place = place();
    let output = succeeds(&place, &[], &["seal", "--key", "key", "tree", "sealed"]);
    let progress = format!("1 of 4: sealed a/b/long, {LONG} bytes");
    assert!(text(&output).lines().any(|line| line == progress), "{}", text(&output));
    assert_eq!(fs::read(place.path().join("key")).expect("it was generated").len(), 32);

    let (plain, sealed) = (files(&place.path().join("tree")), files(&place.path().join("sealed")));
    let lengths = |files: &[(String, Vec<u8>)], added: fn(usize) -> usize| -> Vec<(String, usize)> {
        files.iter().map(|(name, data)| (name.clone(), data.len() + added(data.len()))).collect()
    };
    assert_eq!(lengths(&sealed, |_| 0), lengths(&plain, |len| HEADER + TAG * if len == LONG { 3 } else { 1 }));

    succeeds(&place, &[], &["open", "--key", "key", "sealed", "opened"]);
    assert_eq!(files(&place.path().join("opened")), plain);
    // Where a timeout has to be kept, other threads read and write.
    succeeds(&place, &["--timeout", "60s"], &["open", "--key", "key", "sealed", "again"]);
    assert_eq!(files(&place.path().join("again")), plain);
    // The key is taken that is there.
    succeeds(&place, &[], &["seal", "--key", "key", "tree", "twice"]);
    succeeds(&place, &[], &["open", "--key", "key", "twice", "opened"]);
    assert_ne!(files(&place.path().join("twice")), sealed);
    assert_eq!(files(&place.path().join("opened")), plain);
}

#[test]
fn what_was_changed_is_named_and_not_there() {
    let place = place();
    let sealed = place.path().join("sealed");
    succeeds(&place, &[], &["seal", "--key", "key", "tree", "sealed"]);
    // In its last segment: what comes before is authentic, and has been written.
    let mut long = fs::read(sealed.join("a/b/long")).expect("it was sealed");
    *long.last_mut().expect("it is long") ^= 1;
    fs::write(sealed.join("a/b/long"), long).expect("it can be written to");
    // The same contents under another name.
    fs::rename(sealed.join("a/b/same"), sealed.join("moved")).expect("it can be moved");
    let errors = ["error: a/b/long: invalid-tag", "error: moved: invalid-tag", "error: 2 files failed"];
    fails(&place, &["open", "--key", "key", "sealed", "opened"], &errors);
    let opened = files(&place.path().join("opened"));
    assert_eq!(opened, [("a/empty".to_owned(), vec![]), ("abc".to_owned(), b"abc".to_vec())]);

    // What was there before stays.
    fails(&place, &["open", "--key", "key", "sealed", "tree"], &["error: a/b/long: invalid-tag"]);
    assert_eq!(fs::read(place.path().join("tree/a/b/long")).expect("it is there").len(), LONG);
}

#[test]
fn what_is_not_there_is_said() {
    let place = place();
    fails(&place, &["hash", "nowhere"], &["error: nowhere: NoEntry"]);
    fails(&place, &["hash", "/elsewhere"], &["error: /elsewhere: in no folder of the host"]);
    fails(&place, &["open", "--key", "key", "tree", "opened"], &["error: key: NoEntry"]);
    fails(&place, &["seal", "--key", "tree/abc", "tree", "sealed"], &["error: tree/abc: invalid-key"]);
    fails(&place, &["seal", "--managed-key", "archive", "tree", "sealed"], &["error: archive: unsupported-feature"]);
    assert!(!place.path().join("key").exists() && !place.path().join("sealed").exists());
}

#[test]
fn a_key_of_the_host_seals() {
    let place = place();
    let store = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| store.path().join(name).display().to_string();
    fs::write(path("policy.toml"), POLICY).expect("it can be written to");
    let secrets = path("keys.redb");
    for args in [&["init"][..], &["generate", "archive", "--algorithm", "AES-256-GCM-HKDF-1MB"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wasi-crypto"));
        let output = command.arg("secrets").args(args).args(["--secrets", &secrets]).output().expect("it starts");
        assert!(output.status.success(), "{args:?}: {}", text(&output));
    }
    let options = ["--secrets", &secrets, "--policy", &path("policy.toml"), "--guest", "archive"];
    succeeds(&place, &options, &["seal", "--managed-key", "archive", "tree", "sealed"]);
    succeeds(&place, &options, &["open", "--managed-key", "archive", "sealed", "opened"]);
    assert_eq!(files(&place.path().join("opened")), files(&place.path().join("tree")));
}
