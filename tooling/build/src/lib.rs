//! For build scripts and xtasks: makes components of legacy modules, and puts the provider into components that use
//! `wasi:crypto`, so that they run on any runtime.
//!
//! ```no_run
//! // build.rs
//! use wasi_crypto_build::{Build, Provider};
//!
//! fn main() -> anyhow::Result<()> {
//!     Build::new("plugin.wasm").compose(Provider::Full).write_to_out_dir("plugin.wasm")?;
//!     Ok(())
//! }
//! ```
//!
//! The program then has the component as `include_bytes!(concat!(env!("OUT_DIR"), "/plugin.wasm"))`. The folder
//! `example` beside this crate is such a program.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

pub use wasi_crypto_componentize::{Componentizer, LinkMode, WorldSource};

/// Something to build from one file: a legacy module, as wasm or as text, or a component.
#[derive(Clone, Debug)]
pub struct Build {
    input: PathBuf,
    componentizer: Componentizer,
    provider: Option<Provider>,
}

/// A component that exports `wasi:crypto`.
#[derive(Clone, Debug)]
pub enum Provider {
    /// Every algorithm there is in pure Rust.
    Full,
    /// The algorithms that the specification requires, RSA aside: a smaller component.
    Required,
    /// Another one.
    File(PathBuf),
}

impl Build {
    /// A build of this file. A path that is not absolute is one from the current folder, which in a build script is the
    /// folder of its package.
    pub fn new(input: impl Into<PathBuf>) -> Build {
        Build { input: input.into(), componentizer: Componentizer::new(), provider: None }
    }

    /// How a legacy module becomes a component, where the defaults will not do.
    #[must_use]
    pub fn componentizer(mut self, componentizer: Componentizer) -> Build {
        self.componentizer = componentizer;
        self
    }

    /// Puts a provider into the component. Without it the host has to offer `wasi:crypto`.
    #[must_use]
    pub fn compose(mut self, provider: Provider) -> Build {
        self.provider = Some(provider);
        self
    }

    /// The component. The same input gives the same bytes.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or is not WebAssembly; a module has imports that nothing serves; or a component and a
    /// provider do not fit: [`Componentizer::component_of`] and [`wasi_crypto_compose::compose`].
    pub fn bytes(&self) -> Result<Vec<u8>> {
        let input = fs::read(&self.input).with_context(|| format!("cannot read `{}`", self.input.display()))?;
        self.of(&input).with_context(|| format!("cannot build from `{}`", self.input.display()))
    }

    /// Writes the component to a file, unless the file has these bytes already, and gives its path back. Folders that
    /// are missing are made.
    ///
    /// # Errors
    ///
    /// As [`Build::bytes`], and the file cannot be written.
    pub fn write(&self, output: impl Into<PathBuf>) -> Result<PathBuf> {
        let output = output.into();
        let bytes = self.bytes()?;
        if fs::read(&output).ok().as_deref() != Some(&bytes) {
            let folder = output.parent().unwrap_or(Path::new("."));
            fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
            fs::write(&output, &bytes).with_context(|| format!("cannot write `{}`", output.display()))?;
        }
        Ok(output)
    }

    /// For build scripts: writes the component to the folder that cargo gives them, and has cargo run the script again
    /// when an input changes. Gives the path back.
    ///
    /// # Errors
    ///
    /// As [`Build::write`], and there is no such folder because this is no build script.
    pub fn write_to_out_dir(&self, name: &str) -> Result<PathBuf> {
        let folder = env::var_os("OUT_DIR").context("OUT_DIR is not set; cargo sets it for build scripts")?;
        for input in self.inputs() {
            println!("cargo::rerun-if-changed={}", input.display());
        }
        self.write(Path::new(&folder).join(name))
    }

    fn inputs(&self) -> Vec<&Path> {
        let mut inputs = vec![self.input.as_path()];
        if let Some(Provider::File(file)) = &self.provider {
            inputs.push(file);
        }
        inputs
    }

    fn of(&self, input: &[u8]) -> Result<Vec<u8>> {
        let component = self.componentizer.component_of(input)?;
        match &self.provider {
            None => Ok(component),
            Some(Provider::Full) => wasi_crypto_compose::compose(&component, wasi_crypto_compose::PROVIDER),
            Some(Provider::Required) => {
                wasi_crypto_compose::compose(&component, wasi_crypto_compose::REQUIRED_PROVIDER)
            }
            Some(Provider::File(file)) => {
                let provider = fs::read(file).with_context(|| format!("cannot read `{}`", file.display()))?;
                wasi_crypto_compose::compose(&component, &provider)
            }
        }
    }
}
