//! Many operations in one call.

use bytes::Bytes;
use wasi_crypto_api::batch::Outcomes;
use wasi_crypto_api::output::Output;
use wasi_crypto_api::place::Place;
use wasi_crypto_api::symmetric::{self as api, Detached, Shared, Tag};
use wasi_crypto_engine::SecretBytes;
use wasmtime::component::{Resource, WasmList};

use crate::bindings::{DetachedCiphertext, ErrorCode};
use crate::call::{Binder, Call};
use crate::error::{HostResult, convert_entry};
use crate::flavour::{Begun, Flavour};
use crate::output;
use crate::resources::SymmetricState;
use crate::symmetric::state::insert_detached;

type This = Resource<SymmetricState>;
type List = WasmList<u8>;

pub(super) fn bind<T: 'static, F: Flavour<T>>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    F::func(
        symmetric,
        "batch-squeeze",
        |call, (batch,): (WasmList<(This, u32)>,)| {
            let entries = call.entries(&batch)?;
            let entries = entries.into_iter().map(|(state, len)| Ok((call.value(&state)?, len)));
            let entries = entries.collect::<HostResult<Vec<_>>>()?;
            call.start_without((), |caller, inputs| api::batch_squeeze(caller, entries, inputs))
        },
        |_, (), outcomes| Ok(secrets(outcomes)),
    )?;
    F::func(symmetric, "batch-squeeze-tag", squeeze_tag, |call, (), outcomes| {
        outcomes
            .into_iter()
            .map(|tag| entry(tag, |(place, tag)| call.insert(place, tag)))
            .collect::<HostResult<Vec<_>>>()
    })?;
    F::func(symmetric, "batch-encrypt", encrypt, |_, (), outcomes| Ok(lists(outcomes)))?;
    F::func(symmetric, "batch-encrypt-detached", encrypt_detached, |call, (), outcomes| {
        let mut insert = |(place, encrypted)| {
            let (ciphertext, tag) = insert_detached(call, place, encrypted)?;
            Ok(DetachedCiphertext { ciphertext, tag })
        };
        outcomes.into_iter().map(|encrypted| entry(encrypted, &mut insert)).collect::<HostResult<Vec<_>>>()
    })?;
    F::func(symmetric, "batch-decrypt", decrypt, |_, (), outcomes| Ok(secrets(outcomes)))?;
    F::func(symmetric, "batch-decrypt-detached", decrypt_detached, |_, (), outcomes| Ok(secrets(outcomes)))
}

pub(crate) fn squeeze_tag<T: 'static>(
    call: &mut Call<'_, T>,
    (batch,): (WasmList<This>,),
) -> Begun<(), Outcomes<(Place, Tag)>> {
    let states = states(call, &batch)?;
    call.start_without((), |caller, inputs| api::batch_squeeze_tag(caller, states, inputs))
}

pub(crate) fn encrypt<T: 'static>(
    call: &mut Call<'_, T>,
    (batch,): (WasmList<(This, List)>,),
) -> Begun<(), Outcomes<Output<Vec<u8>>>> {
    let (states, lists) = messages(call, &batch)?;
    call.start((), lists, |caller, inputs| api::batch_encrypt(caller, states, inputs))
}

fn encrypt_detached<T: 'static>(
    call: &mut Call<'_, T>,
    (batch,): (WasmList<(This, List)>,),
) -> Begun<(), Outcomes<(Place, Detached)>> {
    let (states, lists) = messages(call, &batch)?;
    call.start((), lists, |caller, inputs| api::batch_encrypt_detached(caller, states, inputs))
}

pub(crate) fn decrypt<T: 'static>(
    call: &mut Call<'_, T>,
    (batch,): (WasmList<(This, List)>,),
) -> Begun<(), Outcomes<Output<SecretBytes>>> {
    let (states, lists) = messages(call, &batch)?;
    call.start((), lists, |caller, inputs| api::batch_decrypt(caller, states, inputs))
}

pub(crate) fn decrypt_detached<T: 'static>(
    call: &mut Call<'_, T>,
    (batch,): (WasmList<(This, List, List)>,),
) -> Begun<(), Outcomes<Output<SecretBytes>>> {
    let (mut states, mut lists) = (Vec::new(), Vec::new());
    for (state, data, tag) in call.entries(&batch)? {
        states.push(call.value(&state)?);
        lists.extend([data, tag]);
    }
    call.start((), lists, |caller, inputs| api::batch_decrypt_detached(caller, states, inputs))
}

/// The states of a batch.
pub(crate) fn states<T: 'static>(call: &mut Call<'_, T>, batch: &WasmList<This>) -> HostResult<Vec<Shared>> {
    let entries = call.entries(batch)?;
    entries.iter().map(|state| call.value(state)).collect()
}

/// The states of a batch, and their messages.
pub(crate) fn messages<T: 'static>(
    call: &mut Call<'_, T>,
    batch: &WasmList<(This, List)>,
) -> HostResult<(Vec<Shared>, Vec<List>)> {
    let (mut states, mut lists) = (Vec::new(), Vec::new());
    for (state, data) in call.entries(batch)? {
        states.push(call.value(&state)?);
        lists.push(data);
    }
    Ok((states, lists))
}

/// What the guest gets of an entry.
fn entry<O, R>(
    outcome: wasi_crypto_engine::Result<O>,
    lower: impl FnOnce(O) -> HostResult<R>,
) -> HostResult<Result<R, ErrorCode>> {
    convert_entry(outcome.map_err(Into::into).and_then(lower))
}

fn lists(outcomes: Outcomes<Output<Vec<u8>>>) -> Vec<Result<Bytes, ErrorCode>> {
    let outcomes = outcomes.into_iter().map(|outcome| {
        let (bytes, share) = outcome?.into_parts();
        Ok(output::long(bytes, share))
    });
    outcomes.collect()
}

fn secrets(outcomes: Outcomes<Output<SecretBytes>>) -> Vec<Result<Bytes, ErrorCode>> {
    outcomes.into_iter().map(|outcome| Ok(output::long_secret(outcome?))).collect()
}
