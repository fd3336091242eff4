//! `wasi-crypto wit`: the WIT package for component authors.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clap::Args;

use crate::files;
use crate::report::Outcome;

/// Print the wasi:crypto WIT package, or write it to a folder
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto wit                          print all of it
  wasi-crypto wit symmetric                print one interface
  wasi-crypto wit -o wit/deps/crypto       write the files where wit-bindgen finds them
  wasi-crypto wit --upstream               what is upstream's package wasi:crypto@0.11.0 in ours?")]
pub struct Wit {
    /// Print this file only: common, symmetric, asymmetric, signatures, key-exchange, external-secrets, world
    #[arg(value_name = "INTERFACE", conflicts_with = "output")]
    interface: Option<String>,
    /// Folder to write the files to; it is created when missing. `-` is standard output
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Print what each function of the package that upstream publishes is in ours, and where they differ
    #[arg(long, conflicts_with_all = ["interface", "output"])]
    upstream: bool,
}

impl Wit {
    /// Prints or writes the package.
    pub fn execute(self) -> Outcome {
        let model = wasi_crypto_model::model(wasi_crypto_model::CURRENT)?;
        if self.upstream {
            files::write(None, model.upstream()?.mapping().as_bytes())?;
            return Ok(ExitCode::SUCCESS);
        }
        let package = model.wit_package();
        match (&self.output, &self.interface) {
            (Some(folder), _) if !files::is_standard(folder) => {
                files::make_folder(folder)?;
                for (name, text) in package {
                    files::write(Some(&folder.join(name)), text.as_bytes())?;
                }
            }
            (_, Some(interface)) => {
                match package.iter().find(|(name, _)| name.strip_suffix(".wit") == Some(interface)) {
                    Some((_, text)) => files::write(None, text.as_bytes())?,
                    None => {
                        let names: Vec<_> = package.iter().filter_map(|(name, _)| name.strip_suffix(".wit")).collect();
                        bail!("there is no `{interface}`; choose one of {}", names.join(", "));
                    }
                }
            }
            (_, None) => {
                let texts: Vec<_> = package.into_iter().map(|(_, text)| text).collect();
                files::write(None, texts.join("\n").as_bytes())?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
