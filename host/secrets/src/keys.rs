//! What managed key pairs and managed symmetric keys have in common.

use wasi_crypto_engine::{
    Category, Engine, Error, KeyEncoding, KeyPair, Permissions, Result, SecretBytes, SymmetricKey,
};
use wasi_crypto_keystore::{Attributes, EntryName, Head, Kind, Namespace, Selector, StoreError};

use crate::audit::Event;
use crate::envelope;
use crate::error::for_guest;
use crate::guest::{GuestSecrets, Managed, Origin, Provenance, is_conflict};
use crate::vault::{ATTEMPTS, Content};

/// A key that can be in a store: [`KeyPair`] and [`SymmetricKey`], and nothing else.
///
/// For code that is the same for both. What the functions over it do is said where each kind of key has them by name, as
/// at [`GuestSecrets::store_key_pair`].
#[allow(private_bounds, reason = "nobody else is to implement it")]
pub trait Storable: Sealable + Send + Sync + 'static {
    /// What it is there.
    const KIND: Kind;
}

/// What the store has to know of a key.
pub(crate) trait Sealable: Clone {
    fn algorithm(&self) -> &'static str;

    /// The bytes to seal.
    fn content(&self) -> Result<SecretBytes>;

    /// Back from these bytes.
    fn from_content(engine: &Engine, algorithm: &str, content: &[u8]) -> Result<Self>;

    fn restricted(self, permissions: Permissions) -> Self;
}

impl Storable for KeyPair {
    const KIND: Kind = Kind::KeyPair;
}

impl Storable for SymmetricKey {
    const KIND: Kind = Kind::SymmetricKey;
}

impl Sealable for KeyPair {
    fn algorithm(&self) -> &'static str {
        self.algorithm()
    }

    fn content(&self) -> Result<SecretBytes> {
        self.export(KeyEncoding::Local)
    }

    /// No identifier is in two categories.
    fn from_content(engine: &Engine, algorithm: &str, content: &[u8]) -> Result<Self> {
        let import = |category| Self::import(engine, category, algorithm, content, KeyEncoding::Local);
        match import(Category::Signatures) {
            Err(Error::UnsupportedAlgorithm) => import(Category::KeyExchange),
            result => result,
        }
    }

    fn restricted(self, permissions: Permissions) -> Self {
        self.restrict(permissions)
    }
}

impl Sealable for SymmetricKey {
    fn algorithm(&self) -> &'static str {
        self.algorithm()
    }

    fn content(&self) -> Result<SecretBytes> {
        self.export()
    }

    fn from_content(engine: &Engine, algorithm: &str, content: &[u8]) -> Result<Self> {
        Self::import(engine, algorithm, content)
    }

    fn restricted(self, permissions: Permissions) -> Self {
        self.restrict(permissions)
    }
}

impl GuestSecrets {
    /// Stores a key that has just been generated for it, or reports that it could not be.
    ///
    /// # Errors
    /// Those of [`GuestSecrets::store_generated_key_pair`].
    pub async fn store_generated<K: Storable>(&self, key: Result<K>) -> Result<Managed<K>> {
        let mut event = self.event("generate-managed", Some(K::KIND));
        let result = match key {
            Ok(key) => self.store_new(&key, Origin::Generated, &mut event).await,
            Err(error) => Err(error),
        };
        event.finish(result)
    }

    /// Stores a key under a new identifier.
    ///
    /// # Errors
    /// Those of [`GuestSecrets::store_key_pair`].
    pub async fn store_key<K: Storable>(&self, key: &K, origin: Origin) -> Result<Managed<K>> {
        let mut event = self.event("store-managed", Some(K::KIND));
        let result = self.store_new(key, origin, &mut event).await;
        event.finish(result)
    }

    /// Stores a new version of a key.
    ///
    /// # Errors
    /// Those of [`GuestSecrets::replace_key_pair`].
    pub async fn replace_key<K: Storable>(
        &self,
        old: &Managed<K>,
        new: &K,
        provenance: &Provenance,
    ) -> Result<Managed<K>> {
        let mut event = self.event_for("replace-managed", Some(K::KIND), &old.id, Selector::Version(old.version));
        let result = self.append_key(old, new, provenance).await;
        if let Ok(new) = &result {
            event.version(new.version);
        }
        event.finish(result)
    }

    /// Looks a key up.
    ///
    /// # Errors
    /// Those of [`GuestSecrets::key_pair_from_id`].
    pub async fn find_key<K: Storable>(&self, engine: &Engine, id: &[u8], which: Selector) -> Result<Managed<K>> {
        let mut event = self.event_for("from-id", Some(K::KIND), id, which);
        let result = self.read_key(engine, id, which).await;
        if let Ok(found) = &result {
            event.version(found.version);
        }
        event.finish(result)
    }

