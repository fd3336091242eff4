//! `wasi:crypto/external-secrets`: secrets of the application that the host keeps, or seals for the guest to keep.

use bytes::Bytes;
use wasi_crypto_api::external_secrets as api;
use wasi_crypto_engine::SecretBytes;
use wasi_crypto_keystore::Selector;
use wasi_crypto_secrets::StoredSecret;
use wasmtime::component::{Linker, Resource, WasmList};

use crate::bindings::Version;
use crate::call::{Binder, Call, Getter};
use crate::error::HostResult;
use crate::flavour::{Begun, Flavour};
use crate::output::{as_it_is, lower_secret};
use crate::resources::SecretsManager;

type Manager = Resource<SecretsManager>;
type List = WasmList<u8>;

pub(crate) fn add_to_linker<T: 'static, F: Flavour<T>>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut secrets = Binder::new(linker, "external-secrets", get)?;
    F::func(&mut secrets, "store", store, identifier)?;
    F::func(&mut secrets, "replace", replace, as_it_is)?;
    F::func(&mut secrets, "from-id", from_id::<T, Version>, lower_secret)?;
    F::func(&mut secrets, "invalidate", invalidate::<T, Version>, as_it_is)?;
    F::func(&mut secrets, "encapsulate", encapsulate, as_it_is)?;
    F::func(&mut secrets, "decapsulate", decapsulate, lower_secret)
}

pub(crate) fn store<T: 'static>(
    call: &mut Call<'_, T>,
    (manager, secret, expiration): (Manager, List, u64),
) -> Begun<(), StoredSecret> {
    let manager = call.value(&manager)?;
    call.start((), [secret], |caller, inputs| api::store(caller.guest(), manager, inputs, expiration))
}

pub(crate) fn replace<T: 'static>(
    call: &mut Call<'_, T>,
    (manager, id, secret, expiration): (Manager, List, List, u64),
) -> Begun<(), u64> {
    let manager = call.value(&manager)?;
    call.start((), [id, secret], |caller, inputs| api::replace(caller.guest(), manager, inputs, expiration))
}

pub(crate) fn identifier<T: 'static>(_: &mut Call<'_, T>, (): (), stored: StoredSecret) -> HostResult<Bytes> {
    Ok(Bytes::from(stored.id))
}

pub(crate) fn from_id<T: 'static, V: Into<Selector>>(
    call: &mut Call<'_, T>,
    (manager, id, version): (Manager, List, V),
) -> Begun<(), SecretBytes> {
    let manager = call.value(&manager)?;
    call.start((), [id], |_, inputs| api::from_id(manager, inputs, version.into()))
}

pub(crate) fn invalidate<T: 'static, V: Into<Selector>>(
    call: &mut Call<'_, T>,
    (manager, id, version): (Manager, List, V),
) -> Begun<(), ()> {
    let manager = call.value(&manager)?;
    call.start((), [id], |_, inputs| api::invalidate(manager, inputs, version.into()))
}

pub(crate) fn encapsulate<T: 'static>(
    call: &mut Call<'_, T>,
    (manager, secret, expiration): (Manager, List, u64),
) -> Begun<(), Vec<u8>> {
    let manager = call.value(&manager)?;
    call.start((), [secret], |caller, inputs| api::encapsulate(caller.guest(), manager, inputs, expiration))
}

pub(crate) fn decapsulate<T: 'static>(
    call: &mut Call<'_, T>,
    (manager, encapsulated): (Manager, List),
) -> Begun<(), SecretBytes> {
    let manager = call.value(&manager)?;
    call.start((), [encapsulated], |caller, inputs| api::decapsulate(caller.guest(), manager, inputs))
}
