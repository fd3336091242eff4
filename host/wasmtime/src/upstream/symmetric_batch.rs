//! `wasi-ephemeral-crypto-symmetric-batch`: many operations in one call.
//!
//! An entry is its result and an error number. Where the number is not that of success, a list is empty and a tag is
//! one that equals nothing.

use std::sync::Arc;

use bytes::Bytes;
use wasi_crypto_api::batch::Outcomes;
use wasi_crypto_api::output::Output;
use wasi_crypto_api::symmetric as api;
use wasi_crypto_engine::{SecretBytes, SymmetricTag as Tag};
use wasmtime::component::{Resource, WasmList};

use super::bindings::Errno;
use super::symmetric::usual_len;
use super::{UpstreamBinder, entries};
use crate::flavour::Flavour;
use crate::output;
use crate::resources::{SymmetricState, SymmetricTag};
use crate::symmetric::batch;

type State = Resource<SymmetricState>;
type List = WasmList<u8>;

pub(super) fn bind<T: 'static, F: Flavour<T>>(symmetric: &mut UpstreamBinder<'_, T>) -> wasmtime::Result<()> {
    F::func(
        symmetric,
        "batch-symmetric-state-squeeze",
        |call, (states,): (WasmList<State>,)| {
            let states = batch::states(call, &states)?;
            // Of what does not squeeze, nothing is asked, which is refused entry by entry.
            let entries = states.into_iter().map(|state| {
                let len = usual_len(&state).unwrap_or_default();
                (state, len)
            });
            let entries = entries.collect();
            call.start_without((), |caller, inputs| api::batch_squeeze(caller, entries, inputs))
        },
        |_, (), outcomes| Ok(secrets(outcomes)),
    )?;
    F::func(
        symmetric,
        "batch-symmetric-state-squeeze-tag",
        |call, (states,): (WasmList<State>,)| {
            let states = batch::states(call, &states)?;
            // Failed entries have a handle too, so there is a place for each or nothing is done.
            let places = call.guest().places().reserve_all(states.len())?;
            call.start_without(places, |caller, inputs| api::batch_tags(caller, states, inputs))
        },
        |call, places, outcomes| {
            let (tags, numbers) = entries(outcomes, || Arc::new(Tag::absent()));
            let tags = call.insert_all(places.into_iter().zip(tags))?;
            Ok(tags.into_iter().zip(numbers).collect::<Vec<(Resource<SymmetricTag>, Errno)>>())
        },
    )?;
    F::func(symmetric, "batch-symmetric-state-encrypt", batch::encrypt, |_, (), outcomes| {
        let ciphertexts = outcomes.into_iter().map(|ciphertext| {
            let (bytes, share) = ciphertext?.into_parts();
            Ok(output::long(bytes, share))
        });
        Ok(lists(ciphertexts))
    })?;
    F::func(
        symmetric,
        "batch-symmetric-state-encrypt-detached",
        |call, (messages,): (WasmList<(State, List)>,)| {
            let (states, lists) = batch::messages(call, &messages)?;
            let places = call.guest().places().reserve_all(states.len())?;
            call.start(places, lists, |caller, inputs| api::batch_ciphertexts_and_tags(caller, states, inputs))
        },
        |call, places, outcomes| {
            let outcomes = outcomes.into_iter().map(|encrypted| {
                let ((ciphertext, tag), share) = encrypted?.into_parts();
                Ok((output::long(ciphertext, share), tag))
            });
            let (encrypted, numbers) = entries(outcomes, || (Bytes::new(), Arc::new(Tag::absent())));
            let (ciphertexts, tags): (Vec<_>, Vec<_>) = encrypted.into_iter().unzip();
            let tags = call.insert_all(places.into_iter().zip(tags))?;
            let results = ciphertexts.into_iter().zip(tags).zip(numbers);
            let results = results.map(|((ciphertext, tag), number)| (ciphertext, tag, number));
            Ok(results.collect::<Vec<(Bytes, Resource<SymmetricTag>, Errno)>>())
        },
    )?;
    F::func(symmetric, "batch-symmetric-state-decrypt", batch::decrypt, |_, (), outcomes| Ok(secrets(outcomes)))?;
    F::func(symmetric, "batch-symmetric-state-decrypt-detached", batch::decrypt_detached, |_, (), outcomes| {
        Ok(secrets(outcomes))
    })
}

fn secrets(outcomes: Outcomes<Output<SecretBytes>>) -> Vec<(Bytes, Errno)> {
    lists(outcomes.into_iter().map(|secret| secret.map(output::long_secret)))
}

fn lists(outcomes: impl IntoIterator<Item = wasi_crypto_engine::Result<Bytes>>) -> Vec<(Bytes, Errno)> {
    let (lists, numbers) = entries(outcomes, Bytes::new);
    lists.into_iter().zip(numbers).collect()
}
