//! Keys and where they come from, and what keys and key pairs in the store have in common.

use std::cell::RefMut;

use wasi_crypto_engine as engine;
use wasi_crypto_keystore::MAX_ID_LEN;
use wasi_crypto_secrets::{GuestSecrets, Managed, Provenance, Storable};

use crate::bindings::common::{ManagedId, Version};
use crate::bindings::{ErrorCode, Result};
use crate::objects::{self, Held, Slot};
use crate::secrets::done;

/// A key, or the secret half of one.
pub struct Key<K>(Held<Placed<K>>);

/// A key and where it comes from.
pub struct Placed<K> {
    key: K,
    provenance: Provenance,
}

impl<K: Clone> Key<K> {
    pub(crate) fn new(slot: Slot, key: K, provenance: Provenance) -> Self {
        Self(Held::new(slot, Placed { key, provenance }))
    }

    /// A clone of the key; keys are cheap to clone.
    pub(crate) fn key(&self) -> Result<K> {
        Ok(self.placed()?.key.clone())
    }

    pub(crate) fn provenance(&self) -> Result<Provenance> {
        Ok(self.placed()?.provenance.clone())
    }

    fn placed(&self) -> Result<RefMut<'_, Placed<K>>> {
        self.0.get()
    }

    /// The key with its name in the store.
    fn managed(&self) -> Result<Managed<K>> {
        let placed = self.placed()?;
        match &placed.provenance {
            Provenance::Stored { id, version } => {
                Ok(Managed { key: placed.key.clone(), id: id.clone(), version: *version })
            }
            Provenance::Guest | Provenance::Generated => Err(ErrorCode::UnsupportedFeature),
        }
    }

    /// The key is in the store from now on, and can do no more than that one.
    fn becomes(&self, stored: Managed<K>) -> Result<()> {
        *self.placed()? =
            Placed { key: stored.key, provenance: Provenance::Stored { id: stored.id, version: stored.version } };
        Ok(())
    }
}

impl<K: Storable> Key<K> {
    /// A key that is in the store.
    pub(crate) fn stored(slot: Slot, stored: Managed<K>) -> Self {
        let Managed { key, id, version } = stored;
        Self::new(slot, key, Provenance::Stored { id, version })
    }

    /// A key that has just been generated, put into the store.
    pub(crate) fn generate(slot: Slot, secrets: &GuestSecrets, key: engine::Result<K>) -> Result<Self> {
        Ok(Self::stored(slot, done(secrets.store_generated(key))??))
    }

    /// `store-managed`
    pub(crate) fn store(&self, secrets: &GuestSecrets) -> Result<Vec<u8>> {
        let (key, origin) = (self.key()?, self.provenance()?.origin());
        let stored = done(secrets.store_key(&key, origin))??;
        let id = stored.id.clone();
        self.becomes(stored)?;
        Ok(id)
    }

    /// `replace-managed`
    pub(crate) fn replace(&self, secrets: &GuestSecrets, replacement: &Self) -> Result<u64> {
        let old = self.managed()?;
        let (new, origin) = (replacement.key()?, replacement.provenance()?.origin());
        let stored = done(secrets.replace_key(&old, &new, origin))??;
        let version = stored.version;
        replacement.becomes(stored)?;
        Ok(version)
    }

    /// `id`
    pub(crate) fn id(&self) -> Result<ManagedId> {
        let Managed { id, version, .. } = self.managed()?;
        Ok(ManagedId { id, version })
    }

    /// `from-id`
    pub(crate) fn find(slot: Slot, secrets: &GuestSecrets, id: &[u8], version: Version) -> Result<Self> {
        check_id(id)?;
        let found = done(secrets.find_key(&objects::engine()?, id, version.into()))??;
        Ok(Self::stored(slot, found))
    }
}

/// Nothing can be found under an identifier that is longer than any.
pub(crate) fn check_id(id: &[u8]) -> Result<()> {
    if id.len() > MAX_ID_LEN { Err(ErrorCode::NotFound) } else { Ok(()) }
}
