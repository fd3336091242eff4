//! `public-key`.

use wasi_crypto_engine as engine;

use super::{PublicKeyObject, secret};
use crate::bindings::Result;
use crate::bindings::asymmetric::{GuestPublicKey, KeyEncoding, PublicKey, SecretKeyBorrow};
use crate::bindings::common::AlgorithmType;
use crate::objects::{Object, guest, reserve};

impl GuestPublicKey for PublicKeyObject {
    fn import(
        category: AlgorithmType,
        algorithm: String,
        encoded: Vec<u8>,
        encoding: KeyEncoding,
    ) -> Result<PublicKey> {
        let place = reserve()?;
        let guest = guest()?;
        let key = engine::PublicKey::import(guest.engine(), category.into(), &algorithm, &encoded, encoding.into())?;
        Ok(PublicKey::new(Object::new(place, key)))
    }

    fn from_secret_key(secret_key: SecretKeyBorrow<'_>) -> Result<PublicKey> {
        let place = reserve()?;
        Ok(PublicKey::new(Object::new(place, engine::PublicKey::from_secret_key(&*secret(&secret_key)?)?)))
    }

    fn export(&self, encoding: KeyEncoding) -> Result<Vec<u8>> {
        Ok(self.get()?.export(encoding.into())?)
    }

    fn algorithm(&self) -> String {
        self.get().map(|key| key.algorithm().to_owned()).unwrap_or_default()
    }

    fn verify(&self) -> Result<()> {
        Ok(self.get()?.verify()?)
    }
}
