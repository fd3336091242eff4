//! The engine: a provider checked against the table, and the limits.

use core::fmt;
use std::sync::Arc;

use crate::budget::Budget;
use crate::catalogue::AlgorithmInfo;
use crate::encoding::Category;
use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::provider::{
    Aead, Algorithm, Cipher, CryptoProvider, DiffieHellman, Hash, Kdf, Kem, KeyScheme, Mac, PasswordHash, SecureRandom,
    Session, SignatureScheme, Xof,
};
use crate::restrictions::Restrictions;
use crate::table::{self, ROWS, Row, Shape};

/// The algorithms of one provider under one set of limits.
///
/// Cloning is cheap and shares everything; keys and states keep the engine they were made with.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
    budget: Budget,
}

struct Inner {
    provider: CryptoProvider,
    limits: Limits,
    /// One per row of the table; or how the provider contradicts the table, in which case it has no use.
    slots: Result<Vec<Slot>, ConfigError>,
}

/// What an engine has for a row of the table.
#[derive(Clone, Copy)]
enum Slot {
    Absent,
    /// It is there, but may not be used.
    Prohibited,
    Offered(Implementation),
}

/// The object behind a row.
#[derive(Clone, Copy)]
#[cfg_attr(not(feature = "optional"), expect(dead_code, reason = "some kinds have optional algorithms only"))]
pub(crate) enum Implementation {
    Hash(&'static dyn Hash),
    Xof(&'static dyn Xof),
    Mac(&'static dyn Mac),
    Kdf(&'static dyn Kdf),
    Aead(&'static dyn Aead),
    Cipher(&'static dyn Cipher),
    Session(&'static dyn Session),
    Password(&'static dyn PasswordHash),
    Signature(&'static dyn SignatureScheme),
    DiffieHellman(&'static dyn DiffieHellman),
    Kem(&'static dyn Kem),
}

/// A row together with the object that implements it.
#[derive(Clone, Copy)]
pub(crate) struct Resolved {
    pub row: &'static Row,
    pub implementation: Implementation,
}

impl Engine {
    /// An engine with [`CryptoProvider::shipped`] and [`Limits::default`]. In a build without a provider it has no
    /// algorithms.
    ///
    /// The providers of this crate agree with its table: a test builds an engine with each. If one did not, whatever asks
    /// this engine for an algorithm would answer [`Error::InternalError`], and [`EngineBuilder::build`] say what is wrong.
    pub fn new() -> Self {
        Self::of(CryptoProvider::shipped(), Limits::default())
    }

    fn of(provider: CryptoProvider, limits: Limits) -> Self {
        Self { inner: Arc::new(Inner { slots: slots(&provider), provider, limits }), budget: Budget::default() }
    }

    /// Starts the configuration of an engine.
    pub fn builder() -> EngineBuilder {
        EngineBuilder { provider: CryptoProvider::shipped(), limits: Limits::default() }
    }

    /// The limits the engine was built with.
    pub fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    /// The same engine, whose objects are paid for from this budget. A new engine has one without a bound.
    ///
    /// Objects keep the engine they were made with, and with it the budget.
    #[must_use]
    pub fn with_budget(&self, budget: Budget) -> Self {
        Self { inner: Arc::clone(&self.inner), budget }
    }

    /// What pays for the bytes that objects of this engine hold.
    pub fn budget(&self) -> &Budget {
        &self.budget
    }

    /// The same engine with fewer algorithms. An algorithm that is not allowed answers [`Error::ProhibitedOperation`]
    /// wherever its identifier is given, and is not listed; one the engine does not have, still
    /// [`Error::UnsupportedAlgorithm`]. Restricting again takes more away.
    ///
    /// Keys keep the engine they were made with. What is part of an algorithm that is allowed, such as the hash of a
    /// signature, need not be allowed itself.
    #[must_use]
    pub fn restrict(&self, restrictions: &Restrictions) -> Self {
        let Inner { provider, limits, slots } = &*self.inner;
        let restricted = |(index, (row, slot))| match slot {
            Slot::Offered(_) if !restrictions.permit(index, row) => Slot::Prohibited,
            slot => slot,
        };
        let slots = slots.clone().map(|slots| ROWS.iter().zip(slots).enumerate().map(restricted).collect());
        let inner = Arc::new(Inner { provider: *provider, limits: limits.clone(), slots });
        Self { inner, budget: self.budget.clone() }
    }

    /// Every algorithm the engine offers, in the order of the table.
    pub fn algorithms(&self) -> impl Iterator<Item = AlgorithmInfo> + '_ {
        ROWS.iter().zip(self.inner.slots.iter().flatten()).filter_map(|(row, slot)| match slot {
            Slot::Offered(implementation) => Some(AlgorithmInfo::new(row, implementation.algorithm())),
            Slot::Absent | Slot::Prohibited => None,
        })
    }

    /// Looks up an identifier within a category.
    pub(crate) fn resolve(&self, category: Category, name: &str) -> Result<Resolved> {
        let slots = self.inner.slots.as_ref().map_err(|_| Error::InternalError)?;
        let index = table::find(name).ok_or(Error::UnsupportedAlgorithm)?;
        let row = ROWS.get(index).filter(|row| row.category() == category).ok_or(Error::UnsupportedAlgorithm)?;
        match slots.get(index) {
            Some(Slot::Offered(implementation)) => Ok(Resolved { row, implementation: *implementation }),
            Some(Slot::Prohibited) => Err(Error::ProhibitedOperation),
            Some(Slot::Absent) | None => Err(Error::UnsupportedAlgorithm),
        }
    }

    pub(crate) fn random(&self) -> &'static dyn SecureRandom {
        self.inner.provider.random
    }
}

impl Default for Engine {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("provider", &self.inner.provider)
            .field("limits", &self.inner.limits)
            .field("error", &self.inner.slots.as_ref().err())
            .finish_non_exhaustive()
    }
}

/// The configuration of an [`Engine`].
#[derive(Clone, Debug)]
#[must_use]
pub struct EngineBuilder {
    provider: CryptoProvider,
    limits: Limits,
}

impl EngineBuilder {
    /// Takes the algorithms from `provider` instead of [`CryptoProvider::shipped`].
    pub fn provider(mut self, provider: CryptoProvider) -> Self {
        self.provider = provider;
        self
    }

    /// Sets the limits instead of [`Limits::default`].
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Checks the provider against the algorithm table and builds the engine.
    ///
    /// # Errors
    /// [`ConfigError`] if the provider names an algorithm the table does not have, has one twice, disagrees with the
    /// table about a kind or size, or lacks the second half of a derivation.
    pub fn build(self) -> Result<Engine, ConfigError> {
        let engine = Engine::of(self.provider, self.limits);
        match engine.inner.slots {
            Ok(_) => Ok(engine),
            Err(error) => Err(error),
        }
    }
}

/// What is wrong with a provider. Each case names the algorithm.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The table has no such identifier.
    UnknownAlgorithm(&'static str),
    /// The provider lists the identifier twice.
    Duplicate(&'static str),
    /// The identifier is listed under another kind, or with other sizes, than the table says.
    Contradiction(&'static str),
    /// The algorithm produces keys of another one, which the provider lacks.
    Incomplete(&'static str),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownAlgorithm(name) => write!(f, "the provider lists `{name}`, which the algorithm table lacks"),
            Self::Duplicate(name) => write!(f, "the provider lists `{name}` twice"),
            Self::Contradiction(name) => write!(f, "the provider's `{name}` has another kind or size than the table"),
            Self::Incomplete(name) => write!(f, "`{name}` is useless without its counterpart in the same provider"),
        }
    }
}

impl core::error::Error for ConfigError {}

impl Implementation {
    /// The object, whatever its kind.
    pub(crate) fn algorithm(&self) -> &'static dyn Algorithm {
        match *self {
            Self::Hash(a) => a,
            Self::Xof(a) => a,
            Self::Mac(a) => a,
            Self::Kdf(a) => a,
            Self::Aead(a) => a,
            Self::Cipher(a) => a,
            Self::Session(a) => a,
            Self::Password(a) => a,
            Self::Signature(a) => a,
            Self::DiffieHellman(a) => a,
            Self::Kem(a) => a,
        }
    }

    /// The part all algorithms with key pairs share.
    pub(crate) fn key_scheme(&self) -> Option<&'static dyn KeyScheme> {
        match *self {
            Self::Signature(a) => Some(a),
            Self::DiffieHellman(a) => Some(a),
            Self::Kem(a) => Some(a),
            _ => None,
        }
    }

    /// Whether the object says of itself what the table says of its identifier.
    fn agrees_with(&self, shape: Shape) -> bool {
        match (self, shape) {
            (Self::Hash(a), Shape::Hash { output }) => a.output_len() == output,
            (Self::Xof(a), Shape::Xof { key }) => a.key_len() == key,
            (Self::Mac(a), Shape::Mac { tag, .. }) => a.tag_len() == tag,
            (Self::Cipher(a), Shape::Cipher { key, iv, .. }) => (a.key_len(), a.iv_len()) == (key, iv),
            (Self::Session(a), Shape::Session { key, nonce, tag }) => {
                (a.key_len(), a.nonce_len(), a.tag_len()) == (key, nonce, tag)
            }
            (Self::Aead(a), Shape::Aead { key, nonce, tag, .. }) => {
                (a.key_len(), a.nonce_len(), a.tag_len()) == (key, nonce.len(), tag)
            }
            (Self::Password(a), Shape::Password { squeeze, squeeze_tag }) => {
                (a.squeezes(), a.stored().is_some()) == (squeeze, squeeze_tag)
            }
            (Self::Kdf(_), Shape::Extract { .. } | Shape::Expand { .. })
            | (Self::Signature(_), Shape::Signature { .. })
            | (Self::DiffieHellman(_), Shape::DiffieHellman { .. })
            | (Self::Kem(_), Shape::Kem { .. }) => true,
            _ => false,
        }
    }
}

fn slots(provider: &CryptoProvider) -> Result<Vec<Slot>, ConfigError> {
    let listed = (provider.hashes.iter().map(|a| Implementation::Hash(*a)))
        .chain(provider.macs.iter().map(|a| Implementation::Mac(*a)))
        .chain(provider.kdfs.iter().map(|a| Implementation::Kdf(*a)))
        .chain(provider.aeads.iter().map(|a| Implementation::Aead(*a)))
        .chain(provider.signatures.iter().map(|a| Implementation::Signature(*a)))
        .chain(provider.diffie_hellman.iter().map(|a| Implementation::DiffieHellman(*a)))
        .chain(provider.kems.iter().map(|a| Implementation::Kem(*a)));
    let mut slots = vec![None; ROWS.len()];
    for implementation in listed {
        let name = implementation.algorithm().name();
        let unknown = ConfigError::UnknownAlgorithm(name);
        let index = table::find(name).ok_or(unknown)?;
        let row = ROWS.get(index).ok_or(unknown)?;
        let slot = slots.get_mut(index).ok_or(unknown)?;
        if slot.is_some() {
            return Err(ConfigError::Duplicate(row.name));
        }
        if !implementation.agrees_with(row.shape) {
            return Err(ConfigError::Contradiction(row.name));
        }
        *slot = Some(implementation);
    }
    if provider.shared {
        for (row, slot) in ROWS.iter().zip(&mut slots) {
            *slot = slot.or(row.shared);
        }
    }
    for (row, slot) in ROWS.iter().zip(&slots) {
        if let (Shape::Extract { expand, .. }, Some(_)) = (row.shape, slot) {
            let counterpart = table::find(expand).and_then(|index| slots.get(index)).copied().flatten();
            counterpart.ok_or(ConfigError::Incomplete(row.name))?;
        }
    }
    Ok(slots.into_iter().map(|slot| slot.map_or(Slot::Absent, Slot::Offered)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KeyPair, Options, SymmetricState};

    /// No provider of this crate is like that, and [`EngineBuilder::build`] lets no other pass.
    #[test]
    fn an_engine_whose_provider_contradicts_the_table_says_that_it_is_broken() {
        let provider = CryptoProvider::shipped();
        let hashes = [provider.hashes, provider.hashes].concat().leak();
        let engine = Engine::of(CryptoProvider { hashes, ..provider }, Limits::default());
        let restrictions = Restrictions::new().allow_only(["SHA-256"]).unwrap();
        for engine in [&engine, &engine.restrict(&restrictions)] {
            for name in ["SHA-256", "AES-256-GCM", "no such"] {
                let opened = SymmetricState::open(engine, name, None, None);
                assert_eq!(opened.unwrap_err(), Error::InternalError, "{name}");
            }
            let generated = KeyPair::generate(engine, Category::Signatures, "Ed25519", None);
            assert_eq!(generated.unwrap_err(), Error::InternalError);
            Options::open(engine, Category::Symmetric).set("nonce", b"").unwrap();
            assert_eq!(engine.algorithms().count(), 0);
            assert!(format!("{engine:?}").contains("Duplicate"));
        }
    }
}
