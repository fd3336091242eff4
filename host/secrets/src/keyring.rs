//! The data keys, which seal records, and the document in which the master key seals them.
//!
//! | Bytes | Content of the document |
//! |---|---|
//! | 16 | `wasi-crypto ring`  |
//! | 1 | the format, 1 |
//! | 16 | which master key it is sealed under: derived from it, and telling nothing of it |
//! | 4 | number of the newest data key |
//! | 24 + n + 16 | nonce, ciphertext and tag (XChaCha20-Poly1305); what is before is associated data |
//! | 8 | of SHA-256 of all that is before: tells damage from a wrong master key |
//!
//! In the ciphertext, for each data key in ascending order: its number (4), whether there is a key for records (1), that
//! key or zeros (32), the lasting key (32). Numbers are big-endian.

use core::fmt;

use wasi_crypto_engine::{Engine, Error, SecretBytes, SymmetricKey, oneshot};
use zeroize::Zeroizing;

use crate::error::{Result, SecretsError};
use crate::master_key::MasterKey;
use crate::sealing::{self, KEY_LEN};

const MAGIC: &[u8; 16] = b"wasi-crypto ring";
const FORMAT: u8 = 1;
const ID_LEN: usize = 16;
const HEADER_LEN: usize = 16 + 1 + ID_LEN + 4;
const CHECKSUM_LEN: usize = 8;
const ENTRY_LEN: usize = 4 + 1 + 2 * KEY_LEN;
/// As many rotations as anybody makes, and a bound on the work a document asks for.
const MAX_KEYS: usize = 4096;

/// The master key, ready for use.
#[derive(Clone)]
pub(crate) struct Seal {
    id: SecretBytes,
    key: SymmetricKey,
}

/// One data key.
///
/// The key for records goes when the last record sealed with it has. The lasting one stays: it is for what is kept
/// outside of the store, encapsulated secrets and backups, where nobody knows whether there are any left.
#[derive(Clone)]
pub(crate) struct DataKey {
    pub number: u32,
    pub records: Option<SecretBytes>,
    lasting: SecretBytes,
}

/// All data keys, as they are written. The newest is the last; there is always one.
#[derive(Clone)]
pub(crate) struct DataKeys(Vec<DataKey>);

/// All data keys, ready for use.
pub(crate) struct Keyring {
    newest: u32,
    keys: Vec<Prepared>,
}

struct Prepared {
    number: u32,
    records: Option<SymmetricKey>,
    capsules: SymmetricKey,
    backups: SymmetricKey,
}

/// What a key of the keyring is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Purpose {
    /// Records in the store.
    Records,
    /// Secrets that guests keep.
    Capsules,
    /// Copies of the store.
    Backups,
}

impl Seal {
    pub(crate) fn new(engine: &Engine, master: &MasterKey) -> Result<Self> {
        Ok(Self {
            id: sealing::derive(engine, master.bytes(), "wasi-crypto master key: name", ID_LEN)?,
            key: sealing::key(engine, master.bytes(), "wasi-crypto master key: data keys")?,
        })
    }
}

impl DataKeys {
    /// The keys of a new store.
    pub(crate) fn first(engine: &Engine) -> Result<Self> {
        Ok(Self(vec![DataKey::generate(engine, 1)?]))
    }

    /// Adds one, which is the newest from now on.
    pub(crate) fn add(&mut self, engine: &Engine) -> Result<()> {
        let number = self.newest()?.checked_add(1).filter(|_| self.0.len() < MAX_KEYS);
        let number = number.ok_or_else(|| SecretsError::Refused("there are too many data keys".into()))?;
        self.0.push(DataKey::generate(engine, number)?);
        Ok(())
    }

    pub(crate) fn newest(&self) -> Result<u32> {
        self.0.last().map(|key| key.number).ok_or_else(|| damaged("it has no data key"))
    }

    /// Whether records may still be sealed with older keys than the newest.
    pub(crate) fn has_older(&self) -> bool {
        self.0.iter().rev().skip(1).any(|key| key.records.is_some())
    }

    /// Drops the keys for records that are older than the newest.
    pub(crate) fn forget_older(&mut self) {
        self.0.iter_mut().rev().skip(1).for_each(|key| key.records = None);
    }

    /// The document.
    pub(crate) fn seal(&self, engine: &Engine, seal: &Seal) -> Result<Vec<u8>> {
        let mut content = Zeroizing::new(Vec::with_capacity(self.0.len().saturating_mul(ENTRY_LEN)));
        for key in &self.0 {
            content.extend_from_slice(&key.number.to_be_bytes());
            content.push(u8::from(key.records.is_some()));
            content.extend_from_slice(key.records.as_deref().map_or(&[0; KEY_LEN], Vec::as_slice));
            content.extend_from_slice(&key.lasting);
        }
        let mut document = MAGIC.to_vec();
        document.push(FORMAT);
        document.extend_from_slice(&seal.id);
        document.extend_from_slice(&self.newest()?.to_be_bytes());
        let sealed = sealing::seal(&seal.key, &document, &content)?;
        document.extend_from_slice(&sealed);
        document.extend_from_slice(&checksum(engine, &document)?);
        Ok(document)
    }

