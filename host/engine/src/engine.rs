//! The engine: what a provider has for the rows of the table and its own, and the limits.

use core::fmt;
use std::sync::{Arc, LazyLock};

use crate::budget::Budget;
use crate::catalogue::AlgorithmInfo;
use crate::encoding::Category;
use crate::error::{Error, Result};
use crate::index::Index;
use crate::limits::Limits;
use crate::permissions::Permissions;
use crate::provider::{Checked, ConfigError, CryptoProvider, Implementation, SecureRandom};
use crate::restrictions::Restrictions;
use crate::table::Row;

/// The algorithms of one provider under one set of limits.
///
/// Cloning is cheap and shares everything; keys and states keep the engine they were made with.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

/// Every object has an engine, so a clone counts once for both.
struct Shared {
    inner: Arc<Inner>,
    budget: Budget,
}

struct Inner {
    /// The name and the randomness of the provider.
    provider: &'static str,
    random: &'static dyn SecureRandom,
    limits: Limits,
    /// Whether keys may be exported.
    export: bool,
    /// One per row of the table, then one per row of the provider; or what is wrong with it, in which case the engine has no
    /// use.
    entries: Result<Vec<Entry>, ConfigError>,
    /// Where their names are.
    index: Arc<Index>,
}

/// A row, and what the engine has for it.
#[derive(Clone, Copy)]
struct Entry {
    row: &'static Row,
    slot: Slot,
}

#[derive(Clone, Copy)]
enum Slot {
    Absent,
    /// It is there, but may not be used.
    Prohibited,
    Offered(Implementation),
}

/// A row together with the object that implements it.
#[derive(Clone, Copy)]
pub(crate) struct Resolved {
    pub row: &'static Row,
    pub implementation: Implementation,
}

impl Engine {
    /// An engine with [`CryptoProvider::shipped`] and [`Limits::default`]. In a build without a provider it has no
    /// algorithms. All such engines share what they have.
    ///
    /// The providers of this crate agree with its table: a test builds an engine with each. If one did not, whatever asks
    /// this engine for an algorithm would answer [`Error::InternalError`], and [`EngineBuilder::build`] say what is wrong.
    pub fn new() -> Self {
        // A program may make an engine for each instance of a guest, and checking a provider takes longer than a clone.
        static SHIPPED: LazyLock<Engine> = LazyLock::new(|| Engine::of(&CryptoProvider::shipped(), Limits::default()));
        SHIPPED.clone()
    }

    fn of(provider: &CryptoProvider, limits: Limits) -> Self {
        let entries: Result<Vec<Entry>, _> = provider.check().map(|all| all.into_iter().map(Entry::from).collect());
        let index = Arc::new(Index::of(entries.iter().flatten().map(|entry| entry.row.name)));
        let (provider, random) = (provider.name, provider.random);
        let inner = Arc::new(Inner { provider, random, limits, export: true, entries, index });
        Self::shared(inner, Budget::default())
    }

    fn shared(inner: Arc<Inner>, budget: Budget) -> Self {
        Self { shared: Arc::new(Shared { inner, budget }) }
    }

    /// Starts the configuration of an engine.
    pub fn builder() -> EngineBuilder {
        EngineBuilder { provider: CryptoProvider::shipped(), limits: Limits::default() }
    }

    /// The limits the engine was built with.
    pub fn limits(&self) -> &Limits {
        &self.shared.inner.limits
    }

    /// The same engine, whose objects are paid for from this budget. A new engine has one without a bound.
    ///
    /// Objects keep the engine they were made with, and with it the budget.
    #[must_use]
    pub fn with_budget(&self, budget: Budget) -> Self {
        Self::shared(Arc::clone(&self.shared.inner), budget)
    }

    /// What pays for the bytes that objects of this engine hold.
    pub fn budget(&self) -> &Budget {
        &self.shared.budget
    }

