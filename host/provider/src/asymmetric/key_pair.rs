//! `key-pair`.

use wasi_crypto_api::asymmetric as api;
use wasi_crypto_api::handle::Handle;
use wasi_crypto_engine as engine;
use wasi_crypto_secrets::Provenance;
use zeroize::Zeroizing;

use super::{KeyPairObject, SecretKeyObject, public};
use crate::bindings::Result;
use crate::bindings::asymmetric::{
    GuestKeyPair, KeyEncoding, KeyPair, KeyPairBorrow, PublicKey, PublicKeyBorrow, SecretKey, SecretKeyBorrow,
};
use crate::bindings::common::{AlgorithmType, ManagedId, OptionsBorrow, SecretsManagerBorrow, Version};
use crate::common::{self, shared};
use crate::objects::{CleanStack, NOTHING, Object, guest, reserve, run};
use crate::symmetric::plain;

impl GuestKeyPair for KeyPairObject {
    fn generate(category: AlgorithmType, algorithm: String, options: Option<OptionsBorrow<'_>>) -> Result<KeyPair> {
        let (place, options) = (reserve()?, shared(options)?);
        let key_pair = run(&NOTHING, |caller, _| api::generate(caller, category.into(), &algorithm, options))?;
        Ok(KeyPair::new(KeyPairObject::from(Handle::of(key_pair, Provenance::Generated, place))))
    }

    fn import(category: AlgorithmType, algorithm: String, encoded: Vec<u8>, encoding: KeyEncoding) -> Result<KeyPair> {
        let place = reserve()?;
        let (_clean, guest, encoded) = (CleanStack, guest()?, Zeroizing::new(encoded));
        let key_pair = engine::KeyPair::import(guest.engine(), category.into(), &algorithm, &encoded, encoding.into())?;
        Ok(KeyPair::new(Object::new(place, key_pair)))
    }

    fn from_keys(public_key: PublicKeyBorrow<'_>, secret_key: SecretKeyBorrow<'_>) -> Result<KeyPair> {
        let place = reserve()?;
        let secret_key = secret_key.get::<SecretKeyObject>();
        let key_pair = engine::KeyPair::from_keys(&public(&public_key)?, &*secret_key.get()?)?;
        let provenance = secret_key.handle()?.provenance().clone();
        Ok(KeyPair::new(KeyPairObject::from(Handle::of(key_pair, provenance, place))))
    }

    fn export(&self, encoding: KeyEncoding) -> Result<Vec<u8>> {
        Ok(plain(self.get()?.export(encoding.into())?))
    }

    fn algorithm(&self) -> String {
        self.get().map(|key| key.algorithm().to_owned()).unwrap_or_default()
    }

    fn public_key(&self) -> Result<PublicKey> {
        let place = reserve()?;
        Ok(PublicKey::new(Object::new(place, self.get()?.public_key()?)))
    }

    fn secret_key(&self) -> Result<SecretKey> {
        let place = reserve()?;
        let (secret_key, provenance) = (self.get()?.secret_key()?, self.handle()?.provenance().clone());
        Ok(SecretKey::new(SecretKeyObject::from(Handle::of(secret_key, provenance, place))))
    }

    fn generate_managed(
        manager: SecretsManagerBorrow<'_>,
        category: AlgorithmType,
        algorithm: String,
        options: Option<OptionsBorrow<'_>>,
    ) -> Result<KeyPair> {
        let (place, secrets, options) = (reserve()?, common::manager(&manager)?, shared(options)?);
        let stored =
            run(&NOTHING, |caller, _| api::generate_managed(caller, secrets, category.into(), &algorithm, options))?;
        Ok(KeyPair::new(KeyPairObject::from(Handle::stored(stored, place))))
    }

    fn store_managed(&self, manager: SecretsManagerBorrow<'_>) -> Result<Vec<u8>> {
        self.store(common::manager(&manager)?)
    }

    fn replace_managed(&self, manager: SecretsManagerBorrow<'_>, replacement: KeyPairBorrow<'_>) -> Result<u64> {
        self.replace(common::manager(&manager)?, replacement.get())
    }

    fn id(&self) -> Result<ManagedId> {
        Object::id(self)
    }

    fn from_id(manager: SecretsManagerBorrow<'_>, id: Vec<u8>, version: Version) -> Result<KeyPair> {
        let place = reserve()?;
        Ok(KeyPair::new(Object::find(place, common::manager(&manager)?, &id, version)?))
    }
}
