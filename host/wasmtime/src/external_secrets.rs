//! `wasi:crypto/external-secrets`: secrets of the application that the host keeps, or seals for the guest to keep.

use bytes::Bytes;
use wasi_crypto_engine::SecretBytes;
use wasi_crypto_keystore::Selector;
use wasi_crypto_secrets::{StoredSecret, encapsulated_len};
use wasmtime::component::{Linker, Resource, WasmList};

use crate::bindings::{ErrorCode, Version};
use crate::call::{Binder, Call, Getter};
use crate::error::HostResult;
use crate::flavour::{Begun, Flavour, Work, as_it_is};
use crate::output;
use crate::resources::SecretsManager;

type Manager = Resource<SecretsManager>;
type List = WasmList<u8>;

pub(crate) fn add_to_linker<T: 'static, F: Flavour<T>>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut secrets = Binder::new(linker, "external-secrets", get)?;
    F::func(&mut secrets, "store", store, identifier)?;
    F::func(
        &mut secrets,
        "replace",
        |call, (manager, id, secret, expiration): (Manager, List, List, u64)| {
            let (manager, id, secret) = (call.value(&manager)?, call.identifier(&id)?, call.secret(&secret)?);
            Ok(((), Work::wait(async move { Ok(manager.replace_secret(&id, &secret, expiration).await?) })))
        },
        as_it_is,
    )?;
    F::func(&mut secrets, "from-id", from_id::<T, Version>, as_it_is)?;
    F::func(&mut secrets, "invalidate", invalidate::<T, Version>, as_it_is)?;
    F::func(&mut secrets, "encapsulate", encapsulate, as_it_is)?;
    F::func(&mut secrets, "decapsulate", decapsulate, as_it_is)
}

pub(crate) fn store<T: 'static>(
    call: &mut Call<'_, T>,
    (manager, secret, expiration): (Manager, List, u64),
) -> Begun<(), StoredSecret> {
    let (manager, secret) = (call.value(&manager)?, call.secret(&secret)?);
    Ok(((), Work::wait(async move { Ok(manager.store_secret(&secret, expiration).await?) })))
}

pub(crate) fn identifier<T: 'static>(_: &mut Call<'_, T>, (): (), stored: StoredSecret) -> HostResult<Bytes> {
    Ok(Bytes::from(stored.id))
}

pub(crate) fn from_id<T: 'static, V: Into<Selector>>(
    call: &mut Call<'_, T>,
    (manager, id, version): (Manager, List, V),
) -> Begun<(), Bytes> {
    let (manager, id, which) = (call.value(&manager)?, call.identifier(&id)?, version.into());
    Ok(((), Work::wait(async move { Ok(output::secret(manager.secret_from_id(&id, which).await?)) })))
}

pub(crate) fn invalidate<T: 'static, V: Into<Selector>>(
    call: &mut Call<'_, T>,
    (manager, id, version): (Manager, List, V),
) -> Begun<(), ()> {
    let (manager, id, which) = (call.value(&manager)?, call.identifier(&id)?, version.into());
    Ok(((), Work::wait(async move { Ok(manager.invalidate_secret(&id, which).await?) })))
}

pub(crate) fn encapsulate<T: 'static>(
    call: &mut Call<'_, T>,
    (manager, secret, expiration): (Manager, List, u64),
) -> Begun<(), Bytes> {
    let (manager, secret) = (call.value(&manager)?, call.secret(&secret)?);
    Ok(((), Work::wait(async move { Ok(Bytes::from(manager.encapsulate_secret(&secret, expiration).await?)) })))
}

pub(crate) fn decapsulate<T: 'static>(
    call: &mut Call<'_, T>,
    (manager, encapsulated): (Manager, List),
) -> Begun<(), Bytes> {
    let (manager, encapsulated) = (call.value(&manager)?, call.encapsulated(&encapsulated)?);
    Ok(((), Work::wait(async move { Ok(output::secret(manager.decapsulate_secret(&encapsulated).await?)) })))
}

impl<T: 'static> Call<'_, T> {
    /// A secret, copied out of the guest's memory if it is not longer than anything the host takes at once.
    fn secret(&mut self, list: &List) -> HostResult<SecretBytes> {
        let max = self.engine().limits().max_buffered_message;
        let bytes = self.bytes(list);
        if bytes.len() > max { Err(ErrorCode::Overflow.into()) } else { Ok(SecretBytes::new(bytes.to_vec())) }
    }

    /// An encapsulated secret. What is longer than the longest secret, encapsulated, was not made here.
    fn encapsulated(&mut self, list: &List) -> HostResult<Vec<u8>> {
        let max = encapsulated_len(self.engine().limits().max_buffered_message);
        let bytes = self.bytes(list);
        if bytes.len() > max { Err(ErrorCode::VerificationFailed.into()) } else { Ok(bytes.to_vec()) }
    }
}
