//! `wasi-crypto completions`: completion scripts for shells.

use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::report::Outcome;

/// Print a completion script for a shell
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto completions bash > /etc/bash_completion.d/wasi-crypto
  wasi-crypto completions fish > ~/.config/fish/completions/wasi-crypto.fish")]
pub struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    /// Prints the script.
    pub fn execute(self) -> Outcome {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut crate::Cli::command(), "wasi-crypto", &mut script);
        crate::files::write(None, &script)?;
        Ok(ExitCode::SUCCESS)
    }
}
