//! Files and variables that master keys are read from.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::sync::Arc;

use crate::common::{Bench, wait};
use wasi_crypto_engine::Engine;
use wasi_crypto_keystore::MemoryStore;
use wasi_crypto_secrets::{MasterKey, Secrets, SecretsError};

/// A file only its owner can read.
fn file(directory: &Path, content: &str) -> std::path::PathBuf {
    let path = directory.join("key");
    fs::write(&path, content).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path
}

/// Whether both are the same key.
fn same(a: &MasterKey, b: &MasterKey) -> bool {
    let store = Arc::new(MemoryStore::new());
    wait(Secrets::open(store.clone(), a)).unwrap();
    wait(Secrets::open(store, b)).is_ok()
}

#[test]
fn a_written_key_is_read_again() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("new");
    let key = MasterKey::generate(&Engine::new()).unwrap();
    key.write_new_file(&path).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.len() == 65 && text.ends_with('\n'));
    let read = MasterKey::from_file(&path).unwrap();
    assert!(same(&key, &read));
    assert!(!same(&key, &MasterKey::generate(&Engine::new()).unwrap()));
    // An existing file is never overwritten.
    assert!(matches!(read.write_new_file(&path), Err(SecretsError::MasterKey(_))));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    assert!(matches!(read.write_new_file(directory.path().join("no/such")), Err(SecretsError::MasterKey(_))));
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "nothing unfinished is left");
}

#[test]
fn an_empty_file_is_no_file_and_a_cut_off_one_is_explained() {
    let directory = tempfile::tempdir().unwrap();
    let key = MasterKey::generate(&Engine::new()).unwrap();
    let path = file(directory.path(), "");
    assert!(MasterKey::from_file(&path).unwrap_err().to_string().contains("is empty"));
    key.write_new_file(&path).unwrap();
    assert!(same(&MasterKey::from_file(&path).unwrap(), &key));
    assert!(key.write_new_file(&path).is_err(), "now there is a key");
    for cut in ["a", &"a".repeat(63)] {
        let path = file(directory.path(), cut);
        let error = MasterKey::from_file(&path).unwrap_err().to_string();
        assert!(error.contains("in the middle of a key") && error.contains("delete the file"), "{error}");
        assert!(key.write_new_file(&path).is_err(), "it may be half of something");
    }
    // A link may lead to what is mounted.
    let (target, link) = (directory.path().join("target"), directory.path().join("link"));
    fs::write(&target, "").unwrap();
    symlink(&target, &link).unwrap();
    assert!(key.write_new_file(&link).is_err());
}

#[test]
fn digits_of_either_case_and_every_end_of_line_are_read() {
    let directory = tempfile::tempdir().unwrap();
    let digits = "0123456789abcdefABCDEF0123456789".repeat(2);
    let bytes: Vec<u8> = (0..64).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect();
    let expected = MasterKey::from_bytes(&bytes.try_into().unwrap());
    for end in ["", "\n", "\r\n"] {
        let key = MasterKey::from_file(file(directory.path(), &format!("{digits}{end}"))).unwrap();
        assert!(same(&key, &expected));
    }
}

#[test]
fn anything_else_is_no_key() {
    let directory = tempfile::tempdir().unwrap();
    let good = "a".repeat(64);
    for content in [
        "".into(),
        "\n".into(),
        good[1..].to_owned(),
        format!("{good}a"),
        format!("{good}\n\n"),
        format!(" {good}"),
        format!("{}g", &good[1..]),
        format!("0x{}", &good[2..]),
        "ä".repeat(32),
        good.repeat(100_000),
    ] {
        let error = MasterKey::from_file(file(directory.path(), &content)).unwrap_err();
        assert!(error.to_string().contains("64 hexadecimal digits"), "{error}");
        assert!(!error.to_string().contains("aaaa"));
    }
    let error = MasterKey::from_file(directory.path().join("missing")).unwrap_err().to_string();
    assert!(error.contains("missing"), "{error}");
    assert!(MasterKey::from_file(directory.path()).is_err());
}

#[test]
fn a_file_that_others_can_use_is_refused_with_the_remedy() {
    let directory = tempfile::tempdir().unwrap();
    let path = file(directory.path(), &"a".repeat(64));
    for mode in [0o420, 0o640, 0o620, 0o604, 0o602, 0o660, 0o666, 0o777] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let error = MasterKey::from_file(&path).unwrap_err().to_string();
        assert!(error.contains("chmod 600") && error.contains(path.to_str().unwrap()), "{error}");
    }
    // What nobody can write is as platforms that run containers mount it; who can read it is not always ours to say.
    for mode in [0o600, 0o400, 0o440, 0o444, 0o404] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        MasterKey::from_file(&path).unwrap();
    }
    // What counts is the file behind a link.
    let link = directory.path().join("link");
    symlink(&path, &link).unwrap();
    MasterKey::from_file(&link).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(MasterKey::from_file(&link).is_err());
}

#[test]
fn a_variable_has_to_be_set_and_to_hold_a_key() {
    // Tests must not change the environment: these are set by cargo, or by nobody.
    let missing = MasterKey::from_env("NO_SUCH_MASTER_KEY").unwrap_err().to_string();
    assert!(missing.contains("NO_SUCH_MASTER_KEY"), "{missing}");
    let wrong = MasterKey::from_env("CARGO_PKG_NAME").unwrap_err().to_string();
    assert!(wrong.contains("CARGO_PKG_NAME") && wrong.contains("64") && !wrong.contains("wasi-crypto"), "{wrong}");
    // A process of its own has one.
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "master_key::helper_reads_the_variable", "--ignored"])
        .env("TEST_MASTER_KEY", "ab".repeat(32))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
#[ignore = "started by another test with the variable set"]
fn helper_reads_the_variable() {
    let expected = MasterKey::from_bytes(&[0xab; 32]);
    assert!(same(&MasterKey::from_env("TEST_MASTER_KEY").unwrap(), &expected));
}

#[test]
fn debug_output_has_no_key() {
    let bench = Bench::new();
    assert_eq!(format!("{:?}", bench.master), "MasterKey { .. }");
}
