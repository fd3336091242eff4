//! A store together with the keys that open what is in it.

use core::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use wasi_crypto_engine::{Engine, SecretBytes};
use wasi_crypto_keystore::{
    Attributes, EntryName, Head, KeyStore, NewVersion, Quota, Record, Selector, StoreError, WhenEmpty,
};

use crate::clock::Clock;
use crate::envelope;
use crate::error::{Result, SecretsError};
use crate::keyring::{self, DataKeys, Keyring, Seal};

/// How often a change is tried again that another one came before.
pub(crate) const ATTEMPTS: usize = 16;

/// A store, opened.
///
/// Other processes may use the same store, and rotate its data keys. That must not leave a record behind that is sealed
/// with a key that is gone. So whoever writes looks *before*, after having read the entry, which data key is the newest,
/// and *afterwards* whether it still is: if not, the record is sealed anew before anybody is told that it is there.
/// Rotation on its part goes through the store after adding the new key and before dropping the old one.
pub(crate) struct Vault {
    pub engine: Engine,
    pub store: Arc<dyn KeyStore>,
    pub clock: Arc<dyn Clock>,
    seal: RwLock<Seal>,
    keyring: RwLock<Arc<Keyring>>,
}

/// What goes into a record.
pub(crate) struct Content {
    pub attributes: Attributes,
    pub bytes: SecretBytes,
}

impl Vault {
    /// Opens a store. One that has never been used gets its keys.
    ///
    /// # Errors
    /// [`SecretsError::WrongMasterKey`], [`SecretsError::Damaged`], [`SecretsError::Newer`], [`SecretsError::Store`].
    pub(crate) async fn open(
        engine: Engine,
        store: Arc<dyn KeyStore>,
        clock: Arc<dyn Clock>,
        seal: Seal,
    ) -> Result<Self> {
        let document = match store.root().await? {
            Some(root) => root.content,
            None => first_document(&engine, store.as_ref(), &seal).await?,
        };
        let keyring = Keyring::new(&engine, &DataKeys::open(&engine, &seal, &document)?)?;
        Ok(Self { engine, store, clock, seal: RwLock::new(seal), keyring: RwLock::new(Arc::new(keyring)) })
    }

    /// Makes a new entry.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if there is one of this name; [`StoreError::Full`].
    pub(crate) async fn create(&self, name: &EntryName, content: &Content, quota: Quota) -> Result<()> {
        let keyring = self.refreshed().await?;
        self.store.create(name.clone(), sealed(&keyring, name, 0, content)?, quota).await?;
        if let Err(error) = self.settle(name, 0, &keyring, content).await {
            // A failure leaves nothing behind, as far as a store that fails lets itself be told.
            let _ = self.store.invalidate(name.clone(), Selector::All, WhenEmpty::Forget).await;
            return Err(error);
        }
        Ok(())
    }

    /// Adds a version to an entry, and returns its number. `head` was read before.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the entry has changed since; [`StoreError::NotFound`]; [`StoreError::Full`].
    pub(crate) async fn append(&self, name: &EntryName, head: Head, content: &Content, quota: Quota) -> Result<u64> {
        let keyring = self.refreshed().await?;
        let version = sealed(&keyring, name, head.next, content)?;
        let number = self.store.append(name.clone(), head.revision, version, quota).await?;
        if let Err(error) = self.settle(name, number, &keyring, content).await {
            let _ = self.store.invalidate(name.clone(), Selector::Version(number), WhenEmpty::KeepCount).await;
            return Err(error);
        }
        Ok(number)
    }

    /// Reads a version.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`SecretsError::Damaged`].
    pub(crate) async fn read(&self, name: &EntryName, which: Selector) -> Result<(Record, SecretBytes)> {
        let record = self.store.read(name.clone(), which).await?;
        let content = self.unseal(name, &record).await?;
        Ok((record, content))
    }

    /// Opens a record.
    ///
    /// # Errors
    /// [`SecretsError::Damaged`].
    pub(crate) async fn unseal(&self, name: &EntryName, record: &Record) -> Result<SecretBytes> {
        let keyring = self.keyring_of(&record.payload).await?;
        envelope::open(&keyring, name, record)
    }

    /// The keys that open what was sealed here or elsewhere.
    pub(crate) async fn keyring_of(&self, payload: &[u8]) -> Result<Arc<Keyring>> {
        let current = self.current();
        match envelope::key_number(payload) {
            Some(number) if number > current.newest() => self.refreshed().await,
            _ => Ok(current),
        }
    }

