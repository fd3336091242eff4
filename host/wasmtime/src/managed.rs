//! Managed keys: keys and key pairs in the host's store, the same way for both.

use bytes::Bytes;
use wasi_crypto_api::managed;
use wasi_crypto_api::place::Place;
use wasi_crypto_keystore::Selector;
use wasi_crypto_secrets::{Managed, Storable};
use wasmtime::component::{Resource, WasmList};

use crate::bindings::{ManagedId, Version};
use crate::call::{Binder, Call};
use crate::error::HostResult;
use crate::flavour::{Begun, Flavour};
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
        let Managed { id, version, .. } = call.view().table.get(&this)?.managed()?;
        Ok(ManagedId { id: id.into(), version })
    })?;
    F::func(binder, &format!("[static]{resource}.from-id"), find::<T, K, Version>, insert_stored)
}

pub(crate) fn store<T: 'static, K: Storable>(
    call: &mut Call<'_, T>,
    (this, manager): (Key<K>, Manager),
) -> Begun<Key<K>, Managed<K>> {
    let secrets = call.value(&manager)?;
    let work = managed::store(secrets, call.view().table.get(&this)?)?;
    call.start_without(this, |_, _| Ok(work))
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

pub(crate) fn replace<T: 'static, K: Storable>(
    call: &mut Call<'_, T>,
    (this, manager, replacement): (Key<K>, Manager, Key<K>),
) -> Begun<Key<K>, Managed<K>> {
    let secrets = call.value(&manager)?;
    let table = call.view().table;
    let work = managed::replace(secrets, table.get(&this)?, table.get(&replacement)?)?;
    call.start_without(replacement, |_, _| Ok(work))
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

pub(crate) fn find<T: 'static, K: Storable, V: Into<Selector>>(
    call: &mut Call<'_, T>,
    (manager, id, version): (Manager, WasmList<u8>, V),
) -> Begun<Place, Managed<K>> {
    let place = call.reserve()?;
    let secrets = call.value(&manager)?;
    call.start(place, [id], |caller, inputs| managed::find(caller.guest(), secrets, inputs, version.into()))
}

/// Gives the guest a key of the store.
pub(crate) fn insert_stored<T: 'static, K: Storable>(
    call: &mut Call<'_, T>,
    place: Place,
    stored: Managed<K>,
) -> HostResult<Key<K>> {
    call.insert_stored(place, stored)
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
