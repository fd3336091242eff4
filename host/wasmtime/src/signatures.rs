//! `wasi:crypto/signatures`: signatures, signing and verifying, in steps, in one call and in batches.

use bytes::Bytes;
use wasi_crypto_api::batch::Outcomes;
use wasi_crypto_api::place::Place;
use wasi_crypto_api::signatures as api;
use wasi_crypto_api::signatures::Signing as SharedSigning;
use wasi_crypto_engine as engine;
use wasmtime::component::{Linker, Resource, WasmList, WasmStr};

use crate::bindings::{ErrorCode, SignatureEncoding};
use crate::call::{Binder, Call, Getter};
use crate::error::{HostResult, convert_entry};
use crate::flavour::{Begun, Flavour};
use crate::output::as_it_is;
use crate::resources::{KeyPair, PublicKey, Signature, SignatureState, SignatureVerificationState};

type Signing = Resource<SignatureState>;
type Verification = Resource<SignatureVerificationState>;
type List = WasmList<u8>;

pub(crate) fn add_to_linker<T: 'static, F: Flavour<T>>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut signatures = Binder::new(linker, "signatures", get)?;
    bind_signature(&mut signatures)?;
    bind_signing::<T, F>(&mut signatures)?;
    bind_verification::<T, F>(&mut signatures)?;
    bind_oneshot::<T, F>(&mut signatures)?;
    bind_batches::<T, F>(&mut signatures)
}

fn bind_signature<T: 'static>(signatures: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    signatures.resource::<Signature>("signature")?;
    signatures.func("[static]signature.import", import)?;
    signatures.func("[method]signature.export", export)?;
    signatures.infallible("[method]signature.algorithm", |call, (this,): (Resource<Signature>,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })
}

fn bind_signing<T: 'static, F: Flavour<T>>(signatures: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    signatures.resource::<SignatureState>("signature-state")?;
    signatures.func("[static]signature-state.open", open)?;
    F::func(signatures, "[method]signature-state.update", update, as_it_is)?;
    F::func(signatures, "[method]signature-state.sign", sign, insert)?;
    signatures.infallible("[method]signature-state.algorithm", |call, (this,): (Signing,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })
}

fn bind_verification<T: 'static, F: Flavour<T>>(signatures: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    signatures.resource::<SignatureVerificationState>("signature-verification-state")?;
    signatures.func("[static]signature-verification-state.open", open_verification)?;
    F::func(signatures, "[method]signature-verification-state.update", update_verification, as_it_is)?;
    F::func(signatures, "[method]signature-verification-state.verify", verify, as_it_is)?;
    signatures.infallible("[method]signature-verification-state.algorithm", |call, (this,): (Verification,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })
}

fn bind_oneshot<T: 'static, F: Flavour<T>>(signatures: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    F::func(
        signatures,
        "sign",
        |call, (key_pair, message): (Resource<KeyPair>, List)| {
            let key_pair = call.key(&key_pair)?;
            call.start((), [message], |caller, inputs| api::sign(caller, key_pair, inputs, 0))
        },
        as_it_is,
    )?;
    F::func(
        signatures,
        "verify",
        |call, (public_key, message, signature): (Resource<PublicKey>, List, List)| {
            let public_key = call.value(&public_key)?;
            call.start((), [message, signature], |caller, inputs| api::verify(caller, public_key, inputs, 0))
        },
        as_it_is,
    )
}

fn bind_batches<T: 'static, F: Flavour<T>>(signatures: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    F::func(
        signatures,
        "batch-sign",
        |call, (batch,): (WasmList<Signing>,)| {
            let states = signers(call, &batch)?;
            call.start_without((), |caller, inputs| api::batch_sign(caller, states, inputs))
        },
        |call, (), outcomes: Outcomes<(Place, engine::Signature)>| {
            let mut insert = |(place, signature)| call.insert(place, signature);
            let entries =
                outcomes.into_iter().map(|signed| convert_entry(signed.map_err(Into::into).and_then(&mut insert)));
            entries.collect::<HostResult<Vec<_>>>()
        },
    )?;
    F::func(signatures, "batch-verify", verify_batch, |_, (), outcomes| {
        Ok(outcomes.into_iter().map(|verdict| verdict.map_err(ErrorCode::from)).collect::<Vec<_>>())
    })
}

