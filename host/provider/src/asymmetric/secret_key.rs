//! `secret-key`.

use wasi_crypto_engine as engine;
use zeroize::Zeroizing;

use super::SecretKeyObject;
use crate::bindings::Result;
use crate::bindings::asymmetric::{GuestSecretKey, KeyEncoding, SecretKey};
use crate::bindings::common::AlgorithmType;
use crate::objects::{CleanStack, Object, guest, reserve};
use crate::symmetric::plain;

impl GuestSecretKey for SecretKeyObject {
    fn import(
        category: AlgorithmType,
        algorithm: String,
        encoded: Vec<u8>,
        encoding: KeyEncoding,
    ) -> Result<SecretKey> {
        let place = reserve()?;
        let (_clean, guest, encoded) = (CleanStack, guest()?, Zeroizing::new(encoded));
        let key = engine::SecretKey::import(guest.engine(), category.into(), &algorithm, &encoded, encoding.into())?;
        Ok(SecretKey::new(Object::new(place, key)))
    }

    fn export(&self, encoding: KeyEncoding) -> Result<Vec<u8>> {
        Ok(plain(self.get()?.export(encoding.into())?))
    }

    fn algorithm(&self) -> String {
        self.get().map(|key| key.algorithm().to_owned()).unwrap_or_default()
    }
}
