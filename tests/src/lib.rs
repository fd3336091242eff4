//! End-to-end tests of the whole path, and what they share.

pub mod legacy;
pub mod legacy_calls;
pub mod tools;
pub mod wycheproof;
