//! `wasi-ephemeral-crypto-signatures-batch`: many signatures in one call.

use bytes::Bytes;
use wasi_crypto_engine::SignatureEncoding;
use wasmtime::component::{Resource, WasmList};

use super::bindings::Errno;
use super::{UpstreamBinder, array_output};
use crate::error::{HostResult, convert_entry};
use crate::resources::{ArrayOutput, SignatureState};
use crate::signatures::{signers, verify_batch};

pub(super) fn bind<T: 'static>(batch: &mut UpstreamBinder<'_, T>) -> wasmtime::Result<()> {
    batch.func("batch-signature-state-sign", |call, (states,): (WasmList<Resource<SignatureState>>,)| {
        let states = signers(call, &states)?;
        // Failed entries have a handle too, so there is a place for each or nothing is done.
        let slots = call.reserve_all(states.len())?;
        let entries: HostResult<Vec<(Resource<ArrayOutput>, Errno)>> = slots
            .into_iter()
            .zip(&states)
            .map(|(slot, state)| {
                let signed = state.lock()?.sign().and_then(|signature| signature.export(SignatureEncoding::Raw));
                let (bytes, errno) = match convert_entry(signed.map(Bytes::from).map_err(Into::into))? {
                    Ok(bytes) => (bytes, Errno::Success),
                    Err(code) => (Bytes::new(), code.into()),
                };
                Ok((array_output::insert(call, slot, bytes)?, errno))
            })
            .collect();
        entries
    })?;
    batch.func("batch-signature-state-verify", |call, states| {
        let entries = verify_batch(call, states)?;
        let entries: Vec<Errno> =
            entries.into_iter().map(|entry| entry.map_or_else(Errno::from, |()| Errno::Success)).collect();
        Ok(entries)
    })
}
