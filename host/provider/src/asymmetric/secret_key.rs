//! `secret-key`.

use wasi_crypto_engine as engine;
use wasi_crypto_secrets::Provenance;
use zeroize::Zeroizing;

use super::SecretKeyObject;
use crate::bindings::Result;
use crate::bindings::asymmetric::{GuestSecretKey, KeyEncoding, SecretKey};
use crate::bindings::common::AlgorithmType;
use crate::managed::Key;
use crate::objects::{self, reserve};
use crate::symmetric::plain;

impl GuestSecretKey for SecretKeyObject {
    fn import(
        category: AlgorithmType,
        algorithm: String,
        encoded: Vec<u8>,
        encoding: KeyEncoding,
    ) -> Result<SecretKey> {
        let slot = reserve()?;
        let encoded = Zeroizing::new(encoded);
        let engine = objects::engine()?;
        let key = engine::SecretKey::import(&engine, category.into(), &algorithm, &encoded, encoding.into())?;
        Ok(SecretKey::new(Key::new(slot, key, Provenance::Guest)))
    }

    fn export(&self, encoding: KeyEncoding) -> Result<Vec<u8>> {
        Ok(plain(self.key()?.export(encoding.into())?))
    }

    fn algorithm(&self) -> String {
        self.key().map(|key| key.algorithm().to_owned()).unwrap_or_default()
    }
}
