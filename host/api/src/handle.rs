//! The objects behind a guest's handles.

use std::fmt;

use wasi_crypto_engine::{Error, Result};
use wasi_crypto_secrets::{Managed, Provenance};

use crate::place::Place;

/// An object in a table of handles, and its place in the count of open handles.
///
/// Opaque to embedders.
pub struct Handle<T> {
    value: T,
    provenance: Provenance,
    _place: Place,
}

impl<T: Clone> Handle<T> {
    /// A clone of the object; everything behind a handle is cheap to clone.
    pub fn value(&self) -> T {
        self.value.clone()
    }

    /// The key with its name in the store.
    ///
    /// # Errors
    /// [`Error::UnsupportedFeature`] if it is not in a store.
    pub fn managed(&self) -> Result<Managed<T>> {
        match &self.provenance {
            Provenance::Stored { id, version } => Ok(Managed { key: self.value(), id: id.clone(), version: *version }),
            Provenance::Guest | Provenance::Generated => Err(Error::UnsupportedFeature),
        }
    }
}

impl<T> Handle<T> {
    /// An object that is no key, or a key whose bytes the guest knows.
    pub fn new(value: T, place: Place) -> Self {
        Self::of(value, Provenance::Guest, place)
    }

    /// A key from elsewhere than the guest.
    pub fn of(value: T, provenance: Provenance, place: Place) -> Self {
        Self { value, provenance, _place: place }
    }

    /// A key of the store.
    pub fn stored(stored: Managed<T>, place: Place) -> Self {
        let Managed { key, id, version } = stored;
        Self::of(key, Provenance::Stored { id, version }, place)
    }

    /// The object.
    pub fn get(&self) -> &T {
        &self.value
    }

    /// The object, whose place is free again.
    pub fn into_value(self) -> T {
        self.value
    }

    /// Where the key comes from.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// The key is in the store from now on, and can do no more than that one.
    pub fn becomes(&mut self, stored: Managed<T>) {
        self.value = stored.key;
        self.provenance = Provenance::Stored { id: stored.id, version: stored.version };
    }
}

/// Says nothing about the content, which may be secret.
impl<T> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").finish_non_exhaustive()
    }
}
