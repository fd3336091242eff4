//! A whole store in one file, and back.
//!
//! | Bytes | Content |
//! |---|---|
//! | 18 | `wasi-crypto backup` |
//! | 1 | the format, 1 |
//! | 8 | when it was made, in seconds since the beginning of 1970 (UTC) |
//! | 4 + n | the document with the data keys, behind its length |
//! | 8 | the revision of that document |
//! | 4 | number of the data key |
//! | 24 + n + 16 | nonce, ciphertext and tag (XChaCha20-Poly1305); what is before is associated data |
//!
//! In the ciphertext the entries, whose payloads are sealed once more. Numbers are big-endian.

use std::sync::Arc;

use wasi_crypto_engine::{Engine, Error};
use wasi_crypto_keystore::{
    Attributes, EntryName, EntrySnapshot, Head, KeyStore, Kind, LAST_VERSION, Record, Root, Snapshot,
};
use zeroize::Zeroizing;

use crate::audit::Event;
use crate::clock::Clock;
use crate::error::{Result, SecretsError};
use crate::keyring::{DataKeys, Keyring, Purpose, Seal};
use crate::master_key::MasterKey;
use crate::operator::Operator;
use crate::sealing;

const MAGIC: &[u8; 18] = b"wasi-crypto backup";
const FORMAT: u8 = 1;

/// After restoring, versions count on from the seconds since 1970, times this: above any that was given out before, as
/// long as no key had more versions per second.
const VERSIONS_PER_SECOND: u64 = 1 << 20;

/// But not above this, however far ahead the clock is: most numbers stay free.
const LAST_START: u64 = 1 << 60;

/// And at least as far above the next number in the backup, however far behind: more versions than one key has from one
/// backup to the next.
const VERSIONS_SINCE: u64 = 1 << 32;

/// What [`restore`] has done.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Restored {
    /// When the backup was made, in seconds since the beginning of 1970 (UTC). What was revoked after that is valid
    /// again, and has to be revoked again.
    pub made: u64,
    /// How many entries there are.
    pub entries: u64,
    /// How many versions they have.
    pub versions: u64,
}

impl Operator {
    /// Everything in the store as the content of one file, which needs the master key to be read. It tells its size, and
    /// when it was made.
    ///
    /// # Errors
    /// [`SecretsError::Store`]; [`SecretsError::Damaged`].
    pub async fn backup(&self) -> Result<Vec<u8>> {
        let event = Event::of_operator("backup", None);
        let backup = async {
            let snapshot = self.vault.store.snapshot().await?;
            let root = snapshot.root.as_ref();
            let root = root.ok_or_else(|| SecretsError::Damaged("the document with its keys is gone".into()))?;
            let keyring = self.vault.keyring_in(&root.content)?;
            write(&keyring, self.vault.now(), root, &snapshot.entries)
        };
        let result = backup.await;
        event.finish(result)
    }
}

/// Fills an empty store with what [`Operator::backup`] has written; afterwards it is opened with the same master key.
///
/// No version that was given out after the backup was made is given out again: numbers go on far above. But what was
/// revoked after that is alive again, because the backup does not know: see [`Restored::made`].
///
/// # Errors
/// [`SecretsError::WrongMasterKey`] if the backup was made under another one; [`SecretsError::Damaged`] if anything in it
/// was changed; [`SecretsError::Newer`]; [`SecretsError::Refused`] if the store is not empty; [`SecretsError::Store`]. The
/// store stays empty then.
pub async fn restore(
    store: &Arc<dyn KeyStore>,
    master: &MasterKey,
    engine: &Engine,
    clock: &dyn Clock,
    backup: &[u8],
) -> Result<Restored> {
    let event = Event::of_operator("restore", None);
    let restore = async {
        let (made, mut snapshot) = read(engine, &Seal::new(engine, master)?, backup)?;
        snapshot.check().map_err(|error| damaged(&error.to_string()))?;
        // A clock that stands before the backup is wrong.
        let least = clock.now().max(made).saturating_mul(VERSIONS_PER_SECOND).min(LAST_START);
        let mut restored = Restored { made, entries: 0, versions: 0 };
        for entry in &mut snapshot.entries {
            let above = entry.head.next.saturating_add(VERSIONS_SINCE).min(LAST_VERSION);
            entry.head.next = entry.head.next.max(above).max(least);
            restored.entries = restored.entries.saturating_add(1);
            restored.versions =
                restored.versions.saturating_add(u64::try_from(entry.versions.len()).unwrap_or(u64::MAX));
        }
        match store.restore(snapshot).await {
            Ok(()) => Ok(restored),
            Err(wasi_crypto_keystore::StoreError::Conflict) => {
                Err(SecretsError::Refused("a backup is restored into an empty store only".into()))
            }
            Err(error) => Err(error.into()),
        }
    };
    let result = restore.await;
    event.finish(result)
}

