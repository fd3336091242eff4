//! The package for Python.

use std::process::Command;
use std::sync::OnceLock;

use super::Package;

/// `guest/python` with the tools its requirements name, in an environment of its own.
///
/// # Panics
///
/// When there is no Python with `venv`, or the tools cannot be installed.
pub fn python() -> &'static Package {
    static PACKAGE: OnceLock<Package> = OnceLock::new();
    PACKAGE.get_or_init(|| {
        let there = Command::new("python3").args(["-c", "import ensurepip, venv"]).status();
        assert!(
            there.is_ok_and(|status| status.success()),
            "Python 3.11 or newer with venv is needed: install it from https://python.org, or with your system's \
             packages (on Debian: apt-get install python3-venv)"
        );
        Package::install("python", &["requirements.txt"])
    })
}
