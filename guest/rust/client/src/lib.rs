//! `wasi:crypto` for components written in Rust.
//!
//! Keys, states and options are values that are released when they go out of scope, errors are
//! [`std::error::Error`]s, bytes that are secret come in [`Zeroizing`] and are wiped, and where the traits of RustCrypto
//! fit they are implemented, so that code written over [`signature::Signer`] or [`aead::AeadInOut`] can use a key it
//! never sees.
//!
//! ```no_run
//! use wasi_crypto_client::{SymmetricKey, aead::Sealing as _, hash};
//!
//! # fn main() -> wasi_crypto_client::Result<()> {
//! let digest = hash::hash("SHA-256", b"abc")?;
//!
//! let key = SymmetricKey::generate("XCHACHA20-POLY1305")?;
//! let sealed = key.seal(b"for whom", b"a secret")?;
//! let opened = key.open(&sealed.nonce, b"for whom", &sealed.ciphertext)?;
//! assert_eq!(&opened[..], b"a secret");
//! # Ok(())
//! # }
//! ```
//!
//! | To … | use |
//! | --- | --- |
//! | hash | [`hash::hash`], [`hash::Hasher`] |
//! | authenticate with a shared key | [`mac::mac`], [`mac::verify`], [`mac::Mac`] |
//! | encrypt with a shared key | [`aead::Sealing`], [`aead::Aes256Gcm`] and its kin |
//! | derive keys, hash passwords | [`derive::hkdf`], [`derive::hash_password`] |
//! | sign and verify | [`sign::SigningKey`], [`sign::VerifyingKey`] |
//! | agree on a key | [`exchange::diffie_hellman`], [`exchange::encapsulate`] |
//! | use keys the host keeps | [`managed::SecretsManager`] |
//! | do it with streams, or while other tasks go on | `streams`, `sealed`, `tasks`: the feature `async`, for WASI 0.3 |
//! | reach everything else | [`raw`], the functions as the WIT has them |
//!
//! Names of algorithms are those of `wasi:crypto` and compare without regard to case. Sizes are in bytes. Every
//! function that can fail answers [`Error`]; its documentation names the codes that say something about the call, and
//! leaves out those any call may answer: see [`ErrorCode`].

#![forbid(unsafe_code)]

pub mod aead;
pub mod derive;
mod error;
pub mod exchange;
pub mod hash;
mod key;
pub mod mac;
pub mod managed;
mod options;
#[cfg(feature = "async")]
pub mod sealed;
pub mod sign;
#[cfg(feature = "async")]
pub mod streams;
mod symmetric_key;
#[cfg(feature = "async")]
pub mod tasks;

/// The functions and resources of `wasi:crypto` as the WIT has them, one module for each interface.
pub use wasi_crypto_bindings as raw;
pub use zeroize::Zeroizing;

pub use error::{Error, ErrorCode, Result};
pub use key::{Encoding, KeyPair, PublicKey, SecretKey};
pub use options::{AlgorithmType, Options};
pub use symmetric_key::SymmetricKey;

/// The README, so that its examples are compiled.
#[cfg(all(doctest, feature = "async"))]
#[doc = include_str!("../../README.md")]
pub struct ReadmeExamples;
