//! Managed key pairs.

use wasi_crypto_engine::{Category, Engine, KeyPair, Options, Result};
use wasi_crypto_keystore::Selector;

use crate::guest::{GuestSecrets, Managed, Origin};

impl GuestSecrets {
    /// Generates a key pair in the store. If it cannot be stored there is none.
    ///
    /// Where generating is slow ([`KeyPair::is_slow_to_generate`]), generate it elsewhere with the engine of
    /// [`GuestSecrets::engine`] and hand over the result with [`GuestSecrets::store_generated_key_pair`].
    ///
    /// Legacy function: `keypair_generate_managed`.
    ///
    /// # Errors
    /// Those of [`KeyPair::generate`] and [`GuestSecrets::store_key_pair`].
    pub async fn generate_key_pair(
        &self,
        engine: &Engine,
        category: Category,
        algorithm: &str,
        options: Option<&Options>,
    ) -> Result<Managed<KeyPair>> {
        let key = KeyPair::generate(&self.engine(engine), category, algorithm, options);
        self.store_generated(key).await
    }

    /// The second half of [`GuestSecrets::generate_key_pair`]: stores what generating has given. A failure is handed
    /// back, and appears in the audit as that of the whole operation.
    ///
    /// # Errors
    /// That of `key`, and those of [`GuestSecrets::store_key_pair`].
    pub async fn store_generated_key_pair(&self, key: Result<KeyPair>) -> Result<Managed<KeyPair>> {
        self.store_generated(key).await
    }

    /// Puts a key pair into the store, under a new identifier.
    ///
    /// Legacy function: `keypair_store_managed`.
    ///
    /// # Errors
    /// [`ProhibitedOperation`](wasi_crypto_engine::Error::ProhibitedOperation) if the key must not be exported, as those
    /// that are in the store already, or if it was imported and the policy refuses such;
    /// [`Overflow`](wasi_crypto_engine::Error::Overflow) if the guest's quota is used up;
    /// [`InternalError`](wasi_crypto_engine::Error::InternalError) if the store fails.
    pub async fn store_key_pair(&self, key: &KeyPair, origin: Origin) -> Result<Managed<KeyPair>> {
        self.store_key(key, origin).await
    }

    /// Puts a new version of a managed key pair into the store, which then is the newest. Earlier ones stay valid.
    ///
    /// Legacy function: `keypair_replace_managed`.
    ///
    /// # Errors
    /// [`IncompatibleKeys`](wasi_crypto_engine::Error::IncompatibleKeys) if the algorithms differ;
    /// [`InvalidOperation`](wasi_crypto_engine::Error::InvalidOperation) if `old` is no longer the newest version,
    /// [`NotFound`](wasi_crypto_engine::Error::NotFound) if all versions were invalidated;
    /// [`ProhibitedOperation`](wasi_crypto_engine::Error::ProhibitedOperation) if `old` is a key of the host; and those
    /// of [`GuestSecrets::store_key_pair`].
    pub async fn replace_key_pair(
        &self,
        old: &Managed<KeyPair>,
        new: &KeyPair,
        origin: Origin,
    ) -> Result<Managed<KeyPair>> {
        self.replace_key(old, new, &origin.into()).await
    }

    /// Looks a managed key pair up, or a key pair of the host by its name. Its algorithm has to be one the guest may
    /// use.
    ///
    /// Legacy function: `keypair_from_id`.
    ///
    /// # Errors
    /// [`NotFound`](wasi_crypto_engine::Error::NotFound) if the guest has no key pair of that identifier and version,
    /// and for [`Selector::All`]; [`Expired`](wasi_crypto_engine::Error::Expired);
    /// [`ProhibitedOperation`](wasi_crypto_engine::Error::ProhibitedOperation) if the policy does not allow the
    /// algorithm; [`InternalError`](wasi_crypto_engine::Error::InternalError) if the store fails.
    pub async fn key_pair_from_id(&self, engine: &Engine, id: &[u8], which: Selector) -> Result<Managed<KeyPair>> {
        self.find_key(engine, id, which).await
    }
}
