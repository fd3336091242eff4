//! The legacy wasi-crypto API as text: for each of its generations a folder with its witx files and a file of facts,
//! `generation.toml`. What the facts mean, `wasi-crypto-model` says.
//!
//! ```
//! let names = wasi_crypto_generations::FILES.iter().map(|(path, _)| *path);
//! assert!(names.clone().any(|path| path == "0.10/generation.toml"));
//! assert!(names.clone().any(|path| path == "2020-06/wasi_ephemeral_crypto.witx"));
//! ```

/// Every file of every generation: its path, which begins with the name of the generation, and its text. They are in the
/// order of their paths.
pub const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));
