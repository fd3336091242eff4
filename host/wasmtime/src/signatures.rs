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

pub(crate) fn add_to_linker<T: 'static>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut signatures = Binder::new(linker, "signatures", get)?;
    bind_signature(&mut signatures)?;
    bind_signing(&mut signatures)?;
    bind_verification(&mut signatures)?;
    bind_oneshot(&mut signatures)?;
    bind_batches(&mut signatures)
}

fn bind_signature<T: 'static>(signatures: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    type This = Resource<Signature>;

    signatures.resource::<Signature>("signature")?;
    signatures.func(
        "[static]signature.import",
        |call, (algorithm, encoded, encoding): (WasmStr, WasmList<u8>, SignatureEncoding)| {
            let slot = call.reserve()?;
            let engine = call.engine();
            let signature =
                engine::Signature::import(&engine, &call.text(&algorithm)?, call.bytes(&encoded), encoding.into())?;
            call.insert(slot, signature)
        },
    )?;
    signatures.func("[method]signature.export", |call, (this, encoding): (This, SignatureEncoding)| {
        let signature = call.value(&this)?;
        Ok(Bytes::from(signature.export(encoding.into())?))
    })?;
    signatures.infallible("[method]signature.algorithm", |call, (this,): (This,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })
}

fn bind_signing<T: 'static>(signatures: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    type This = Resource<SignatureState>;

    signatures.resource::<SignatureState>("signature-state")?;
    signatures.func("[static]signature-state.open", |call, (key_pair,): (Resource<KeyPair>,)| {
        let slot = call.reserve()?;
        let key_pair = call.key(&key_pair, "open-state")?;
        let state = key_pair.audit(engine::SignatureState::open(&key_pair))?;
        call.insert(slot, State::new(key_pair.algorithm(), state))
    })?;
    signatures.func("[method]signature-state.update", |call, (this, input): (This, WasmList<u8>)| {
        let state = call.value(&this)?;
        state.lock()?.update(call.bytes(&input))?;
        Ok(())
    })?;
    signatures.func("[method]signature-state.sign", |call, (this,): (This,)| {
        let state = call.value(&this)?;
        sign(call, &state)
    })?;
    signatures.infallible("[method]signature-state.algorithm", |call, (this,): (This,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })
}

fn bind_verification<T: 'static>(signatures: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    type This = Resource<SignatureVerificationState>;

    signatures.resource::<SignatureVerificationState>("signature-verification-state")?;
    signatures.func("[static]signature-verification-state.open", |call, (public_key,): (Resource<PublicKey>,)| {
        let slot = call.reserve()?;
        let public_key = call.value(&public_key)?;
        let state = engine::SignatureVerificationState::open(&public_key)?;
        call.insert(slot, State::new(public_key.algorithm(), state))
    })?;
    signatures.func("[method]signature-verification-state.update", |call, (this, input): (This, WasmList<u8>)| {
        let state = call.value(&this)?;
        state.lock()?.update(call.bytes(&input))?;
        Ok(())
    })?;
    signatures.func(
        "[method]signature-verification-state.verify",
        |call, (this, signature): (This, Resource<Signature>)| {
            let state = call.value(&this)?;
            let signature = call.value(&signature)?;
            verify(&state, &signature)
        },
    )?;
    signatures.infallible("[method]signature-verification-state.algorithm", |call, (this,): (This,)| {
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
    type Signing = Resource<SignatureState>;
    type Verification = Resource<SignatureVerificationState>;

    signatures.func("batch-sign", |call, (batch,): (WasmList<Signing>,)| {
        let entries = call.entries(&batch)?;
        let states = entries.iter().map(|state| call.value(state)).collect::<HostResult<Vec<_>>>()?;
        batch::one_algorithm(states.iter().map(|state| state.algorithm()))?;
        let entries: HostResult<Vec<Result<Resource<Signature>, ErrorCode>>> =
            states.iter().map(|state| convert_entry(sign(call, state))).collect();
        entries
    })?;
    signatures.func("batch-verify", |call, (batch,): (WasmList<(Verification, Resource<Signature>)>,)| {
        let entries = call.entries(&batch)?;
        let entries = entries
            .iter()
            .map(|(state, signature)| Ok((call.value(state)?, call.value(signature)?)))
            .collect::<HostResult<Vec<_>>>()?;
        batch::one_algorithm(entries.iter().map(|(state, _)| state.algorithm()))?;
        let entries: HostResult<Vec<Result<(), ErrorCode>>> =
            entries.iter().map(|(state, signature)| convert_entry(verify(state, signature))).collect();
        entries
    })
}

fn sign<T: 'static>(
    call: &mut Call<'_, T>,
    state: &Arc<State<engine::SignatureState>>,
) -> HostResult<Resource<Signature>> {
    let slot = call.reserve()?;
    let signature = state.lock()?.sign()?;
    call.insert(slot, signature)
}

fn verify(state: &Arc<State<engine::SignatureVerificationState>>, signature: &engine::Signature) -> HostResult<()> {
    state.lock()?.verify(signature)?;
    Ok(())
}
