//! The browser.

use std::path::PathBuf;

/// Chromium: the one that `CHROMIUM` names, or the system's.
///
/// # Panics
///
/// When there is none.
pub fn chromium() -> PathBuf {
    find().expect(
        "Chromium is needed: tests/run.sh installs it on Debian; elsewhere install it with your system's packages, or say \
         where it is with CHROMIUM=/path/of/chromium",
    )
}

pub(crate) fn has_chromium() -> bool {
    find().is_some()
}

fn find() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let names = ["chromium", "chromium-browser", "google-chrome"];
    named.into_iter().chain(names.map(|name| PathBuf::from("/usr/bin").join(name))).find(|path| path.exists())
}
