//! Managed keys as guests use them, over several processes.

use std::fs;

use serde_json::Value;
use wasi_crypto_test_support::tools;

use crate::place::{NOT_FOUND, PROHIBITED, Place, text, value, verifies};

#[test]
fn a_key_outlives_the_process_that_made_it_until_it_is_revoked() {
    let mut place = Place::empty();
    let made = place.printed_by(&[], &["generate", "first"]);
    let id = value(&made, "id").to_owned();
    let again = place.printed_by(&[], &["sign", &id, "second"]);

    place.secrets(&["export-public", "--guest", "default", &id, "-o", "public.pem"]);
    let public = fs::read(place.path("public.pem")).expect("it was written");
    assert!(verifies(&public, "first", value(&made, "signature")));
    assert!(verifies(&public, "second", value(&again, "signature")));
    assert!(!verifies(&public, "first", value(&again, "signature")));

    assert_eq!(place.guest(&[], &["export", &id]), (format!("keypair_export: error {PROHIBITED}\n"), PROHIBITED));
    // Another guest has no such key.
    assert_eq!(place.guest(&["--guest", "other"], &["sign", &id, "x"]).1, NOT_FOUND);
    assert_eq!(place.state_of(&id)["versions"][0]["state"], "valid");

    place.secrets(&["revoke", "--guest", "default", &id]);
    assert_eq!(place.guest(&[], &["sign", &id, "third"]).1, NOT_FOUND);
    assert_eq!(place.state_of(&id), Value::Null, "nothing is left of it");
}

#[test]
fn a_component_has_the_same_store() {
    let mut place = Place::empty();
    let component = tools::guests().join("component-rust.wasm").display().to_string();
    let output = place.output(&["run", "--secrets", "keys.redb", &component]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("managed keys           stored, found, revoked"), "{}", text(&output.stdout));
}

#[test]
fn the_audit_says_who_did_what() {
    let mut place = Place::new();
    let id = value(&place.printed_by(&[], &["generate", "text"]), "id").to_owned();
    place.guest(&["--guest", "signer", "--audit-file", "audit.log"], &["sign", &id, "text"]);
    place.guest(&["--audit-file", "audit.log"], &["export", &id]);
    let log = fs::read_to_string(place.path("audit.log")).expect("it was written");
    let events: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("a JSON value")).collect();
    let said = |event: &Value| ["guest", "operation", "key", "outcome"].map(|name| event[name].clone());
    assert_eq!(said(&events[0]), ["signer", "from-id", &id, "not-found"]);
    assert_eq!(said(&events[1]), ["default", "from-id", &id, "ok"]);
    assert_eq!(said(&events[2]), ["default", "export", &id, "prohibited-operation"]);
}

#[test]
fn a_guest_revokes_its_own_keys() {
    let mut place = Place::new();
    let id = value(&place.printed_by(&[], &["generate", "text"]), "id").to_owned();
    place.printed_by(&[], &["invalidate", &id]);
    assert_eq!(place.guest(&[], &["sign", &id, "text"]).1, NOT_FOUND);
}

#[test]
fn a_key_of_the_host_is_used_as_the_policy_says() {
    let mut place = Place::new();
    place.secrets(&["generate", "release", "--algorithm", "Ed25519"]);
    place.secrets(&["export-public", "release", "-o", "release.pem"]);
    let policy = "[guests.signer]\nalgorithms = [\"Ed25519\"]\n\n[guests.signer.host_keys]\nrelease = [\"sign\"]\n";
    fs::write(place.path("policy.toml"), policy).expect("a writable folder");
    let signer = ["--policy", "policy.toml", "--guest", "signer"];

    let signed = place.printed_by(&signer, &["sign", "release", "text"]);
    assert_eq!(value(&signed, "version"), "0");
    let public = fs::read(place.path("release.pem")).expect("it was written");
    assert!(verifies(&public, "text", value(&signed, "signature")));
    assert_eq!(place.guest(&signer, &["export", "release"]).1, PROHIBITED);
    assert_eq!(place.guest(&signer, &["invalidate", "release"]).1, PROHIBITED);
    assert_eq!(place.guest(&["--policy", "policy.toml"], &["sign", "release", "text"]).1, NOT_FOUND);
    assert_eq!(place.guest(&["--guest", "signer"], &["sign", "release", "text"]).1, NOT_FOUND);

    // A new version is used from then on, and the old one is still there for those who ask for it.
    place.secrets(&["rotate", "release"]);
    let signed = place.printed_by(&signer, &["sign", "release", "text"]);
    assert_eq!(value(&signed, "version"), "1");
    assert!(!verifies(&public, "text", value(&signed, "signature")));
    place.secrets(&["revoke", "release"]);
    assert_eq!(place.guest(&signer, &["sign", "release", "text"]).1, NOT_FOUND);
    assert_eq!(place.state_of("release")["state"], "revoked");
    // Numbers go on.
    assert_eq!(place.secrets(&["generate", "release", "--algorithm", "Ed25519"])["version"], 2);
}

#[test]
fn algorithms_are_restricted_without_a_store_as_well() {
    let mut place = Place::empty();
    fs::write(place.path("policy.toml"), "[defaults]\nalgorithms = [\"SHA-512\"]\n").expect("a writable folder");
    let module = tools::guests().join("legacy-c.wasm").display().to_string();
    let output = place.output(&["run", "--policy", "policy.toml", &module]);
    assert_eq!(output.status.code(), Some(1));
    let complaint = format!("symmetric_state_open(STR(\"SHA-256\"), NONE, NONE, &state): error {PROHIBITED}");
    assert!(text(&output.stdout).contains(&complaint), "{}", text(&output.stdout));
}

#[test]
fn a_guest_does_not_see_the_folder_with_the_keys() {
    let mut place = Place::new();
    let (_, code) = place.guest(&["--dir", "."], &["generate", "text"]);
    assert_eq!(code, 1);
    assert!(text(&place.printed).contains("--dir `.` would let the guest reach the store"));
}

#[test]
fn a_policy_forbids_the_export_of_every_secret_key() {
    let mut place = Place::empty();
    let module = tools::guests().join("legacy-rust.wasm").display().to_string();
    for (policy, code, said) in [
        ("[defaults]\nexport = true\n", 0, " 0 failed"),
        ("[guests.default]\nexport = false\n", 1, "ProhibitedOperation"),
    ] {
        fs::write(place.path("policy.toml"), policy).expect("a writable folder");
        let output = place.output(&["run", "--policy", "policy.toml", &module]);
        let printed = text(&output.stdout);
        assert!(output.status.code() == Some(code) && printed.contains(said), "{policy}: {printed}");
    }
}
