//! Keys in use: where they are in the store, the audit hears of every operation.

use std::ops::Deref;
use std::sync::Arc;

use wasi_crypto_engine::{KeyPair, Result, SecretKey, SymmetricKey};
use wasi_crypto_keystore::Kind;
use wasi_crypto_secrets::{GuestSecrets, Provenance};

use crate::guest::Guest;
use crate::handle::Handle;

/// A key with which something is about to be done.
#[derive(Clone)]
pub struct Used<K> {
    key: K,
    note: Note,
}

/// What the audit needs to know of the key behind an operation; nothing, where the key is not in a store.
#[derive(Clone, Default)]
pub struct Note(Option<Arc<Stored>>);

struct Stored {
    secrets: GuestSecrets,
    kind: Kind,
    id: Vec<u8>,
    version: u64,
}

/// A key, or the half of one, that may be in a store.
pub trait Key: Clone + 'static {
    /// What it is there.
    const KIND: Kind;
}

impl Key for KeyPair {
    const KIND: Kind = Kind::KeyPair;
}

impl Key for SecretKey {
    const KIND: Kind = Kind::KeyPair;
}

impl Key for SymmetricKey {
    const KIND: Kind = Kind::SymmetricKey;
}

impl<K: Key> Used<K> {
    /// The key behind a handle. What comes of the operations goes through [`Used::audit`].
    #[inline]
    pub fn new(guest: &Guest, handle: &Handle<K>) -> Self {
        let note = match (handle.provenance(), guest.secrets()) {
            (Provenance::Stored { id, version }, Some(secrets)) => {
                let (secrets, id) = (secrets.clone(), id.clone());
                Some(Arc::new(Stored { secrets, kind: K::KIND, id, version: *version }))
            }
            _ => None,
        };
        Self { key: handle.value(), note: Note(note) }
    }

    /// Passes on what came of an operation.
    ///
    /// # Errors
    /// Those of the operation.
    pub fn audit<R>(&self, operation: &'static str, result: Result<R>) -> Result<R> {
        self.note.audit(operation, result)
    }

    /// What the audit hears, for what is made with the key.
    pub fn note(&self) -> &Note {
        &self.note
    }
}

impl Note {
    /// Passes on what came of an operation.
    ///
    /// # Errors
    /// Those of the operation.
    #[inline]
    pub fn audit<R>(&self, operation: &'static str, result: Result<R>) -> Result<R> {
        if let Some(stored) = &self.0 {
            let Stored { secrets, kind, id, version } = &**stored;
            let outcome = result.as_ref().map(drop).map_err(|error| *error);
            secrets.audit_use(operation, *kind, id, *version, outcome);
        }
        result
    }

    /// Says that an operation will not come to its end.
    pub(crate) fn cancelled(&self, operation: &'static str) {
        if let Some(stored) = &self.0 {
            stored.secrets.audit_cancelled_use(operation, stored.kind, &stored.id, stored.version);
        }
    }
}

impl<K> Deref for Used<K> {
    type Target = K;

    fn deref(&self) -> &K {
        &self.key
    }
}
