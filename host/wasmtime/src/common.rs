//! `wasi:crypto/common`: option sets and the secrets manager.

use std::sync::{Arc, Mutex};

use wasi_crypto_api::managed;
use wasi_crypto_engine as engine;
use wasi_crypto_keystore::Selector;
use wasmtime::component::{Linker, Resource, WasmList, WasmStr};

use crate::bindings::{AlgorithmType, ErrorCode, Version};
use crate::call::{Binder, Call, Getter};
use crate::error::HostResult;
use crate::flavour::{Begun, Flavour};
use crate::output::as_it_is;
use crate::resources::{Options, SecretsManager};

type Set = Resource<Options>;
type Manager = Resource<SecretsManager>;

pub(crate) fn add_to_linker<T: 'static, F: Flavour<T>>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut common = Binder::new(linker, "common", get)?;
    common.resource::<Options>("options")?;
    common.func("[static]options.open", open_options)?;
    common.func("[method]options.set", set)?;
    common.func("[method]options.set-u64", set_u64)?;
    common.func("[method]options.set-memory-budget", set_memory_budget)?;
    common.resource::<SecretsManager>("secrets-manager")?;
    common.func("[static]secrets-manager.open", open_secrets_manager)?;
    F::func(&mut common, "[method]secrets-manager.invalidate", invalidate::<T, Version>, as_it_is)?;
    common.infallible("[method]secrets-manager.id-len", |call, (this,): (Manager,)| {
        let len = call.value(&this)?.id_len();
        Ok(u32::try_from(len).map_err(|_| ErrorCode::InternalError)?)
    })
}

pub(crate) fn open_options<T: 'static>(call: &mut Call<'_, T>, (category,): (AlgorithmType,)) -> HostResult<Set> {
    let place = call.reserve()?;
    let options = engine::Options::open(call.view().ctx.guest.engine(), category.into());
    call.insert(place, Arc::new(Mutex::new(options)))
}

pub(crate) fn set<T: 'static>(
    call: &mut Call<'_, T>,
    (this, name, value): (Set, WasmStr, WasmList<u8>),
) -> HostResult<()> {
    let options = call.value(&this)?;
    options.lock()?.set(&call.text(&name)?, call.bytes(&value))?;
    Ok(())
}

pub(crate) fn set_u64<T: 'static>(call: &mut Call<'_, T>, (this, name, value): (Set, WasmStr, u64)) -> HostResult<()> {
    let options = call.value(&this)?;
    options.lock()?.set_u64(&call.text(&name)?, value)?;
    Ok(())
}

pub(crate) fn set_memory_budget<T: 'static>(
    call: &mut Call<'_, T>,
    (this, name, size): (Set, WasmStr, u32),
) -> HostResult<()> {
    let options = call.value(&this)?;
    options.lock()?.set_memory_budget(&call.text(&name)?, size)?;
    Ok(())
}

pub(crate) fn open_secrets_manager<T: 'static>(
    call: &mut Call<'_, T>,
    (options,): (Option<Set>,),
) -> HostResult<Manager> {
    let place = call.reserve()?;
    call.optional(options.as_ref())?;
    let secrets = call.guest().open_secrets()?;
    call.insert(place, secrets)
}

pub(crate) fn invalidate<T: 'static, V: Into<Selector>>(
    call: &mut Call<'_, T>,
    (this, id, version): (Manager, WasmList<u8>, V),
) -> Begun<(), ()> {
    let secrets = call.value(&this)?;
    call.start((), [id], |_, inputs| managed::invalidate(secrets, inputs, version.into()))
}