    async fn store_new<K: Storable>(&self, key: &K, origin: Origin, event: &mut Event<'_>) -> Result<Managed<K>> {
        let content = self.content_of(key, origin)?;
        let name = self.new_id()?;
        event.names(&name);
        self.inner.vault.create(&name, &content, self.inner.policy.quota).await.map_err(for_guest)?;
        event.version(0);
        Ok(self.managed(key.clone(), &name, 0))
    }

    async fn append_key<K: Storable>(&self, old: &Managed<K>, new: &K, provenance: &Provenance) -> Result<Managed<K>> {
        if self.inner.policy.host_key(&old.id).is_some() {
            return Err(Error::ProhibitedOperation);
        }
        if old.key.algorithm() != new.algorithm() {
            return Err(Error::IncompatibleKeys);
        }
        let content = match provenance {
            Provenance::Stored { id, version } if (id, version) != (&old.id, &old.version) => {
                self.stored_content::<K>(id, *version).await?
            }
            // A key is no replacement for itself, and it cannot be exported.
            _ => self.content_of(new, provenance.origin())?,
        };
        let name = self.entry(&old.id)?;
        for _ in 0..ATTEMPTS {
            let head = self.head_of::<K>(&name).await?;
            if head.latest != Some(old.version) {
                return Err(head.latest.map_or(Error::NotFound, |_| Error::InvalidOperation));
            }
            match self.inner.vault.append(&name, head, &content, self.inner.policy.quota).await {
                Ok(version) => return Ok(self.managed(new.clone(), &name, version)),
                // Whether that was a newer version shows in the next round.
                Err(error) if is_conflict(&error) => {}
                Err(error) => return Err(for_guest(error)),
            }
        }
        Err(Error::InvalidOperation)
    }

    async fn read_key<K: Storable>(&self, engine: &Engine, id: &[u8], which: Selector) -> Result<Managed<K>> {
        let (name, permissions) = match self.inner.policy.host_key(id) {
            Some(uses) => (EntryName::new(Namespace::host(), id).map_err(|_| Error::NotFound)?, uses),
            None => (self.entry(id)?, self.inner.policy.own_keys()),
        };
        let record = self.inner.vault.store.read(name.clone(), which).await.map_err(|error| for_guest(error.into()))?;
        if record.attributes.kind != K::KIND {
            return Err(Error::NotFound);
        }
        if record.attributes.is_expired(self.inner.vault.now()) {
            return Err(Error::Expired);
        }
        let content = self.inner.vault.unseal(&name, &record).await.map_err(for_guest)?;
        let key = K::from_content(&self.engine(engine), &record.attributes.algorithm, &content);
        let key = key.map_err(|error| match error {
            Error::InvalidKey => for_guest(envelope::damaged(&name, record.version)),
            error => error,
        })?;
        Ok(Managed { key: key.restricted(permissions), id: id.to_vec(), version: record.version })
    }

    /// What is stored of a key, if it may be.
    fn content_of<K: Storable>(&self, key: &K, origin: Origin) -> Result<Content> {
        if origin == Origin::Imported && !self.inner.policy.store_imported {
            return Err(Error::ProhibitedOperation);
        }
        Ok(self.new_content::<K>(key.algorithm(), key.content()?))
    }

    /// What is in the store of a key of the guest's own, to be stored once more. Its holder may not export it.
    async fn stored_content<K: Storable>(&self, id: &[u8], version: u64) -> Result<Content> {
        if self.inner.policy.host_key(id).is_some() {
            return Err(Error::ProhibitedOperation);
        }
        let name = self.entry(id)?;
        let read = self.inner.vault.store.read(name.clone(), Selector::Version(version)).await;
        let record = read.map_err(|error| for_guest(error.into()))?;
        let bytes = self.inner.vault.unseal(&name, &record).await.map_err(for_guest)?;
        Ok(self.new_content::<K>(&record.attributes.algorithm, bytes))
    }

    /// What is stored of a key of this moment.
    fn new_content<K: Storable>(&self, algorithm: &str, bytes: SecretBytes) -> Content {
        let now = self.inner.vault.now();
        let expires = self.inner.policy.key_expiry(now);
        Content {
            attributes: Attributes { kind: K::KIND, algorithm: algorithm.to_owned(), created: now, expires },
            bytes,
        }
    }

    async fn head_of<K: Storable>(&self, name: &EntryName) -> Result<Head> {
        let head = self.inner.vault.store.head(name.clone()).await;
        let head = head.and_then(|head| if head.kind == K::KIND { Ok(head) } else { Err(StoreError::NotFound) });
        head.map_err(|error| for_guest(error.into()))
    }

    fn managed<K: Storable>(&self, key: K, name: &EntryName, version: u64) -> Managed<K> {
        Managed { key: key.restricted(self.inner.policy.own_keys()), id: name.id().to_vec(), version }
    }
}
