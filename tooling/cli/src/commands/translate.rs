//! `wasi-crypto translate`: any witx document as WIT.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use wasi_crypto_witx::FileLoader;

use crate::files;
use crate::report::Outcome;

/// Translate a witx document, of any dialect, into WIT
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto translate wasi_snapshot_preview1.witx
  wasi-crypto translate api.witx --package example:api@0.1.0 -o api.wit

Files named by `use` are read from the same folder. Errors give file, line and column.")]
pub struct Translate {
    /// The witx file; `-` reads standard input, and the files it uses from the present folder
    file: PathBuf,
    /// Where to write the WIT; standard output without it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Package name of the result
    #[arg(long, value_name = "NAMESPACE:NAME[@VERSION]")]
    package: Option<String>,
}

impl Translate {
    /// Writes the WIT.
    pub fn execute(self) -> Outcome {
        let document = if files::is_standard(&self.file) {
            wasi_crypto_witx::parse_str("standard input", &files::read_text(&self.file)?, &mut FileLoader)?
        } else {
            wasi_crypto_witx::load(&self.file)?
        };
        let options = match &self.package {
            Some(package) => wasi_crypto_translate::Options::package(package)?,
            None => wasi_crypto_translate::Options::default(),
        };
        let wit = wasi_crypto_translate::translate(&document, &options)?;
        files::write(self.output.as_deref(), wit.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }
}
