//! Managed keys: keys and key pairs in the host's store, the same way for both.
//!
//! A host without a store answers `unsupported-feature` when a guest opens a secrets manager; no manager exists then, so
//! nothing that borrows one can be reached.

use bytes::Bytes;
use wasi_crypto_keystore::Selector;
use wasi_crypto_secrets::{Managed, Provenance, Storable};
use wasmtime::component::{Resource, WasmList};

use crate::bindings::{ErrorCode, ManagedId, Version};
use crate::call::{Binder, Call};
use crate::error::HostResult;
use crate::flavour::{Begun, Flavour, Work};
use crate::limits::Slot;
use crate::resources::{Handle, SecretsManager};

type Manager = Resource<SecretsManager>;
type Key<K> = Resource<Handle<K>>;

/// Binds the functions that keys and key pairs have in common.
pub(crate) fn bind<T: 'static, F: Flavour<T>, K: Storable>(
    binder: &mut Binder<'_, T>,
    resource: &str,
) -> wasmtime::Result<()> {
    F::func(binder, &format!("[method]{resource}.store-managed"), store, stored::<T, K>)?;
    F::func(binder, &format!("[method]{resource}.replace-managed"), replace, replaced::<T, K>)?;
    binder.func(&format!("[method]{resource}.id"), |call, (this,): (Key<K>,)| {
        let Managed { id, version, .. } = call.managed(&this)?;
        Ok(ManagedId { id: id.into(), version })
    })?;
    F::func(binder, &format!("[static]{resource}.from-id"), find::<T, K, Version>, insert_stored)
}

/// Stores a key.
pub(crate) fn store<T: 'static, K: Storable>(
    call: &mut Call<'_, T>,
    (this, manager): (Key<K>, Manager),
) -> Begun<Key<K>, Managed<K>> {
    let secrets = call.value(&manager)?;
    let (key, origin) = (call.value(&this)?, call.provenance(&this)?.origin());
    let work = Work::wait(async move { Ok(secrets.store_key(&key, origin).await?) });
    Ok((this, work))
}

/// The key's handle stands for the stored one from now on; its identifier is the result.
pub(crate) fn stored<T: 'static, K: Storable>(
    call: &mut Call<'_, T>,
    this: Key<K>,
    stored: Managed<K>,
) -> HostResult<Bytes> {
    let id = Bytes::copy_from_slice(&stored.id);
    call.becomes(&this, stored)?;
    Ok(id)
}

/// Stores a key as the next version of another.
pub(crate) fn replace<T: 'static, K: Storable>(
    call: &mut Call<'_, T>,
    (this, manager, replacement): (Key<K>, Manager, Key<K>),
) -> Begun<Key<K>, Managed<K>> {
    let secrets = call.value(&manager)?;
    let old = call.managed(&this)?;
    let (new, origin) = (call.value(&replacement)?, call.provenance(&replacement)?.origin());
    let work = Work::wait(async move { Ok(secrets.replace_key(&old, &new, origin).await?) });
    Ok((replacement, work))
}

/// The replacement's handle stands for the stored key from now on; its version is the result.
pub(crate) fn replaced<T: 'static, K: Storable>(
    call: &mut Call<'_, T>,
    replacement: Key<K>,
    stored: Managed<K>,
) -> HostResult<u64> {
    let version = stored.version;
    call.becomes(&replacement, stored)?;
    Ok(version)
}

/// Looks a key up.
pub(crate) fn find<T: 'static, K: Storable, V: Into<Selector>>(
    call: &mut Call<'_, T>,
    (manager, id, version): (Manager, WasmList<u8>, V),
) -> Begun<Slot, Managed<K>> {
    let slot = call.reserve()?;
    let (secrets, engine) = (call.value(&manager)?, call.engine());
    let (id, which) = (call.identifier(&id)?, version.into());
    Ok((slot, Work::wait(async move { Ok(secrets.find_key(&engine, &id, which).await?) })))
}

/// Gives the guest a key of the store.
pub(crate) fn insert_stored<T: 'static, K: Storable>(
    call: &mut Call<'_, T>,
    slot: Slot,
    Managed { key, id, version }: Managed<K>,
) -> HostResult<Key<K>> {
    call.insert_key(slot, key, Provenance::Stored { id, version })
}

impl<T: 'static> Call<'_, T> {
    /// The key behind a handle with its name in the store.
    pub(crate) fn managed<K: Storable>(&mut self, handle: &Resource<Handle<K>>) -> HostResult<Managed<K>> {
        match self.provenance(handle)? {
            Provenance::Stored { id, version } => Ok(Managed { key: self.value(handle)?, id, version }),
            Provenance::Guest | Provenance::Generated => Err(ErrorCode::UnsupportedFeature.into()),
        }
    }

    /// An identifier, copied out of the guest's memory if it can be one at all.
    pub(crate) fn identifier(&self, id: &WasmList<u8>) -> HostResult<Vec<u8>> {
        let id = self.bytes(id);
        if id.len() > wasi_crypto_keystore::MAX_ID_LEN { Err(ErrorCode::NotFound.into()) } else { Ok(id.to_vec()) }
    }
}

impl From<Version> for Selector {
    fn from(version: Version) -> Self {
        match version {
            Version::Latest => Self::Latest,
            Version::All => Self::All,
            Version::Exact(version) => Self::Version(version),
        }
    }
}