pub(crate) fn import<T: 'static>(
    call: &mut Call<'_, T>,
    (algorithm, encoded, encoding): (WasmStr, List, SignatureEncoding),
) -> HostResult<Resource<Signature>> {
    let place = call.reserve()?;
    let guest = call.guest();
    let (algorithm, encoded) = (call.text(&algorithm)?, call.bytes(&encoded));
    let signature = engine::Signature::import(guest.engine(), &algorithm, encoded, encoding.into())?;
    call.insert(place, signature)
}

pub(crate) fn export<T: 'static>(
    call: &mut Call<'_, T>,
    (this, encoding): (Resource<Signature>, SignatureEncoding),
) -> HostResult<Bytes> {
    let signature = call.value(&this)?;
    Ok(Bytes::from(signature.export(encoding.into())?))
}

pub(crate) fn open<T: 'static>(call: &mut Call<'_, T>, (key_pair,): (Resource<KeyPair>,)) -> HostResult<Signing> {
    let place = call.reserve()?;
    let state = api::open(&call.key(&key_pair)?)?;
    call.insert(place, state)
}

pub(crate) fn open_verification<T: 'static>(
    call: &mut Call<'_, T>,
    (public_key,): (Resource<PublicKey>,),
) -> HostResult<Verification> {
    let place = call.reserve()?;
    let state = api::open_verification(&call.value(&public_key)?)?;
    call.insert(place, state)
}

pub(crate) fn update<T: 'static>(call: &mut Call<'_, T>, (this, input): (Signing, List)) -> Begun<(), ()> {
    let state = call.value(&this)?;
    call.start((), [input], |caller, inputs| api::update(caller, &state, inputs, 0))
}

pub(crate) fn update_verification<T: 'static>(
    call: &mut Call<'_, T>,
    (this, input): (Verification, List),
) -> Begun<(), ()> {
    let state = call.value(&this)?;
    call.start((), [input], |caller, inputs| api::update(caller, &state, inputs, 0))
}

pub(crate) fn sign<T: 'static>(call: &mut Call<'_, T>, (this,): (Signing,)) -> Begun<Place, engine::Signature> {
    let place = call.reserve()?;
    let state = call.value(&this)?;
    call.start_without(place, |caller, _| api::sign_state(caller, &state))
}

pub(crate) fn insert<T: 'static>(
    call: &mut Call<'_, T>,
    place: Place,
    signature: engine::Signature,
) -> HostResult<Resource<Signature>> {
    call.insert(place, signature)
}

pub(crate) fn verify<T: 'static>(
    call: &mut Call<'_, T>,
    (this, signature): (Verification, Resource<Signature>),
) -> Begun<(), ()> {
    let (state, signature) = (call.value(&this)?, call.value(&signature)?);
    call.start_without((), |caller, _| api::verify_state(caller, &state, &signature))
}

/// The states of a batch.
pub(crate) fn signers<T: 'static>(call: &mut Call<'_, T>, batch: &WasmList<Signing>) -> HostResult<Vec<SharedSigning>> {
    let entries = call.entries(batch)?;
    entries.iter().map(|state| call.value(state)).collect()
}

pub(crate) fn verify_batch<T: 'static>(
    call: &mut Call<'_, T>,
    (batch,): (WasmList<(Verification, Resource<Signature>)>,),
) -> Begun<(), Outcomes<()>> {
    let entries = call.entries(&batch)?;
    let entries = entries.iter().map(|(state, signature)| Ok((call.value(state)?, call.value(signature)?)));
    let entries = entries.collect::<HostResult<Vec<_>>>()?;
    call.start_without((), |caller, inputs| api::batch_verify(caller, entries, inputs))
}
