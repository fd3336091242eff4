//! Whether this command has what a component imports, and whether there is something in it to run or to serve.

use anyhow::Result;
use serde::Serialize;
use wasi_crypto_compose::{Surface, surface};
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::runtime::{self, Concurrency, foreign};
use crate::world::Wasi;

/// The largest component, in bytes, that is compiled to see whether it can be: a matter of milliseconds.
const COMPILED: usize = 64 << 10;

/// How a component is started.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// It is a program.
    Program(Wasi),
    /// It answers requests in HTTP.
    Service(Wasi),
    /// It has functions to be called.
    Functions,
    /// It exports nothing that can be called.
    Nothing,
}

impl Start {
    /// The version of WASI that it is started with, if that is one.
    pub fn wasi(self) -> Option<Wasi> {
        match self {
            Self::Program(wasi) | Self::Service(wasi) => Some(wasi),
            Self::Functions | Self::Nothing => None,
        }
    }
}

/// Checks that `run` or `serve` has what a component imports, by name and type, without compiling it unless it is small.
///
/// # Errors
/// It lacks something, which the error names.
pub fn check(component: &[u8]) -> Result<Start> {
    let surface = surface(component)?;
    let (start, concurrency) = (start(&surface), Concurrency::of(component)?);
    let engine = Engine::new(&runtime::config(concurrency)).map_err(foreign)?;
    let bare = Component::new(&engine, &surface.bare).map_err(foreign)?;
    let linker = match start {
        Start::Service(_) => runtime::linker_with_http(&engine, concurrency)?,
        _ => runtime::linker(&engine, concurrency)?,
    };
    linker.instantiate_pre(&bare).map_err(foreign)?;
    // Some things only wasmtime's own reading tells, and it compiles what it reads.
    if component.len() <= COMPILED {
        Component::new(&engine, component).map_err(foreign)?;
    }
    Ok(start)
}

fn start(surface: &Surface) -> Start {
    let exports = || surface.exports.iter().map(String::as_str);
    match (Wasi::of_program(exports()), Wasi::of_service(exports())) {
        (Some(wasi), _) => Start::Program(wasi),
        (None, Some(wasi)) => Start::Service(wasi),
        (None, None) if surface.exports.is_empty() => Start::Nothing,
        (None, None) => Start::Functions,
    }
}
