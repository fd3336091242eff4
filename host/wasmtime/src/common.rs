//! `wasi:crypto/common`: option sets and the secrets manager.

use std::sync::{Arc, Mutex};

use wasi_crypto_engine as engine;
use wasmtime::component::{Linker, Resource, WasmList, WasmStr};

use crate::bindings::{AlgorithmType, ErrorCode, Version};
use crate::call::{Binder, Getter};
use crate::flavour::{Flavour, Work};
use crate::resources::{Options, SecretsManager};

pub(crate) fn add_to_linker<T: 'static, F: Flavour<T>>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut common = Binder::new(linker, "common", get)?;
    options(&mut common)?;
    secrets_manager::<T, F>(&mut common)
}

fn options<T: 'static>(common: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    common.resource::<Options>("options")?;
    common.func("[static]options.open", |call, (category,): (AlgorithmType,)| {
        let slot = call.reserve()?;
        let options = engine::Options::open(&call.engine(), category.into());
        call.insert(slot, Arc::new(Mutex::new(options)))
    })?;
    common.func("[method]options.set", |call, (this, name, value): (Resource<Options>, WasmStr, WasmList<u8>)| {
        let options = call.value(&this)?;
        options.lock()?.set(&call.text(&name)?, call.bytes(&value))?;
        Ok(())
    })?;
    common.func("[method]options.set-u64", |call, (this, name, value): (Resource<Options>, WasmStr, u64)| {
        let options = call.value(&this)?;
        options.lock()?.set_u64(&call.text(&name)?, value)?;
        Ok(())
    })?;
    common.func("[method]options.set-memory-budget", |call, (this, name, size): (Resource<Options>, WasmStr, u32)| {
        let options = call.value(&this)?;
        options.lock()?.set_memory_budget(&call.text(&name)?, size)?;
        Ok(())
    })
}

fn secrets_manager<T: 'static, F: Flavour<T>>(common: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    common.resource::<SecretsManager>("secrets-manager")?;
    common.func("[static]secrets-manager.open", |call, (options,): (Option<Resource<Options>>,)| {
        let slot = call.reserve()?;
        call.optional(options.as_ref())?;
        let secrets = call.view().ctx.secrets.clone().ok_or(ErrorCode::UnsupportedFeature)?;
        call.insert(slot, secrets)
    })?;
    F::func(
        common,
        "[method]secrets-manager.invalidate",
        |call, (this, id, version): (Resource<SecretsManager>, WasmList<u8>, Version)| {
            let (secrets, id) = (call.value(&this)?, call.identifier(&id)?);
            Ok(((), Work::wait(async move { Ok(secrets.invalidate(&id, version.into()).await?) })))
        },
        |_, (), ()| Ok(()),
    )?;
    common.infallible("[method]secrets-manager.id-len", |call, (this,): (Resource<SecretsManager>,)| {
        let len = call.value(&this)?.id_len();
        Ok(u32::try_from(len).map_err(|_| ErrorCode::InternalError)?)
    })
}
