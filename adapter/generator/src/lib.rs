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
//! The generator has storeys, and each knows of those below it only:
//!
//! | Storey | What it knows |
//! | --- | --- |
//! | `adapter`, `library` | which functions a module has, and what is around them |
//! | `crypto` | what is true of cryptography alone: tags, encodings of keys, objects of 2019 |
//! | `calls` | how a legacy call becomes a call of the package |
//! | `context` | the module being written, the bindings and the WIT |
//! | `runtime` | memory, handles, and where results land; no call |
//! | `wit` | signatures and layouts of the component model |
//!
//! How an adapter works is written where it is generated: `runtime/arena` and `runtime/record` (handles),
//! `runtime/bytes`, `runtime/landing` and `runtime/realloc` (results), `calls/pieces` (arguments that are too long),
//! `calls` (everything else).

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "bindings are files of this repository, of which tests generate all, or were checked against documents"
)]

pub mod driver;
pub mod library;
pub mod verify;

mod adapter;
mod calls;
mod context;
mod crypto;
mod metadata;
mod runtime;
mod wit;

pub use adapter::Adapter;
pub use verify::{Violation, signature_of, verify};

use anyhow::Result;
use wasi_crypto_model::binding::Bindings;

/// Generates the adapters of all modules, in the order of the bindings.
///
/// `wit` is the package the bindings call, as (file name, text) pairs.
///
/// # Errors
///
/// The WIT does not parse, or a binding does not fit the WIT function it names; the message says which.
pub fn generate(bindings: &Bindings, wit: &[(String, String)]) -> Result<Vec<Adapter>> {
    let wit = wit::Wit::parse(wit)?;
    bindings.modules.iter().map(|module| adapter::generate(bindings, module, &wit)).collect()
}
