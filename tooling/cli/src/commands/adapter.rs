//! `wasi-crypto adapter`: the adapter files for people who use `wasm-tools component new` themselves.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::files;
use crate::report::Outcome;

/// Write the adapters for `wasm-tools component new --adapt`
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto adapter --list
  wasi-crypto adapter -o adapters
  wasm-tools component new old.wasm -o new.wasm \\
      --adapt adapters/wasi_ephemeral_crypto_common.wasm \\
      --adapt adapters/wasi_ephemeral_crypto_symmetric.wasm

The file name up to the first dot is the import module an adapter serves; keep it.")]
pub struct Adapter {
    /// Import modules to write the adapters of; all of them when none is named
    #[arg(value_name = "MODULE")]
    modules: Vec<String>,
    /// Folder to write to; it is created when missing
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    output: PathBuf,
    /// Print the adapters and their sizes instead of writing them
    #[arg(long)]
    list: bool,
}

impl Adapter {
    /// Writes or lists the chosen adapters.
    pub fn execute(self) -> Outcome {
        let chosen = self.chosen()?;
        if self.list {
            for (name, bytes) in chosen {
                anstream::println!("{name}.wasm  {} bytes", bytes.len());
            }
            return Ok(ExitCode::SUCCESS);
        }
        std::fs::create_dir_all(&self.output).with_context(|| format!("cannot create `{}`", self.output.display()))?;
        for (name, bytes) in chosen {
            let path = self.output.join(format!("{name}.wasm"));
            files::write(Some(&path), bytes)?;
            anstream::eprintln!("wrote {}", path.display());
        }
        Ok(ExitCode::SUCCESS)
    }

    fn chosen(&self) -> Result<Vec<(&'static str, &'static [u8])>> {
        if self.modules.is_empty() {
            return Ok(wasi_crypto_adapters::ADAPTERS.to_vec());
        }
        self.modules.iter().map(|name| find(name)).collect()
    }
}

/// Finds an adapter by module name, with or without the common beginning: `symmetric` is enough.
fn find(name: &str) -> Result<(&'static str, &'static [u8])> {
    let stem = name.strip_suffix(".wasm").unwrap_or(name);
    let found = wasi_crypto_adapters::ADAPTERS
        .iter()
        .find(|(module, _)| *module == stem || module.strip_prefix("wasi_ephemeral_crypto_") == Some(stem));
    match found {
        Some(adapter) => Ok(*adapter),
        None => bail!("no adapter serves `{name}`; `wasi-crypto adapter --list` prints the ones there are"),
    }
}
