//! A folder with a store, and the command that works on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;
use wasi_crypto_host::engine::{Category, Engine, KeyEncoding, PublicKey, oneshot};
use wasi_crypto_test_support::tools;

/// Error numbers of the legacy API.
pub const PROHIBITED: i32 = 4;
pub const NOT_FOUND: i32 = 26;

/// A folder with a store, and everything that was printed about it.
pub struct Place {
    folder: TempDir,
    pub printed: Vec<u8>,
}

impl Place {
    /// A place with a store.
    pub fn new() -> Self {
        let mut place = Self::empty();
        place.secrets(&["init"]);
        place
    }

    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder"), printed: Vec::new() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wasi-crypto"));
        command.current_dir(self.folder.path()).env("NO_COLOR", "1").env("WASI_CRYPTO_SECRETS", "keys.redb");
        command.env_remove("WASI_CRYPTO_MASTER_KEY").env_remove("WASI_CRYPTO_PASSPHRASE");
        command
    }

    pub fn output(&mut self, args: &[&str]) -> Output {
        let output = self.command().args(args).output().expect("the command can be started");
        self.printed.extend_from_slice(&output.stdout);
        self.printed.extend_from_slice(&output.stderr);
        output
    }

    /// What `secrets` answers, in JSON.
    pub fn secrets(&mut self, args: &[&str]) -> Value {
        let output = self.output(&[&["secrets"], args, &["--format", "json", "--audit=json"]].concat());
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("one JSON value")
    }

    /// What `secrets` complains about.
    pub fn complaint(&mut self, args: &[&str]) -> String {
        let output = self.output(&[&["secrets"], args].concat());
        assert_eq!(output.status.code(), Some(1), "{args:?}: {}", text(&output.stdout));
        text(&output.stderr)
    }

    /// What a guest prints, and its exit code.
    pub fn guest(&mut self, options: &[&str], args: &[&str]) -> (String, i32) {
        let module = tools::guests().join("legacy-managed.wasm").display().to_string();
        let run = ["run", "--secrets", "keys.redb", "--audit=json"];
        let output = self.output(&[&run, options, &[&module], args].concat());
        (text(&output.stdout), output.status.code().expect("an exit code"))
    }

    /// What a guest prints when all goes well.
    pub fn printed_by(&mut self, options: &[&str], args: &[&str]) -> String {
        let (output, code) = self.guest(options, args);
        assert_eq!(code, 0, "{output}{}", text(&self.printed));
        output
    }

    pub fn state_of(&mut self, id: &str) -> Value {
        let listed = self.secrets(&["list"]);
        listed.as_array().expect("a list").iter().find(|entry| entry["id"] == id).cloned().unwrap_or(Value::Null)
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The value of a line such as `signature 12ab`.
pub fn value<'a>(printed: &'a str, name: &str) -> &'a str {
    let line = printed.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {name} in {printed}"))
}

pub fn unhex(digits: &str) -> Vec<u8> {
    (0..digits.len() / 2).map(|i| u8::from_str_radix(&digits[2 * i..2 * i + 2], 16).expect("digits")).collect()
}

pub fn verifies(public: &[u8], message: &str, signature: &str) -> bool {
    let engine = Engine::new();
    let key = PublicKey::import(&engine, Category::Signatures, "Ed25519", public, KeyEncoding::Pem).expect("a key");
    oneshot::verify(&key, message.as_bytes(), &unhex(signature)).is_ok()
}

/// Makes a file its owner's alone, as keys have to be.
pub fn private(path: &Path) {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("ours");
    #[cfg(not(unix))]
    let _ = path;
}
