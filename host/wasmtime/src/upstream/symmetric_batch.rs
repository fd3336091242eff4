//! `wasi-ephemeral-crypto-symmetric-batch`: many operations in one call.
//!
//! An entry is its result and an error number. Where the number is not that of success, a list is empty and a tag is
//! one that equals nothing.

use std::sync::Arc;

use bytes::Bytes;
use wasi_crypto_engine::SymmetricTag as Tag;
use wasmtime::component::{Resource, WasmList};

use super::bindings::Errno;
use super::symmetric::usual_len;
use super::{UpstreamBinder, entries};
use crate::bindings::ErrorCode;
use crate::error::{HostResult, convert_entry};
use crate::resources::{SymmetricState, SymmetricTag};
use crate::symmetric::{batch, state};

type State = Resource<SymmetricState>;
type List = WasmList<u8>;

pub(super) fn bind<T: 'static>(symmetric: &mut UpstreamBinder<'_, T>) -> wasmtime::Result<()> {
    symmetric.func("batch-symmetric-state-squeeze", |call, (states,): (WasmList<State>,)| {
        let handles = call.entries(&states)?;
        let states = batch::states(call, &handles)?;
        // Of what does not squeeze, nothing is asked, which is refused entry by entry.
        let lens: Vec<u32> = states.iter().map(|state| usual_len(state).unwrap_or_default()).collect();
        Ok(lists(batch::squeeze(call, &states, &lens)?))
    })?;
    symmetric.func("batch-symmetric-state-squeeze-tag", |call, (states,): (WasmList<State>,)| {
        let states = batch::taggers(call, &states)?;
        // Failed entries have a handle too, so there is a place for each or nothing is done.
        let slots = call.reserve_all(states.len())?;
        let tags = states.iter().map(|state| convert_entry(state::squeeze_tag(state)));
        let (tags, numbers) = entries(tags.collect::<HostResult<Vec<_>>>()?, || Arc::new(Tag::absent()));
        let tags = call.insert_all(slots.into_iter().zip(tags))?;
        Ok(tags.into_iter().zip(numbers).collect::<Vec<(Resource<SymmetricTag>, Errno)>>())
    })?;
    symmetric.func("batch-symmetric-state-encrypt", |call, batch| Ok(lists(batch::encrypt(call, batch)?)))?;
    symmetric.func("batch-symmetric-state-encrypt-detached", |call, (messages,): (WasmList<(State, List)>,)| {
        let messages = call.entries(&messages)?;
        let states = batch::states(call, messages.iter().map(|(state, _)| state))?;
        let slots = call.reserve_all(states.len())?;
        let encrypted = states.iter().zip(&messages);
        let encrypted =
            encrypted.map(|(state, (_, data))| convert_entry(state::encrypt_detached(state, call.bytes(data))));
        let encrypted = encrypted.collect::<HostResult<Vec<_>>>()?;
        let (encrypted, numbers) = entries(encrypted, || (Bytes::new(), Arc::new(Tag::absent())));
        let (ciphertexts, tags): (Vec<_>, Vec<_>) = encrypted.into_iter().unzip();
        let tags = call.insert_all(slots.into_iter().zip(tags))?;
        let results = ciphertexts.into_iter().zip(tags).zip(numbers);
        let results = results.map(|((ciphertext, tag), number)| (ciphertext, tag, number));
        Ok(results.collect::<Vec<(Bytes, Resource<SymmetricTag>, Errno)>>())
    })?;
    symmetric.func("batch-symmetric-state-decrypt", |call, batch| Ok(lists(batch::decrypt(call, batch)?)))?;
    symmetric
        .func("batch-symmetric-state-decrypt-detached", |call, batch| Ok(lists(batch::decrypt_detached(call, batch)?)))
}

fn lists(outcomes: Vec<Result<Bytes, ErrorCode>>) -> Vec<(Bytes, Errno)> {
    let (lists, numbers) = entries(outcomes, Bytes::new);
    lists.into_iter().zip(numbers).collect()
}
