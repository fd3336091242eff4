//! End-to-end tests of the whole path, and what they share.

pub mod component_driver;
pub mod facility;
pub mod legacy;
pub mod legacy_calls;
pub mod legacy_secrets;
pub mod outline;
pub mod standalone;
pub mod straight;
pub mod wycheproof;

/// The README, so that its Rust examples are compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct ReadmeExamples;
