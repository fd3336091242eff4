//! `symmetric-state`.
//!
//! The operations themselves are functions over a state and borrowed bytes, shared with the batches.

use std::sync::Arc;

use bytes::Bytes;
use wasi_crypto_engine as engine;
use wasmtime::component::{Resource, WasmList, WasmStr};

use crate::bindings::{DetachedCiphertext, ErrorCode};
use crate::call::{Binder, Call};
use crate::effort::Effort;
use crate::error::HostResult;
use crate::flavour::{Begun, Flavour, Work, as_it_is};
use crate::limits::Slot;
use crate::output;
use crate::resources::{Options, State, SymmetricKey, SymmetricState, SymmetricTag};

type This = Resource<SymmetricState>;
pub(crate) type Shared = Arc<State<engine::SymmetricState>>;
type Tag = Arc<engine::SymmetricTag>;

pub(super) fn bind<T: 'static, F: Flavour<T>>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    symmetric.resource::<SymmetricState>("symmetric-state")?;
    symmetric.func("[static]symmetric-state.open", open)?;
    symmetric.infallible("[method]symmetric-state.algorithm", |call, (this,): (This,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })?;
    symmetric.func("[method]symmetric-state.get-option", get_option)?;
    symmetric.func("[method]symmetric-state.get-option-u64", get_option_u64)?;
    symmetric.func("[method]symmetric-state.clone", clone)?;
    symmetric.func("[method]symmetric-state.absorb", absorb)?;
    F::func(
        symmetric,
        "[method]symmetric-state.squeeze",
        |call, (this, len): (This, u32)| squeeze_slowly(&call.value(&this)?, len),
        as_it_is,
    )?;
    F::func(symmetric, "[method]symmetric-state.squeeze-tag", squeeze_tag_slowly, insert_tag)?;
    symmetric.func("[method]symmetric-state.squeeze-key", squeeze_key)?;
    symmetric.func("[method]symmetric-state.max-tag-len", max_tag_len)?;
    symmetric.func("[method]symmetric-state.encrypt", |call, (this, data): (This, WasmList<u8>)| {
        encrypt(&call.value(&this)?, call.bytes(&data))
    })?;
    symmetric.func("[method]symmetric-state.encrypt-detached", |call, (this, data): (This, WasmList<u8>)| {
        let (ciphertext, tag) = encrypt_and_insert(call, (this, data))?;
        Ok(DetachedCiphertext { ciphertext, tag })
    })?;
    symmetric.func("[method]symmetric-state.decrypt", |call, (this, data): (This, WasmList<u8>)| {
        decrypt(&call.value(&this)?, call.bytes(&data))
    })?;
    symmetric.func("[method]symmetric-state.decrypt-detached", decrypt_with_tag)?;
    symmetric.func("[method]symmetric-state.ratchet", ratchet)
}

pub(crate) fn open<T: 'static>(
    call: &mut Call<'_, T>,
    (algorithm, key, options): (WasmStr, Option<Resource<SymmetricKey>>, Option<Resource<Options>>),
) -> HostResult<This> {
    let slot = call.reserve()?;
    let engine = call.engine();
    let key = key.map(|key| call.key(&key, "open-state")).transpose()?;
    let options = call.optional(options.as_ref())?;
    let options = options.as_ref().map(|options| options.lock()).transpose()?;
    let state = engine::SymmetricState::open(&engine, &call.text(&algorithm)?, key.as_deref(), options.as_deref());
    let state = match &key {
        Some(key) => key.audit(state)?,
        None => state?,
    };
    call.insert(slot, State::new(state.algorithm(), state))
}

pub(crate) fn get_option<T: 'static>(call: &mut Call<'_, T>, (this, name): (This, WasmStr)) -> HostResult<Bytes> {
    let state = call.value(&this)?;
    let value = state.lock()?.get_option(&call.text(&name)?)?;
    Ok(Bytes::from(value))
}

pub(crate) fn get_option_u64<T: 'static>(call: &mut Call<'_, T>, (this, name): (This, WasmStr)) -> HostResult<u64> {
    let state = call.value(&this)?;
    let value = state.lock()?.get_option_u64(&call.text(&name)?)?;
    Ok(value)
}

pub(crate) fn clone<T: 'static>(call: &mut Call<'_, T>, (this,): (This,)) -> HostResult<This> {
    let slot = call.reserve()?;
    let state = call.value(&this)?;
    let copy = state.lock()?.try_clone()?;
    call.insert(slot, State::new(state.algorithm(), copy))
}

pub(crate) fn absorb<T: 'static>(call: &mut Call<'_, T>, (this, data): (This, WasmList<u8>)) -> HostResult<()> {
    let state = call.value(&this)?;
    state.lock()?.absorb(call.bytes(&data))?;
    Ok(())
}

