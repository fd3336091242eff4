//! `wasi-ephemeral-crypto-signatures-batch`: many signatures in one call.

use bytes::Bytes;
use wasi_crypto_api::signatures::batch_signatures;
use wasi_crypto_engine::SignatureEncoding;
use wasmtime::component::{Resource, WasmList};

use super::bindings::Errno;
use super::{UpstreamBinder, array_output, entries};
use crate::flavour::Flavour;
use crate::resources::{ArrayOutput, SignatureState};
use crate::signatures::{signers, verify_batch};

pub(super) fn bind<T: 'static, F: Flavour<T>>(batch: &mut UpstreamBinder<'_, T>) -> wasmtime::Result<()> {
    F::func(
        batch,
        "batch-signature-state-sign",
        |call, (states,): (WasmList<Resource<SignatureState>>,)| {
            let states = signers(call, &states)?;
            // Failed entries have a handle too, so there is a place for each or nothing is done.
            let places = call.guest().places().reserve_all(states.len())?;
            call.start_without(places, |caller, inputs| batch_signatures(caller, states, inputs))
        },
        |call, places, outcomes| {
            let signed =
                outcomes.into_iter().map(|signature| Ok(Bytes::from(signature?.export(SignatureEncoding::Raw)?)));
            let (signed, numbers) = entries(signed, Bytes::new);
            let signed = array_output::insert_all(call, places, signed)?;
            Ok(signed.into_iter().zip(numbers).collect::<Vec<(Resource<ArrayOutput>, Errno)>>())
        },
    )?;
    F::func(batch, "batch-signature-state-verify", verify_batch, |_, (), outcomes| {
        let (_, numbers) = entries(outcomes, || ());
        Ok(numbers)
    })
}
