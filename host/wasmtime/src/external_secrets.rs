//! `wasi:crypto/external-secrets`: secrets of the application that the host keeps, or seals for the guest to keep.

use bytes::Bytes;
use wasi_crypto_engine::SecretBytes;
use wasmtime::component::{Linker, Resource, WasmList};

use crate::bindings::{ErrorCode, Version};
use crate::call::{Binder, Call, Getter};
use crate::error::HostResult;
use crate::flavour::{Flavour, Work};
use crate::output;
use crate::resources::SecretsManager;

type Manager = Resource<SecretsManager>;
type List = WasmList<u8>;

pub(crate) fn add_to_linker<T: 'static, F: Flavour<T>>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut secrets = Binder::new(linker, "external-secrets", get)?;
    bind_stored::<T, F>(&mut secrets)?;
    bind_encapsulated::<T, F>(&mut secrets)
}

fn bind_stored<T: 'static, F: Flavour<T>>(secrets: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    F::func(
        secrets,
        "store",
        |call, (manager, secret, expiration): (Manager, List, u64)| {
            let (manager, secret) = (call.value(&manager)?, call.secret(&secret)?);
            Ok(((), Work::wait(async move { Ok(manager.store_secret(&secret, expiration).await?) })))
        },
        |_, (), stored| Ok(Bytes::from(stored.id)),
    )?;
    F::func(
        secrets,
        "replace",
        |call, (manager, id, secret, expiration): (Manager, List, List, u64)| {
            let (manager, id, secret) = (call.value(&manager)?, call.identifier(&id)?, call.secret(&secret)?);
            Ok(((), Work::wait(async move { Ok(manager.replace_secret(&id, &secret, expiration).await?) })))
        },
        |_, (), version| Ok(version),
    )?;
    F::func(
        secrets,
        "from-id",
        |call, (manager, id, version): (Manager, List, Version)| {
            let (manager, id) = (call.value(&manager)?, call.identifier(&id)?);
            Ok(((), Work::wait(async move { Ok(manager.secret_from_id(&id, version.into()).await?) })))
        },
        |_, (), secret| Ok(output::secret(secret)),
    )?;
    F::func(
        secrets,
        "invalidate",
        |call, (manager, id, version): (Manager, List, Version)| {
            let (manager, id) = (call.value(&manager)?, call.identifier(&id)?);
            Ok(((), Work::wait(async move { Ok(manager.invalidate_secret(&id, version.into()).await?) })))
        },
        |_, (), ()| Ok(()),
    )
}

fn bind_encapsulated<T: 'static, F: Flavour<T>>(secrets: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    F::func(
        secrets,
        "encapsulate",
        |call, (manager, secret, expiration): (Manager, List, u64)| {
            let (manager, secret) = (call.value(&manager)?, call.secret(&secret)?);
            Ok(((), Work::wait(async move { Ok(manager.encapsulate_secret(&secret, expiration).await?) })))
        },
        |_, (), encapsulated| Ok(Bytes::from(encapsulated)),
    )?;
    F::func(
        secrets,
        "decapsulate",
        |call, (manager, encapsulated): (Manager, List)| {
            let (manager, encapsulated) = (call.value(&manager)?, call.encapsulated(&encapsulated)?);
            Ok(((), Work::wait(async move { Ok(manager.decapsulate_secret(&encapsulated).await?) })))
        },
        |_, (), secret| Ok(output::secret(secret)),
    )
}

impl<T: 'static> Call<'_, T> {
    /// A secret, copied out of the guest's memory if it is not longer than anything the host takes at once.
    fn secret(&mut self, list: &List) -> HostResult<SecretBytes> {
        let max = self.engine().limits().max_buffered_message;
        let bytes = self.bytes(list);
        if bytes.len() > max { Err(ErrorCode::Overflow.into()) } else { Ok(SecretBytes::new(bytes.to_vec())) }
    }

    /// An encapsulated secret. What is longer than the longest secret in its wrapping was not wrapped here.
    fn encapsulated(&mut self, list: &List) -> HostResult<Vec<u8>> {
        const WRAPPING: usize = 1 << 10;

        let max = self.engine().limits().max_buffered_message.saturating_add(WRAPPING);
        let bytes = self.bytes(list);
        if bytes.len() > max { Err(ErrorCode::VerificationFailed.into()) } else { Ok(bytes.to_vec()) }
    }
}
