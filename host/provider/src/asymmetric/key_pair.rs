//! `key-pair`.

use wasi_crypto_engine as engine;
use wasi_crypto_secrets::Provenance;
use zeroize::Zeroizing;

use super::{KeyPairObject, SecretKeyObject, public};
use crate::bindings::Result;
use crate::bindings::asymmetric::{
    GuestKeyPair, KeyEncoding, KeyPair, KeyPairBorrow, PublicKey, PublicKeyBorrow, SecretKey, SecretKeyBorrow,
};
use crate::bindings::common::{AlgorithmType, ManagedId, OptionsBorrow, SecretsManagerBorrow, Version};
use crate::common::{managed, with_options};
use crate::managed::Key;
use crate::objects::{self, Held, reserve};
use crate::symmetric::plain;

impl GuestKeyPair for KeyPairObject {
    fn generate(category: AlgorithmType, algorithm: String, options: Option<OptionsBorrow<'_>>) -> Result<KeyPair> {
        let slot = reserve()?;
        let engine = objects::engine()?;
        let key_pair =
            with_options(options, |options| engine::KeyPair::generate(&engine, category.into(), &algorithm, options))?;
        Ok(KeyPair::new(Key::new(slot, key_pair, Provenance::Generated)))
    }

    fn import(category: AlgorithmType, algorithm: String, encoded: Vec<u8>, encoding: KeyEncoding) -> Result<KeyPair> {
        let slot = reserve()?;
        let encoded = Zeroizing::new(encoded);
        let engine = objects::engine()?;
        let key_pair = engine::KeyPair::import(&engine, category.into(), &algorithm, &encoded, encoding.into())?;
        Ok(KeyPair::new(Key::new(slot, key_pair, Provenance::Guest)))
    }

    fn from_keys(public_key: PublicKeyBorrow<'_>, secret_key: SecretKeyBorrow<'_>) -> Result<KeyPair> {
        let slot = reserve()?;
        let secret_key = secret_key.get::<SecretKeyObject>();
        let key_pair = engine::KeyPair::from_keys(&public(&public_key)?, &secret_key.key()?)?;
        Ok(KeyPair::new(Key::new(slot, key_pair, secret_key.provenance()?)))
    }

    fn export(&self, encoding: KeyEncoding) -> Result<Vec<u8>> {
        Ok(plain(self.key()?.export(encoding.into())?))
    }

    fn algorithm(&self) -> String {
        self.key().map(|key| key.algorithm().to_owned()).unwrap_or_default()
    }

    fn public_key(&self) -> Result<PublicKey> {
        let slot = reserve()?;
        Ok(PublicKey::new(Held::new(slot, self.key()?.public_key()?)))
    }

    fn secret_key(&self) -> Result<SecretKey> {
        let slot = reserve()?;
        Ok(SecretKey::new(Key::new(slot, self.key()?.secret_key()?, self.provenance()?)))
    }

    fn generate_managed(
        manager: SecretsManagerBorrow<'_>,
        category: AlgorithmType,
        algorithm: String,
        options: Option<OptionsBorrow<'_>>,
    ) -> Result<KeyPair> {
        let slot = reserve()?;
        let engine = objects::engine()?;
        let key_pair = with_options(options, |options| {
            Ok(engine::KeyPair::generate(&engine, category.into(), &algorithm, options))
        })?;
        Ok(KeyPair::new(Key::generate(slot, &managed(&manager)?, key_pair)?))
    }

    fn store_managed(&self, manager: SecretsManagerBorrow<'_>) -> Result<Vec<u8>> {
        self.store(&managed(&manager)?)
    }

    fn replace_managed(&self, manager: SecretsManagerBorrow<'_>, replacement: KeyPairBorrow<'_>) -> Result<u64> {
        self.replace(&managed(&manager)?, replacement.get())
    }

    fn id(&self) -> Result<ManagedId> {
        Key::id(self)
    }

    fn from_id(manager: SecretsManagerBorrow<'_>, id: Vec<u8>, version: Version) -> Result<KeyPair> {
        let slot = reserve()?;
        Ok(KeyPair::new(Key::find(slot, &managed(&manager)?, &id, version)?))
    }
}