    /// From the document.
    ///
    /// # Errors
    /// [`SecretsError::WrongMasterKey`], [`SecretsError::Damaged`], [`SecretsError::Newer`].
    pub(crate) fn open(engine: &Engine, seal: &Seal, document: &[u8]) -> Result<Self> {
        let (header, sealed) = check(engine, document)?;
        if header.get(MAGIC.len().saturating_add(1)..).and_then(|rest| rest.get(..ID_LEN)) != Some(&seal.id) {
            return Err(SecretsError::WrongMasterKey);
        }
        let content = sealing::open(&seal.key, header, sealed).map_err(|error| match error {
            Error::InvalidTag => damaged("it does not open"),
            error => error.into(),
        })?;
        if content.len().checked_rem(ENTRY_LEN) != Some(0) || content.len() > MAX_KEYS.saturating_mul(ENTRY_LEN) {
            return Err(damaged("it has an impossible length"));
        }
        let keys: Option<Vec<DataKey>> = content.chunks(ENTRY_LEN).map(DataKey::from_bytes).collect();
        let keys = keys.filter(|keys| keys.is_sorted_by(|a, b| a.number < b.number));
        let keys = Self(keys.ok_or_else(|| damaged("its keys make no sense"))?);
        if keys.newest()? != newest(engine, document)? || keys.0.last().is_none_or(|key| key.records.is_none()) {
            return Err(damaged("its newest key is missing"));
        }
        Ok(keys)
    }
}

impl DataKey {
    fn generate(engine: &Engine, number: u32) -> Result<Self> {
        Ok(Self { number, records: Some(sealing::random(engine)?), lasting: sealing::random(engine)? })
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (number, bytes) = bytes.split_first_chunk()?;
        let (has_records, bytes) = bytes.split_first()?;
        let (records, lasting) = bytes.split_at_checked(KEY_LEN)?;
        let records = match has_records {
            0 => None,
            1 => Some(SecretBytes::new(records.to_vec())),
            _ => return None,
        };
        Some(Self { number: u32::from_be_bytes(*number), records, lasting: SecretBytes::new(lasting.to_vec()) })
    }
}

impl Keyring {
    pub(crate) fn new(engine: &Engine, keys: &DataKeys) -> Result<Self> {
        let prepare = |key: &DataKey| -> Result<Prepared> {
            let records = key.records.as_ref().map(|secret| sealing::key(engine, secret, "wasi-crypto records"));
            Ok(Prepared {
                number: key.number,
                records: records.transpose()?,
                capsules: sealing::key(engine, &key.lasting, "wasi-crypto encapsulated secrets")?,
                backups: sealing::key(engine, &key.lasting, "wasi-crypto backups")?,
            })
        };
        Ok(Self { newest: keys.newest()?, keys: keys.0.iter().map(prepare).collect::<Result<_>>()? })
    }

    /// The number of the key to seal with.
    pub(crate) fn newest(&self) -> u32 {
        self.newest
    }

    /// The key with a number.
    pub(crate) fn key(&self, number: u32, purpose: Purpose) -> Option<&SymmetricKey> {
        let key = self.keys.iter().find(|key| key.number == number)?;
        match purpose {
            Purpose::Records => key.records.as_ref(),
            Purpose::Capsules => Some(&key.capsules),
            Purpose::Backups => Some(&key.backups),
        }
    }
}

/// Tells only which keys there are.
impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("newest", &self.newest).field("keys", &self.keys.len()).finish()
    }
}

/// The number of the newest key, which can be read without the master key.
///
/// # Errors
/// [`SecretsError::Damaged`], [`SecretsError::Newer`].
pub(crate) fn newest(engine: &Engine, document: &[u8]) -> Result<u32> {
    let (header, _) = check(engine, document)?;
    header.last_chunk().map(|number| u32::from_be_bytes(*number)).ok_or_else(|| damaged("it is too short"))
}

/// The header and what is sealed, if the document is whole.
fn check<'a>(engine: &Engine, document: &'a [u8]) -> Result<(&'a [u8], &'a [u8])> {
    let too_short = || damaged("it is too short");
    let len = document.len().checked_sub(CHECKSUM_LEN).ok_or_else(too_short)?;
    let (content, sum) = document.split_at_checked(len).ok_or_else(too_short)?;
    if checksum(engine, content)? != sum {
        return Err(damaged("its checksum is wrong"));
    }
    let rest = content.strip_prefix(MAGIC).ok_or_else(|| damaged("it is something else"))?;
    match rest.first() {
        Some(&FORMAT) => content.split_at_checked(HEADER_LEN).ok_or_else(too_short),
        Some(&found) => Err(SecretsError::Newer { found: found.into(), supported: FORMAT.into() }),
        None => Err(too_short()),
    }
}

fn checksum(engine: &Engine, content: &[u8]) -> Result<Vec<u8>> {
    let mut digest = oneshot::hash(engine, "SHA-256", content)?;
    digest.truncate(CHECKSUM_LEN);
    Ok(digest)
}

fn damaged(what: &str) -> SecretsError {
    SecretsError::Damaged(format!("the document with its keys: {what}"))
}
