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
        none_is_slow(&states)?;
        // One entry may be as long as a single call allows, but a thousand of that length would be gigabytes.
        let total = entries.iter().try_fold(0_u32, |total, (_, len)| total.checked_add(*len));
        call.output_len(total.ok_or(ErrorCode::Overflow)?)?;
        let entries: HostResult<Entries<Bytes>> =
            states.iter().zip(&entries).map(|(state, (_, len))| convert_entry(state::squeeze(state, *len))).collect();
        entries
    })?;
    symmetric.func("batch-squeeze-tag", |call, (batch,): (WasmList<This>,)| {
        let entries = call.entries(&batch)?;
        let states = states(call, &entries)?;
        none_is_slow(&states)?;
        let entries: HostResult<Entries<Resource<SymmetricTag>>> =
            states.iter().map(|state| convert_entry(state::insert_tag(call, state))).collect();
        entries
    })?;
    symmetric.func("batch-encrypt", |call, (batch,): (WasmList<(This, List)>,)| {
        let entries = call.entries(&batch)?;
        let states = states(call, entries.iter().map(|(state, _)| state))?;
        let entries: HostResult<Entries<Bytes>> = states
            .iter()
            .zip(&entries)
            .map(|(state, (_, data))| convert_entry(state::encrypt(state, call.bytes(data))))
            .collect();
        entries
    })?;
    symmetric.func("batch-encrypt-detached", |call, (batch,): (WasmList<(This, List)>,)| {
        let entries = call.entries(&batch)?;
        let states = states(call, entries.iter().map(|(state, _)| state))?;
        let entries: HostResult<Entries<DetachedCiphertext>> = states
            .iter()
            .zip(&entries)
            .map(|(state, (_, data))| convert_entry(state::encrypt_detached(call, state, data)))
            .collect();
        entries
    })?;
    symmetric.func("batch-decrypt", |call, (batch,): (WasmList<(This, List)>,)| {
        let entries = call.entries(&batch)?;
        let states = states(call, entries.iter().map(|(state, _)| state))?;
        let entries: HostResult<Entries<Bytes>> = states
            .iter()
            .zip(&entries)
            .map(|(state, (_, data))| convert_entry(state::decrypt(state, call.bytes(data))))
            .collect();
        entries
    })?;
    symmetric.func("batch-decrypt-detached", |call, (batch,): (WasmList<(This, List, List)>,)| {
        let entries = call.entries(&batch)?;
        let states = states(call, entries.iter().map(|(state, ..)| state))?;
        let entries: HostResult<Entries<Bytes>> = states
            .iter()
            .zip(&entries)
            .map(|(state, (_, data, tag))| {
                convert_entry(state::decrypt_detached(state, call.bytes(data), call.bytes(tag)))
            })
            .collect();
        entries
    })
}

/// The states of a batch, refused if they are not all of one algorithm.
fn states<'e, T: 'static>(
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
