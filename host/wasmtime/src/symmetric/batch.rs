//! Many operations in one call.
//!
//! A batch is refused as a whole if it is too long, if its states are of several algorithms, or if its outputs together
//! exceed what one call may return; then nothing was done. So is one that would hash many passwords: their time would
//! add up to more than the limits allow one call. Otherwise every entry has its own result, the one the single
//! call would have had, in order.

use bytes::Bytes;
use wasmtime::component::{Resource, WasmList};

use super::state::{self, Shared};
use crate::batch;
use crate::bindings::{DetachedCiphertext, ErrorCode};
use crate::call::{Binder, Call};
use crate::error::{HostResult, convert_entry};

use crate::resources::{SymmetricState, SymmetricTag};

type This = Resource<SymmetricState>;
type List = WasmList<u8>;
type Entries<R> = Vec<Result<R, ErrorCode>>;

pub(super) fn bind<T: 'static>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    symmetric.func("batch-squeeze", |call, (batch,): (WasmList<(This, u32)>,)| {
        let entries = call.entries(&batch)?;
        let states = states(call, entries.iter().map(|(state, _)| state))?;
        let lens: Vec<u32> = entries.iter().map(|(_, len)| *len).collect();
        squeeze(call, &states, &lens)
    })?;
    symmetric.func("batch-squeeze-tag", |call, (batch,): (WasmList<This>,)| {
        let states = taggers(call, &batch)?;
        let entries: HostResult<Entries<Resource<SymmetricTag>>> = states
            .iter()
            .map(|state| {
                let tag = call.reserve().and_then(|slot| Ok((slot, state::squeeze_tag(state)?)));
                convert_entry(tag.and_then(|(slot, tag)| call.insert(slot, tag)))
            })
            .collect();
        entries
    })?;
    symmetric.func("batch-encrypt", encrypt)?;
    symmetric.func("batch-encrypt-detached", |call, (batch,): (WasmList<(This, List)>,)| {
        let entries = call.entries(&batch)?;
        states(call, entries.iter().map(|(state, _)| state))?;
        let entries: HostResult<Entries<DetachedCiphertext>> = entries
            .into_iter()
            .map(|entry| {
                let encrypted = state::encrypt_and_insert(call, entry);
                convert_entry(encrypted.map(|(ciphertext, tag)| DetachedCiphertext { ciphertext, tag }))
            })
            .collect();
        entries
    })?;
    symmetric.func("batch-decrypt", decrypt)?;
    symmetric.func("batch-decrypt-detached", decrypt_detached)
}

/// Squeezes `lens[i]` bytes from `states[i]`.
pub(crate) fn squeeze<T: 'static>(
    call: &mut Call<'_, T>,
    states: &[Shared],
    lens: &[u32],
) -> HostResult<Entries<Bytes>> {
    none_is_slow(states)?;
    // One entry may be as long as a single call allows, but a thousand of that length would be gigabytes.
    let total = lens.iter().try_fold(0_u32, |total, len| total.checked_add(*len));
    call.output_len(total.ok_or(ErrorCode::Overflow)?)?;
    states.iter().zip(lens).map(|(state, len)| convert_entry(state::squeeze(state, *len))).collect()
}

/// The states of a batch of tags.
pub(crate) fn taggers<T: 'static>(call: &mut Call<'_, T>, batch: &WasmList<This>) -> HostResult<Vec<Shared>> {
    let entries = call.entries(batch)?;
    let states = states(call, &entries)?;
    none_is_slow(&states)?;
    Ok(states)
}

pub(crate) fn encrypt<T: 'static>(
    call: &mut Call<'_, T>,
    (batch,): (WasmList<(This, List)>,),
) -> HostResult<Entries<Bytes>> {
    each(call, &batch, state::encrypt)
}

pub(crate) fn decrypt<T: 'static>(
    call: &mut Call<'_, T>,
    (batch,): (WasmList<(This, List)>,),
) -> HostResult<Entries<Bytes>> {
    each(call, &batch, state::decrypt)
}

/// The same for every state and its data.
fn each<T: 'static>(
    call: &mut Call<'_, T>,
    batch: &WasmList<(This, List)>,
    operation: fn(&Shared, &[u8]) -> HostResult<Bytes>,
) -> HostResult<Entries<Bytes>> {
    let entries = call.entries(batch)?;
    let states = states(call, entries.iter().map(|(state, _)| state))?;
    let entries = states.iter().zip(&entries);
    entries.map(|(state, (_, data))| convert_entry(operation(state, call.bytes(data)))).collect()
}

pub(crate) fn decrypt_detached<T: 'static>(
    call: &mut Call<'_, T>,
    (batch,): (WasmList<(This, List, List)>,),
) -> HostResult<Entries<Bytes>> {
    let entries = call.entries(&batch)?;
    let states = states(call, entries.iter().map(|(state, ..)| state))?;
    states
        .iter()
        .zip(&entries)
        .map(|(state, (_, data, tag))| convert_entry(state::decrypt_detached(state, call.bytes(data), call.bytes(tag))))
        .collect()
}

/// The states of a batch, refused if they are not all of one algorithm.
pub(crate) fn states<'e, T: 'static>(
    call: &mut Call<'_, T>,
    handles: impl IntoIterator<Item = &'e This>,
) -> HostResult<Vec<Shared>> {
    let states: Vec<Shared> = handles.into_iter().map(|handle| call.value(handle)).collect::<HostResult<_>>()?;
    batch::one_algorithm(states.iter().map(|state| state.algorithm()))?;
    Ok(states)
}

/// Refuses slow states. They are all of one algorithm, so the first speaks for all.
fn none_is_slow(states: &[Shared]) -> HostResult<()> {
    match states.first() {
        Some(state) if state.lock()?.is_slow() => Err(ErrorCode::NotImplemented.into()),
        _ => Ok(()),
    }
}
