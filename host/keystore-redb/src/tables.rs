//! The tables of the file, and what can be read from them.
//!
//! Keys are tuples, which redb keeps apart and compares part by part, so no two names run into each other.

use std::ops::Bound;

use redb::{ReadOnlyTable, ReadTransaction, ReadableTable, Table, TableDefinition, TableError, WriteTransaction};
use wasi_crypto_keystore::{
    Attributes, EntryInfo, EntryName, EntrySnapshot, Head, Namespace, Record, Root, Selector, Snapshot, StoreError,
    Usage,
};

use crate::failure::Failure;
use crate::records::{Place, damaged, decode_head, decode_usage, decode_version};

/// The format this version writes, and the newest it reads.
pub(crate) const FORMAT: u32 = 1;

type Result<T> = core::result::Result<T, Failure>;
type Bytes = &'static [u8];
/// Namespace and identifier.
type EntryKey = (Bytes, Bytes);
/// Namespace, identifier, version.
type VersionKey = (Bytes, Bytes, u64);

/// Single values: the format, and the caller's document.
const META: TableDefinition<'static, &str, Bytes> = TableDefinition::new("meta");
/// By namespace, what it holds; nothing for those that hold nothing.
const USAGE: TableDefinition<'static, Bytes, Bytes> = TableDefinition::new("usage");
/// The heads of entries.
const ENTRIES: TableDefinition<'static, EntryKey, Bytes> = TableDefinition::new("entries");
/// Attributes and payloads.
const VERSIONS: TableDefinition<'static, VersionKey, Bytes> = TableDefinition::new("versions");

const FORMAT_KEY: &str = "format";
pub(crate) const ROOT_KEY: &str = "root";

/// The tables within one transaction.
pub(crate) struct Tables<M, U, E, V> {
    pub(crate) meta: M,
    pub(crate) usage: U,
    pub(crate) entries: E,
    pub(crate) versions: V,
}

pub(crate) type Reading = Tables<
    ReadOnlyTable<&'static str, Bytes>,
    ReadOnlyTable<Bytes, Bytes>,
    ReadOnlyTable<EntryKey, Bytes>,
    ReadOnlyTable<VersionKey, Bytes>,
>;

pub(crate) type Writing<'t> = Tables<
    Table<'t, &'static str, Bytes>,
    Table<'t, Bytes, Bytes>,
    Table<'t, EntryKey, Bytes>,
    Table<'t, VersionKey, Bytes>,
>;

/// Makes a store of an empty database.
pub(crate) fn initialize(transaction: &WriteTransaction) -> Result<()> {
    let mut tables = Writing::open(transaction)?;
    let format = meta_place(FORMAT_KEY).seal(FORMAT.to_be_bytes().to_vec());
    tables.meta.insert(FORMAT_KEY, format.as_slice())?;
    Ok(())
}

/// Whether the database is a store, of a format this version knows. Where the format is written, and how, is the same in
/// every format there will ever be.
pub(crate) fn check_format(transaction: &ReadTransaction) -> Result<()> {
    let foreign = || damaged("this is a redb database, but not a key store");
    let meta = match transaction.open_table(META) {
        Ok(meta) => meta,
        Err(TableError::Storage(error)) => return Err(error.into()),
        Err(_) => return Err(foreign().into()),
    };
    let stored = meta.get(FORMAT_KEY)?.ok_or_else(foreign)?;
    let found = meta_place(FORMAT_KEY).open(stored.value())?.try_into().map_err(|_| foreign())?;
    match u32::from_be_bytes(found) {
        FORMAT => Ok(()),
        found if found > FORMAT => Err(StoreError::Newer { found, supported: FORMAT }.into()),
        _ => Err(foreign().into()),
    }
}

impl Reading {
    pub(crate) fn open(transaction: &ReadTransaction) -> Result<Self> {
        Ok(Self {
            meta: transaction.open_table(META)?,
            usage: transaction.open_table(USAGE)?,
            entries: transaction.open_table(ENTRIES)?,
            versions: transaction.open_table(VERSIONS)?,
        })
    }
}

impl<'t> Writing<'t> {
    pub(crate) fn open(transaction: &'t WriteTransaction) -> Result<Self> {
        Ok(Self {
            meta: transaction.open_table(META)?,
            usage: transaction.open_table(USAGE)?,
            entries: transaction.open_table(ENTRIES)?,
            versions: transaction.open_table(VERSIONS)?,
        })
    }
}