    /// The keys as they are now in the store.
    pub(crate) async fn refreshed(&self) -> Result<Arc<Keyring>> {
        let keyring = self.keyring_in(&self.document().await?.1)?;
        self.adopt(keyring.clone());
        Ok(keyring)
    }

    /// The keys in a document, which may be an older one.
    pub(crate) fn keyring_in(&self, document: &[u8]) -> Result<Arc<Keyring>> {
        let current = self.current();
        if keyring::newest(&self.engine, document)? == current.newest() {
            return Ok(current);
        }
        Ok(Arc::new(Keyring::new(&self.engine, &DataKeys::open(&self.engine, &self.seal(), document)?)?))
    }

    /// The data keys, and the revision of the document they are in.
    pub(crate) async fn data_keys(&self) -> Result<(u64, DataKeys)> {
        let (revision, document) = self.document().await?;
        Ok((revision, DataKeys::open(&self.engine, &self.seal(), &document)?))
    }

    /// Puts other data keys in the place of those read at this revision.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if they have changed since.
    pub(crate) async fn set_data_keys(&self, revision: u64, keys: &DataKeys) -> Result<Arc<Keyring>> {
        let document = keys.seal(&self.engine, &self.seal())?;
        self.store.set_root(Some(revision), document).await?;
        let keyring = Arc::new(Keyring::new(&self.engine, keys)?);
        self.adopt(keyring.clone());
        Ok(keyring)
    }

    /// Seals the data keys under another master key.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if they changed meanwhile.
    pub(crate) async fn set_seal(&self, seal: Seal) -> Result<()> {
        let (revision, keys) = self.data_keys().await?;
        self.store.set_root(Some(revision), keys.seal(&self.engine, &seal)?).await?;
        *self.seal.write().unwrap_or_else(PoisonError::into_inner) = seal;
        Ok(())
    }

    pub(crate) fn now(&self) -> u64 {
        self.clock.now()
    }

    /// Seals a record anew that was sealed with a key that was the newest.
    async fn settle(&self, name: &EntryName, version: u64, used: &Keyring, content: &Content) -> Result<()> {
        let mut used = used.newest();
        for _ in 0..ATTEMPTS {
            let keyring = self.refreshed().await?;
            if keyring.newest() == used {
                return Ok(());
            }
            let outcome = match self.store.head(name.clone()).await {
                Ok(head) => {
                    let NewVersion { payload, .. } = sealed(&keyring, name, version, content)?;
                    self.store.reseal(name.clone(), head.revision, version, payload).await
                }
                Err(error) => Err(error),
            };
            match outcome {
                Ok(()) => used = keyring.newest(),
                Err(StoreError::Conflict) => {}
                // Somebody has invalidated it already.
                Err(StoreError::NotFound) => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Conflict.into())
    }

    async fn document(&self) -> Result<(u64, Vec<u8>)> {
        let root = self.store.root().await?;
        let root = root.ok_or_else(|| SecretsError::Damaged("the document with its keys is gone".into()))?;
        Ok((root.revision, root.content))
    }

    /// Keys are only added, or forgotten: an older keyring never comes after a newer one.
    fn adopt(&self, keyring: Arc<Keyring>) {
        let mut current = self.keyring.write().unwrap_or_else(PoisonError::into_inner);
        if keyring.newest() >= current.newest() {
            *current = keyring;
        }
    }

    fn current(&self) -> Arc<Keyring> {
        self.keyring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn seal(&self) -> Seal {
        self.seal.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("store", &self.store).field("keyring", &self.current()).finish_non_exhaustive()
    }
}

/// Writes the keys of a new store, unless another process does.
async fn first_document(engine: &Engine, store: &dyn KeyStore, seal: &Seal) -> Result<Vec<u8>> {
    if !store.list(None, None, 1).await?.is_empty() {
        return Err(SecretsError::Damaged("the document with its keys is gone".into()));
    }
    let document = DataKeys::first(engine)?.seal(engine, seal)?;
    match store.set_root(None, document.clone()).await {
        Ok(_) => Ok(document),
        Err(StoreError::Conflict) => {
            let root = store.root().await?;
            root.map(|root| root.content).ok_or(SecretsError::Store(StoreError::Conflict))
        }
        Err(error) => Err(error.into()),
    }
}

fn sealed(keyring: &Keyring, name: &EntryName, version: u64, content: &Content) -> Result<NewVersion> {
    let Content { attributes, bytes } = content;
    let payload = envelope::seal(keyring, name, version, attributes, bytes)?;
    Ok(NewVersion { attributes: attributes.clone(), payload })
}
