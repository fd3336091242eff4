//! The package for Python.

use std::process::Command;
use std::sync::OnceLock;

use super::Package;

/// What pins the versions of the packages for Python.
const PINS: [&str; 1] = ["requirements.txt"];

/// `guest/python` with the tools its requirements name, in an environment of its own.
///
/// # Panics
///
/// When there is no Python with `venv`, or the tools are not there.
pub fn python() -> &'static Package {
    static PACKAGE: OnceLock<Package> = OnceLock::new();
    PACKAGE.get_or_init(|| {
        assert!(
            has_venv(),
            "Python 3.11 or newer with venv is needed: install it from https://python.org, or with your system's \
             packages (on Debian: apt-get install python3-venv)"
        );
        Package::install("python", &PINS)
    })
}

pub(crate) fn has_python() -> bool {
    has_venv() && Package::is_installed("python", &PINS)
}

fn has_venv() -> bool {
    let there = Command::new("python3").args(["-c", "import ensurepip, venv"]).output();
    there.is_ok_and(|output| output.status.success())
}
