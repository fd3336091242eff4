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
//! let digest = state.squeeze(32)?;
//! assert_eq!(digest[..4], [0xba, 0x78, 0x16, 0xbf]);
//! # Ok::<(), wasi_crypto_engine::Error>(())
//! ```
//!
//! # Choices
//!
//! What the specification is silent about, or says in two ways, is decided in `wit/README.md` of the repository: one
//! table for the calls, one for the algorithms and encodings. An error written there as `invalid-tag` is
//! [`Error::InvalidTag`] here.
//!
//! # Policy
//!
//! [`Engine::restrict`] leaves an engine some of its algorithms, and `restrict` of a key some of its [`Permissions`].
//! What either takes away answers [`Error::ProhibitedOperation`].
//!
//! # Features
//!
//! * `ring` (default): the provider `CryptoProvider::ring`, small and native.
//! * `pure`: the provider `CryptoProvider::pure`, pure Rust, which also builds for WebAssembly. No RSA.
//! * `required`: that provider with no more than what is symmetric in it.
//! * `aws-lc-rs`: the provider `CryptoProvider::aws_lc`, native, needs a C compiler, generates RSA keys.
//! * `optional`: what the specification lists as optional, and some more, from pure Rust crates in every provider, and as
//!   `CryptoProvider::optional`.
//! * `pre-release`: Ed448 and X448, whose libraries are pre-releases and not audited, in every provider, and as
//!   `CryptoProvider::pre_release`.
//!
//! In a build with none of the providers [`Engine::new`] has no algorithms: such a build is for those who bring their own,
//! see [`provider`].
//!
//! Features add providers and algorithms and never take one away. Guests are hostile: no input may panic, and every
//! guest-chosen size is checked before anything is allocated for it.

mod asymmetric;
mod budget;
mod catalogue;
mod collected;
mod encoding;
mod engine;
mod error;
#[cfg_attr(not(feature = "_common"), path = "formats/none.rs")]
mod formats;
mod index;
mod limits;
pub mod memory;
mod nonce;
mod options;
mod permissions;
mod restrictions;
mod sealed;
mod signatures;
mod symmetric;
mod table;
mod wipe;

pub mod key_exchange;
pub mod oneshot;
pub mod provider;

pub use asymmetric::{KeyPair, PublicKey, SecretKey};
pub use budget::{Budget, COVERED, OBJECT, Place, Share};
pub use catalogue::AlgorithmInfo;
pub use encoding::{Category, KeyEncoding, SecretBytes, SignatureEncoding};
pub use engine::{Engine, EngineBuilder};
pub use error::{Error, Result};
#[cfg(feature = "_common")]
pub use formats::{KeyType, Recognized, recognize};
pub use limits::Limits;
pub use options::Options;
pub use permissions::{Permissions, UnknownUse, Use};
pub use provider::ConfigError;
pub use restrictions::{Restrictions, UnknownIdentifier};
pub use sealed::{Opener, Sealer, StreamLayout, StreamPosition};
pub use signatures::{Signature, SignatureState, SignatureVerificationState};
pub use symmetric::{Step, SymmetricKey, SymmetricState, SymmetricTag};
pub use table::SpecStatus;
