//! Where algorithms come from.
//!
//! A [`CryptoProvider`] is a plain struct of lists of algorithm objects, one list per kind of algorithm. Every field
//! is public, so that a program can take a provided one and replace a single field:
//!
//! ```
//! use wasi_crypto_engine::{Engine, provider::CryptoProvider};
//!
//! let without_signatures = CryptoProvider { signatures: &[], ..CryptoProvider::shipped() };
//! let engine = Engine::builder().provider(without_signatures).build()?;
//! # Ok::<(), wasi_crypto_engine::ConfigError>(())
//! ```
//!
//! The identifier an object answers in [`Algorithm::name`] ties it to a row of the algorithm table; sizes are fixed
//! there, and [`EngineBuilder::build`](crate::EngineBuilder::build) refuses a provider that contradicts it.
//! Objects get inputs the engine has checked: exact sizes, the right kind of key, decoded encodings.
//!
//! Keys cross this seam in one form per type of key, called canonical here:
//!
//! | Type of key | Secret | Public |
//! |---|---|---|
//! | elliptic curve (P-256, P-384, secp256k1) | scalar, big-endian, size of the field | uncompressed point of SEC 1 section 2.3.3 |
//! | Ed25519, Ed448 | seed of 32 or 57 bytes (RFC 8032) | 32 or 57 bytes |
//! | X25519, X448 | 32 or 56 bytes (RFC 7748) | 32 bytes, top bit cleared, or 56 bytes |
//! | RSA | DER `RSAPrivateKey` (RFC 8017 section A.1.2) | DER `RSAPublicKey` (section A.1.1) |
//! | ML-KEM | 64-byte seed `d‖z` (FIPS 203) | encapsulation key |
//! | ML-DSA | 32-byte seed (FIPS 204) | public key of the standard |
//! | X-Wing | 32-byte seed | 1,216 bytes |

#[macro_use]
mod algorithm;
mod asymmetric;
mod cipher;
#[cfg(any(feature = "optional", feature = "required"))]
mod digest;
mod hash;
pub(crate) mod libraries;
mod password;
mod random;
mod symmetric;

#[cfg(feature = "aws-lc-rs")]
mod aws_lc;
#[cfg(feature = "_common")]
#[cfg_attr(
    not(any(feature = "ring", feature = "pure", feature = "aws-lc-rs")),
    expect(dead_code, reason = "a build without any provider has the optional algorithms for others to use")
)]
mod common;
#[cfg(feature = "optional")]
pub(crate) mod optional;
#[cfg(feature = "pre-release")]
pub(crate) mod pre_release;
#[cfg(feature = "required")]
mod pure;
#[cfg(feature = "ring")]
mod ring;
#[cfg(any(feature = "optional", feature = "required"))]
mod rust_aead;

use crate::error::{Error, Result};

pub use algorithm::Algorithm;
pub use asymmetric::{
    Decapsulator, DiffieHellman, DiffieHellmanSecret, Encapsulator, Kem, KeyScheme, SignatureScheme, Signer, Verifier,
};
pub use cipher::{Cipher, CipherKey, Session, SessionState};
pub use hash::{Hash, HashState, Parameters, Xof, XofState};
pub use libraries::Review;
pub use password::{Cost, PasswordHash, PasswordParameters, StoredPassword};
pub use random::{SecureRandom, SystemRandom};
pub use symmetric::{Aead, AeadKey, Kdf, KdfKey, Mac, MacKey, MacState};

/// The algorithms an engine offers, and its source of randomness.
#[derive(Clone, Copy)]
pub struct CryptoProvider {
    /// A name for lists shown to people.
    pub name: &'static str,
    /// Hash functions.
    pub hashes: &'static [&'static dyn Hash],
    /// Message authentication codes.
    pub macs: &'static [&'static dyn Mac],
    /// Key derivation functions; both halves of HKDF are needed or none.
    pub kdfs: &'static [&'static dyn Kdf],
    /// Authenticated encryption.
    pub aeads: &'static [&'static dyn Aead],
    /// Signatures.
    pub signatures: &'static [&'static dyn SignatureScheme],
    /// Diffie-Hellman.
    pub diffie_hellman: &'static [&'static dyn DiffieHellman],
    /// Key encapsulation.
    pub kems: &'static [&'static dyn Kem],
    /// Whether everything the lists above lack comes from the pure Rust crates this build has (see the features
    /// `optional` and `pre-release`).
    pub shared: bool,
    /// Keys and nonces are generated from this source. Libraries that insist on their own (the nonces and blinding
    /// of `ring` and `aws-lc-rs` signatures) still use theirs.
    pub random: &'static dyn SecureRandom,
}

impl CryptoProvider {
    /// A provider without any algorithm: the base for one's own.
    pub fn empty() -> Self {
        Self {
            name: "empty",
            hashes: &[],
            macs: &[],
            kdfs: &[],
            aeads: &[],
            signatures: &[],
            diffie_hellman: &[],
            kems: &[],
            shared: false,
            random: &SystemRandom,
        }
    }

    /// The best provider this build contains: `aws-lc-rs` if it was built in (with the MACs of `ring` if that was
    /// too), else `ring`, else pure Rust, else
    /// [`CryptoProvider::empty`].
    pub fn shipped() -> Self {
        // Short messages are authenticated faster by `ring`; nearly everything else is faster in `aws-lc-rs`.
        #[cfg(all(feature = "aws-lc-rs", feature = "ring"))]
        return Self { name: "shipped", macs: Self::ring().macs, kdfs: Self::ring().kdfs, ..Self::aws_lc() };
        #[cfg(all(feature = "aws-lc-rs", not(feature = "ring")))]
        return Self::aws_lc();
        #[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
        return Self::ring();
        #[cfg(all(feature = "required", not(any(feature = "ring", feature = "aws-lc-rs"))))]
        return Self::pure();
        #[cfg(not(any(feature = "ring", feature = "required", feature = "aws-lc-rs")))]
        Self::empty()
    }
}

/// Copies as much of `from` as `out` takes; an `out` longer than `from` is a mistake of ours.
#[allow(dead_code, reason = "a build without any provider has no use for it")]
pub(crate) fn copy_prefix(from: &[u8], out: &mut [u8]) -> Result<()> {
    out.copy_from_slice(from.get(..out.len()).ok_or(Error::InternalError)?);
    Ok(())
}

impl core::fmt::Debug for CryptoProvider {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("CryptoProvider").field("name", &self.name).finish_non_exhaustive()
    }
}
