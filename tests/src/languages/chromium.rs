//! The browser.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// Chromium: the one that `CHROMIUM` names, the system's, or on Debian its package, which is installed.
///
/// # Panics
///
/// When there is none and it cannot be installed.
pub fn chromium() -> PathBuf {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        if let Some(named) = std::env::var_os("CHROMIUM") {
            return named.into();
        }
        installed().unwrap_or_else(|| {
            eprintln!("installing Debian's package chromium; this takes a minute, once");
            // A machine that was set up long ago knows releases that are no longer to be had.
            apt(&["update"]);
            apt(&["install", "-y", "--no-install-recommends", "chromium"]);
            installed().expect(
                "Chromium is needed and could not be installed: install it with your system's packages (on Debian, as \
                 root: apt-get install chromium), or say where it is with CHROMIUM=/path/of/chromium",
            )
        })
    })
    .clone()
}

fn installed() -> Option<PathBuf> {
    let candidates = ["chromium", "chromium-browser", "google-chrome"].map(|name| PathBuf::from("/usr/bin").join(name));
    candidates.into_iter().find(|path| path.exists())
}

/// Whether it worked is seen afterwards.
fn apt(args: &[&str]) {
    let _ = Command::new("apt-get").args(args).env("DEBIAN_FRONTEND", "noninteractive").output();
}
