//! Managed keys: the functions that keys and key pairs have in common.

use bytes::Bytes;
use wasi_crypto_secrets::{Managed, Storable};
use wasmtime::component::Resource;

use super::UpstreamBinder;
use super::bindings::Version;
use crate::call::Call;
use crate::flavour::{Begun, Flavour};
use crate::managed::{find, insert_stored, replace, replaced, store, stored};
use crate::resources::{Handle, SecretsManager};

type Manager = Resource<SecretsManager>;
type Key<K> = Resource<Handle<K>>;

pub(super) fn bind<T: 'static, F: Flavour<T>, K: Storable>(
    binder: &mut UpstreamBinder<'_, T>,
    resource: &str,
) -> wasmtime::Result<()> {
    F::func(
        binder,
        &format!("{resource}-store-managed"),
        |call, (manager, key): (Manager, Key<K>)| store(call, (key, manager)),
        stored,
    )?;
    F::func(binder, &format!("{resource}-replace-managed"), take_and_replace::<T, K>, |call, replacement, key| {
        Ok(Version::Specified(replaced(call, replacement, key)?))
    })?;
    binder.func(&format!("{resource}-id"), |call, (this,): (Key<K>,)| {
        let Managed { id, version, .. } = call.view().table.get(&this)?.managed()?;
        Ok((Bytes::from(id), Version::Specified(version)))
    })?;
    F::func(binder, &format!("{resource}-from-id"), find::<T, K, Version>, insert_stored)
}

/// The old key's handle is the host's, so it goes whatever comes of the call.
fn take_and_replace<T: 'static, K: Storable>(
    call: &mut Call<'_, T>,
    (manager, old, new): (Manager, Key<K>, Key<K>),
) -> Begun<Key<K>, Managed<K>> {
    let begun = replace(call, (Resource::new_borrow(old.rep()), manager, new));
    call.remove(old)?;
    begun
}
