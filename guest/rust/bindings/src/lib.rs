//! The package `wasi:crypto` as wit-bindgen makes it from `wit/`: one module for each interface.
//!
//! A crate of its own because calling imports is `unsafe` and the generated code does it: the crates that use this one
//! forbid unsafe code. What makes it sound is the canonical ABI, for which the generator writes both sides of each
//! call; nothing here is written by hand.
//!
//! With the feature `async` these are the interfaces of a component of WASI 0.3, with `streams`, `sealed_streams` and
//! `tasks` besides.

#[cfg(not(feature = "async"))]
wit_bindgen::generate!({
    path: "../../../wit",
    world: "imports",
    generate_all,
});

#[cfg(feature = "async")]
wit_bindgen_p3::generate!({
    path: "../../../wit",
    world: "async-imports",
    runtime_path: "wit_bindgen_p3::rt",
    generate_all,
});

pub use wasi::crypto::{asymmetric, common, external_secrets, key_exchange, signatures, symmetric};
#[cfg(feature = "async")]
pub use wasi::crypto::{sealed_streams, streams, tasks};
#[cfg(feature = "async")]
pub use wit_bindgen_p3::{FutureReader, StreamReader, StreamWriter};
