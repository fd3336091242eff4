//! Managed symmetric keys.

use wasi_crypto_engine::{Engine, Options, Result, SymmetricKey};
use wasi_crypto_keystore::Selector;

use crate::guest::{GuestSecrets, Managed, Origin};

impl GuestSecrets {
    /// Generates a symmetric key in the store. If it cannot be stored there is none.
    ///
    /// Legacy function: `symmetric_key_generate_managed`.
    ///
    /// # Errors
    /// Those of [`SymmetricKey::generate`] and [`GuestSecrets::store_symmetric_key`].
    pub async fn generate_symmetric_key(
        &self,
        engine: &Engine,
        algorithm: &str,
        options: Option<&Options>,
    ) -> Result<Managed<SymmetricKey>> {
        let key = SymmetricKey::generate(&self.engine(engine), algorithm, options);
        self.store_generated(key).await
    }

    /// The second half of [`GuestSecrets::generate_symmetric_key`]: stores what generating has given. A failure is handed
    /// back, and appears in the audit as that of the whole operation.
    ///
    /// # Errors
    /// That of `key`, and those of [`GuestSecrets::store_symmetric_key`].
    pub async fn store_generated_symmetric_key(&self, key: Result<SymmetricKey>) -> Result<Managed<SymmetricKey>> {
        self.store_generated(key).await
    }

    /// Puts a symmetric key into the store, under a new identifier.
    ///
    /// Legacy function: `symmetric_key_store_managed`.
    ///
    /// # Errors
    /// Those of [`GuestSecrets::store_key_pair`].
    pub async fn store_symmetric_key(&self, key: &SymmetricKey, origin: Origin) -> Result<Managed<SymmetricKey>> {
        self.store_key(key, origin).await
    }

    /// Puts a new version of a managed symmetric key into the store, which then is the newest. Earlier ones stay valid.
    ///
    /// Legacy function: `symmetric_key_replace_managed`.
    ///
    /// # Errors
    /// Those of [`GuestSecrets::replace_key_pair`].
    pub async fn replace_symmetric_key(
        &self,
        old: &Managed<SymmetricKey>,
        new: &SymmetricKey,
        origin: Origin,
    ) -> Result<Managed<SymmetricKey>> {
        self.replace_key(old, new, &origin.into()).await
    }

    /// Looks a managed symmetric key up, or a symmetric key of the host by its name.
    ///
    /// Legacy function: `symmetric_key_from_id`.
    ///
    /// # Errors
    /// Those of [`GuestSecrets::key_pair_from_id`].
    pub async fn symmetric_key_from_id(
        &self,
        engine: &Engine,
        id: &[u8],
        which: Selector,
    ) -> Result<Managed<SymmetricKey>> {
        self.find_key(engine, id, which).await
    }
}
