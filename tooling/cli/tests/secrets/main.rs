//! Managed keys over several processes: guests, operators, and what happens when they meet.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use wasi_crypto_host::engine::{Category, Engine, KeyEncoding, PublicKey, oneshot};
use wasi_crypto_test_support::tools;

/// Error numbers of the legacy API.
const PROHIBITED: i32 = 4;
const NOT_FOUND: i32 = 26;

/// A folder with a store, and everything that was printed about it.
struct Place {
    folder: TempDir,
    printed: Vec<u8>,
}

impl Place {
    /// A place with a store.
    fn new() -> Self {
        let mut place = Self::empty();
        place.secrets(&["init"]);
        place
    }

    fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder"), printed: Vec::new() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wasi-crypto"));
        command.current_dir(self.folder.path()).env("NO_COLOR", "1").env("WASI_CRYPTO_SECRETS", "keys.redb");
        command.env_remove("WASI_CRYPTO_MASTER_KEY");
        command
    }

    fn output(&mut self, args: &[&str]) -> Output {
        let output = self.command().args(args).output().expect("the command can be started");
        self.printed.extend_from_slice(&output.stdout);
        self.printed.extend_from_slice(&output.stderr);
        output
    }

    /// What `secrets` answers, in JSON.
    fn secrets(&mut self, args: &[&str]) -> Value {
        let output = self.output(&[&["secrets"], args, &["--format", "json", "--audit=json"]].concat());
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("one JSON value")
    }

    /// What `secrets` complains about.
    fn complaint(&mut self, args: &[&str]) -> String {
        let output = self.output(&[&["secrets"], args].concat());
        assert_eq!(output.status.code(), Some(1), "{args:?}: {}", text(&output.stdout));
        text(&output.stderr)
    }

    /// What a guest prints, and its exit code.
    fn guest(&mut self, options: &[&str], args: &[&str]) -> (String, i32) {
        let module = tools::guests().join("legacy-managed.wasm").display().to_string();
        let run = ["run", "--secrets", "keys.redb", "--audit=json"];
        let output = self.output(&[&run, options, &[&module], args].concat());
        (text(&output.stdout), output.status.code().expect("an exit code"))
    }

    /// What a guest prints when all goes well.
    fn printed_by(&mut self, options: &[&str], args: &[&str]) -> String {
        let (output, code) = self.guest(options, args);
        assert_eq!(code, 0, "{output}{}", text(&self.printed));
        output
    }

    fn state_of(&mut self, id: &str) -> Value {
        let listed = self.secrets(&["list"]);
        listed.as_array().expect("a list").iter().find(|entry| entry["id"] == id).cloned().unwrap_or(Value::Null)
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The value of a line such as `signature 12ab`.
fn value<'a>(printed: &'a str, name: &str) -> &'a str {
    let line = printed.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {name} in {printed}"))
}

fn unhex(digits: &str) -> Vec<u8> {
    (0..digits.len() / 2).map(|i| u8::from_str_radix(&digits[2 * i..2 * i + 2], 16).expect("digits")).collect()
}

fn verifies(public: &[u8], message: &str, signature: &str) -> bool {
    let engine = Engine::new();
    let key = PublicKey::import(&engine, Category::Signatures, "Ed25519", public, KeyEncoding::Pem).expect("a key");
    oneshot::verify(&key, message.as_bytes(), &unhex(signature)).is_ok()
}

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

