//! `symmetric-key`.

use wasi_crypto_api::handle::Handle;
use wasi_crypto_engine as engine;
use wasi_crypto_secrets::Provenance;
use zeroize::Zeroizing;

use super::{KeyObject, plain};
use crate::bindings::Result;
use crate::bindings::common::{ManagedId, OptionsBorrow, SecretsManagerBorrow, Version};
use crate::bindings::symmetric::{GuestSymmetricKey, SymmetricKey, SymmetricKeyBorrow};
use crate::common::{self, with_options};
use crate::objects::{CleanStack, Object, guest, reserve};

impl GuestSymmetricKey for KeyObject {
    fn generate(algorithm: String, options: Option<OptionsBorrow<'_>>) -> Result<SymmetricKey> {
        let (_clean, place, guest) = (CleanStack, reserve()?, guest()?);
        let key = with_options(options, |options| engine::SymmetricKey::generate(guest.engine(), &algorithm, options))?;
        Ok(SymmetricKey::new(KeyObject::from(Handle::of(key, Provenance::Generated, place))))
    }

    fn import(algorithm: String, raw: Vec<u8>) -> Result<SymmetricKey> {
        let (_clean, place, raw) = (CleanStack, reserve()?, Zeroizing::new(raw));
        let key = engine::SymmetricKey::import(guest()?.engine(), &algorithm, &raw)?;
        Ok(SymmetricKey::new(Object::new(place, key)))
    }

    fn export(&self) -> Result<Vec<u8>> {
        Ok(plain(self.get()?.export()?))
    }

    fn algorithm(&self) -> String {
        self.get().map(|key| key.algorithm().to_owned()).unwrap_or_default()
    }

    fn generate_managed(
        manager: SecretsManagerBorrow<'_>,
        algorithm: String,
        options: Option<OptionsBorrow<'_>>,
    ) -> Result<SymmetricKey> {
        let (_clean, place, guest) = (CleanStack, reserve()?, guest()?);
        let key =
            with_options(options, |options| Ok(engine::SymmetricKey::generate(guest.engine(), &algorithm, options)))?;
        Ok(SymmetricKey::new(Object::generate(place, common::manager(&manager)?, key)?))
    }

    fn store_managed(&self, manager: SecretsManagerBorrow<'_>) -> Result<Vec<u8>> {
        self.store(common::manager(&manager)?)
    }

    fn replace_managed(&self, manager: SecretsManagerBorrow<'_>, replacement: SymmetricKeyBorrow<'_>) -> Result<u64> {
        self.replace(common::manager(&manager)?, replacement.get())
    }

    fn id(&self) -> Result<ManagedId> {
        Object::id(self)
    }

    fn from_id(manager: SecretsManagerBorrow<'_>, id: Vec<u8>, version: Version) -> Result<SymmetricKey> {
        let place = reserve()?;
        Ok(SymmetricKey::new(Object::find(place, common::manager(&manager)?, &id, version)?))
    }
}
