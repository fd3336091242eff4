//! The package for JavaScript.

use std::process::Command;
use std::sync::OnceLock;

use super::Package;

/// The oldest release of Node the tools run with.
const NODE: (u32, u32) = (20, 19);

/// `guest/js` with the tools its lock file names.
///
/// # Panics
///
/// When there is no Node that is new enough, or the tools cannot be installed.
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
        Package::install("js", &["package.json", "package-lock.json"])
    })
}

fn version() -> Option<(u32, u32)> {
    let output = Command::new("node").arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut numbers = text.trim().strip_prefix('v')?.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}
