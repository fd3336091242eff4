//! `wasi-crypto componentize`: a legacy module becomes a component.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use tempfile::TempDir;
use wasi_crypto_componentize::{Componentizer, Inspection, LinkMode, WorldSource};

use crate::escape::{self, shown};
use crate::files;
use crate::generations::GenerationArgs;
use crate::report::{self, Outcome};

/// Turn a core module into a component, with exactly the crypto functions it needs linked into it
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto componentize old.wasm -o new.wasm
  wasi-crypto componentize plugin.wasm --wit wit --world plugin -o plugin.component.wasm

A module without WASI and without a world of its own exports its functions with scalar
signatures under kebab-case names; `wasi-crypto inspect` lists them.")]
pub struct Componentize {
    /// The core module, in binary or text form; `-` reads standard input
    module: PathBuf,
    /// Where to write the component; standard output without it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Say on standard error what else changes in the module
    #[arg(short, long)]
    verbose: bool,
    #[command(flatten)]
    link: LinkArgs,
    #[command(flatten)]
    generation: GenerationArgs,
    #[command(flatten)]
    world: WorldArgs,
}

/// How the crypto functions come to the module.
#[derive(Args, Debug)]
pub struct LinkArgs {
    /// Put separate adapters beside the module instead, as `wasm-tools component new --adapt` does. They take
    /// their memory from the module, which not every allocator survives, and need no host with several memories
    #[arg(long)]
    adapters: bool,
}

impl LinkArgs {
    /// The link mode.
    pub fn mode(&self) -> LinkMode {
        if self.adapters { LinkMode::Adapters } else { LinkMode::Splice }
    }

    /// Lines that say what is added to this module.
    pub fn additions(&self, inspection: &Inspection) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.adapters {
            for module in &inspection.crypto {
                let count = module.functions.len();
                let functions = if count == 1 { "function" } else { "functions" };
                lines.push(format!("linked in {count} {functions} of {}", module.name));
            }
        }
        let crypto: BTreeSet<&str> = inspection.crypto.iter().map(|crypto| crypto.name.as_str()).collect();
        for need in inspection.needs.iter().filter(|need| self.adapters || !crypto.contains(need.module.as_str())) {
            lines.push(format!("added {} for {}", need.adapter, need.module));
        }
        lines
    }

    /// Lines that say what is left out of this module.
    pub fn omissions(&self, inspection: &Inspection) -> Vec<String> {
        let left_out = inspection.left_out.iter().filter(|_| !self.adapters);
        left_out.map(|section| format!("left out {section}: it speaks of code that moved")).collect()
    }
}

/// The module's own world, for modules that have imports or exports beyond crypto and WASI.
#[derive(Args, Debug)]
pub struct WorldArgs {
    /// WIT file or folder describing what else the module imports and exports; `-` reads standard input
    #[arg(long, value_name = "PATH")]
    wit: Option<PathBuf>,
    /// World in that WIT; may be left out when there is one only
    #[arg(long, value_name = "NAME", requires = "wit")]
    world: Option<String>,
    /// What standard input had, while it is needed
    #[arg(skip)]
    kept: OnceCell<TempDir>,
}

impl WorldArgs {
    /// A componentizer for this world, for as long as this is there.
    ///
    /// # Errors
    /// If standard input cannot be read.
    pub fn componentizer(&self) -> Result<Componentizer> {
        let Some(wit) = &self.wit else { return Ok(Componentizer::new()) };
        let wit = if files::is_standard(wit) { self.input()? } else { wit.clone() };
        Ok(Componentizer::new().world(WorldSource { wit, world: self.world.clone() }))
    }

    /// A file with what standard input has: what reads WIT wants files.
    fn input(&self) -> Result<PathBuf> {
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        let file = folder.path().join("world.wit");
        std::fs::write(&file, files::read(Path::new("-"))?).context("cannot write a temporary file")?;
        let _ = self.kept.set(folder);
        Ok(file)
    }
}

impl Componentize {
    /// Writes the component and says on standard error what was added.
    pub fn execute(self) -> Outcome {
        let bytes = files::read(&self.module)?;
        let componentizer = self.generation.tell(self.world.componentizer()?)?.link_mode(self.link.mode());
        let component = componentizer
            .componentize(&bytes)
            .with_context(|| format!("cannot make a component of `{}`", escape::path(&self.module)))?;
        files::write(self.output.as_deref(), &component)?;
        let inspection = componentizer.inspect(&bytes)?;
        let omissions = if self.verbose { self.link.omissions(&inspection) } else { Vec::new() };
        for line in self.link.additions(&inspection).into_iter().chain(omissions) {
            report::note(shown(&line));
        }
        Ok(ExitCode::SUCCESS)
    }
}
