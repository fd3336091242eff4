//! `symmetric-state`.

use wasi_crypto_engine as engine;
use wasi_crypto_secrets::Provenance;
use zeroize::Zeroizing;

use super::{StateObject, plain, symmetric};
use crate::bindings::common::OptionsBorrow;
use crate::bindings::symmetric::{
    DetachedCiphertext, GuestSymmetricState, SymmetricKey, SymmetricKeyBorrow, SymmetricState, SymmetricTag,
};
use crate::bindings::{ErrorCode, Result};
use crate::common::{length, with_options};
use crate::managed::Key;
use crate::objects::{self, Held, reserve};

impl GuestSymmetricState for StateObject {
    fn open(
        algorithm: String,
        key: Option<SymmetricKeyBorrow<'_>>,
        options: Option<OptionsBorrow<'_>>,
    ) -> Result<SymmetricState> {
        let slot = reserve()?;
        let engine = objects::engine()?;
        let key = key.as_ref().map(symmetric).transpose()?;
        let state =
            with_options(options, |options| engine::SymmetricState::open(&engine, &algorithm, key.as_ref(), options))?;
        Ok(SymmetricState::new(Held::new(slot, state)))
    }

    fn algorithm(&self) -> String {
        self.get().map(|state| state.algorithm().to_owned()).unwrap_or_default()
    }

    fn get_option(&self, name: String) -> Result<Vec<u8>> {
        Ok(self.get()?.get_option(&name)?)
    }

    fn get_option_u64(&self, name: String) -> Result<u64> {
        Ok(self.get()?.get_option_u64(&name)?)
    }

    fn clone(&self) -> Result<SymmetricState> {
        let slot = reserve()?;
        Ok(SymmetricState::new(Held::new(slot, self.get()?.try_clone()?)))
    }

    fn absorb(&self, data: Vec<u8>) -> Result<()> {
        let data = Zeroizing::new(data);
        Ok(self.get()?.absorb(&data)?)
    }

    fn squeeze(&self, len: u32) -> Result<Vec<u8>> {
        Ok(plain(self.get()?.squeeze(length(len)?)?))
    }

    fn squeeze_tag(&self) -> Result<SymmetricTag> {
        let slot = reserve()?;
        Ok(SymmetricTag::new(Held::new(slot, self.get()?.squeeze_tag()?)))
    }

    fn squeeze_key(&self, algorithm: String) -> Result<SymmetricKey> {
        let slot = reserve()?;
        Ok(SymmetricKey::new(Key::new(slot, self.get()?.squeeze_key(&algorithm)?, Provenance::Guest)))
    }

    fn max_tag_len(&self) -> Result<u32> {
        u32::try_from(self.get()?.max_tag_len()?).map_err(|_| ErrorCode::InternalError)
    }

    fn encrypt(&self, data: Vec<u8>) -> Result<Vec<u8>> {
        let data = Zeroizing::new(data);
        Ok(self.get()?.encrypt(&data)?)
    }

    fn encrypt_detached(&self, data: Vec<u8>) -> Result<DetachedCiphertext> {
        // The place for the tag comes first: a nonce must not be spent on a ciphertext that cannot be handed out.
        let slot = reserve()?;
        let data = Zeroizing::new(data);
        let (ciphertext, tag) = self.get()?.encrypt_detached(&data)?;
        Ok(DetachedCiphertext { ciphertext, tag: SymmetricTag::new(Held::new(slot, tag)) })
    }

    fn decrypt(&self, data: Vec<u8>) -> Result<Vec<u8>> {
        Ok(plain(self.get()?.decrypt(&data)?))
    }

    fn decrypt_detached(&self, data: Vec<u8>, tag: Vec<u8>) -> Result<Vec<u8>> {
        Ok(plain(self.get()?.decrypt_detached(&data, &tag)?))
    }

    fn ratchet(&self) -> Result<()> {
        Ok(self.get()?.ratchet()?)
    }
}
