//! `wasi-ephemeral-crypto-signatures-batch`: many signatures in one call.

use bytes::Bytes;
use wasi_crypto_engine::SignatureEncoding;
use wasmtime::component::{Resource, WasmList};

use super::bindings::Errno;
use super::{UpstreamBinder, array_output, entries};
use crate::error::{HostResult, convert_entry};
use crate::resources::{ArrayOutput, SignatureState};
use crate::signatures::{signers, verify_batch};

pub(super) fn bind<T: 'static>(batch: &mut UpstreamBinder<'_, T>) -> wasmtime::Result<()> {
    batch.func("batch-signature-state-sign", |call, (states,): (WasmList<Resource<SignatureState>>,)| {
        let states = signers(call, &states)?;
        // Failed entries have a handle too, so there is a place for each or nothing is done.
        let slots = call.reserve_all(states.len())?;
        let signed = states.iter().map(|state| {
            let signature = state.lock()?.sign().and_then(|signature| signature.export(SignatureEncoding::Raw));
            convert_entry(signature.map(Bytes::from).map_err(Into::into))
        });
        let (signed, numbers) = entries(signed.collect::<HostResult<Vec<_>>>()?, Bytes::new);
        let signed = array_output::insert_all(call, slots, signed)?;
        Ok(signed.into_iter().zip(numbers).collect::<Vec<(Resource<ArrayOutput>, Errno)>>())
    })?;
    batch.func("batch-signature-state-verify", |call, batch| {
        let (_, numbers) = entries(verify_batch(call, batch)?, || ());
        Ok(numbers)
    })
}
