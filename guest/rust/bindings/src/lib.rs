//! The package `wasi:crypto` as wit-bindgen makes it from `wit/`: one module for each interface.
//!
//! A crate of its own because calling imports is `unsafe` and the generated code does it: the crates that use this one
//! forbid unsafe code. What makes it sound is the canonical ABI, for which the generator writes both sides of each
//! call; nothing here is written by hand.

wit_bindgen::generate!({
    path: "../../../wit",
    world: "imports",
    generate_all,
});

pub use wasi::crypto::{asymmetric, common, external_secrets, key_exchange, signatures, symmetric};
