//! Who calls, and what a call may cost.

use std::sync::Arc;

use wasi_crypto_engine::{Budget, Engine, Error, Limits, Result};
use wasi_crypto_secrets::GuestSecrets;

use crate::length::Length;
use crate::place::Places;
use crate::workers::ClientId;

/// What a host keeps for the guests of one store: the engine (algorithms, limits, the budget of bytes), the count of
/// objects, managed keys. Clones share it.
#[derive(Clone, Debug)]
pub struct Guest {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    engine: Engine,
    places: Places,
    secrets: Option<GuestSecrets>,
    client: ClientId,
}

/// How the work of a call is done.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Pace {
    /// From its beginning to its end, on the calling thread.
    AtOnce,
    /// Long work in steps, or on other threads.
    InSteps,
}

/// A guest in a call.
#[derive(Clone, Debug)]
pub struct Caller {
    guest: Guest,
    pace: Pace,
}

impl Guest {
    /// A guest of this engine, which may have so many objects, and hold so many bytes.
    pub fn new(engine: &Engine, max_handles: usize, max_held_bytes: usize, secrets: Option<GuestSecrets>) -> Self {
        let budget = Budget::new(max_held_bytes);
        let engine = match &secrets {
            Some(secrets) => secrets.engine(engine),
            None => engine.clone(),
        };
        let engine = engine.with_budget(budget.clone());
        let inner = Inner { engine, places: Places::new(max_handles, budget), secrets, client: ClientId::unique() };
        Self { inner: Arc::new(inner) }
    }

    /// The engine of everything the guest makes.
    #[inline]
    pub fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    /// The limits of that engine.
    #[inline]
    pub fn limits(&self) -> &Limits {
        self.inner.engine.limits()
    }

    /// The count of the guest's objects.
    #[inline]
    pub fn places(&self) -> &Places {
        &self.inner.places
    }

    /// The bytes the guest holds.
    #[inline]
    pub fn budget(&self) -> &Budget {
        self.inner.engine.budget()
    }

    /// Its managed keys and secrets, if it has any.
    #[inline]
    pub fn secrets(&self) -> Option<&GuestSecrets> {
        self.inner.secrets.as_ref()
    }

    /// Opens the secrets manager.
    ///
    /// # Errors
    /// [`Error::UnsupportedFeature`] if there is none.
    pub fn open_secrets(&self) -> Result<GuestSecrets> {
        self.inner.secrets.clone().ok_or(Error::UnsupportedFeature)
    }

    /// Who it is to the workers.
    pub fn client(&self) -> ClientId {
        self.inner.client
    }

    /// The guest in a call.
    #[inline]
    pub fn calls(self, pace: Pace) -> Caller {
        Caller { guest: self, pace }
    }
}

impl Caller {
    /// Who calls.
    #[inline]
    pub fn guest(&self) -> &Guest {
        &self.guest
    }

    /// Who has called.
    #[inline]
    pub fn into_guest(self) -> Guest {
        self.guest
    }

    /// How its work is done.
    #[inline]
    pub fn pace(&self) -> Pace {
        self.pace
    }

    /// Whether the work of a call can be done at once.
    ///
    /// # Errors
    /// [`Error::Overflow`] if it is more than `max_work_per_call`.
    #[inline]
    pub fn admit(&self, price: u64) -> Result<Length> {
        if price > self.guest.limits().max_work_per_call {
            return Err(Error::Overflow);
        }
        Ok(if self.pace == Pace::InSteps { Length::of(price) } else { Length::Short })
    }

    /// What an output of so many bytes counts. One that is longer than any is refused before it is made, by who knows why.
    pub(crate) fn output_len(&self, len: usize) -> usize {
        if len <= self.guest.limits().max_output_len { len } else { 0 }
    }
}
