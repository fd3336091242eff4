//! `wasi-crypto provider`: the provider component, for people who compose with other tools.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use wasi_crypto_compose::{PROVIDER, REQUIRED_PROVIDER};

use crate::files;
use crate::report::Outcome;

/// Write the provider component, for composing with `wac` or `wasm-tools`
///
/// It exports every interface of wasi:crypto, is pure Rust and has no RSA. `wasi-crypto compose` has it built in.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto provider -o wasi-crypto-provider.wasm
  wac plug --plug wasi-crypto-provider.wasm app.wasm -o standalone.wasm
  wasm-tools compose app.wasm -d wasi-crypto-provider.wasm -o standalone.wasm

Name the file in lower-case words with hyphens between them: `wasm-tools compose` makes a name of it.")]
pub struct Provider {
    /// Where to write the component; standard output without it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The smaller one: with the algorithms the specification requires, RSA aside, and no others
    #[arg(long)]
    required: bool,
}

impl Provider {
    /// Writes the component.
    pub fn execute(self) -> Outcome {
        files::write(self.output.as_deref(), if self.required { REQUIRED_PROVIDER } else { PROVIDER })?;
        Ok(ExitCode::SUCCESS)
    }
}
