//! What keys and key pairs in the store have in common.

use wasi_crypto_api::handle::Handle;
use wasi_crypto_api::managed;
use wasi_crypto_api::place::Place;
use wasi_crypto_engine as engine;
use wasi_crypto_secrets::{GuestSecrets, Managed, Storable};

use crate::bindings::Result;
use crate::bindings::common::{ManagedId, Version};
use crate::objects::{NOTHING, Object, run};

impl<K: Storable> Object<K> {
    /// A key that has just been generated, put into the store.
    pub(crate) fn generate(place: Place, secrets: GuestSecrets, key: engine::Result<K>) -> Result<Self> {
        let stored = run(&NOTHING, |_, _| managed::store_generated(secrets, key))?;
        Ok(Handle::stored(stored, place).into())
    }

    /// `store-managed`
    pub(crate) fn store(&self, secrets: GuestSecrets) -> Result<Vec<u8>> {
        let handle = self.handle()?;
        let stored = run(&NOTHING, |_, _| managed::store(secrets, &handle))?;
        drop(handle);
        let id = stored.id.clone();
        self.becomes(stored)?;
        Ok(id)
    }

    /// `replace-managed`
    pub(crate) fn replace(&self, secrets: GuestSecrets, replacement: &Self) -> Result<u64> {
        let (old, new) = (self.handle()?, replacement.handle()?);
        let stored = run(&NOTHING, |_, _| managed::replace(secrets, &old, &new))?;
        drop((old, new));
        let version = stored.version;
        replacement.becomes(stored)?;
        Ok(version)
    }

    /// `id`
    pub(crate) fn id(&self) -> Result<ManagedId> {
        let Managed { id, version, .. } = self.handle()?.managed()?;
        Ok(ManagedId { id, version })
    }

    /// `from-id`
    pub(crate) fn find(place: Place, secrets: GuestSecrets, id: &[u8], version: Version) -> Result<Self> {
        let stored = run(&[id], |caller, inputs| managed::find(caller.guest(), secrets, inputs, version.into()))?;
        Ok(Handle::stored(stored, place).into())
    }
}
