//! Standard input and output.

use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};

/// Whether standard input was read.
static READ: AtomicBool = AtomicBool::new(false);

/// Whether a path means standard input or output.
pub fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}

/// Standard input, once: whoever names it for two files would get the second one empty.
pub fn input() -> Result<Box<dyn Read>> {
    if READ.swap(true, Ordering::Relaxed) {
        bail!("two files are to be read from standard input, which is there once: name one of them");
    }
    Ok(Box::new(io::stdin().lock()))
}

/// Writes to standard output, to its end. Binary output is not written to a terminal.
pub fn write_output(bytes: &[u8]) -> Result<()> {
    let mut stdout = io::stdout().lock();
    if stdout.is_terminal() && bytes.contains(&0) {
        bail!("refusing to write binary output to a terminal; use -o FILE, or -o - with a pipe");
    }
    stdout.write_all(bytes).and_then(|()| stdout.flush()).context("cannot write standard output")
}