#[test]
fn the_master_key_is_replaced_whenever_a_crash_comes() {
    let mut place = Place::new();
    place.secrets(&["generate", "release", "--algorithm", "Ed25519"]);
    let key = |place: &Place, name: &str| fs::read(place.path(name)).expect("a key");
    let first = key(&place, "keys.redb.key");

    // A crash after the first step: the new key never opened anything.
    fs::write(place.path("keys.redb.key.new"), "0".repeat(64)).expect("a writable folder");
    private(&place.path("keys.redb.key.new"));
    place.secrets(&["list"]);
    let rotated = place.secrets(&["rotate", "--master-key"]);
    let second = key(&place, "keys.redb.key");
    let kept = rotated["old_master_key_file"].as_str().expect("a name").to_owned();
    assert_ne!(first, second);
    assert_eq!(key(&place, &kept), first);
    assert!(!place.path("keys.redb.key.new").exists());

    // A crash after the second step: the store is sealed under the new key, the old one has the name.
    fs::rename(place.path("keys.redb.key"), place.path("keys.redb.key.new")).expect("it can be moved");
    fs::rename(place.path(&kept), place.path("keys.redb.key")).expect("it can be moved");
    place.secrets(&["list"]);
    place.secrets(&["verify"]);
    assert_eq!(key(&place, "keys.redb.key"), second, "whoever may change the store has brought it to its end");
    assert!(!place.path("keys.redb.key.new").exists());

    // Elsewhere.
    place.complaint(&["rotate", "--master-key", "--new-master-key-file", "keys.redb.key"]);
    place.secrets(&["rotate", "--master-key", "--new-master-key-file", "other.key"]);
    let complaint = place.complaint(&["list"]);
    assert!(complaint.contains("`keys.redb.key` does not open the store"), "{complaint}");
    place.secrets(&["list", "--master-key-file", "other.key"]);
    let variable = text(&key(&place, "other.key"));
    let mut list = place.command();
    list.args(["secrets", "list"]).env("WASI_CRYPTO_MASTER_KEY", variable.trim());
    assert!(list.output().expect("it starts").status.success());
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

#[test]
fn a_guest_does_not_see_the_folder_with_the_keys() {
    let mut place = Place::new();
    let (_, code) = place.guest(&["--dir", "."], &["generate", "text"]);
    assert_eq!(code, 1);
    assert!(text(&place.printed).contains("the guest could read or destroy the keys"));
}

#[test]
fn no_output_and_no_file_has_a_secret() {
    let mut place = Place::empty();
    let digits = |seed: u8| (0..32).map(|i| format!("{:02x}", i * 7 + seed)).collect::<String>();
    let secrets: Vec<Vec<u8>> = [11, 22, 33].into_iter().map(|seed| unhex(&digits(seed))).collect();
    fs::write(place.path("master.key"), digits(11)).expect("a writable folder");
    private(&place.path("master.key"));
    fs::write(place.path("seed"), &secrets[1]).expect("a writable folder");
    fs::write(place.path("mac"), &secrets[2]).expect("a writable folder");
    let master = ["--master-key-file", "master.key"];
    let mut secrets_command = |args: &[&str]| place.secrets(&[args, &master].concat());

    secrets_command(&["init"]);
    secrets_command(&["import", "mac", "mac", "--algorithm", "HMAC/SHA-256"]);
    secrets_command(&["import", "pair", "seed", "--algorithm", "ECDSA_P256_SHA256", "--encoding", "raw"]);
    secrets_command(&["rotate", "mac", "--from", "mac"]);
    secrets_command(&["list"]);
    secrets_command(&["export-public", "pair"]);
    secrets_command(&["rotate", "--data-key"]);
    secrets_command(&["verify"]);
    secrets_command(&["backup", "-o", "keys.backup"]);
    place.complaint(&["import", "pem", "seed", "--algorithm", "Ed25519", "--encoding", "pem", master[0], master[1]]);
    place.complaint(&["export-public", "mac", master[0], master[1]]);
    place.guest(&["--audit-file", "audit.log", master[0], master[1]], &["generate", "text"]);

    let mut evidence = std::mem::take(&mut place.printed);
    assert!(text(&evidence).contains("\"operation\":\"import\""), "the audit was on");
    for name in ["keys.redb", "keys.backup", "audit.log"] {
        evidence.extend(fs::read(place.path(name)).expect("it was written"));
    }
    let lower = text(&evidence).to_lowercase();
    for secret in secrets {
        assert!(!evidence.windows(12).any(|bytes| bytes == &secret[..12]), "a secret as it is");
        let hex: String = secret[..12].iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!lower.contains(&hex), "a secret in digits");
    }
}

fn private(path: &Path) {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("ours");
    #[cfg(not(unix))]
    let _ = path;
}
