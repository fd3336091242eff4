//! What a guest's secrets manager reaches.

use core::fmt;
use std::sync::Arc;

use wasi_crypto_engine::{Engine, Error, Result};
use wasi_crypto_keystore::{EntryName, Kind, Namespace, Selector, StoreError, WhenEmpty};

use crate::audit::{Event, IS_HEARD};
use crate::error::{SecretsError, for_guest};
use crate::lookups::Lookups;
use crate::policy::GuestPolicy;
use crate::sealing::{self, KEY_LEN};
use crate::vault::Vault;

/// The part of a store that belongs to one guest, under its policy: the secrets manager of the API. Clones share it.
///
/// Identifiers are 32 random bytes, except those of the host's keys, which are their names. A change that was answered
/// with success lasts, and one that was refused has changed nothing. What clones look up in vain is counted for the
/// [audit](crate::audit) together, and written at the latest when the last of them is dropped.
#[derive(Clone)]
pub struct GuestSecrets {
    pub(crate) inner: Arc<Inner>,
}

/// What clones share.
pub(crate) struct Inner {
    pub vault: Arc<Vault>,
    pub namespace: Namespace,
    pub policy: GuestPolicy,
    lookups: Lookups,
}

/// A key that is in the store.
#[derive(Clone, Debug)]
pub struct Managed<K> {
    /// The key, which can do no more than the policy allows.
    pub key: K,
    /// Its identifier, the same for all versions.
    pub id: Vec<u8>,
    /// Its version.
    pub version: u64,
}

/// Where a key comes from that a guest puts into the store.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Origin {
    /// The host has generated it.
    Generated,
    /// The guest has given its bytes. The policy may not allow to store such keys.
    Imported,
}

/// What a host knows of where the key behind a guest's handle comes from.
#[derive(Clone, Debug)]
pub enum Provenance {
    /// The guest knows its bytes, or could.
    Guest,
    /// The host has generated it.
    Generated,
    /// It is in the store, under this name.
    Stored {
        /// The identifier.
        id: Vec<u8>,
        /// The version.
        version: u64,
    },
}

impl Provenance {
    /// What that makes of the key when it is stored. One that is in the store was let in before.
    pub fn origin(&self) -> Origin {
        match self {
            Self::Guest => Origin::Imported,
            Self::Generated | Self::Stored { .. } => Origin::Generated,
        }
    }
}

impl From<Origin> for Provenance {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::Generated => Self::Generated,
            Origin::Imported => Self::Guest,
        }
    }
}

impl GuestSecrets {
    pub(crate) fn new(vault: Arc<Vault>, namespace: Namespace, policy: GuestPolicy) -> Self {
        let lookups = Lookups::new(namespace.clone(), vault.clock.clone());
        Self { inner: Arc::new(Inner { vault, namespace, policy, lookups }) }
    }

    /// The name of the guest.
    pub fn name(&self) -> &str {
        self.inner.namespace.as_str()
    }

    /// The engine for everything else the guest does: with no other algorithms than the policy allows.
    pub fn engine(&self, engine: &Engine) -> Engine {
        engine.restrict(&self.inner.policy.restrictions)
    }

    /// The bytes of every identifier given out.
    pub fn id_len(&self) -> usize {
        KEY_LEN
    }

    /// Revokes a version of a key, the newest one, or all. Keys that are in use already keep working.
    ///
    /// Legacy function: `secrets_manager_invalidate`.
    ///
    /// # Errors
    /// [`Error::NotFound`] if nothing has that identifier and version, and for secrets;
    /// [`Error::ProhibitedOperation`] for a key of the host.
    pub async fn invalidate(&self, id: &[u8], which: Selector) -> Result<()> {
        let event = self.event_for("invalidate", None, id, which);
        let result = self.invalidate_if(id, which, |kind| kind != Kind::Secret).await;
        event.finish(result)
    }

    /// Records in the audit that a stored key was used, and what came of it. Keys in use no longer need the store, so
    /// whoever holds them says so.
    pub fn audit_use(&self, operation: &'static str, kind: Kind, id: &[u8], version: u64, result: Result<()>) {
        let event = self.event_for(operation, Some(kind), id, Selector::Version(version));
        let _ = event.finish(result);
    }

    /// Records in the audit that nobody waits for the end of such a use.
    pub fn audit_cancelled_use(&self, operation: &'static str, kind: Kind, id: &[u8], version: u64) {
        drop(self.event_for(operation, Some(kind), id, Selector::Version(version)));
    }

    /// Invalidates what has a kind of the right kind.
    pub(crate) async fn invalidate_if(&self, id: &[u8], which: Selector, right: fn(Kind) -> bool) -> Result<()> {
        if self.inner.policy.host_key(id).is_some() {
            return Err(Error::ProhibitedOperation);
        }
        let name = self.entry(id)?;
        let invalidate = async {
            if !right(self.inner.vault.store.head(name.clone()).await?.kind) {
                return Err(StoreError::NotFound);
            }
            self.inner.vault.store.invalidate(name, which, WhenEmpty::Forget).await
        };
        invalidate.await.map_err(|error| for_guest(error.into()))
    }

    /// A new identifier, which nobody can guess.
    pub(crate) fn new_id(&self) -> Result<EntryName> {
        self.entry(&sealing::random(&self.inner.vault.engine)?)
    }

    /// The guest's own entry of this identifier.
    pub(crate) fn entry(&self, id: &[u8]) -> Result<EntryName> {
        EntryName::new(self.inner.namespace.clone(), id).map_err(|_| Error::NotFound)
    }

    /// The event of an operation that makes something.
    pub(crate) fn event(&self, operation: &'static str, kind: Option<Kind>) -> Event<'_> {
        Event::of_guest(&self.inner.lookups, operation, kind)
    }

    /// The event of an operation on something that has an identifier.
    pub(crate) fn event_for(
        &self,
        operation: &'static str,
        kind: Option<Kind>,
        id: &[u8],
        which: Selector,
    ) -> Event<'_> {
        let mut event = self.event(operation, kind);
        if IS_HEARD {
            let is_host = self.inner.policy.host_key(id).is_some();
            let namespace = if is_host { Namespace::host() } else { self.inner.namespace.clone() };
            event.asks_for(namespace, id, which);
        }
        event
    }
}

/// Says whose it is.
impl fmt::Debug for GuestSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuestSecrets").field("namespace", &self.inner.namespace).finish_non_exhaustive()
    }
}

/// Whether a change may be tried again because another one came first.
pub(crate) fn is_conflict(error: &SecretsError) -> bool {
    matches!(error, SecretsError::Store(StoreError::Conflict))
}
