//! `wasi-crypto componentize`: a legacy module becomes a component.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use wasi_crypto_componentize::{Componentizer, WorldSource};

use crate::files;
use crate::report::Outcome;

/// Turn a core module into a component, adding exactly the adapters it needs
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
    #[command(flatten)]
    generation: GenerationArgs,
    #[command(flatten)]
    world: WorldArgs,
}

/// What the module was built against, where its imports do not tell.
#[derive(Args, Debug)]
pub struct GenerationArgs {
    /// State of the API the module was built against: 2020-06, 2020-10, 2020-11, 2020-12, 2022-01 or 0.10;
    /// found out from its imports without this, see `inspect`
    #[arg(long, value_name = "NAME")]
    generation: Option<String>,
}

impl GenerationArgs {
    /// Tells a componentizer.
    pub fn tell(&self, componentizer: Componentizer) -> Componentizer {
        match &self.generation {
            Some(name) => componentizer.generation(name),
            None => componentizer,
        }
    }
}

/// The module's own world, for modules that have imports or exports beyond crypto and WASI.
#[derive(Args, Debug)]
pub struct WorldArgs {
    /// WIT file or folder describing what else the module imports and exports
    #[arg(long, value_name = "PATH")]
    wit: Option<PathBuf>,
    /// World in that WIT; may be left out when there is one only
    #[arg(long, value_name = "NAME", requires = "wit")]
    world: Option<String>,
}

impl WorldArgs {
    /// A componentizer for this world.
    pub fn componentizer(&self) -> Componentizer {
        match &self.wit {
            Some(wit) => Componentizer::new().world(WorldSource { wit: wit.clone(), world: self.world.clone() }),
            None => Componentizer::new(),
        }
    }
}

impl Componentize {
    /// Writes the component and says on standard error what was added.
    pub fn execute(self) -> Outcome {
        let bytes = files::read(&self.module)?;
        let componentizer = self.generation.tell(self.world.componentizer());
        let component = componentizer
            .componentize(&bytes)
            .with_context(|| format!("cannot make a component of `{}`", self.module.display()))?;
        files::write(self.output.as_deref(), &component)?;
        for need in componentizer.inspect(&bytes)?.needs {
            anstream::eprintln!("added {} for {}", need.adapter, need.module);
        }
        Ok(ExitCode::SUCCESS)
    }
}
