//! `wasi-crypto adapter`: the adapter files for people who use `wasm-tools component new` themselves.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use wasi_crypto_componentize::Adapter as AdapterFile;

use crate::escape;
use crate::files;
use crate::generations::{self, FolderArgs};
use crate::report::{self, Outcome};

/// Write the adapters for `wasm-tools component new --adapt`
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto adapter --list
  wasi-crypto adapter -o adapters
  wasi-crypto adapter --generation 2020-06 -o adapters
  wasm-tools component new old.wasm -o new.wasm \\
      --adapt adapters/wasi_ephemeral_crypto_common.wasm \\
      --adapt adapters/wasi_ephemeral_crypto_symmetric.wasm

The file name up to the first dot is the import module an adapter serves; keep it.")]
pub struct Adapter {
    /// Import modules to write the adapters of; all of them when none is named
    #[arg(value_name = "MODULE")]
    modules: Vec<String>,
    /// Folder to write to; it is created when missing. `-` is standard output, for a single adapter
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    output: PathBuf,
    #[arg(long, value_name = "NAME", default_value = wasi_crypto_model::CURRENT, help = format!(
        "State of the API the adapters are for: {}; first and last of several that a module may be of, as `inspect` \
         says: 2020-06..0.10",
        generations::names()
    ))]
    generation: String,
    #[command(flatten)]
    generations: FolderArgs,
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
                report::print(format_args!("{name}.wasm  {} bytes", bytes.len()))?;
            }
            return Ok(ExitCode::SUCCESS);
        }
        if let ([(_, bytes)], true) = (chosen.as_slice(), files::is_standard(&self.output)) {
            files::write_output(bytes)?;
            return Ok(ExitCode::SUCCESS);
        }
        files::make_folder(&self.output)?;
        for (name, bytes) in chosen {
            let path = self.output.join(format!("{name}.wasm"));
            files::write(Some(&path), &bytes)?;
            report::note(format_args!("wrote {}", escape::path(&path)));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn chosen(&self) -> Result<Vec<AdapterFile>> {
        let adapters = wasi_crypto_componentize::adapters_among(&self.generations.all()?, &self.generation)?;
        if self.modules.is_empty() {
            return Ok(adapters);
        }
        self.modules.iter().map(|name| find(&adapters, name, &self.generation)).collect()
    }
}

/// Finds an adapter by module name, with or without the common beginning: `symmetric` is enough.
fn find(adapters: &[AdapterFile], name: &str, generation: &str) -> Result<AdapterFile> {
    let stem = name.strip_suffix(".wasm").unwrap_or(name);
    let found = adapters
        .iter()
        .find(|(module, _)| *module == stem || module.strip_prefix("wasi_ephemeral_crypto_") == Some(stem));
    match found {
        Some(adapter) => Ok(adapter.clone()),
        None => {
            bail!("no adapter of {generation} serves `{name}`; `wasi-crypto adapter --list` prints the ones there are")
        }
    }
}
