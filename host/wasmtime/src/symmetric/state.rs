//! `symmetric-state`.
//!
//! The operations themselves are functions over a state and borrowed bytes, shared with the batches.

use std::sync::Arc;

use bytes::Bytes;
use wasi_crypto_engine as engine;
use wasmtime::component::{Resource, WasmList, WasmStr};

use crate::bindings::{DetachedCiphertext, ErrorCode};
use crate::call::{Binder, Call};
use crate::error::HostResult;
use crate::flavour::{Flavour, Work};
use crate::output;
use crate::resources::{Options, State, SymmetricKey, SymmetricState, SymmetricTag};

type This = Resource<SymmetricState>;
pub(super) type Shared = Arc<State<engine::SymmetricState>>;

pub(super) fn bind<T: 'static, F: Flavour<T>>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    symmetric.resource::<SymmetricState>("symmetric-state")?;
    bind_life(symmetric)?;
    bind_sponge(symmetric)?;
    bind_squeeze::<T, F>(symmetric)?;
    bind_cipher(symmetric)
}

fn bind_life<T: 'static>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    symmetric.func(
        "[static]symmetric-state.open",
        |call, (algorithm, key, options): (WasmStr, Option<Resource<SymmetricKey>>, Option<Resource<Options>>)| {
            let slot = call.reserve()?;
            let engine = call.engine();
            let key = key.map(|key| call.key(&key, "open-state")).transpose()?;
            let options = call.optional(options.as_ref())?;
            let options = options.as_ref().map(|options| options.lock()).transpose()?;
            let state =
                engine::SymmetricState::open(&engine, &call.text(&algorithm)?, key.as_deref(), options.as_deref());
            let state = match &key {
                Some(key) => key.audit(state)?,
                None => state?,
            };
            call.insert(slot, State::new(state.algorithm(), state))
        },
    )?;
    symmetric.infallible("[method]symmetric-state.algorithm", |call, (this,): (This,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })?;
    symmetric.func("[method]symmetric-state.get-option", |call, (this, name): (This, WasmStr)| {
        let state = call.value(&this)?;
        let value = state.lock()?.get_option(&call.text(&name)?)?;
        Ok(Bytes::from(value))
    })?;
    symmetric.func("[method]symmetric-state.get-option-u64", |call, (this, name): (This, WasmStr)| {
        let state = call.value(&this)?;
        let value = state.lock()?.get_option_u64(&call.text(&name)?)?;
        Ok(value)
    })?;
    symmetric.func("[method]symmetric-state.clone", |call, (this,): (This,)| {
        let slot = call.reserve()?;
        let state = call.value(&this)?;
        let copy = state.lock()?.try_clone()?;
        call.insert(slot, State::new(state.algorithm(), copy))
    })
}

fn bind_sponge<T: 'static>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    symmetric.func("[method]symmetric-state.absorb", |call, (this, data): (This, WasmList<u8>)| {
        let state = call.value(&this)?;
        state.lock()?.absorb(call.bytes(&data))?;
        Ok(())
    })?;
    symmetric.func("[method]symmetric-state.squeeze-key", |call, (this, algorithm): (This, WasmStr)| {
        let slot = call.reserve()?;
        let state = call.value(&this)?;
        let key = state.lock()?.squeeze_key(&call.text(&algorithm)?)?;
        call.insert(slot, key)
    })?;
    symmetric.func("[method]symmetric-state.ratchet", |call, (this,): (This,)| {
        call.value(&this)?.lock()?.ratchet()?;
        Ok(())
    })
}

fn bind_squeeze<T: 'static, F: Flavour<T>>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    F::func(
        symmetric,
        "[method]symmetric-state.squeeze",
        |call, (this, len): (This, u32)| {
            let state = call.value(&this)?;
            match slow_copy(&state)? {
                None => Ok(((), Work::Done(squeeze(&state, len)?))),
                Some(copy) => Ok(((), Work::compute(move || squeeze(&copy, len)))),
            }
        },
        |_, (), out| Ok(out),
    )?;
    F::func(
        symmetric,
        "[method]symmetric-state.squeeze-tag",
        |call, (this,): (This,)| {
            let slot = call.reserve()?;
            let state = call.value(&this)?;
            match slow_copy(&state)? {
                None => Ok((slot, Work::Done(squeeze_tag(&state)?))),
                Some(copy) => Ok((slot, Work::compute(move || squeeze_tag(&copy)))),
            }
        },
        |call, slot, tag| call.insert(slot, tag),
    )
}

