//! What is printed besides files: text with colours, notes, and how an outcome becomes an exit code.
//!
//! Nothing here panics when nobody can read it. A result that cannot be printed is an error; a note that cannot be
//! printed is none, since the result is there.

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Context, Error, Result};
use wasi_crypto_witx::Diagnostic;

use crate::escape::message;

/// Exit codes: 0 done, 1 failed, 2 wrong usage (clap), 124 the guest's time was up, 134 the guest trapped; `run` passes on
/// the guest's own.
pub type Outcome = Result<ExitCode>;

/// Prints a line of a result on standard output, with colours where they can be seen.
pub fn print(line: impl Display) -> Result<()> {
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush()).context("cannot write standard output")
}

/// Says something on standard error that is not the result.
pub fn note(line: impl Display) {
    // Nothing is left to tell the user when even this fails.
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}

/// Says on standard error what may be wrong although it went well.
pub fn warn(text: impl Display) {
    note(format_args!("\x1b[1;33mwarning:\x1b[0m {text}"));
}

/// Says on standard error what went wrong, where the exit code is not that of an error of ours.
pub fn error(text: impl Display) {
    note(format_args!("\x1b[1;31merror:\x1b[0m {text}"));
}

/// Prints an error with its causes.
pub fn exit_code(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(code) => code,
        Err(error) => {
            let _ = write_error(&mut anstream::stderr().lock(), &error);
            ExitCode::FAILURE
        }
    }
}

/// Prints what clap has to say: help, the version, or what is wrong with the command line.
pub fn usage(error: &clap::Error) -> Outcome {
    let printed = error.print().and_then(|()| io::stdout().flush());
    if error.use_stderr() {
        return Ok(ExitCode::from(2));
    }
    printed.context("cannot write standard output")?;
    Ok(ExitCode::SUCCESS)
}

/// `error:` in red, then the numbered chain of causes. Names in them may be anybody's.
fn write_error(out: &mut impl Write, error: &Error) -> io::Result<()> {
    // The excerpt of a diagnostic stands where it is; its names are escaped already.
    let first = match error.downcast_ref::<Diagnostic>() {
        Some(diagnostic) => diagnostic.to_string(),
        None => message(&error.to_string(), 5),
    };
    writeln!(out, "\x1b[1;31merror:\x1b[0m {first}")?;
    let causes: Vec<_> = error.chain().skip(1).collect();
    if causes.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nCaused by:")?;
    for (index, cause) in causes.iter().enumerate() {
        writeln!(out, "  {index}: {}", message(&cause.to_string(), 5))?;
    }
    Ok(())
}