impl<M, U, E, V> Tables<M, U, E, V>
where
    M: ReadableTable<&'static str, Bytes>,
    U: ReadableTable<Bytes, Bytes>,
    E: ReadableTable<EntryKey, Bytes>,
    V: ReadableTable<VersionKey, Bytes>,
{
    /// # Errors
    /// [`StoreError::NotFound`].
    pub(crate) fn head(&self, name: &EntryName) -> Result<Head> {
        let stored = self.entries.get(entry_key(name))?.ok_or(StoreError::NotFound)?;
        Ok(decode_head(entry_place(name).open(stored.value())?)?)
    }

    /// # Errors
    /// [`StoreError::NotFound`].
    pub(crate) fn read(&self, name: &EntryName, which: Selector) -> Result<Record> {
        let head = self.head(name)?;
        match which {
            Selector::All => Err(StoreError::NotFound.into()),
            Selector::Version(version) => {
                self.version(name, &head, version)?.ok_or_else(|| StoreError::NotFound.into())
            }
            Selector::Latest => {
                let latest = head.latest.ok_or(StoreError::NotFound)?;
                self.version(name, &head, latest)?.ok_or_else(|| damaged("an entry lacks its newest version").into())
            }
        }
    }

    fn version(&self, name: &EntryName, head: &Head, version: u64) -> Result<Option<Record>> {
        let Some(stored) = self.versions.get(version_key(name, version))? else { return Ok(None) };
        let (attributes, payload) = decode_version(version_place(name, version).open(stored.value())?)?;
        if attributes.kind != head.kind || version >= head.next {
            return Err(damaged("a version contradicts the head of its entry").into());
        }
        Ok(Some(Record { version, attributes, payload: payload.to_vec() }))
    }

    /// Shows every version of an entry, in ascending order.
    pub(crate) fn each_version(&self, name: &EntryName, mut see: impl FnMut(u64, Attributes, &[u8])) -> Result<()> {
        for stored in self.versions.range(version_key(name, 0)..=version_key(name, u64::MAX))? {
            let (key, value) = stored?;
            let (_, _, version) = key.value();
            let (attributes, payload) = decode_version(version_place(name, version).open(value.value())?)?;
            see(version, attributes, payload);
        }
        Ok(())
    }

    pub(crate) fn list(
        &self,
        namespace: Option<&Namespace>,
        after: Option<&EntryName>,
        limit: usize,
    ) -> Result<Vec<EntryInfo>> {
        let mut list = Vec::new();
        self.each_entry(namespace, after, |name, head| {
            // Asked after the limit is reached rather than before, a limit of 0 would show one.
            if list.len() >= limit {
                return Ok(false);
            }
            let mut versions = Vec::new();
            self.each_version(&name, |version, attributes, _| versions.push((version, attributes)))?;
            list.push(EntryInfo { name, head, versions });
            Ok(true)
        })?;
        Ok(list)
    }

    /// Shows entries in the order of their names until told that it is enough.
    pub(crate) fn each_entry(
        &self,
        namespace: Option<&Namespace>,
        after: Option<&EntryName>,
        mut see: impl FnMut(EntryName, Head) -> Result<bool>,
    ) -> Result<()> {
        let first = namespace.map(|namespace| (namespace.as_str().as_bytes(), [].as_slice()));
        let start = match (after.map(entry_key), first) {
            (Some(after), Some(first)) if after < first => Bound::Included(first),
            (Some(after), _) => Bound::Excluded(after),
            (None, Some(first)) => Bound::Included(first),
            (None, None) => Bound::Unbounded,
        };
        for stored in self.entries.range::<(&[u8], &[u8])>((start, Bound::Unbounded))? {
            let (key, value) = stored?;
            let name = decode_name(key.value())?;
            if namespace.is_some_and(|namespace| name.namespace() != namespace) {
                break;
            }
            let head = decode_head(entry_place(&name).open(value.value())?)?;
            if !see(name, head)? {
                break;
            }
        }
        Ok(())
    }

    pub(crate) fn usage(&self, namespace: &Namespace) -> Result<Usage> {
        let Some(stored) = self.usage.get(namespace.as_str().as_bytes())? else { return Ok(Usage::default()) };
        Ok(decode_usage(usage_place(namespace).open(stored.value())?)?)
    }

    pub(crate) fn root(&self) -> Result<Option<Root>> {
        let Some(stored) = self.meta.get(ROOT_KEY)? else { return Ok(None) };
        let root = meta_place(ROOT_KEY).open(stored.value())?.split_first_chunk();
        let (revision, content) = root.ok_or_else(|| damaged("the root document makes no sense"))?;
        Ok(Some(Root { revision: u64::from_be_bytes(*revision), content: content.to_vec() }))
    }

    pub(crate) fn snapshot(&self) -> Result<Snapshot> {
        let mut entries = Vec::new();
        self.each_entry(None, None, |name, head| {
            let mut versions = Vec::new();
            self.each_version(&name, |version, attributes, payload| {
                versions.push(Record { version, attributes, payload: payload.to_vec() });
            })?;
            entries.push(EntrySnapshot { name, head, versions });
            Ok(true)
        })?;
        Ok(Snapshot { root: self.root()?, entries })
    }
}

pub(crate) fn entry_key(name: &EntryName) -> (&[u8], &[u8]) {
    (name.namespace().as_str().as_bytes(), name.id())
}

pub(crate) fn version_key(name: &EntryName, version: u64) -> (&[u8], &[u8], u64) {
    (name.namespace().as_str().as_bytes(), name.id(), version)
}

/// # Errors
/// [`StoreError::Corrupt`] for what is no name.
pub(crate) fn decode_name((namespace, id): (&[u8], &[u8])) -> Result<EntryName> {
    let name = || EntryName::new(core::str::from_utf8(namespace).ok()?.parse().ok()?, id).ok();
    Ok(name().ok_or_else(|| damaged("an entry has no name"))?)
}

pub(crate) fn meta_place(key: &str) -> Place<'_> {
    Place { table: 0, key: [key.as_bytes(), &[]], version: 0 }
}

pub(crate) fn usage_place(namespace: &Namespace) -> Place<'_> {
    Place { table: 1, key: [namespace.as_str().as_bytes(), &[]], version: 0 }
}

pub(crate) fn entry_place(name: &EntryName) -> Place<'_> {
    let (namespace, id) = entry_key(name);
    Place { table: 2, key: [namespace, id], version: 0 }
}

pub(crate) fn version_place(name: &EntryName, version: u64) -> Place<'_> {
    Place { version, table: 3, ..entry_place(name) }
}
