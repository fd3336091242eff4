//! `wasi:crypto/signatures`: signatures, signing and verifying, in steps, in one call and in batches.

use std::sync::Arc;

use bytes::Bytes;
use wasi_crypto_engine as engine;
use wasmtime::component::{Linker, Resource, WasmList, WasmStr};

use crate::batch;
use crate::bindings::{ErrorCode, SignatureEncoding};
use crate::call::{Binder, Call, Getter};
use crate::error::{HostResult, convert_entry};
use crate::resources::{KeyPair, PublicKey, Signature, SignatureState, SignatureVerificationState, State};

type Signing = Resource<SignatureState>;
type Verification = Resource<SignatureVerificationState>;
type SharedSigning = Arc<State<engine::SignatureState>>;
type SharedVerification = Arc<State<engine::SignatureVerificationState>>;

pub(crate) fn add_to_linker<T: 'static>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut signatures = Binder::new(linker, "signatures", get)?;
    bind_signature(&mut signatures)?;
    bind_signing(&mut signatures)?;
    bind_verification(&mut signatures)?;
    bind_oneshot(&mut signatures)?;
    bind_batches(&mut signatures)
}

fn bind_signature<T: 'static>(signatures: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    signatures.resource::<Signature>("signature")?;
    signatures.func("[static]signature.import", import)?;
    signatures.func("[method]signature.export", export)?;
    signatures.infallible("[method]signature.algorithm", |call, (this,): (Resource<Signature>,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })
}

fn bind_signing<T: 'static>(signatures: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    signatures.resource::<SignatureState>("signature-state")?;
    signatures.func("[static]signature-state.open", open)?;
    signatures.func("[method]signature-state.update", update)?;
    signatures.func("[method]signature-state.sign", sign)?;
    signatures.infallible("[method]signature-state.algorithm", |call, (this,): (Signing,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })
}

fn bind_verification<T: 'static>(signatures: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    signatures.resource::<SignatureVerificationState>("signature-verification-state")?;
    signatures.func("[static]signature-verification-state.open", open_verification)?;
    signatures.func("[method]signature-verification-state.update", update_verification)?;
    signatures.func("[method]signature-verification-state.verify", verify)?;
    signatures.infallible("[method]signature-verification-state.algorithm", |call, (this,): (Verification,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })
}

fn bind_oneshot<T: 'static>(signatures: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    signatures.func("sign", |call, (key_pair, message): (Resource<KeyPair>, WasmList<u8>)| {
        let key_pair = call.key(&key_pair, "sign")?;
        Ok(Bytes::from(key_pair.audit(engine::oneshot::sign(&key_pair, call.bytes(&message)))?))
    })?;
    signatures.func(
        "verify",
        |call, (public_key, message, signature): (Resource<PublicKey>, WasmList<u8>, WasmList<u8>)| {
            let public_key = call.value(&public_key)?;
            engine::oneshot::verify(&public_key, call.bytes(&message), call.bytes(&signature))?;
            Ok(())
        },
    )
}

fn bind_batches<T: 'static>(signatures: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    signatures.func("batch-sign", |call, (batch,): (WasmList<Signing>,)| {
        let states = signers(call, &batch)?;
        let entries: HostResult<Vec<Result<Resource<Signature>, ErrorCode>>> =
            states.iter().map(|state| convert_entry(signature(call, state))).collect();
        entries
    })?;
    signatures.func("batch-verify", verify_batch)
}

pub(crate) fn import<T: 'static>(
    call: &mut Call<'_, T>,
    (algorithm, encoded, encoding): (WasmStr, WasmList<u8>, SignatureEncoding),
) -> HostResult<Resource<Signature>> {
    let slot = call.reserve()?;
    let engine = call.engine();
    let signature = engine::Signature::import(&engine, &call.text(&algorithm)?, call.bytes(&encoded), encoding.into())?;
    call.insert(slot, signature)
}

pub(crate) fn export<T: 'static>(
    call: &mut Call<'_, T>,
    (this, encoding): (Resource<Signature>, SignatureEncoding),
) -> HostResult<Bytes> {
    let signature = call.value(&this)?;
    Ok(Bytes::from(signature.export(encoding.into())?))
}

pub(crate) fn open<T: 'static>(call: &mut Call<'_, T>, (key_pair,): (Resource<KeyPair>,)) -> HostResult<Signing> {
    let slot = call.reserve()?;
    let key_pair = call.key(&key_pair, "open-state")?;
    let state = key_pair.audit(engine::SignatureState::open(&key_pair))?;
    call.insert(slot, State::new(key_pair.algorithm(), state))
}

pub(crate) fn update<T: 'static>(call: &mut Call<'_, T>, (this, input): (Signing, WasmList<u8>)) -> HostResult<()> {
    let state = call.value(&this)?;
    state.lock()?.update(call.bytes(&input))?;
    Ok(())
}

pub(crate) fn sign<T: 'static>(call: &mut Call<'_, T>, (this,): (Signing,)) -> HostResult<Resource<Signature>> {
    let state = call.value(&this)?;
    signature(call, &state)
}

pub(crate) fn open_verification<T: 'static>(
    call: &mut Call<'_, T>,
    (public_key,): (Resource<PublicKey>,),
) -> HostResult<Verification> {
    let slot = call.reserve()?;
    let public_key = call.value(&public_key)?;
    let state = engine::SignatureVerificationState::open(&public_key)?;
    call.insert(slot, State::new(public_key.algorithm(), state))
}

pub(crate) fn update_verification<T: 'static>(
    call: &mut Call<'_, T>,
    (this, input): (Verification, WasmList<u8>),
) -> HostResult<()> {
    let state = call.value(&this)?;
    state.lock()?.update(call.bytes(&input))?;
    Ok(())
}

pub(crate) fn verify<T: 'static>(
    call: &mut Call<'_, T>,
    (this, signature): (Verification, Resource<Signature>),
) -> HostResult<()> {
    let (state, signature) = (call.value(&this)?, call.value(&signature)?);
    verdict(&state, &signature)
}

/// The states of a batch, refused if they are not all of one algorithm.
pub(crate) fn signers<T: 'static>(call: &mut Call<'_, T>, batch: &WasmList<Signing>) -> HostResult<Vec<SharedSigning>> {
    let entries = call.entries(batch)?;
    let states = entries.iter().map(|state| call.value(state)).collect::<HostResult<Vec<_>>>()?;
    batch::one_algorithm(states.iter().map(|state| state.algorithm()))?;
    Ok(states)
}

pub(crate) fn verify_batch<T: 'static>(
    call: &mut Call<'_, T>,
    (batch,): (WasmList<(Verification, Resource<Signature>)>,),
) -> HostResult<Vec<Result<(), ErrorCode>>> {
    let entries = call.entries(&batch)?;
    let entries = entries
        .iter()
        .map(|(state, signature)| Ok((call.value(state)?, call.value(signature)?)))
        .collect::<HostResult<Vec<_>>>()?;
    batch::one_algorithm(entries.iter().map(|(state, _)| state.algorithm()))?;
    entries.iter().map(|(state, signature)| convert_entry(verdict(state, signature))).collect()
}

fn signature<T: 'static>(call: &mut Call<'_, T>, state: &SharedSigning) -> HostResult<Resource<Signature>> {
    let slot = call.reserve()?;
    let signature = state.lock()?.sign()?;
    call.insert(slot, signature)
}

fn verdict(state: &SharedVerification, signature: &engine::Signature) -> HostResult<()> {
    state.lock()?.verify(signature)?;
    Ok(())
}
