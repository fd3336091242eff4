//! Whether this command has what a component imports, and whether there is something in it to run.

use anyhow::Result;
use wasi_crypto_compose::{Surface, surface};
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::runtime::{self, foreign};

/// What programs export, up to the last number of the version.
const RUN: &str = "wasi:cli/run@0.2.";

/// The largest component, in bytes, that is compiled to see whether it can be: a matter of milliseconds.
const COMPILED: usize = 64 << 10;

/// How a component is started.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Start {
    /// It is a program.
    Program,
    /// It has functions to be called.
    Functions,
    /// It exports nothing that can be called.
    Nothing,
}

/// Checks that `run` has what a component imports, by name and type, without compiling it unless it is small.
///
/// # Errors
/// It lacks something, which the error names.
pub fn check(component: &[u8]) -> Result<Start> {
    let surface = surface(component)?;
    let engine = Engine::new(&runtime::config()).map_err(foreign)?;
    let bare = Component::new(&engine, &surface.bare).map_err(foreign)?;
    runtime::linker(&engine)?.instantiate_pre(&bare).map_err(foreign)?;
    // Some things only wasmtime's own reading tells, and it compiles what it reads.
    if component.len() <= COMPILED {
        Component::new(&engine, component).map_err(foreign)?;
    }
    Ok(start(&surface))
}

fn start(surface: &Surface) -> Start {
    match surface.exports.as_slice() {
        [] => Start::Nothing,
        exports if exports.iter().any(|name| name.starts_with(RUN)) => Start::Program,
        _ => Start::Functions,
    }
}
