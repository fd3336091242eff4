//! `wasi-crypto demo`: the whole path on a module that is built in.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use wasi_crypto_componentize::{Componentizer, Inspection};
use wasi_crypto_host::WasiCryptoCtx;

use crate::bounds::Bounds;
use crate::cache;
use crate::guesses::Guesses;
use crate::report::{self, Outcome};
use crate::runtime::{Entry, Guest};

/// A Rust program over the published legacy bindings, built for WASI preview 1 long before components.
const MODULE: &[u8] = include_bytes!("../../../../tests/guests/wasm/legacy-rust.wasm");

/// Inspect, componentize and run a built-in legacy module, showing each step
#[derive(Args, Debug)]
pub struct Demo {
    /// Text for the module to hash
    #[arg(default_value = "hello from a legacy module")]
    text: String,
}

impl Demo {
    /// Shows each step; the exit code is the module's.
    pub fn execute(self) -> Outcome {
        heading(1, &format!("a core module of {} bytes, which imports", MODULE.len()))?;
        let inspection = Inspection::of(MODULE)?;
        for module in &inspection.crypto {
            report::print(format_args!("    {:<42} {:>2} functions", module.name, module.functions.len()))?;
        }
        report::print("    WASI preview 1 program")?;

        let component = Componentizer::new().componentize(MODULE)?;
        let functions: usize = inspection.crypto.iter().map(|module| module.functions.len()).sum();
        heading(2, &format!("made a component of {} bytes, with these {functions} functions in it", component.len()))?;

        heading(3, "running it on wasmtime with the crypto host")?;
        let guest = Guest {
            component,
            args: vec!["legacy-rust.wasm".into(), self.text],
            envs: Vec::new(),
            dirs: Vec::new(),
            entry: Entry::Program,
            crypto: WasiCryptoCtx::new(),
            cache: cache::open(std::iter::empty()),
            bounds: Bounds::default(),
            guesses: Guesses::default(),
        };
        let code = guest.run()?;
        if code == ExitCode::SUCCESS {
            heading(4, "done: `wasi-crypto run your.wasm` does the same with your module")?;
        }
        Ok(code)
    }
}

fn heading(step: u32, text: &str) -> Result<()> {
    report::print(format_args!("\x1b[1m[{step}] {text}\x1b[0m"))
}
