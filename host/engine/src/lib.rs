//! Keys, states, algorithms and providers of wasi-crypto, without any WebAssembly.
//!
//! An [`Engine`] offers the algorithms of one [`CryptoProvider`](provider::CryptoProvider) under one set of
//! [`Limits`]. Everything else is made with it: keys, states, tags, signatures. Each type has the semantics of
//! the wasi-crypto object of the same name; the functions of [`oneshot`] do common jobs in one call.
//!
//! ```
//! use wasi_crypto_engine::{Engine, SymmetricState};
//!
//! let engine = Engine::new();
//! let mut state = SymmetricState::open(&engine, "SHA-256", None, None)?;
//! state.absorb(b"abc")?;
//! let mut digest = [0; 32];
//! state.squeeze(&mut digest)?;
//! assert_eq!(digest[..4], [0xba, 0x78, 0x16, 0xbf]);
//! # Ok::<(), wasi_crypto_engine::Error>(())
//! ```
//!
//! # Features
//!
//! * `ring` (default): the provider `CryptoProvider::ring`, small and native.
//! * `pure`: the provider `CryptoProvider::pure`, pure Rust, which also builds for WebAssembly. No RSA.
//! * `aws-lc-rs`: the provider `CryptoProvider::aws_lc`, native, needs a C compiler, generates RSA keys.
//!
//! Features add providers and never take one away. Guests are hostile: no input may panic, and every guest-chosen size
//! is checked before anything is allocated for it.

#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod asymmetric;
mod collected;
mod encoding;
mod engine;
mod error;
mod formats;
mod limits;
mod options;
mod signatures;
mod symmetric;
mod table;
mod wipe;

pub mod key_exchange;
pub mod oneshot;
pub mod provider;

pub use asymmetric::{KeyPair, PublicKey, SecretKey};
pub use encoding::{Category, KeyEncoding, SecretBytes, SignatureEncoding};
pub use engine::{AlgorithmInfo, ConfigError, Engine, EngineBuilder};
pub use error::{Error, Result};
pub use limits::Limits;
pub use options::Options;
pub use signatures::{Signature, SignatureState, SignatureVerificationState};
pub use symmetric::{SymmetricKey, SymmetricState, SymmetricTag};
pub use table::SpecStatus;
