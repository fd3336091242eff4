//! `wasi-crypto bridge`: adapters for any legacy API, from its witx, its WIT package and a table.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Args;
use wasi_crypto_adapter_generator::generate;
use wasi_crypto_adapter_generator::library::{Program, library};
use wasi_crypto_bridge::{Package, Table, bind, propose};
use wasi_crypto_model::Bindings;

use crate::report::{self, Outcome};
use crate::{documents, escape, files};

/// Make adapters for another legacy API than ours, or the draft of the table they need
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto bridge greeting.witx --wit wit > greeting.toml      the draft of a table
  wasi-crypto bridge greeting.witx --wit wit --table greeting.toml -o adapters
  wasm-tools component new old.wasm -o new.wasm \\
      --adapt adapters/wasi_ephemeral_greeting.wasm

A draft has a comment with a `?` at every choice that is left. Where a function cannot be bound, the
error names it and the type.")]
pub struct Bridge {
    /// The witx files, which see each other's definitions; `-` reads standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The WIT package that the functions became calls of: its folder, or its one file
    #[arg(long, value_name = "PATH")]
    wit: PathBuf,
    /// What became of what; without it, the draft of such a table is printed
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,
    /// Folder to write the adapters to; it is created when missing
    #[arg(short, long, value_name = "DIR", default_value = ".", requires = "table")]
    output: PathBuf,
    /// Write `library.wasm` as well: the same functions with a memory of their own, to be linked into a program
    #[arg(long, requires = "table")]
    library: bool,
}

impl Bridge {
    /// Writes the adapters, or the draft of a table.
    pub fn execute(self) -> Outcome {
        let document = documents::read(&self.files, None)?;
        let wit = wit_files(&self.wit)?;
        let package = Package::parse(&wit)?;
        let Some(table) = &self.table else {
            files::write(None, propose(&document, &package).as_bytes())?;
            return Ok(ExitCode::SUCCESS);
        };
        let table = Table::parse(&files::read_text(table)?)?;
        let bindings = bind(&document, &package, &table)?;
        let mut made: Vec<(String, Vec<u8>)> =
            generate(&bindings, &wit)?.into_iter().map(|adapter| (adapter.name, adapter.wasm)).collect();
        if self.library {
            made.push(("library".to_owned(), library(&bindings, &wit, &whole(&bindings))?));
        }
        files::make_folder(&self.output)?;
        for (name, bytes) in made {
            let path = self.output.join(format!("{name}.wasm"));
            files::write(Some(&path), &bytes)?;
            report::note(format_args!("wrote {}", escape::path(&path)));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A program that imports every function.
fn whole(bindings: &Bindings) -> Program {
    let imports = bindings
        .modules
        .iter()
        .flat_map(|module| module.functions.iter().map(|function| (module.name.clone(), function.name.clone())));
    Program { imports: imports.collect::<BTreeSet<_>>(), ..Program::default() }
}

/// The files of a package, by name.
fn wit_files(path: &Path) -> Result<Vec<(String, String)>> {
    let mut paths = vec![path.to_owned()];
    if path.is_dir() {
        let folder = std::fs::read_dir(path).with_context(|| format!("cannot read {}", files::shown(path)))?;
        paths = folder.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "wit"));
        paths.sort();
        ensure!(!paths.is_empty(), "there is no WIT in {}", files::shown(path));
    }
    paths.iter().map(|path| Ok((path.to_string_lossy().into_owned(), files::read_text(path)?))).collect()
}
