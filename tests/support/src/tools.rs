//! Tools the tests need that cargo does not build with the workspace.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::needs;

/// A command from crates.io. Features that reach for registries over the network, and for parts no test uses, are off.
pub(crate) struct Tool {
    command: &'static str,
    package: &'static str,
    version: &'static str,
    features: &'static str,
}

/// Newer than the libraries we link, so that both are covered.
pub(crate) const WASM_TOOLS: Tool = Tool {
    command: "wasm-tools",
    package: "wasm-tools",
    version: "1.263.0",
    features: "component,compose,validate,print",
};

pub(crate) const WAC: Tool = Tool { command: "wac", package: "wac-cli", version: "0.12.0", features: "" };

/// Path of the stock `wasm-tools` command: one of this version on the search path, or the one below the target folder,
/// where it is installed if nothing may be skipped.
///
/// # Panics
///
/// When it is not there.
pub fn wasm_tools() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| WASM_TOOLS.find_or_install())
}

/// Path of the stock `wac` command, like [`wasm_tools`].
///
/// # Panics
///
/// When it can be neither found nor installed.
pub fn wac() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| WAC.find_or_install())
}

impl Tool {
    fn find_or_install(&self) -> PathBuf {
        if let Some(found) = self.find() {
            return found;
        }
        assert!(needs::everything(), "{} {} is not there; tests/run.sh installs it", self.package, self.version);
        let root = folder();
        self.install(&root);
        root.join("bin").join(self.command)
    }

    /// Where it is, if it is there.
    pub(crate) fn find(&self) -> Option<PathBuf> {
        let installed = folder().join("bin").join(self.command);
        [PathBuf::from(self.command), installed].into_iter().find(|candidate| self.is(candidate))
    }

    fn is(&self, candidate: &Path) -> bool {
        let Ok(output) = Command::new(candidate).arg("--version").output() else { return false };
        String::from_utf8_lossy(&output.stdout).split_whitespace().any(|word| word == self.version)
    }

    fn install(&self, root: &Path) {
        let Tool { package, version, features, .. } = self;
        eprintln!("installing {package} {version} into {}; this takes some minutes, once", root.display());
        // The tools have many libraries in common.
        let build = root.join("build");
        // Unoptimised it is there in a third of the time, and still takes no more than a second for what it is given here.
        let status = Command::new(env!("CARGO"))
            .args(["install", "--locked", "--profile", "dev", "--no-default-features", "--features", features])
            .args(["--version", version, package, "--root"])
            .arg(root)
            .env("CARGO_TARGET_DIR", &build)
            .envs(
                ["DEBUG", "DEBUG_ASSERTIONS", "OVERFLOW_CHECKS"]
                    .map(|knob| (format!("CARGO_PROFILE_DEV_{knob}"), "false")),
            )
            .env_remove("RUSTFLAGS")
            .status()
            .expect("cargo can be started");
        assert!(status.success(), "{package} {version} could not be installed");
        // Only the commands are of use when all are there; their build is ten times as large.
        if [WASM_TOOLS, WAC].iter().all(|tool| tool.find().is_some()) {
            let _ = std::fs::remove_dir_all(build);
        }
    }
}

/// The search path, with the folders of these commands before all others.
///
/// # Panics
///
/// When one of those folders has a colon in its name.
pub fn search_path(commands: &[&Path]) -> OsString {
    // A command without a folder was found on the search path.
    let first = commands.iter().filter_map(|command| command.parent()).filter(|folder| folder.is_absolute());
    let rest = env::var_os("PATH").unwrap_or_default();
    env::join_paths(first.map(Path::to_path_buf).chain(env::split_paths(&rest))).expect("no colons in folders")
}

/// Where tools are installed.
fn folder() -> PathBuf {
    target_folder().join("tools")
}

/// Whether guests can be compiled: `toolchain/wasm.sh` was run, in this tree or where `WASM_TOOLCHAIN_DIR` says.
pub(crate) fn has_compilers() -> bool {
    let folder =
        env::var_os("WASM_TOOLCHAIN_DIR").map_or_else(|| target_folder().join("wasm-toolchain"), PathBuf::from);
    folder.join("env").exists()
}

/// Whether there is a `curl`.
pub(crate) fn has_curl() -> bool {
    Command::new("curl").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Whether cargo has the sources of all crates in a lock file, those that nothing here compiles among them.
pub(crate) fn has_sources(manifest: &str) -> bool {
    metadata(manifest).output().is_ok_and(|output| output.status.success())
}

/// `cargo metadata` of a manifest in the repository. It fetches the sources of crates only if nothing may be skipped.
pub fn metadata(manifest: &str) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--format-version", "1", "--locked", "--manifest-path"]).arg(repository().join(manifest));
    if !needs::everything() {
        command.arg("--offline");
    }
    command
}

/// The folder cargo builds into.
pub fn target_folder() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => repository().join("target"),
    }
}

/// The root of the repository.
pub fn repository() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    root.expect("tests/support/ is in the repository").to_path_buf()
}

/// Where the guests are: the checked-in ones, or those just rebuilt when `WASI_CRYPTO_GUESTS` names their folder.
pub fn guests() -> PathBuf {
    match env::var_os("WASI_CRYPTO_GUESTS") {
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
    let folder = match env::var_os("WASI_CRYPTO_PROVIDERS") {
        Some(folder) => PathBuf::from(folder),
        None => repository().join("host/provider/wasm"),
    };
    std::fs::read(folder.join(format!("{name}.wasm"))).expect("the provider is there")
}
