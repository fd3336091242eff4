//! What operators do with a store.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::{Duration, Instant};

use wasi_crypto_test_support::tools;

use crate::place::{Place, private, text, value};

#[test]
fn a_second_process_learns_at_once_that_the_store_is_in_use() {
    let mut place = Place::new();
    let id = value(&place.printed_by(&[], &["generate", "text"]), "id").to_owned();
    let module = tools::guests().join("legacy-managed.wasm");
    let mut run = place.command();
    run.args(["run", "--secrets", "keys.redb"]).arg(module).args(["sign", &id, "-"]);
    let mut child = run.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    writeln!(stdin, "a line").expect("it reads");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let signed = lines.find_map(|line| line.ok()?.strip_prefix("signature ").map(str::to_owned));
    assert!(signed.is_some(), "it signs");

    for args in [&["list"][..], &["revoke", "--guest", "default", &id], &["rotate", "--master-key"]] {
        let start = Instant::now();
        let complaint = place.complaint(args);
        assert!(complaint.contains("`keys.redb` is used by another process; stop it"), "{complaint}");
        assert!(start.elapsed() < Duration::from_secs(20), "it does not wait");
    }
    drop(stdin);
    assert!(child.wait().expect("it ends").success());
    place.secrets(&["list"]);
    assert!(!place.path("keys.redb.key.new").exists(), "nothing was begun");
}

#[test]
fn a_backup_becomes_a_store_again() {
    let mut place = Place::new();
    let made = place.printed_by(&[], &["generate", "text"]);
    let id = value(&made, "id").to_owned();
    place.secrets(&["generate", "release", "--algorithm", "ECDSA_P256_SHA256"]);
    place.secrets(&["backup", "-o", "keys.backup"]);
    let complaint = place.complaint(&["backup", "-o", "keys.backup"]);
    assert!(complaint.contains("exists already; --force replaces it"), "{complaint}");
    place.secrets(&["revoke", "release"]);

    // A damaged one, or one for another key, leaves nothing behind.
    let mut damaged = fs::read(place.path("keys.backup")).expect("it was written");
    *damaged.last_mut().expect("not empty") ^= 1;
    fs::write(place.path("damaged.backup"), damaged).expect("a writable folder");
    let new = ["--secrets", "new.redb", "--master-key-file", "keys.redb.key"];
    let complaint = place.complaint(&[&["restore", "damaged.backup"][..], &new].concat());
    assert!(complaint.contains("it was changed"), "{complaint}");
    fs::write(place.path("other.key"), "0".repeat(64)).expect("a writable folder");
    private(&place.path("other.key"));
    let other = ["restore", "keys.backup", "--secrets", "new.redb", "--master-key-file", "other.key"];
    let complaint = place.complaint(&other);
    assert!(complaint.contains("under another master key"), "{complaint}");
    assert!(!place.path("new.redb").exists());

    let restored = place.secrets(&[&["restore", "keys.backup"][..], &new].concat());
    assert_eq!((&restored["entries"], &restored["versions"]), (&2.into(), &2.into()));
    let listed = place.secrets(&[&["list"][..], &new].concat());
    assert_eq!(listed.as_array().map(Vec::len), Some(2), "what was revoked afterwards is there again: {listed}");
    fs::rename(place.path("new.redb"), place.path("keys.redb")).expect("it can be moved");
    let signed = place.printed_by(&[], &["sign", &id, "text"]);
    assert_eq!(value(&signed, "signature"), value(&made, "signature"), "Ed25519 signatures are the same every time");
    let next = place.secrets(&["rotate", "release"])["version"].as_u64().expect("a number");
    assert!(next > 1 << 40, "version {next} cannot have been given out before");
}

#[cfg(unix)]
#[test]
fn files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let mut place = Place::new();
    place.secrets(&["generate", "release", "--algorithm", "Ed25519", "--audit-file", "audit.log"]);
    place.secrets(&["backup", "-o", "keys.backup"]);
    for name in ["keys.redb", "keys.redb.key", "keys.backup", "audit.log"] {
        let mode = fs::metadata(place.path(name)).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    fs::set_permissions(place.path("keys.redb.key"), PermissionsExt::from_mode(0o644)).expect("ours");
    let complaint = place.complaint(&["list"]);
    assert!(complaint.contains("chmod 600 'keys.redb.key'"), "{complaint}");
}

#[test]
fn damage_is_found_and_said() {
    let mut place = Place::new();
    place.secrets(&["generate", "release", "--algorithm", "Ed25519"]);
    assert_eq!(place.secrets(&["verify"])["intact"], 1);
    let mut file = fs::read(place.path("keys.redb")).expect("a store");
    let algorithm = file.windows(7).position(|bytes| bytes == b"Ed25519").expect("attributes are in clear");
    file[algorithm + 20] ^= 1;
    fs::write(place.path("keys.redb"), file).expect("a writable folder");
    let complaint = place.output(&["secrets", "verify"]);
    assert_eq!(complaint.status.code(), Some(1));
    let said = text(&complaint.stdout) + &text(&complaint.stderr);
    assert!(said.contains("damaged"), "{said}");
}
