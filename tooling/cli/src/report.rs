//! How an outcome becomes an exit code and an error message.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Error;
use wasi_crypto_witx::Diagnostic;

use crate::escape::message;

/// Exit codes: 0 done, 1 failed, 2 wrong usage (clap), 124 the guest's time was up, 134 the guest trapped; `run` passes on
/// the guest's own.
pub type Outcome = anyhow::Result<ExitCode>;

/// Prints an error with its causes; a reader that went away (`| head`) is no error.
pub fn exit_code(outcome: Outcome) -> ExitCode {
    let error = match outcome {
        Ok(code) => return code,
        Err(error) => error,
    };
    if is_broken_pipe(&error) {
        return ExitCode::SUCCESS;
    }
    let mut stderr = anstream::stderr().lock();
    // Nothing is left to tell the user when even this fails.
    let _ = write_error(&mut stderr, &error);
    ExitCode::FAILURE
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

fn is_broken_pipe(error: &Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe))
}
