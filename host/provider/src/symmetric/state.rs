//! `symmetric-state`.

use wasi_crypto_api::symmetric as api;
use wasi_crypto_engine as engine;
use zeroize::Zeroizing;

use super::{StateObject, output, secret, used};
use crate::bindings::common::OptionsBorrow;
use crate::bindings::symmetric::{
    DetachedCiphertext, GuestSymmetricState, SymmetricKey, SymmetricKeyBorrow, SymmetricState, SymmetricTag,
};
use crate::bindings::{ErrorCode, Result};
use crate::common::with_options;
use crate::objects::{NOTHING, Object, caller, reserve, run};

impl GuestSymmetricState for StateObject {
    fn open(
        algorithm: String,
        key: Option<SymmetricKeyBorrow<'_>>,
        options: Option<OptionsBorrow<'_>>,
    ) -> Result<SymmetricState> {
        let place = reserve()?;
        let caller = caller()?;
        let key = key.as_ref().map(used).transpose()?;
        let state = with_options(options, |options| api::open(caller, &algorithm, key.as_ref(), options))?;
        Ok(SymmetricState::new(Object::new(place, state)))
    }

    fn algorithm(&self) -> String {
        self.get().map(|state| state.algorithm().to_owned()).unwrap_or_default()
    }

    fn get_option(&self, name: String) -> Result<Vec<u8>> {
        self.with(|state| state.get_option(&name))
    }

    fn get_option_u64(&self, name: String) -> Result<u64> {
        self.with(|state| state.get_option_u64(&name))
    }

    fn clone(&self) -> Result<SymmetricState> {
        let place = reserve()?;
        Ok(SymmetricState::new(Object::new(place, api::copy(&*self.get()?)?)))
    }

    fn absorb(&self, data: Vec<u8>) -> Result<()> {
        let (state, data) = (self.get()?, Zeroizing::new(data));
        run(&[&data[..]], |caller, inputs| api::absorb(caller, &state, inputs, 0))
    }

    fn squeeze(&self, len: u32) -> Result<Vec<u8>> {
        let state = self.get()?;
        Ok(secret(run(&NOTHING, |caller, inputs| api::squeeze(caller, &state, len, inputs))?))
    }

    fn squeeze_tag(&self) -> Result<SymmetricTag> {
        let (place, state) = (reserve()?, self.get()?);
        let tag = run(&NOTHING, |caller, inputs| api::squeeze_tag(caller, &state, inputs))?;
        Ok(SymmetricTag::new(Object::new(place, tag)))
    }

    fn squeeze_key(&self, algorithm: String) -> Result<SymmetricKey> {
        let (place, state) = (reserve()?, self.get()?);
        let key = run(&NOTHING, |caller, inputs| api::squeeze_key(caller, &state, algorithm, inputs))?;
        Ok(SymmetricKey::new(Object::new(place, key)))
    }

    fn max_tag_len(&self) -> Result<u32> {
        let len = self.with(|state| state.max_tag_len())?;
        u32::try_from(len).map_err(|_| ErrorCode::InternalError)
    }

    fn encrypt(&self, data: Vec<u8>) -> Result<Vec<u8>> {
        let (state, data) = (self.get()?, Zeroizing::new(data));
        Ok(output(run(&[&data[..]], |caller, inputs| api::encrypt(caller, &state, inputs, 0))?))
    }

    fn encrypt_detached(&self, data: Vec<u8>) -> Result<DetachedCiphertext> {
        // The place for the tag comes first: a nonce must not be spent on a ciphertext that cannot be handed out.
        let (place, state, data) = (reserve()?, self.get()?, Zeroizing::new(data));
        let encrypted = run(&[&data[..]], |caller, inputs| api::encrypt_detached(caller, &state, inputs, 0))?;
        let (ciphertext, tag) = output(encrypted);
        Ok(DetachedCiphertext { ciphertext, tag: SymmetricTag::new(Object::new(place, tag)) })
    }

    fn decrypt(&self, data: Vec<u8>) -> Result<Vec<u8>> {
        let state = self.get()?;
        Ok(secret(run(&[data], |caller, inputs| api::decrypt(caller, &state, inputs, 0))?))
    }

    fn decrypt_detached(&self, data: Vec<u8>, tag: Vec<u8>) -> Result<Vec<u8>> {
        let state = self.get()?;
        Ok(secret(run(&[data, tag], |caller, inputs| api::decrypt_detached(caller, &state, inputs, 0))?))
    }

    fn ratchet(&self) -> Result<()> {
        Ok(api::ratchet(&*self.get()?)?)
    }
}

impl StateObject {
    fn with<R>(&self, ask: impl FnOnce(&engine::SymmetricState) -> engine::Result<R>) -> Result<R> {
        let state = self.get()?;
        let state = state.lock()?;
        Ok(ask(&state)?)
    }
}
