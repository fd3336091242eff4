//! Other keys for a store.

use wasi_crypto_keystore::{EntryName, Selector, StoreError};

use crate::audit::{Event, Id};
use crate::envelope;
use crate::error::{Result, SecretsError};
use crate::keyring::{Keyring, Seal};
use crate::master_key::MasterKey;
use crate::operator::{Operator, PAGE};
use crate::vault::ATTEMPTS;

/// What [`Operator::rotate_data_key`] has done.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Rotation {
    /// Whether it has gone on with a rotation that had been interrupted, instead of making a new key.
    pub resumed: bool,
    /// How many versions were sealed anew.
    pub resealed: u64,
    /// Versions that do not open. As long as there are any, the old keys are kept: revoke them, then rotate again.
    pub damaged: Vec<String>,
}

impl Operator {
    /// Seals the data keys under another master key, in one step. Guests notice nothing. Other processes that have the
    /// store open go on until data keys are rotated, and then need to be started anew. Backups made before still need the
    /// old one.
    ///
    /// # Errors
    /// [`SecretsError::Store`] with [`StoreError::Conflict`] if the keys changed at the same moment; and those of
    /// opening the store.
    pub async fn rotate_master(&self, new: &MasterKey) -> Result<()> {
        let event = Event::of_operator("rotate-master", None);
        let rotate = async { self.vault.set_seal(Seal::new(self.engine(), new)?).await };
        let result = rotate.await;
        event.finish(result)
    }

    /// Makes a new data key, seals every record with it, and forgets the old ones. At every moment every record can be
    /// read, also by other processes; if it is interrupted anywhere, the next call goes on.
    ///
    /// The keys of encapsulated secrets and of backups are made anew too, but the old ones stay: nobody knows who has
    /// such things.
    ///
    /// # Errors
    /// [`SecretsError::Store`]; what was sealed anew until then stays so.
    pub async fn rotate_data_key(&self) -> Result<Rotation> {
        let event = Event::of_operator("rotate-data-key", None);
        let result = self.renew_data_key().await;
        event.finish(result)
    }

    async fn renew_data_key(&self) -> Result<Rotation> {
        let mut rotation = Rotation::default();
        let (revision, mut keys) = self.vault.data_keys().await?;
        rotation.resumed = keys.has_older();
        if !rotation.resumed {
            keys.add(self.engine())?;
            self.vault.set_data_keys(revision, &keys).await?;
        }
        let keyring = self.vault.refreshed().await?;
        self.reseal_all(&keyring, &mut rotation).await?;

        let (revision, mut keys) = self.vault.data_keys().await?;
        // Whoever has added another key meanwhile goes through the records for it.
        if rotation.damaged.is_empty() && keys.newest()? == keyring.newest() {
            keys.forget_older();
            self.vault.set_data_keys(revision, &keys).await?;
        }
        Ok(rotation)
    }

    async fn reseal_all(&self, keyring: &Keyring, rotation: &mut Rotation) -> Result<()> {
        let mut after = None;
        loop {
            let page = self.vault.store.list(None, after, PAGE).await?;
            for entry in &page {
                let mut versions: Vec<u64> = entry.versions.iter().map(|(version, _)| *version).collect();
                let mut next = entry.head.next;
                // Versions may be added meanwhile, by someone who does not know the new key yet.
                while !versions.is_empty() {
                    for version in versions.drain(..) {
                        self.reseal(keyring, &entry.name, version, rotation).await?;
                    }
                    match self.vault.store.head(entry.name.clone()).await {
                        Ok(head) => versions.extend(next..head.next.min(next.saturating_add(PAGE_VERSIONS))),
                        Err(StoreError::NotFound) => {}
                        Err(error) => return Err(error.into()),
                    }
                    next = versions.last().map_or(next, |last| last.saturating_add(1));
                }
            }
            match page.into_iter().last() {
                Some(last) => after = Some(last.name),
                None => return Ok(()),
            }
        }
    }

    /// Seals a version anew, unless it is sealed with the newest key already or is not there any more.
    async fn reseal(&self, keyring: &Keyring, name: &EntryName, version: u64, rotation: &mut Rotation) -> Result<()> {
        for _ in 0..ATTEMPTS {
            let reseal = async {
                let store = &self.vault.store;
                let head = store.head(name.clone()).await?;
                let record = store.read(name.clone(), Selector::Version(version)).await?;
                if envelope::key_number(&record.payload).is_some_and(|number| number >= keyring.newest()) {
                    return Ok(false);
                }
                let content = envelope::open(keyring, name, &record)?;
                let payload = envelope::seal(keyring, name, version, &record.attributes, &content)?;
                store.reseal(name.clone(), head.revision, version, payload).await?;
                Ok(true)
            };
            match reseal.await {
                Ok(resealed) => {
                    rotation.resealed = rotation.resealed.saturating_add(resealed.into());
                    return Ok(());
                }
                Err(SecretsError::Store(StoreError::NotFound)) => return Ok(()),
                Err(SecretsError::Store(StoreError::Conflict)) => {}
                Err(error @ SecretsError::Damaged(_)) => {
                    rotation.damaged.push(error.to_string());
                    return Ok(());
                }
                Err(error) => return Err(error),
            }
        }
        let id = Id(name);
        Err(SecretsError::Refused(format!("{id} of `{}` changes all the time: rotate again", name.namespace())))
    }
}

/// How many versions that were added meanwhile are looked at at once. Numbers without a version cost little.
const PAGE_VERSIONS: u64 = 1024;
