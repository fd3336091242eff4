//! `wasi-crypto translate`: any witx document as WIT.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::report::Outcome;
use crate::{documents, files};

/// Translate a witx document, of any dialect, into WIT
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto translate wasi_snapshot_preview1.witx
  wasi-crypto translate types.witx api.witx        several files, in any order
  wasi-crypto translate - < api.witx
  wasi-crypto translate api.witx --package example:api@0.1.0 -o api.wit

Files named by `use` are read from the folder of the first file, and no others: regular files in it
or below, called *.witx. No file may have more than 4 MiB. Errors give file, line and column.")]
pub struct Translate {
    /// The witx files, which see each other's definitions; `-` reads standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where to write the WIT; standard output without it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Package name of the result
    #[arg(long, value_name = "NAMESPACE:NAME[@VERSION]")]
    package: Option<String>,
    /// Read files named by `use` from this folder instead, and from those in it
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl Translate {
    /// Writes the WIT.
    pub fn execute(self) -> Outcome {
        let document = documents::read(&self.files, self.folder.as_deref())?;
        let options = match &self.package {
            Some(package) => wasi_crypto_translate::Options::package(package)?,
            None => wasi_crypto_translate::Options::default(),
        };
        let wit = wasi_crypto_translate::translate(&document, &options)?;
        files::write(self.output.as_deref(), wit.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }
}
