//! Where algorithms come from.
//!
//! A [`CryptoProvider`] is a plain struct of lists of algorithm objects, one list per kind of algorithm. Every field
//! is public, so that a program can take a provided one and replace a single field:
//!
//! ```
//! use wasi_crypto_engine::{Engine, provider::CryptoProvider};
//!
//! let without_signatures = CryptoProvider { signatures: vec![], ..CryptoProvider::shipped() };
//! let engine = Engine::builder().provider(without_signatures).build()?;
//! # Ok::<(), wasi_crypto_engine::ConfigError>(())
//! ```
//!
//! [`CryptoProvider::or`] replaces single algorithms: it takes what one provider has, and what that lacks from another.
//!
//! ```
//! use wasi_crypto_engine::{Engine, provider::CryptoProvider};
//!
//! let hashes_in_rust = CryptoProvider { hashes: CryptoProvider::pure().hashes, ..CryptoProvider::empty() };
//! let engine = Engine::builder().provider(hashes_in_rust.or(CryptoProvider::shipped())).build()?;
//! # Ok::<(), wasi_crypto_engine::ConfigError>(())
//! ```
//!
//! The identifier an object answers in [`Algorithm::name`] ties it to a row of the algorithm table; sizes are fixed
//! there, and [`EngineBuilder::build`](crate::EngineBuilder::build) refuses a provider that contradicts it. An object whose
//! identifier is not in the table brings what would be its row: a [`Description`].
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
//! | described by a provider | as many bytes as described | as many bytes as described |

#[macro_use]
mod algorithm;
mod asymmetric;
mod check;
mod cipher;
mod config_error;
mod description;
#[cfg(any(feature = "optional", feature = "required"))]
mod digest;
mod hash;
mod implementation;
pub(crate) mod libraries;
mod password;
mod random;
mod sealed_stream;
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
mod optional;
#[cfg(feature = "pre-release")]
mod pre_release;
#[cfg(feature = "required")]
mod pure;
#[cfg(feature = "ring")]
mod ring;
#[cfg(any(feature = "optional", feature = "required"))]
mod rust_aead;
#[cfg(any(feature = "ring", feature = "required", feature = "aws-lc-rs"))]
mod streams;

use crate::error::{Error, Result};

pub use algorithm::Algorithm;
pub use asymmetric::{
    Decapsulator, DiffieHellman, DiffieHellmanSecret, Encapsulator, Kem, KeyScheme, SignatureScheme, Signer, Verifier,
};
pub use cipher::{Cipher, CipherKey, Session, SessionState};
pub use config_error::ConfigError;
pub use description::{Description, PasswordOutput};
pub use hash::{Hash, HashState, Parameters, Xof, XofState};
pub use libraries::Review;
pub use password::{Cost, PasswordHash, PasswordParameters, StoredPassword};
pub use random::{SecureRandom, SystemRandom};
pub use sealed_stream::{SealedStream, SealedStreamKey, Segments};
pub use symmetric::{Aead, AeadKey, Kdf, KdfKey, Mac, MacKey, MacState};

pub use crate::table::{KeySizes, NonceRule, StreamFormat};

pub(crate) use check::Checked;
pub(crate) use implementation::Implementation;

/// The algorithms an engine offers, and its source of randomness.
///
/// A list may have its objects in any order, but no identifier twice, nor may two lists have the same.
#[derive(Clone)]
pub struct CryptoProvider {
    /// A name for lists shown to people.
    pub name: &'static str,
    /// Hash functions.
    pub hashes: Vec<&'static dyn Hash>,
    /// Extendable-output functions.
    pub xofs: Vec<&'static dyn Xof>,
    /// Message authentication codes.
    pub macs: Vec<&'static dyn Mac>,
    /// Key derivation functions; both halves of HKDF are needed or none.
    pub kdfs: Vec<&'static dyn Kdf>,
    /// Password hashing.
    pub passwords: Vec<&'static dyn PasswordHash>,
    /// Authenticated encryption.
    pub aeads: Vec<&'static dyn Aead>,
    /// Encryption without authentication.
    pub ciphers: Vec<&'static dyn Cipher>,
    /// Sessions.
    pub sessions: Vec<&'static dyn Session>,
    /// Sealed streams.
    pub sealed_streams: Vec<&'static dyn SealedStream>,
    /// Signatures.
    pub signatures: Vec<&'static dyn SignatureScheme>,
    /// Diffie-Hellman.
    pub diffie_hellman: Vec<&'static dyn DiffieHellman>,
    /// Key encapsulation.
    pub kems: Vec<&'static dyn Kem>,
    /// Keys and nonces are generated from this source. Libraries that insist on their own (the nonces and blinding
    /// of `ring` and `aws-lc-rs` signatures) still use theirs.
    pub random: &'static dyn SecureRandom,
}

impl CryptoProvider {
    /// A provider without any algorithm: the base for one's own.
    pub fn empty() -> Self {
        Self {
            name: "empty",
            hashes: vec![],
            xofs: vec![],
            macs: vec![],
            kdfs: vec![],
            passwords: vec![],
            aeads: vec![],
            ciphers: vec![],
            sessions: vec![],
            sealed_streams: vec![],
            signatures: vec![],
            diffie_hellman: vec![],
            kems: vec![],
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

    /// Everything of this provider, and of `other` the algorithms whose identifiers this one has in none of its lists.
    /// Case does not matter. The name and the source of randomness are those of this provider.
    #[must_use]
    pub fn or(mut self, other: Self) -> Self {
        let known: Vec<&'static str> = self.implementations().map(|own| own.algorithm().name()).collect();
        // All fields are named, so that no list can be forgotten.
        let Self {
            name: _,
            hashes,
            xofs,
            macs,
            kdfs,
            passwords,
            aeads,
            ciphers,
            sessions,
            sealed_streams,
            signatures,
            diffie_hellman,
            kems,
            random: _,
        } = other;
        append(&known, &mut self.hashes, hashes);
        append(&known, &mut self.xofs, xofs);
        append(&known, &mut self.macs, macs);
        append(&known, &mut self.kdfs, kdfs);
        append(&known, &mut self.passwords, passwords);
        append(&known, &mut self.aeads, aeads);
        append(&known, &mut self.ciphers, ciphers);
        append(&known, &mut self.sessions, sessions);
        append(&known, &mut self.sealed_streams, sealed_streams);
        append(&known, &mut self.signatures, signatures);
        append(&known, &mut self.diffie_hellman, diffie_hellman);
        append(&known, &mut self.kems, kems);
        self
    }

    /// The same with what the features `optional` and `pre-release` add to every provider.
    #[cfg(any(feature = "ring", feature = "required", feature = "aws-lc-rs"))]
    fn or_features(self) -> Self {
        let features: &[fn() -> Self] = &[
            #[cfg(feature = "optional")]
            Self::optional,
            #[cfg(feature = "pre-release")]
            Self::pre_release,
        ];
        features.iter().fold(self, |provider, feature| provider.or(feature()))
    }
}

/// Adds what is not known yet to a list.
fn append<A: Algorithm + ?Sized>(known: &[&str], list: &mut Vec<&'static A>, more: Vec<&'static A>) {
    let lacks = |name: &str| !known.iter().any(|own| own.eq_ignore_ascii_case(name));
    list.extend(more.into_iter().filter(|algorithm| lacks(algorithm.name())));
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
