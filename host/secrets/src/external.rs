//! External secrets: what the host keeps or seals for a guest without using it.
//!
//! Every secret has an expiration, in seconds since the beginning of 1970 (UTC).

use wasi_crypto_engine::{Error, Result, SecretBytes};
use wasi_crypto_keystore::{Attributes, Kind, Selector, StoreError};

use crate::envelope::{self, encapsulated_len};
use crate::error::for_guest;
use crate::guest::{GuestSecrets, is_conflict};
use crate::vault::{ATTEMPTS, Content};

/// What was sealed stays readable when the policy is made stricter, up to this many bytes.
const LARGE_SECRET: usize = 16 << 20;

/// A secret that is in the store.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StoredSecret {
    /// Its identifier, the same for all versions.
    pub id: Vec<u8>,
    /// Its version.
    pub version: u64,
}

impl GuestSecrets {
    /// Stores a secret, under a new identifier.
    ///
    /// Legacy function: `external_secret_store`.
    ///
    /// # Errors
    /// [`Error::Overflow`] if it is longer than the policy allows, or the guest's quota is used up; [`Error::Expired`] if
    /// the expiration is not in the future, [`Error::ProhibitedOperation`] if it is later than the policy allows;
    /// [`Error::InternalError`] if the store fails.
    pub async fn store_secret(&self, secret: &[u8], expires: u64) -> Result<StoredSecret> {
        let mut event = self.event("store", Some(Kind::Secret));
        let store = async {
            let content = self.secret_content(secret, expires)?;
            let name = self.new_id()?;
            event.names(&name);
            self.inner.vault.create(&name, &content, self.inner.policy.quota).await.map_err(for_guest)?;
            event.version(0);
            Ok(StoredSecret { id: name.id().to_vec(), version: 0 })
        };
        let result = store.await;
        event.finish(result)
    }

    /// Stores another version of a secret and returns its number. Earlier ones stay until they expire or are
    /// invalidated.
    ///
    /// Legacy function: `external_secret_replace`.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the guest has no secret of that identifier; and those of [`GuestSecrets::store_secret`].
    pub async fn replace_secret(&self, id: &[u8], secret: &[u8], expires: u64) -> Result<u64> {
        let mut event = self.event_for("replace", Some(Kind::Secret), id, Selector::Latest);
        let result = self.append_secret(id, secret, expires).await;
        if let Ok(version) = &result {
            event.version(*version);
        }
        event.finish(result)
    }

    /// Reads a secret.
    ///
    /// Legacy function: `external_secret_from_id`.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the guest has no secret of that identifier and version, and for [`Selector::All`];
    /// [`Error::Expired`]; [`Error::InternalError`] if the store fails.
    pub async fn secret_from_id(&self, id: &[u8], which: Selector) -> Result<SecretBytes> {
        let mut event = self.event_for("from-id", Some(Kind::Secret), id, which);
        let read = async {
            let name = self.entry(id)?;
            let record =
                self.inner.vault.store.read(name.clone(), which).await.map_err(|error| for_guest(error.into()))?;
            if record.attributes.kind != Kind::Secret {
                return Err(Error::NotFound);
            }
            event.version(record.version);
            if record.attributes.is_expired(self.inner.vault.now()) {
                return Err(Error::Expired);
            }
            self.inner.vault.unseal(&name, &record).await.map_err(for_guest)
        };
        let result = read.await;
        event.finish(result)
    }

    /// Revokes a version of a secret, the newest one, or all.
    ///
    /// Legacy function: `external_secret_invalidate`.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the guest has no secret of that identifier and version.
    pub async fn invalidate_secret(&self, id: &[u8], which: Selector) -> Result<()> {
        let event = self.event_for("invalidate", Some(Kind::Secret), id, which);
        let result = self.invalidate_if(id, which, |kind| kind == Kind::Secret).await;
        event.finish(result)
    }

    /// Seals a secret for the guest to keep. Only guests of the same name can have it opened, with this store, until it
    /// expires. The result has [`encapsulated_len`] bytes, and is never the same twice.
    ///
    /// Legacy function: `external_secret_encapsulate`.
    ///
    /// # Errors
    /// Those of [`GuestSecrets::store_secret`], less those of the quota.
    pub async fn encapsulate_secret(&self, secret: &[u8], expires: u64) -> Result<Vec<u8>> {
        let event = self.event("encapsulate", Some(Kind::Secret));
        let encapsulate = async {
            self.check_secret(secret, expires)?;
            let keyring = self.inner.vault.refreshed().await.map_err(for_guest)?;
            envelope::encapsulate(&keyring, &self.inner.namespace, secret, expires).map_err(for_guest)
        };
        let result = encapsulate.await;
        event.finish(result)
    }

    /// Opens what [`GuestSecrets::encapsulate_secret`] has sealed.
    ///
    /// Legacy function: `external_secret_decapsulate`.
    ///
    /// # Errors
    /// [`Error::VerificationFailed`] for anything that was not sealed for a guest of this name, whatever is wrong with
    /// it; [`Error::Expired`] for what is authentic but has expired; [`Error::InternalError`] if the store fails.
    pub async fn decapsulate_secret(&self, encapsulated: &[u8]) -> Result<SecretBytes> {
        let event = self.event("decapsulate", Some(Kind::Secret));
        let decapsulate = async {
            if encapsulated.len() > encapsulated_len(self.inner.policy.max_secret_len.max(LARGE_SECRET)) {
                return Err(Error::VerificationFailed);
            }
            let keyring = self.inner.vault.keyring_of(encapsulated).await.map_err(for_guest)?;
            let opened = envelope::decapsulate(&keyring, &self.inner.namespace, encapsulated).map_err(for_guest)?;
            let (secret, expires) = opened.ok_or(Error::VerificationFailed)?;
            if self.inner.vault.now() >= expires { Err(Error::Expired) } else { Ok(secret) }
        };
        let result = decapsulate.await;
        event.finish(result)
    }

    async fn append_secret(&self, id: &[u8], secret: &[u8], expires: u64) -> Result<u64> {
        let content = self.secret_content(secret, expires)?;
        let name = self.entry(id)?;
        for _ in 0..ATTEMPTS {
            let head = self.inner.vault.store.head(name.clone()).await;
            let head = head.and_then(|head| match (head.kind, head.latest) {
                (Kind::Secret, Some(_)) => Ok(head),
                _ => Err(StoreError::NotFound),
            });
            let head = head.map_err(|error| for_guest(error.into()))?;
            match self.inner.vault.append(&name, head, &content, self.inner.policy.quota).await {
                Err(error) if is_conflict(&error) => {}
                result => return result.map_err(for_guest),
            }
        }
        Err(Error::InvalidOperation)
    }

    fn secret_content(&self, secret: &[u8], expires: u64) -> Result<Content> {
        let created = self.check_secret(secret, expires)?;
        let attributes = Attributes { kind: Kind::Secret, algorithm: String::new(), created, expires: Some(expires) };
        Ok(Content { attributes, bytes: SecretBytes::new(secret.to_vec()) })
    }

    /// Whether the policy allows such a secret. Returns what time it is.
    fn check_secret(&self, secret: &[u8], expires: u64) -> Result<u64> {
        if secret.len() > self.inner.policy.max_secret_len {
            return Err(Error::Overflow);
        }
        let now = self.inner.vault.now();
        if now >= expires {
            return Err(Error::Expired);
        }
        if !self.inner.policy.allows_expiry(now, expires) {
            return Err(Error::ProhibitedOperation);
        }
        Ok(now)
    }
}
