//! Reading inputs and writing outputs: `-` is standard input or output, and nothing half-written is left behind.

use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// Reads a file, or standard input for `-`.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
        return Ok(bytes);
    }
    fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))
}

/// Writes text or bytes to a file, or to standard output without one.
///
/// A file appears whole or not at all: the bytes go to a neighbour first, which then takes the name. Binary output is
/// not written to a terminal.
pub fn write(path: Option<&Path>, bytes: &[u8]) -> Result<()> {
    match path {
        Some(path) if path != Path::new("-") => write_file(path, bytes),
        _ => {
            let mut stdout = io::stdout().lock();
            if stdout.is_terminal() && bytes.contains(&0) {
                bail!("refusing to write binary output to a terminal; use -o FILE, or -o - with a pipe");
            }
            stdout.write_all(bytes)?;
            Ok(stdout.flush()?)
        }
    }
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let context = || format!("cannot write `{}`", path.display());
    let mut neighbour = path.as_os_str().to_owned();
    neighbour.push(format!(".{}.part", std::process::id()));
    let neighbour = PathBuf::from(neighbour);
    let written = fs::write(&neighbour, bytes).and_then(|()| fs::rename(&neighbour, path));
    if written.is_err() {
        // The first error is the one to report; the leftover may not even exist.
        let _ = fs::remove_file(&neighbour);
    }
    written.with_context(context)
}

/// Writes a file that only its owner can read, whole or not at all, and durably. One that is there stays as it is,
/// unless it may be replaced.
pub fn write_private(path: &Path, bytes: &[u8], replace: bool) -> Result<()> {
    let shown = path.display();
    if !replace && fs::symlink_metadata(path).is_ok() {
        bail!("`{shown}` exists already; --force replaces it");
    }
    let mut neighbour = path.as_os_str().to_owned();
    neighbour.push(format!(".{}.part", std::process::id()));
    let neighbour = PathBuf::from(neighbour);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    let written = private(options).open(&neighbour).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        // A link never replaces anything.
        if replace { fs::rename(&neighbour, path) } else { fs::hard_link(&neighbour, path) }
    });
    // It is gone if it was renamed.
    let _ = fs::remove_file(&neighbour);
    written.with_context(|| format!("cannot write `{shown}`"))
}

/// A file to add lines to, made for its owner only if it is not there.
pub fn append_private(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    private(options).open(path).with_context(|| format!("cannot write `{}`", path.display()))
}

fn private(mut options: OpenOptions) -> OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
