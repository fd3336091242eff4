//! What changes the tables, each within one transaction.

use redb::ReadableTable;
use wasi_crypto_keystore::{
    EntryName, EntrySnapshot, Head, LAST_VERSION, Namespace, NewVersion, Quota, Root, Selector, Snapshot, StoreError,
    Usage, WhenEmpty,
};

use crate::failure::Failure;
use crate::records::{damaged, encode_head, encode_usage, encode_version};
use crate::tables::{ROOT_KEY, Writing, entry_key, entry_place, meta_place, usage_place, version_key, version_place};

type Result<T> = core::result::Result<T, Failure>;

impl Writing<'_> {
    pub(crate) fn create(&mut self, name: &EntryName, first: &NewVersion, quota: Quota) -> Result<()> {
        match self.head(name) {
            Ok(_) => return Err(StoreError::Conflict.into()),
            Err(Failure::Refused(StoreError::NotFound)) => {}
            Err(error) => return Err(error),
        }
        let usage = self.usage(name.namespace())?.plus(first.payload.len(), quota)?;
        self.put_version(name, 0, first)?;
        self.put_usage(name.namespace(), usage)?;
        self.put_head(name, &Head { kind: first.attributes.kind, revision: 1, latest: Some(0), next: 1 })
    }

    pub(crate) fn append(
        &mut self,
        name: &EntryName,
        revision: u64,
        version: &NewVersion,
        quota: Quota,
    ) -> Result<u64> {
        let head = self.head_at(name, revision)?;
        let usage = self.usage(name.namespace())?.plus(version.payload.len(), quota)?;
        let number = head.next;
        if number > LAST_VERSION {
            return Err(StoreError::Full.into());
        }
        self.put_version(name, number, version)?;
        self.put_usage(name.namespace(), usage)?;
        self.put_head(name, &changed(Head { latest: Some(number), next: number.saturating_add(1), ..head }))?;
        Ok(number)
    }

    pub(crate) fn reseal(&mut self, name: &EntryName, revision: u64, version: u64, payload: Vec<u8>) -> Result<()> {
        let head = self.head_at(name, revision)?;
        let before = self.read(name, Selector::Version(version))?;
        let usage = self.usage(name.namespace())?.minus(before.payload.len());
        // Not a question of quotas: what is sealed anew was let in before.
        let usage = usage.plus(payload.len(), Quota::UNLIMITED)?;
        self.versions.remove(version_key(name, version))?;
        self.put_version(name, version, &NewVersion { attributes: before.attributes, payload })?;
        self.put_usage(name.namespace(), usage)?;
        self.put_head(name, &changed(head))
    }

    pub(crate) fn invalidate(&mut self, name: &EntryName, which: Selector, when_empty: WhenEmpty) -> Result<()> {
        let head = self.head(name)?;
        let mut versions = Vec::new();
        self.each_version(name, |version, _, payload| versions.push((version, payload.len())))?;
        let goes = |version: u64| match which {
            Selector::Latest => Some(version) == head.latest,
            Selector::Version(wanted) => version == wanted,
            Selector::All => true,
        };
        let mut usage = self.usage(name.namespace())?;
        let mut latest = None;
        let mut found = false;
        for (version, len) in versions {
            if goes(version) {
                found = true;
                usage = usage.minus(len);
                self.versions.remove(version_key(name, version))?;
            } else {
                latest = Some(version);
            }
        }
        if !found {
            return Err(StoreError::NotFound.into());
        }
        self.put_usage(name.namespace(), usage)?;
        if latest.is_none() && when_empty == WhenEmpty::Forget {
            self.entries.remove(entry_key(name))?;
            Ok(())
        } else {
            self.put_head(name, &changed(Head { latest, ..head }))
        }
    }

    pub(crate) fn set_root(&mut self, revision: Option<u64>, content: Vec<u8>) -> Result<u64> {
        if self.root()?.map(|root| root.revision) != revision {
            return Err(StoreError::Conflict.into());
        }
        let revision = revision.unwrap_or_default().saturating_add(1);
        self.put_root(&Root { revision, content })?;
        Ok(revision)
    }

    pub(crate) fn restore(&mut self, snapshot: Snapshot) -> Result<()> {
        if self.root()?.is_some() || self.entries.first()?.is_some() {
            return Err(StoreError::Conflict.into());
        }
        snapshot.check()?;
        if let Some(root) = snapshot.root {
            self.put_root(&root)?;
        }
        snapshot.entries.into_iter().try_for_each(|entry| self.restore_entry(entry))
    }

    fn restore_entry(&mut self, entry: EntrySnapshot) -> Result<()> {
        let mut usage = self.usage(entry.name.namespace())?;
        for record in entry.versions {
            usage = usage.plus(record.payload.len(), Quota::UNLIMITED)?;
            let version = NewVersion { attributes: record.attributes, payload: record.payload };
            self.put_version(&entry.name, record.version, &version)?;
        }
        self.put_usage(entry.name.namespace(), usage)?;
        self.put_head(&entry.name, &entry.head)
    }

    /// The head to change, if it is the one the caller knows.
    fn head_at(&self, name: &EntryName, revision: u64) -> Result<Head> {
        let head = self.head(name)?;
        if head.revision == revision { Ok(head) } else { Err(StoreError::Conflict.into()) }
    }

    fn put_head(&mut self, name: &EntryName, head: &Head) -> Result<()> {
        self.entries.insert(entry_key(name), entry_place(name).seal(encode_head(head)).as_slice())?;
        Ok(())
    }

    /// Adds a version, which never takes the place of one that is there.
    fn put_version(&mut self, name: &EntryName, number: u64, version: &NewVersion) -> Result<()> {
        let value = version_place(name, number).seal(encode_version(&version.attributes, &version.payload)?);
        if self.versions.insert(version_key(name, number), value.as_slice())?.is_some() {
            return Err(damaged("a new version would take the place of another").into());
        }
        Ok(())
    }

    fn put_usage(&mut self, namespace: &Namespace, usage: Usage) -> Result<()> {
        let key = namespace.as_str().as_bytes();
        if usage == Usage::default() {
            self.usage.remove(key)?;
        } else {
            self.usage.insert(key, usage_place(namespace).seal(encode_usage(usage)).as_slice())?;
        }
        Ok(())
    }

    fn put_root(&mut self, root: &Root) -> Result<()> {
        let value = [&root.revision.to_be_bytes(), root.content.as_slice()].concat();
        self.meta.insert(ROOT_KEY, meta_place(ROOT_KEY).seal(value).as_slice())?;
        Ok(())
    }
}

fn changed(head: Head) -> Head {
    Head { revision: head.revision.saturating_add(1), ..head }
}
