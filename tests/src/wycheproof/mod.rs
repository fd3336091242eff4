//! Wycheproof vectors in one form for every path.
//!
//! A [`Suite`] turns one file into [`Case`]s: an operation, its inputs, and what has to come out. A [`Subject`] carries
//! operations out: the engine directly ([`EngineSubject`]), through a component ([`ComponentSubject`]), which may bring the
//! provider with it and run in Node, or through the legacy API ([`LegacySubject`]). [`run`] compares, and [`Pinned`]
//! holds the counts, so that a vector nobody runs any more is a failing test.
//!
//! What the files leave open ("acceptable") is decided per flag in `policy.rs`. What does not apply is skipped for a
//! reason from the closed list [`Skip`].
//!
//! [`MAPPED`] lists the files whose algorithm the specification's tables have. Not used: the `rsa_pss_*_params` files,
//! which repeat other files with keys under the PSS identifier, a form of key the API does not have.

mod case;
mod component;
pub mod component_types;
mod engine;
mod exchange;
mod in_node;
mod in_wasmtime;
mod legacy;
mod mapped;
mod ml_dsa;
mod pinned;
mod policy;
mod randomness;
mod run;
mod signature;
mod subject;
mod suites;
mod symmetric;

pub use case::{Case, Expected, Loaded, Operation, Skip};
pub use component::{ComponentSubject, error};
pub use engine::EngineSubject;
pub use legacy::LegacySubject;
pub use mapped::{MAPPED, MORE};
pub use pinned::{Pinned, pinned_path};
pub use run::{Report, Selection, run, run_case};
pub use subject::{Outcome, Subject};
pub use suites::{SUITES, Suite};
