//! `wasi-ephemeral-crypto-symmetric-batch`: many operations in one call.
//!
//! An entry is its result and an error number. Where the number is not that of success, a list is empty and a tag is
//! one that equals nothing.

use std::sync::Arc;

use bytes::Bytes;
use wasi_crypto_engine::SymmetricTag as Tag;
use wasmtime::component::{Resource, WasmList};

use super::UpstreamBinder;
use super::bindings::Errno;
use super::symmetric::usual_len;
use crate::bindings::ErrorCode;
use crate::error::{HostResult, convert_entry};
use crate::resources::{SymmetricState, SymmetricTag};
use crate::symmetric::{batch, state};

type State = Resource<SymmetricState>;
type List = WasmList<u8>;

pub(super) fn bind<T: 'static>(symmetric: &mut UpstreamBinder<'_, T>) -> wasmtime::Result<()> {
    symmetric.func("batch-symmetric-state-squeeze", |call, (states,): (WasmList<State>,)| {
        let entries = call.entries(&states)?;
        let states = batch::states(call, &entries)?;
        // Of what does not squeeze, nothing is asked, which is refused entry by entry.
        let lens: Vec<u32> = states.iter().map(|state| usual_len(state).unwrap_or_default()).collect();
        Ok(lists(batch::squeeze(call, &states, &lens)?))
    })?;
    symmetric.func("batch-symmetric-state-squeeze-tag", |call, (states,): (WasmList<State>,)| {
        let states = batch::taggers(call, &states)?;
        let slots = call.reserve_all(states.len())?;
        let entries: HostResult<Vec<(Resource<SymmetricTag>, Errno)>> = slots
            .into_iter()
            .zip(&states)
            .map(|(slot, state)| {
                let (tag, errno) = match convert_entry(state::squeeze_tag(state))? {
                    Ok(tag) => (tag, Errno::Success),
                    Err(code) => (Arc::new(Tag::absent()), code.into()),
                };
                Ok((call.insert(slot, tag)?, errno))
            })
            .collect();
        entries
    })?;
    symmetric.func("batch-symmetric-state-encrypt", |call, batch| Ok(lists(batch::encrypt(call, batch)?)))?;
    symmetric.func("batch-symmetric-state-encrypt-detached", |call, (entries,): (WasmList<(State, List)>,)| {
        let entries = call.entries(&entries)?;
        let states = batch::states(call, entries.iter().map(|(state, _)| state))?;
        let slots = call.reserve_all(states.len())?;
        let entries: HostResult<Vec<(Bytes, Resource<SymmetricTag>, Errno)>> = slots
            .into_iter()
            .zip(states.iter().zip(&entries))
            .map(|(slot, (state, (_, data)))| {
                let encrypted = convert_entry(state::encrypt_detached(state, call.bytes(data)))?;
                let (ciphertext, tag, errno) = match encrypted {
                    Ok((ciphertext, tag)) => (ciphertext, tag, Errno::Success),
                    Err(code) => (Bytes::new(), Arc::new(Tag::absent()), code.into()),
                };
                Ok((ciphertext, call.insert(slot, tag)?, errno))
            })
            .collect();
        entries
    })?;
    symmetric.func("batch-symmetric-state-decrypt", |call, batch| Ok(lists(batch::decrypt(call, batch)?)))?;
    symmetric
        .func("batch-symmetric-state-decrypt-detached", |call, batch| Ok(lists(batch::decrypt_detached(call, batch)?)))
}

fn lists(entries: Vec<Result<Bytes, ErrorCode>>) -> Vec<(Bytes, Errno)> {
    let entry = |entry: Result<Bytes, ErrorCode>| match entry {
        Ok(bytes) => (bytes, Errno::Success),
        Err(code) => (Bytes::new(), code.into()),
    };
    entries.into_iter().map(entry).collect()
}
