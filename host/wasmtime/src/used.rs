//! Keys in use: where they are in the store, the audit hears of it.

use std::ops::Deref;

use wasi_crypto_engine as engine;
use wasi_crypto_keystore::Kind;
use wasi_crypto_secrets::{GuestSecrets, Provenance};
use wasmtime::component::Resource;

use crate::call::Call;
use crate::error::HostResult;
use crate::resources::Handle;

/// A key with which a function is about to do something.
pub(crate) struct Used<K> {
    key: K,
    note: Option<Note>,
}

/// What the audit needs to know.
struct Note {
    secrets: GuestSecrets,
    operation: &'static str,
    kind: Kind,
    id: Vec<u8>,
    version: u64,
}

/// A key, or the half of one, that may be in a store.
pub(crate) trait Key: Clone + 'static {
    /// What it is there.
    const KIND: Kind;
}

impl Key for engine::KeyPair {
    const KIND: Kind = Kind::KeyPair;
}

impl Key for engine::SecretKey {
    const KIND: Kind = Kind::KeyPair;
}

impl Key for engine::SymmetricKey {
    const KIND: Kind = Kind::SymmetricKey;
}

impl<T: 'static> Call<'_, T> {
    /// The key behind a handle, for an operation. Its result goes through [`Used::audit`].
    pub(crate) fn key<K: Key>(&mut self, handle: &Resource<Handle<K>>, operation: &'static str) -> HostResult<Used<K>> {
        let view = self.view();
        let held = view.table.get(handle)?;
        let note = match (held.provenance(), &view.ctx.secrets) {
            (Provenance::Stored { id, version }, Some(secrets)) => {
                Some(Note { secrets: secrets.clone(), operation, kind: K::KIND, id: id.clone(), version: *version })
            }
            _ => None,
        };
        Ok(Used { key: held.value(), note })
    }
}

impl<K> Used<K> {
    /// Passes on what came of the operation.
    pub(crate) fn audit<R>(&self, result: engine::Result<R>) -> engine::Result<R> {
        if let Some(Note { secrets, operation, kind, id, version }) = &self.note {
            let outcome = result.as_ref().map(drop).map_err(|error| *error);
            secrets.audit_use(operation, *kind, id, *version, outcome);
        }
        result
    }
}

impl<K> Deref for Used<K> {
    type Target = K;

    fn deref(&self) -> &K {
        &self.key
    }
}