fn bind_cipher<T: 'static>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    symmetric.func("[method]symmetric-state.max-tag-len", |call, (this,): (This,)| {
        let len = call.value(&this)?.lock()?.max_tag_len()?;
        Ok(u32::try_from(len).map_err(|_| ErrorCode::InternalError)?)
    })?;
    symmetric.func("[method]symmetric-state.encrypt", |call, (this, data): (This, WasmList<u8>)| {
        encrypt(&call.value(&this)?, call.bytes(&data))
    })?;
    symmetric.func("[method]symmetric-state.encrypt-detached", |call, (this, data): (This, WasmList<u8>)| {
        let state = call.value(&this)?;
        encrypt_detached(call, &state, &data)
    })?;
    symmetric.func("[method]symmetric-state.decrypt", |call, (this, data): (This, WasmList<u8>)| {
        decrypt(&call.value(&this)?, call.bytes(&data))
    })?;
    symmetric.func(
        "[method]symmetric-state.decrypt-detached",
        |call, (this, data, tag): (This, WasmList<u8>, WasmList<u8>)| {
            decrypt_detached(&call.value(&this)?, call.bytes(&data), call.bytes(&tag))
        },
    )
}

pub(super) fn squeeze(state: &Shared, len: u32) -> HostResult<Bytes> {
    // The engine checks the length before it allocates anything.
    let len = usize::try_from(len).map_err(|_| ErrorCode::Overflow)?;
    let out = state.lock()?.squeeze(len)?;
    Ok(output::secret(out))
}

pub(super) fn insert_tag<T: 'static>(call: &mut Call<'_, T>, state: &Shared) -> HostResult<Resource<SymmetricTag>> {
    let slot = call.reserve()?;
    let tag = squeeze_tag(state)?;
    call.insert(slot, tag)
}

fn squeeze_tag(state: &Shared) -> HostResult<Arc<engine::SymmetricTag>> {
    let tag = state.lock()?.squeeze_tag()?;
    Ok(Arc::new(tag))
}

/// A copy of a state whose squeezes are slow, for a worker: a call that is dropped meanwhile must not leave the guest's
/// own state locked. Squeezing does not change such a state.
fn slow_copy(state: &Shared) -> HostResult<Option<Shared>> {
    let inner = state.lock()?;
    if inner.is_slow() { Ok(Some(State::new(state.algorithm(), inner.try_clone()?))) } else { Ok(None) }
}

pub(super) fn encrypt(state: &Shared, data: &[u8]) -> HostResult<Bytes> {
    let ciphertext = state.lock()?.encrypt(data)?;
    Ok(Bytes::from(ciphertext))
}

pub(super) fn encrypt_detached<T: 'static>(
    call: &mut Call<'_, T>,
    state: &Shared,
    data: &WasmList<u8>,
) -> HostResult<DetachedCiphertext> {
    // The place for the tag comes first: a nonce must not be spent on a ciphertext that cannot be handed out.
    let slot = call.reserve()?;
    let (ciphertext, tag) = state.lock()?.encrypt_detached(call.bytes(data))?;
    Ok(DetachedCiphertext { ciphertext: Bytes::from(ciphertext), tag: call.insert(slot, Arc::new(tag))? })
}

pub(super) fn decrypt(state: &Shared, data: &[u8]) -> HostResult<Bytes> {
    let plaintext = state.lock()?.decrypt(data)?;
    Ok(output::secret(plaintext))
}

pub(super) fn decrypt_detached(state: &Shared, data: &[u8], tag: &[u8]) -> HostResult<Bytes> {
    let plaintext = state.lock()?.decrypt_detached(data, tag)?;
    Ok(output::secret(plaintext))
}
