//! Tools the tests need that cargo does not build with the workspace.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The release of wasm-tools the tests are run with: newer than the libraries we link, so that both are covered.
const WASM_TOOLS: &str = "1.263.0";

/// Path of the stock `wasm-tools` command; installs it below the target folder when it is not there yet.
///
/// A `wasm-tools` of the same version on the search path is used as it is.
///
/// # Panics
///
/// When it can be neither found nor installed.
pub fn wasm_tools() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        let root = target_folder().join("tools");
        let installed = root.join("bin/wasm-tools");
        for candidate in [PathBuf::from("wasm-tools"), installed.clone()] {
            if version(&candidate).is_some_and(|version| version.contains(WASM_TOOLS)) {
                return candidate;
            }
        }
        eprintln!("installing wasm-tools {WASM_TOOLS} into {}; this takes some minutes, once", root.display());
        let status = Command::new(env!("CARGO"))
            .args(["install", "--locked", "--no-default-features", "--features", "component,compose,validate,print"])
            .args(["--version", WASM_TOOLS, "wasm-tools", "--root"])
            .arg(&root)
            .env("CARGO_TARGET_DIR", root.join("build"))
            .env_remove("RUSTFLAGS")
            .status()
            .expect("cargo can be started");
        assert!(status.success(), "wasm-tools {WASM_TOOLS} could not be installed");
        // Only the command is of use from here on; its build is ten times as large.
        let _ = std::fs::remove_dir_all(root.join("build"));
        installed
    })
}

/// The folder cargo builds into.
pub fn target_folder() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => repository().join("target"),
    }
}

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the repository").to_path_buf()
}

/// Where the guests are: the checked-in ones, or those just rebuilt when `WASI_CRYPTO_GUESTS` names their folder.
pub fn guests() -> PathBuf {
    match std::env::var_os("WASI_CRYPTO_GUESTS") {
        Some(folder) => PathBuf::from(folder),
        None => repository().join("tests/guests/wasm"),
    }
}

/// A provider component of this name: the checked-in one, or one just rebuilt when `WASI_CRYPTO_PROVIDERS` names their
/// folder.
///
/// # Panics
///
/// When there is none.
pub fn provider(name: &str) -> Vec<u8> {
    let folder = match std::env::var_os("WASI_CRYPTO_PROVIDERS") {
        Some(folder) => PathBuf::from(folder),
        None => repository().join("host/provider/wasm"),
    };
    std::fs::read(folder.join(format!("{name}.wasm"))).expect("the provider is there")
}

fn version(tool: &Path) -> Option<String> {
    let output = Command::new(tool).arg("--version").output().ok()?;
    String::from_utf8(output.stdout).ok()
}
