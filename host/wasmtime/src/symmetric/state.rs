//! `symmetric-state`.

use bytes::Bytes;
use wasi_crypto_api::output::Output;
use wasi_crypto_api::place::Place;
use wasi_crypto_api::symmetric as api;
use wasi_crypto_api::symmetric::{Detached, Shared, Tag};
use wasi_crypto_engine as engine;
use wasi_crypto_engine::SecretBytes;
use wasmtime::component::{Resource, WasmList, WasmStr};

use crate::bindings::{DetachedCiphertext, ErrorCode};
use crate::call::{Binder, Call};
use crate::error::HostResult;
use crate::flavour::{Begun, Flavour};
use crate::output::{self, as_it_is, lower_long, lower_long_secret};
use crate::resources::{Options, SymmetricKey, SymmetricState, SymmetricTag};

type This = Resource<SymmetricState>;
type List = WasmList<u8>;

pub(super) fn bind<T: 'static, F: Flavour<T>>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    symmetric.resource::<SymmetricState>("symmetric-state")?;
    symmetric.func("[static]symmetric-state.open", open)?;
    symmetric.infallible("[method]symmetric-state.algorithm", |call, (this,): (This,)| {
        Ok(call.value(&this)?.algorithm().to_owned())
    })?;
    symmetric.func("[method]symmetric-state.get-option", get_option)?;
    symmetric.func("[method]symmetric-state.get-option-u64", get_option_u64)?;
    symmetric.func("[method]symmetric-state.clone", clone)?;
    symmetric.func("[method]symmetric-state.max-tag-len", max_tag_len)?;
    symmetric.func("[method]symmetric-state.ratchet", ratchet)?;
    F::func(symmetric, "[method]symmetric-state.absorb", absorb, as_it_is)?;
    F::func(
        symmetric,
        "[method]symmetric-state.squeeze",
        |call, (this, len): (This, u32)| {
            let state = call.value(&this)?;
            squeeze(call, &state, len)
        },
        lower_long_secret,
    )?;
    F::func(symmetric, "[method]symmetric-state.squeeze-tag", squeeze_tag, insert_tag)?;
    F::func(symmetric, "[method]symmetric-state.squeeze-key", squeeze_key, insert_key)?;
    F::func(symmetric, "[method]symmetric-state.encrypt", encrypt, lower_long)?;
    F::func(symmetric, "[method]symmetric-state.encrypt-detached", encrypt_detached, |call, place, encrypted| {
        let (ciphertext, tag) = insert_detached(call, place, encrypted)?;
        Ok(DetachedCiphertext { ciphertext, tag })
    })?;
    F::func(symmetric, "[method]symmetric-state.decrypt", decrypt, lower_long_secret)?;
    F::func(symmetric, "[method]symmetric-state.decrypt-detached", decrypt_detached, lower_long_secret)
}

pub(crate) fn open<T: 'static>(
    call: &mut Call<'_, T>,
    (algorithm, key, options): (WasmStr, Option<Resource<SymmetricKey>>, Option<Resource<Options>>),
) -> HostResult<This> {
    let place = call.reserve()?;
    let key = key.map(|key| call.key(&key)).transpose()?;
    let options = call.optional(options.as_ref())?;
    let options = options.as_ref().map(|options| options.lock()).transpose()?;
    let caller = call.caller();
    let state = api::open(&caller, &call.text(&algorithm)?, key.as_ref(), options.as_deref());
    call.done(caller);
    call.insert(place, state?)
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
    let place = call.reserve()?;
    let copy = api::copy(&call.value(&this)?)?;
    call.insert(place, copy)
}

pub(crate) fn max_tag_len<T: 'static>(call: &mut Call<'_, T>, (this,): (This,)) -> HostResult<u32> {
    let len = call.value(&this)?.lock()?.max_tag_len()?;
    Ok(u32::try_from(len).map_err(|_| ErrorCode::InternalError)?)
}

pub(crate) fn ratchet<T: 'static>(call: &mut Call<'_, T>, (this,): (This,)) -> HostResult<()> {
    Ok(api::ratchet(&call.value(&this)?)?)
}

pub(crate) fn absorb<T: 'static>(call: &mut Call<'_, T>, (this, data): (This, List)) -> Begun<(), ()> {
    let state = call.value(&this)?;
    call.start((), [data], |caller, inputs| api::absorb(caller, &state, inputs, 0))
}

pub(crate) fn squeeze<T: 'static>(call: &mut Call<'_, T>, state: &Shared, len: u32) -> Begun<(), Output<SecretBytes>> {
    call.start_without((), |caller, inputs| api::squeeze(caller, state, len, inputs))
}

pub(crate) fn squeeze_tag<T: 'static>(call: &mut Call<'_, T>, (this,): (This,)) -> Begun<Place, Tag> {
    let place = call.reserve()?;
    let state = call.value(&this)?;
    call.start_without(place, |caller, inputs| api::squeeze_tag(caller, &state, inputs))
}

pub(crate) fn insert_tag<T: 'static>(
    call: &mut Call<'_, T>,
    place: Place,
    tag: Tag,
) -> HostResult<Resource<SymmetricTag>> {
    call.insert(place, tag)
}

pub(crate) fn squeeze_key<T: 'static>(
    call: &mut Call<'_, T>,
    (this, algorithm): (This, WasmStr),
) -> Begun<Place, engine::SymmetricKey> {
    let place = call.reserve()?;
    let state = call.value(&this)?;
    let algorithm = call.name(&algorithm)?;
    call.start_without(place, |caller, inputs| api::squeeze_key(caller, &state, algorithm, inputs))
}

pub(crate) fn insert_key<T: 'static>(
    call: &mut Call<'_, T>,
    place: Place,
    key: engine::SymmetricKey,
) -> HostResult<Resource<SymmetricKey>> {
    call.insert(place, key)
}

pub(crate) fn encrypt<T: 'static>(call: &mut Call<'_, T>, (this, data): (This, List)) -> Begun<(), Output<Vec<u8>>> {
    let state = call.value(&this)?;
    call.start((), [data], |caller, inputs| api::encrypt(caller, &state, inputs, 0))
}

/// The place for the tag comes first: a nonce must not be spent on a ciphertext that cannot be handed out.
pub(crate) fn encrypt_detached<T: 'static>(
    call: &mut Call<'_, T>,
    (this, data): (This, List),
) -> Begun<Place, Detached> {
    let place = call.reserve()?;
    let state = call.value(&this)?;
    call.start(place, [data], |caller, inputs| api::encrypt_detached(caller, &state, inputs, 0))
}

pub(crate) fn insert_detached<T: 'static>(
    call: &mut Call<'_, T>,
    place: Place,
    encrypted: Detached,
) -> HostResult<(Bytes, Resource<SymmetricTag>)> {
    let ((ciphertext, tag), share) = encrypted.into_parts();
    Ok((output::long(ciphertext, share), call.insert(place, tag)?))
}

pub(crate) fn decrypt<T: 'static>(
    call: &mut Call<'_, T>,
    (this, data): (This, List),
) -> Begun<(), Output<SecretBytes>> {
    let state = call.value(&this)?;
    call.start((), [data], |caller, inputs| api::decrypt(caller, &state, inputs, 0))
}

pub(crate) fn decrypt_detached<T: 'static>(
    call: &mut Call<'_, T>,
    (this, data, tag): (This, List, List),
) -> Begun<(), Output<SecretBytes>> {
    let state = call.value(&this)?;
    call.start((), [data, tag], |caller, inputs| api::decrypt_detached(caller, &state, inputs, 0))
}