/// Squeezes; on a worker, from a copy, if that takes long.
pub(crate) fn squeeze_slowly(state: &Shared, len: u32) -> Begun<(), Bytes> {
    match slow_copy(state)? {
        None => Ok(((), Work::Done(squeeze(state, len)?))),
        Some(copy) => Ok(((), Work::compute(Effort::PASSWORD, move || squeeze(&copy, len)))),
    }
}

pub(crate) fn squeeze_tag_slowly<T: 'static>(call: &mut Call<'_, T>, (this,): (This,)) -> Begun<Slot, Tag> {
    let slot = call.reserve()?;
    let state = call.value(&this)?;
    match slow_copy(&state)? {
        None => Ok((slot, Work::Done(squeeze_tag(&state)?))),
        Some(copy) => Ok((slot, Work::compute(Effort::PASSWORD, move || squeeze_tag(&copy)))),
    }
}

pub(crate) fn insert_tag<T: 'static>(
    call: &mut Call<'_, T>,
    slot: Slot,
    tag: Tag,
) -> HostResult<Resource<SymmetricTag>> {
    call.insert(slot, tag)
}

pub(crate) fn squeeze_key<T: 'static>(
    call: &mut Call<'_, T>,
    (this, algorithm): (This, WasmStr),
) -> HostResult<Resource<SymmetricKey>> {
    let slot = call.reserve()?;
    let state = call.value(&this)?;
    let key = state.lock()?.squeeze_key(&call.text(&algorithm)?)?;
    call.insert(slot, key)
}

pub(crate) fn max_tag_len<T: 'static>(call: &mut Call<'_, T>, (this,): (This,)) -> HostResult<u32> {
    let len = call.value(&this)?.lock()?.max_tag_len()?;
    Ok(u32::try_from(len).map_err(|_| ErrorCode::InternalError)?)
}

/// Encrypts, and gives the guest the tag.
pub(crate) fn encrypt_and_insert<T: 'static>(
    call: &mut Call<'_, T>,
    (this, data): (This, WasmList<u8>),
) -> HostResult<(Bytes, Resource<SymmetricTag>)> {
    // The place for the tag comes first: a nonce must not be spent on a ciphertext that cannot be handed out.
    let slot = call.reserve()?;
    let state = call.value(&this)?;
    let (ciphertext, tag) = encrypt_detached(&state, call.bytes(&data))?;
    Ok((ciphertext, call.insert(slot, tag)?))
}

pub(crate) fn decrypt_with_tag<T: 'static>(
    call: &mut Call<'_, T>,
    (this, data, tag): (This, WasmList<u8>, WasmList<u8>),
) -> HostResult<Bytes> {
    decrypt_detached(&call.value(&this)?, call.bytes(&data), call.bytes(&tag))
}

pub(crate) fn ratchet<T: 'static>(call: &mut Call<'_, T>, (this,): (This,)) -> HostResult<()> {
    call.value(&this)?.lock()?.ratchet()?;
    Ok(())
}

pub(super) fn squeeze(state: &Shared, len: u32) -> HostResult<Bytes> {
    // The engine checks the length before it allocates anything.
    let len = usize::try_from(len).map_err(|_| ErrorCode::Overflow)?;
    let out = state.lock()?.squeeze(len)?;
    Ok(output::secret(out))
}

pub(crate) fn squeeze_tag(state: &Shared) -> HostResult<Tag> {
    let tag = state.lock()?.squeeze_tag()?;
    Ok(Arc::new(tag))
}

/// A copy of a state whose squeezes are slow, for a worker: a call that is dropped meanwhile must not leave the guest's
/// own state locked. Squeezing does not change such a state.
fn slow_copy(state: &Shared) -> HostResult<Option<Shared>> {
    let inner = state.lock()?;
    if inner.is_slow() { Ok(Some(State::new(state.algorithm(), inner.try_clone()?))) } else { Ok(None) }
}

pub(crate) fn encrypt(state: &Shared, data: &[u8]) -> HostResult<Bytes> {
    let ciphertext = state.lock()?.encrypt(data)?;
    Ok(Bytes::from(ciphertext))
}

pub(crate) fn encrypt_detached(state: &Shared, data: &[u8]) -> HostResult<(Bytes, Tag)> {
    let (ciphertext, tag) = state.lock()?.encrypt_detached(data)?;
    Ok((Bytes::from(ciphertext), Arc::new(tag)))
}

pub(crate) fn decrypt(state: &Shared, data: &[u8]) -> HostResult<Bytes> {
    let plaintext = state.lock()?.decrypt(data)?;
    Ok(output::secret(plaintext))
}

pub(crate) fn decrypt_detached(state: &Shared, data: &[u8], tag: &[u8]) -> HostResult<Bytes> {
    let plaintext = state.lock()?.decrypt_detached(data, tag)?;
    Ok(output::secret(plaintext))
}
