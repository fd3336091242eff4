//! `wasi-ephemeral-crypto-symmetric`: keys, states and tags.

use wasi_crypto_api::output::Output;
use wasi_crypto_api::symmetric::{self as api, Shared};
use wasi_crypto_engine::{Error, SecretBytes, SymmetricKey as Key};
use wasmtime::component::{Resource, WasmList};

use super::{UpstreamBinder, array_output, close, managed};
use crate::bindings::ErrorCode;
use crate::call::Call;
use crate::error::HostResult;
use crate::flavour::{Begun, Flavour};
use crate::managed::insert_stored;
use crate::output::{as_it_is, lower_long, lower_long_secret};
use crate::resources::{SymmetricKey, SymmetricState, SymmetricTag};
use crate::symmetric::{key, state, tag};

type State = Resource<SymmetricState>;
type Tag = Resource<SymmetricTag>;
type List = WasmList<u8>;

pub(super) fn bind<T: 'static, F: Flavour<T>>(symmetric: &mut UpstreamBinder<'_, T>) -> wasmtime::Result<()> {
    symmetric.func("symmetric-key-generate", key::generate)?;
    symmetric.func("symmetric-key-import", key::import)?;
    symmetric.func("symmetric-key-export", array_output::of(key::export))?;
    symmetric.func("symmetric-key-close", close::<T, SymmetricKey>)?;
    F::func(symmetric, "symmetric-key-generate-managed", key::generate_managed, insert_stored)?;
    managed::bind::<T, F, Key>(symmetric, "symmetric-key")?;

    bind_state::<T, F>(symmetric)?;
    bind_cipher::<T, F>(symmetric)?;

    symmetric.func("symmetric-tag-len", tag::len)?;
    symmetric.func("symmetric-tag-pull", |call, (this,): (Tag,)| {
        let bytes = tag::bytes(call, (Resource::new_borrow(this.rep()),));
        call.remove(this)?;
        bytes
    })?;
    F::func(symmetric, "symmetric-tag-verify", tag::verify, as_it_is)?;
    symmetric.func("symmetric-tag-close", close::<T, SymmetricTag>)
}

fn bind_state<T: 'static, F: Flavour<T>>(symmetric: &mut UpstreamBinder<'_, T>) -> wasmtime::Result<()> {
    symmetric.func("symmetric-state-open", state::open)?;
    symmetric.func("symmetric-state-options-get", state::get_option)?;
    symmetric.func("symmetric-state-options-get-u64", state::get_option_u64)?;
    symmetric.func("symmetric-state-clone", state::clone)?;
    symmetric.func("symmetric-state-close", close::<T, SymmetricState>)?;
    F::func(symmetric, "symmetric-state-absorb", state::absorb, as_it_is)?;
    F::func(
        symmetric,
        "symmetric-state-squeeze",
        |call, (this,): (State,)| {
            let state = call.value(&this)?;
            let len = usual_len(&state)?;
            state::squeeze(call, &state, len)
        },
        lower_long_secret,
    )?;
    F::func(symmetric, "symmetric-state-squeeze-tag", state::squeeze_tag, state::insert_tag)?;
    F::func(symmetric, "symmetric-state-squeeze-key", state::squeeze_key, state::insert_key)?;
    symmetric.func("symmetric-state-ratchet", state::ratchet)
}

fn bind_cipher<T: 'static, F: Flavour<T>>(symmetric: &mut UpstreamBinder<'_, T>) -> wasmtime::Result<()> {
    symmetric.func("symmetric-state-max-tag-len", state::max_tag_len)?;
    F::func(symmetric, "symmetric-state-encrypt", state::encrypt, lower_long)?;
    F::func(symmetric, "symmetric-state-encrypt-detached", state::encrypt_detached, state::insert_detached)?;
    F::func(symmetric, "symmetric-state-decrypt", decrypt, |call, out_len, plaintext: Output<SecretBytes>| {
        // Too small for what comes out from under a padding.
        if plaintext.len() > out_len {
            return Err(ErrorCode::Overflow.into());
        }
        lower_long_secret(call, (), plaintext)
    })?;
    F::func(symmetric, "symmetric-state-decrypt-detached", state::decrypt_detached, lower_long_secret)
}

/// How much to squeeze: the function lost its length.
pub(super) fn usual_len(state: &Shared) -> HostResult<u32> {
    let len = state.lock()?.usual_squeeze_len()?;
    Ok(u32::try_from(len).map_err(|_| ErrorCode::InternalError)?)
}

/// `out_len` is what the length of an output buffer was: wrong before anything is decrypted, or too small afterwards.
fn decrypt<T: 'static>(
    call: &mut Call<'_, T>,
    (this, data, out_len): (State, List, u32),
) -> Begun<usize, Output<SecretBytes>> {
    let state = call.value(&this)?;
    let out_len = usize::try_from(out_len).map_err(|_| ErrorCode::InvalidLength)?;
    call.start(out_len, [data], |caller, inputs| {
        let len = inputs.list(0).len();
        let (lens, tag_len) = {
            let state = state.lock()?;
            (state.plaintext_lens(len)?, state.max_tag_len()?)
        };
        // What is shorter than a tag is refused like any forgery.
        if len >= tag_len && out_len < *lens.start() {
            return Err(Error::Overflow);
        }
        if len >= tag_len && out_len > *lens.end() {
            return Err(Error::InvalidLength);
        }
        api::decrypt(caller, &state, inputs, 0)
    })
}
