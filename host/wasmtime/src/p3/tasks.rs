//! `wasi:crypto/tasks`: what other interfaces have, bound so that the guest goes on.

use wasi_crypto_api::passwords;
use wasi_crypto_engine as engine;
use wasi_crypto_secrets::Storable;
use wasmtime::component::{Linker, Resource, WasmList, WasmStr};

use super::concurrent::Concurrent;
use crate::asymmetric::key_pair;
use crate::bindings::Version;
use crate::call::{Binder, Call, Getter};
use crate::flavour::{Begun, Flavour};
use crate::output::{as_it_is, lower_secret};
use crate::resources::Options;
use crate::symmetric::key;
use crate::{common, external_secrets, managed};

type List = WasmList<u8>;

pub(super) fn add_to_linker<T: Send + 'static>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut tasks = Binder::new(linker, "tasks", get)?;
    Concurrent::func(&mut tasks, "generate-key-pair", key_pair::generate, key_pair::insert_generated)?;
    Concurrent::func(&mut tasks, "generate-managed-key-pair", key_pair::generate_managed, managed::insert_stored)?;
    bind_managed::<T, engine::KeyPair>(&mut tasks, "key-pair")?;
    Concurrent::func(&mut tasks, "generate-managed-symmetric-key", key::generate_managed, managed::insert_stored)?;
    bind_managed::<T, engine::SymmetricKey>(&mut tasks, "symmetric-key")?;
    Concurrent::func(&mut tasks, "invalidate-key", common::invalidate::<T, Version>, as_it_is)?;
    bind_passwords(&mut tasks)?;
    bind_secrets(&mut tasks)
}

fn bind_managed<T: Send + 'static, K: Storable>(tasks: &mut Binder<'_, T>, key: &str) -> wasmtime::Result<()> {
    Concurrent::func(tasks, &format!("store-{key}"), managed::store, managed::stored::<T, K>)?;
    Concurrent::func(tasks, &format!("replace-{key}"), managed::replace, managed::replaced::<T, K>)?;
    Concurrent::func(tasks, &format!("find-{key}"), managed::find::<T, K, Version>, managed::insert_stored)
}

fn bind_passwords<T: Send + 'static>(tasks: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    Concurrent::func(tasks, "hash-password", hash_password, as_it_is)?;
    Concurrent::func(
        tasks,
        "verify-password",
        |call, (algorithm, password, stored): (WasmStr, List, List)| {
            call.start_with((), &algorithm, [password, stored], passwords::verify)
        },
        as_it_is,
    )
}

fn bind_secrets<T: Send + 'static>(tasks: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    Concurrent::func(tasks, "store-secret", external_secrets::store, external_secrets::identifier)?;
    Concurrent::func(tasks, "replace-secret", external_secrets::replace, as_it_is)?;
    Concurrent::func(tasks, "find-secret", external_secrets::from_id::<T, Version>, lower_secret)?;
    Concurrent::func(tasks, "invalidate-secret", external_secrets::invalidate::<T, Version>, as_it_is)?;
    Concurrent::func(tasks, "encapsulate-secret", external_secrets::encapsulate, as_it_is)?;
    Concurrent::func(tasks, "decapsulate-secret", external_secrets::decapsulate, lower_secret)
}

fn hash_password<T: 'static>(
    call: &mut Call<'_, T>,
    (algorithm, password, options): (WasmStr, List, Option<Resource<Options>>),
) -> Begun<(), Vec<u8>> {
    let options = call.optional(options.as_ref())?;
    call.start_with((), &algorithm, [password], |caller, name, inputs| passwords::hash(caller, name, options, inputs))
}
