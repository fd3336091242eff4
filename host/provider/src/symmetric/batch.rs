//! Many operations in one call.

use wasi_crypto_api::batch::{Outcomes, admit_len};
use wasi_crypto_api::output::Output;
use wasi_crypto_api::symmetric as api;
use wasi_crypto_engine::SecretBytes;

use super::{Entries, StateObject, output, secret};
use crate::bindings::Result;
use crate::bindings::symmetric::{DetachedCiphertext, SymmetricStateBorrow, SymmetricTag};
use crate::objects::{NOTHING, Object, guest, run};

type This<'a> = SymmetricStateBorrow<'a>;

pub(super) fn squeeze(entries: &[(This<'_>, u32)]) -> Entries<Vec<u8>> {
    admit_len(guest()?.limits(), entries.len())?;
    let entries = entries.iter().map(|(state, len)| Ok((shared(state)?, *len))).collect::<Result<Vec<_>>>()?;
    run(&NOTHING, |caller, inputs| api::batch_squeeze(caller, entries, inputs)).map(secrets)
}

pub(super) fn squeeze_tag(states: &[This<'_>]) -> Entries<SymmetricTag> {
    admit_len(guest()?.limits(), states.len())?;
    let states = states.iter().map(shared).collect::<Result<Vec<_>>>()?;
    let tags = run(&NOTHING, |caller, inputs| api::batch_squeeze_tag(caller, states, inputs))?;
    let tags = tags.into_iter().map(|tag| {
        let (place, tag) = tag?;
        Ok(SymmetricTag::new(Object::new(place, tag)))
    });
    Ok(tags.collect())
}

pub(super) fn encrypt(entries: Vec<(This<'_>, Vec<u8>)>) -> Entries<Vec<u8>> {
    let (states, lists) = messages(entries)?;
    let ciphertexts = run(&lists, |caller, inputs| api::batch_encrypt(caller, states, inputs))?;
    Ok(ciphertexts.into_iter().map(|ciphertext| Ok(output(ciphertext?))).collect())
}

pub(super) fn encrypt_detached(entries: Vec<(This<'_>, Vec<u8>)>) -> Entries<DetachedCiphertext> {
    let (states, lists) = messages(entries)?;
    let encrypted = run(&lists, |caller, inputs| api::batch_encrypt_detached(caller, states, inputs))?;
    let encrypted = encrypted.into_iter().map(|encrypted| {
        let (place, encrypted) = encrypted?;
        let (ciphertext, tag) = output(encrypted);
        Ok(DetachedCiphertext { ciphertext, tag: SymmetricTag::new(Object::new(place, tag)) })
    });
    Ok(encrypted.collect())
}

pub(super) fn decrypt(entries: Vec<(This<'_>, Vec<u8>)>) -> Entries<Vec<u8>> {
    let (states, lists) = messages(entries)?;
    run(&lists, |caller, inputs| api::batch_decrypt(caller, states, inputs)).map(secrets)
}

pub(super) fn decrypt_detached(entries: Vec<(This<'_>, Vec<u8>, Vec<u8>)>) -> Entries<Vec<u8>> {
    admit_len(guest()?.limits(), entries.len())?;
    let (mut states, mut lists) = (Vec::new(), Vec::new());
    for (state, data, tag) in entries {
        states.push(shared(&state)?);
        lists.extend([data, tag]);
    }
    run(&lists, |caller, inputs| api::batch_decrypt_detached(caller, states, inputs)).map(secrets)
}

fn messages(entries: Vec<(This<'_>, Vec<u8>)>) -> Result<(Vec<api::Shared>, Vec<Vec<u8>>)> {
    admit_len(guest()?.limits(), entries.len())?;
    let (mut states, mut lists) = (Vec::new(), Vec::new());
    for (state, data) in entries {
        states.push(shared(&state)?);
        lists.push(data);
    }
    Ok((states, lists))
}

fn shared(state: &This<'_>) -> Result<api::Shared> {
    state.get::<StateObject>().value()
}

fn secrets(outcomes: Outcomes<Output<SecretBytes>>) -> Vec<Result<Vec<u8>>> {
    outcomes.into_iter().map(|outcome| Ok(secret(outcome?))).collect()
}
