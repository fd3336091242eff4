//! The binding model: legacy functions and the WIT items they became.
//!
//! Two sources go in: the legacy API as witx files, and a shaping table that says what witx cannot: which handle is
//! which resource, which function is which method, what becomes of an output buffer. Three things come out, and nothing
//! is copied by hand between them:
//!
//! * the WIT package ([`Model::wit_package`]), checked in under `wit/`;
//! * the API table for the documentation ([`Model::api_table`]);
//! * what an adapter does for each legacy function ([`binding::Bindings`]).
//!
//! ```
//! let model = wasi_crypto_model::model("0.10")?;
//! assert!(model.bindings.modules.iter().any(|module| module.name == "wasi_ephemeral_crypto_symmetric"));
//! let files = model.wit_package();
//! assert!(files.iter().any(|(name, text)| name == "symmetric.wit" && text.contains("resource symmetric-state")));
//! # Ok::<(), wasi_crypto_model::ModelError>(())
//! ```
//!
//! Upstream publishes another package for the same API: [`upstream`] has it, and how it relates to ours.
//!
//! Older generations of the legacy API call the same package: [`model()`] takes the name of one, or of several whose
//! differences are settled call by call. A generation is a folder with witx and a file of facts; [`Generations`] has those
//! of this crate and reads others, and [`Evidence`] says what the import of a function tells about them.
//!
//! A new legacy function touches its witx file and one row of the table. Where the two disagree, derivation fails and
//! says where; see [`Problem`].

#![allow(clippy::arithmetic_side_effects, reason = "counts are those of documents in memory")]

mod api;
mod batch;
pub mod binding;
pub mod conversion;
mod derived;
mod docs;
mod errors;
pub mod evidence;
pub mod generation;
mod generations;
mod item;
mod legacy;
mod merged;
mod model;
mod names;
mod older;
pub mod package;
pub mod pieces;
mod piecewise;
pub mod shape;
mod single;
pub mod step;
pub mod upstream;
mod vocabulary;
mod wit;
mod wit_type;

pub use binding::Bindings;
pub use derived::{Together, bindings, document, generations, model, served};
pub use errors::{ModelError, Problem};
pub use evidence::{Evidence, Finding};
pub use generation::{Generation, Since};
pub use generations::{CURRENT, Generations};
pub use model::Model;
pub use upstream::Upstream;
pub use wit_type::{Escaped, WitType};

impl Model {
    /// The package that upstream publishes, and what its functions are in this one.
    ///
    /// # Errors
    ///
    /// As [`Upstream::derive`].
    pub fn upstream(&self) -> Result<Upstream, ModelError> {
        Upstream::derive(self)
    }

    /// The package as WIT text: file names with contents.
    pub fn wit_package(&self) -> Vec<(String, String)> {
        wit::files(&self.package)
    }
}
