//! Turns a legacy core module into a component.
//!
//! A module that imports `wasi_ephemeral_crypto_*` cannot run where components run. This crate looks at such a module
//! ([`Inspection`]) and makes a component of it ([`Componentizer`]), with exactly the crypto functions it imports linked
//! into it or in adapters beside it ([`LinkMode`]), and the WASI preview 1 adapter, command or reactor, where the module
//! uses WASI.
//!
//! What works today: modules built against any generation of the API that is served ([`Generation`]), told by their imports, as WASI commands, WASI reactors, modules with a WIT world of their own, and modules without WASI, whose
//! functions with scalar signatures are exported under kebab-case names.
//!
//! ```
//! use wasi_crypto_componentize::Componentizer;
//!
//! let module = br#"(module
//!     (import "wasi_ephemeral_crypto_common" "options_open" (func $open (param i32 i32) (result i32)))
//!     (memory (export "memory") 1)
//!     (func (export "open_symmetric") (result i32) (call $open (i32.const 1) (i32.const 16))))"#;
//! let component = Componentizer::new().componentize(module)?;
//! assert!(component.len() > 100);
//! # anyhow::Ok(())
//! ```

mod adapters;
mod ambiguity;
mod api;
mod componentize;
mod exit;
mod exports;
mod generation;
pub mod guesses;
mod inspect;
mod memory;
mod module;
mod names;
mod preview0;
mod problem;
mod splice;

pub use adapters::{Adapter, adapters, adapters_among};
pub use componentize::{Componentizer, LinkMode, WorldSource};
pub use generation::GenerationRange;
pub use inspect::{CryptoImport, CryptoModule, Fitness, Inspection, Kind, Need, WasiUse};
pub use problem::Problem;
pub use wasi_crypto_model::{Generation, Generations};