fn write(keyring: &Keyring, now: u64, root: &Root, entries: &[EntrySnapshot]) -> Result<Vec<u8>> {
    let number = keyring.newest();
    let key = keyring.key(number, Purpose::Backups).ok_or(Error::InternalError)?;
    let mut content = Zeroizing::new(Vec::new());
    for entry in entries {
        put(&mut content, entry.name.namespace().as_str().as_bytes())?;
        put(&mut content, entry.name.id())?;
        content.push(entry.head.kind.code());
        content.extend_from_slice(&entry.head.revision.to_be_bytes());
        content.extend_from_slice(&entry.head.next.to_be_bytes());
        content.extend_from_slice(&length(entry.versions.len())?);
        for record in &entry.versions {
            content.extend_from_slice(&record.version.to_be_bytes());
            put(&mut content, &record.attributes.to_bytes())?;
            put(&mut content, &record.payload)?;
        }
    }
    let mut bytes = MAGIC.to_vec();
    bytes.push(FORMAT);
    bytes.extend_from_slice(&now.to_be_bytes());
    put(&mut bytes, &root.content)?;
    bytes.extend_from_slice(&root.revision.to_be_bytes());
    bytes.extend_from_slice(&number.to_be_bytes());
    let sealed = sealing::seal(key, &bytes, &content)?;
    bytes.extend_from_slice(&sealed);
    Ok(bytes)
}

fn read(engine: &Engine, seal: &Seal, backup: &[u8]) -> Result<(u64, Snapshot)> {
    let rest = backup.strip_prefix(MAGIC).ok_or_else(|| damaged("this is no backup"))?;
    let mut rest = Reader(rest);
    match rest.byte() {
        Some(FORMAT) => {}
        Some(found) => return Err(SecretsError::Newer { found: found.into(), supported: FORMAT.into() }),
        None => return Err(damaged("it is cut off")),
    }
    let header = (|| Some((rest.u64()?, rest.bytes()?, rest.u64()?, rest.u32()?)))();
    let (made, document, revision, number) = header.ok_or_else(|| damaged("it is cut off"))?;
    let keyring = Keyring::new(engine, &DataKeys::open(engine, seal, document)?)?;
    let key = keyring.key(number, Purpose::Backups).ok_or_else(|| damaged("it names a key that does not exist"))?;
    let header_len = backup.len().saturating_sub(rest.0.len());
    let header = backup.get(..header_len).unwrap_or_default();
    let content = sealing::open(key, header, rest.0).map_err(|error| match error {
        Error::InvalidTag => damaged("it was changed"),
        error => error.into(),
    })?;
    let mut content = Reader(&content);
    let mut entries = Vec::new();
    while !content.0.is_empty() {
        entries.push(entry(&mut content).ok_or_else(|| damaged("its entries make no sense"))?);
    }
    Ok((made, Snapshot { root: Some(Root { revision, content: document.to_vec() }), entries }))
}

fn entry(bytes: &mut Reader<'_>) -> Option<EntrySnapshot> {
    let namespace = core::str::from_utf8(bytes.bytes()?).ok()?.parse().ok()?;
    let name = EntryName::new(namespace, bytes.bytes()?).ok()?;
    let kind = Kind::from_code(bytes.byte()?)?;
    let (revision, next) = (bytes.u64()?, bytes.u64()?);
    let mut versions = Vec::new();
    for _ in 0..bytes.u32()? {
        let version = bytes.u64()?;
        let attributes = Attributes::from_bytes(bytes.bytes()?)?;
        versions.push(Record { version, attributes, payload: bytes.bytes()?.to_vec() });
    }
    let latest = versions.last().map(|record| record.version);
    Some(EntrySnapshot { name, head: Head { kind, revision, latest, next }, versions })
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_be_bytes)
    }

    /// What [`put`] has written.
    fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = usize::try_from(self.u32()?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(bytes)
    }
}

/// Appends bytes behind their length.
fn put(to: &mut Vec<u8>, bytes: &[u8]) -> Result<()> {
    to.extend_from_slice(&length(bytes.len())?);
    to.extend_from_slice(bytes);
    Ok(())
}

fn length(len: usize) -> Result<[u8; 4]> {
    let too_long = |_| SecretsError::Refused("the store is too large for a backup".into());
    u32::try_from(len).map(u32::to_be_bytes).map_err(too_long)
}

fn damaged(what: &str) -> SecretsError {
    SecretsError::Damaged(format!("the backup: {what}"))
}
