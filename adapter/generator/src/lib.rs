//! Generates the adapters: core modules that offer the legacy `wasi_ephemeral_crypto_*` imports and call the WIT
//! package instead, in the form `wasm-tools component new --adapt` takes.
//!
//! [`generate`] makes one adapter per import module from the binding model; [`library`] makes the same functions for
//! one program, to be linked into it; [`verify()`] proves that a file has the
//! structure an adapter must have; [`driver`] makes the module tests use to call the legacy functions with any
//! argument. The same input gives the same bytes, on every machine.
//!
//! ```
//! use wasi_crypto_adapter_generator::{generate, verify};
//!
//! let model = wasi_crypto_model::model("0.10")?;
//! let adapters = generate(&model.bindings, &model.wit_package())?;
//! for (adapter, module) in adapters.iter().zip(&model.bindings.modules) {
//!     verify(&adapter.wasm, &model.bindings.package, module)?;
//!     println!("{}.wasm: {} bytes", adapter.name, adapter.wasm.len());
//! }
//! # Ok::<(), anyhow::Error>(())
//! ```
//!
//! How an adapter works is written where it is generated: `arena` and `record` (handles), `bytes`, `landing` and
//! `realloc` (results), `pieces` (arguments that are too long), `calls` (everything else).

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "what is generated depends on files of this repository, and tests generate all of it"
)]

pub mod driver;
pub mod library;
pub mod verify;

mod adapter;
mod arena;
mod array_output;
mod batch;
mod bytes;
mod calls;
mod causes;
mod checks;
mod close;
mod guards;
mod landing;
mod layout;
mod memory;
mod metadata;
mod numbers;
mod outcome;
mod padding;
mod pieces;
mod realloc;
mod record;
mod results;
mod runtime;
mod single;
mod store;
mod tag_len;
mod utf8;
mod values;
mod wit;

pub use verify::{Violation, signature_of, verify};

use anyhow::{Result, ensure};
use wasi_crypto_model::binding::Bindings;

/// An adapter file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Adapter {
    /// The import module it offers; as a file it must be called so, with `.wasm` behind.
    pub name: String,
    /// The core module.
    pub wasm: Vec<u8>,
}

/// Generates the adapters of all modules, in the order of the bindings.
///
/// `wit` is the package the bindings call, as (file name, text) pairs.
///
/// # Errors
///
/// The WIT does not parse, or a binding does not fit the WIT function it names; the message says which.
pub fn generate(bindings: &Bindings, wit: &[(String, String)]) -> Result<Vec<Adapter>> {
    check_errno(bindings)?;
    let wit = wit::Wit::parse(wit)?;
    bindings.modules.iter().map(|module| adapter::generate(bindings, module, &wit)).collect()
}

fn check_errno(bindings: &Bindings) -> Result<()> {
    let errno = &bindings.errno;
    let own = [errno.guest_error, errno.closed, errno.invalid_handle, errno.too_many_handles];
    ensure!(own.iter().all(|errno| u32::from(*errno) < layout::NO_RECORD), "errors are numbered too high");
    ensure!(errno.success == 0, "success is not 0");
    Ok(())
}
