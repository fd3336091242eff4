//! Reading inputs and writing outputs: `-` is standard input or output, and nothing half-written is left behind.

use std::fs;
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
