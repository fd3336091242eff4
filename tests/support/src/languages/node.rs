//! The package for JavaScript, and the Node that needs no flags for what is linked into legacy modules.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use super::Package;
use crate::{needs, tools};

/// The oldest release of Node the tools run with.
const NODE: (u32, u32) = (20, 19);

/// What pins the versions of the packages for JavaScript.
const PINS: [&str; 2] = ["package.json", "package-lock.json"];

/// `guest/js` with the tools its lock file names.
///
/// # Panics
///
/// When there is no Node that is new enough, or the tools are not there.
pub fn javascript() -> &'static Package {
    static PACKAGE: OnceLock<Package> = OnceLock::new();
    PACKAGE.get_or_init(|| {
        let found = version();
        assert!(
            found.is_some_and(|version| version >= NODE),
            "Node {}.{} or newer with npm is needed, found {found:?}: install it from https://nodejs.org, or with your \
             system's packages",
            NODE.0,
            NODE.1
        );
        Package::install("js", &PINS)
    })
}

pub(crate) fn has_node() -> bool {
    version().is_some_and(|version| version >= NODE)
}

pub(crate) fn has_javascript() -> bool {
    has_node() && Package::is_installed("js", &PINS)
}

/// The Node of `tests/node`, of the first release line with multiple memories, which comes as a package of npm.
///
/// # Panics
///
/// When it is not there.
pub fn node() -> PathBuf {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        if has_new_node() {
            return command();
        }
        assert!(needs::everything(), "the Node of tests/node is not there; tests/run.sh installs it");
        let (folder, source) = (folder(), source());
        eprintln!("installing another Node into {}; this takes a minute, once", folder.display());
        fs::create_dir_all(&folder).expect("a writable target folder");
        for file in [".npmrc", "package.json", "package-lock.json"] {
            fs::copy(source.join(file), folder.join(file)).expect("a writable target folder");
        }
        let status = Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder).status();
        assert!(
            status.is_ok_and(|status| status.success()) && command().exists(),
            "npm cannot install the Node that tests/node/package-lock.json names"
        );
        command()
    })
    .clone()
}

pub(crate) fn has_new_node() -> bool {
    let lock = |folder: PathBuf| fs::read(folder.join("package-lock.json")).ok();
    command().exists() && lock(folder()) == lock(source())
}

fn folder() -> PathBuf {
    tools::target_folder().join("languages/node")
}

fn source() -> PathBuf {
    tools::repository().join("tests/node")
}

fn command() -> PathBuf {
    folder().join("node_modules/.bin/node")
}

fn version() -> Option<(u32, u32)> {
    let output = Command::new("node").arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut numbers = text.trim().strip_prefix('v')?.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}