    /// The same engine with fewer algorithms. An algorithm that is not allowed answers [`Error::ProhibitedOperation`]
    /// wherever its identifier is given, and is not listed; one the engine does not have, still
    /// [`Error::UnsupportedAlgorithm`]. Restricting again takes more away.
    ///
    /// Where export is not permitted, no secret key that is made with the engine can be exported, wherever it comes from.
    /// It can still be put into a store.
    ///
    /// Keys keep the engine they were made with. What is part of an algorithm that is allowed, such as the hash of a
    /// signature, need not be allowed itself.
    #[must_use]
    pub fn restrict(&self, restrictions: &Restrictions) -> Self {
        let Inner { provider, random, limits, export, entries, index } = &*self.shared.inner;
        let restricted = |entry: &Entry| match entry.slot {
            Slot::Offered(_) if !restrictions.permit(entry.row) => Entry { slot: Slot::Prohibited, ..*entry },
            _ => *entry,
        };
        let entries = entries.as_ref().map(|all| all.iter().map(restricted).collect()).map_err(|error| *error);
        let (provider, random, limits, index) = (*provider, *random, limits.clone(), Arc::clone(index));
        let export = *export && restrictions.permits_export();
        Self::shared(Arc::new(Inner { provider, random, limits, export, entries, index }), self.shared.budget.clone())
    }

    /// Every algorithm the engine offers: those of the table in its order, then those the provider describes itself, in the
    /// order in which it lists them.
    pub fn algorithms(&self) -> impl Iterator<Item = AlgorithmInfo> + '_ {
        self.shared.inner.entries.iter().flatten().filter_map(|entry| match entry.slot {
            Slot::Offered(implementation) => Some(AlgorithmInfo::new(entry.row, implementation.algorithm())),
            Slot::Absent | Slot::Prohibited => None,
        })
    }

    /// What the holder of a new key may do with it.
    pub(crate) fn permissions_of_keys(&self) -> Permissions {
        if self.shared.inner.export { Permissions::ALL } else { Permissions::ALL.export(false).keep(true) }
    }

    /// Looks up an identifier within a category.
    pub(crate) fn resolve(&self, category: Category, name: &str) -> Result<Resolved> {
        self.shared.inner.entries.as_ref().map_err(|_| Error::InternalError)?;
        let entry =
            self.entry(name).filter(|entry| entry.row.category() == category).ok_or(Error::UnsupportedAlgorithm)?;
        match entry.slot {
            Slot::Offered(implementation) => Ok(Resolved { row: entry.row, implementation }),
            Slot::Prohibited => Err(Error::ProhibitedOperation),
            Slot::Absent => Err(Error::UnsupportedAlgorithm),
        }
    }

    /// What is known of an identifier, whether or not the algorithm may be used.
    pub(crate) fn row(&self, name: &str) -> Option<&'static Row> {
        self.entry(name).map(|entry| entry.row)
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        let Inner { entries, index, .. } = &*self.shared.inner;
        let entries = entries.as_ref().ok()?;
        let mut candidates = index.candidates(name).filter_map(|at| entries.get(at));
        candidates.find(|entry| entry.row.name.eq_ignore_ascii_case(name))
    }

    pub(crate) fn random(&self) -> &'static dyn SecureRandom {
        self.shared.inner.random
    }
}

impl From<Checked> for Entry {
    fn from(checked: Checked) -> Self {
        Self { row: checked.row, slot: checked.implementation.map_or(Slot::Absent, Slot::Offered) }
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
            .field("provider", &self.shared.inner.provider)
            .field("limits", &self.shared.inner.limits)
            .field("error", &self.shared.inner.entries.as_ref().err())
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
    /// [`ConfigError`] if the provider names an algorithm the table does not have and does not describe it, has one twice,
    /// disagrees with the table or its own description about a kind or size, describes what the engine cannot work with
    /// (see [`Description`](crate::provider::Description)), or lacks the second half of a derivation.
    pub fn build(self) -> Result<Engine, ConfigError> {
        let engine = Engine::of(&self.provider, self.limits);
        engine.shared.inner.entries.as_ref().map(drop).map_err(|error| *error)?;
        Ok(engine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KeyPair, Options, SymmetricState};

    /// No provider of this crate is like that, and [`EngineBuilder::build`] lets no other pass.
    #[test]
    fn an_engine_whose_provider_contradicts_the_table_says_that_it_is_broken() {
        let provider = CryptoProvider::shipped();
        let hashes = [provider.hashes.clone(), provider.hashes.clone()].concat();
        let engine = Engine::of(&CryptoProvider { hashes, ..provider }, Limits::default());
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
