//! `symmetric-key`.

use wasi_crypto_engine as engine;
use wasi_crypto_secrets::Provenance;
use zeroize::Zeroizing;

use super::{KeyObject, plain};
use crate::bindings::Result;
use crate::bindings::common::{ManagedId, OptionsBorrow, SecretsManagerBorrow, Version};
use crate::bindings::symmetric::{GuestSymmetricKey, SymmetricKey, SymmetricKeyBorrow};
use crate::common::{managed, with_options};
use crate::managed::Key;
use crate::objects::{self, reserve};

impl GuestSymmetricKey for KeyObject {
    fn generate(algorithm: String, options: Option<OptionsBorrow<'_>>) -> Result<SymmetricKey> {
        let slot = reserve()?;
        let engine = objects::engine()?;
        let key = with_options(options, |options| engine::SymmetricKey::generate(&engine, &algorithm, options))?;
        Ok(SymmetricKey::new(Key::new(slot, key, Provenance::Generated)))
    }

    fn import(algorithm: String, raw: Vec<u8>) -> Result<SymmetricKey> {
        let slot = reserve()?;
        let raw = Zeroizing::new(raw);
        let key = engine::SymmetricKey::import(&objects::engine()?, &algorithm, &raw)?;
        Ok(SymmetricKey::new(Key::new(slot, key, Provenance::Guest)))
    }

    fn export(&self) -> Result<Vec<u8>> {
        Ok(plain(self.key()?.export()?))
    }

    fn algorithm(&self) -> String {
        self.key().map(|key| key.algorithm().to_owned()).unwrap_or_default()
    }

    fn generate_managed(
        manager: SecretsManagerBorrow<'_>,
        algorithm: String,
        options: Option<OptionsBorrow<'_>>,
    ) -> Result<SymmetricKey> {
        let slot = reserve()?;
        let engine = objects::engine()?;
        let key = with_options(options, |options| Ok(engine::SymmetricKey::generate(&engine, &algorithm, options)))?;
        Ok(SymmetricKey::new(Key::generate(slot, &managed(&manager)?, key)?))
    }

    fn store_managed(&self, manager: SecretsManagerBorrow<'_>) -> Result<Vec<u8>> {
        self.store(&managed(&manager)?)
    }

    fn replace_managed(&self, manager: SecretsManagerBorrow<'_>, replacement: SymmetricKeyBorrow<'_>) -> Result<u64> {
        self.replace(&managed(&manager)?, replacement.get())
    }

    fn id(&self) -> Result<ManagedId> {
        Key::id(self)
    }

    fn from_id(manager: SecretsManagerBorrow<'_>, id: Vec<u8>, version: Version) -> Result<SymmetricKey> {
        let slot = reserve()?;
        Ok(SymmetricKey::new(Key::find(slot, &managed(&manager)?, &id, version)?))
    }
}
