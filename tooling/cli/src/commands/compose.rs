//! `wasi-crypto compose`: a component brings its cryptography along.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use wasi_crypto_compose::{PROVIDER, REQUIRED_PROVIDER, compose};

use super::componentize::{LinkArgs, WorldArgs};
use crate::escape;
use crate::files;
use crate::generations::GenerationArgs;
use crate::report::Outcome;

/// Make a component that brings its cryptography along, and runs on hosts without wasi-crypto
///
/// The application is a component that imports wasi:crypto, or a legacy module, which is made one first. The provider is
/// another component; without `--provider` it is the one in this command, which is pure Rust and has no RSA. It keeps
/// managed keys in its memory, so they end with the application.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto compose app.wasm -o standalone.wasm
  wasi-crypto compose app.wasm --required -o small.wasm
  wasi-crypto compose app.wasm --provider mine.wasm -o standalone.wasm

The result needs WASI only: `wasmtime run standalone.wasm` runs it.")]
pub struct Compose {
    /// The application, in binary or text form; `-` reads standard input
    app: PathBuf,
    /// Where to write the component; standard output without it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Take this component as the provider
    #[arg(long, value_name = "FILE", conflicts_with = "required")]
    provider: Option<PathBuf>,
    /// Take a smaller provider: with the algorithms the specification requires, RSA aside, and no others
    #[arg(long)]
    required: bool,
    #[command(flatten)]
    link: LinkArgs,
    #[command(flatten)]
    generation: GenerationArgs,
    #[command(flatten)]
    world: WorldArgs,
}

impl Compose {
    /// Writes the component.
    pub fn execute(self) -> Outcome {
        let bytes = files::read(&self.app)?;
        let shown = escape::path(&self.app);
        let componentizer = self.generation.tell(self.world.componentizer()?)?.link_mode(self.link.mode());
        let app = componentizer.component_of(&bytes).with_context(|| format!("cannot compose `{shown}`"))?;
        let composed = match &self.provider {
            Some(path) => {
                let provider = files::read(path)?;
                compose(&app, &provider)
                    .with_context(|| format!("cannot compose `{shown}` with `{}`", escape::path(path)))
            }
            None => {
                let provider = if self.required { REQUIRED_PROVIDER } else { PROVIDER };
                compose(&app, provider).with_context(|| format!("cannot compose `{shown}`"))
            }
        }?;
        files::write(self.output.as_deref(), &composed)?;
        Ok(ExitCode::SUCCESS)
    }
}
