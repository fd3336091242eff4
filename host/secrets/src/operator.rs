//! What operators do with a store: the keys of the host, and a look at everything.

use std::sync::Arc;

use wasi_crypto_engine::{Engine, KeyEncoding, KeyPair, SymmetricKey};
use wasi_crypto_keystore::{
    Attributes, EntryInfo, EntryName, Kind, MAX_ID_LEN, Namespace, Quota, Record, Selector, StoreError, WhenEmpty,
};

use crate::audit::{Event, Id};
use crate::envelope;
use crate::error::{Result, SecretsError};
use crate::host_key::HostKey;
use crate::keys::Sealable;
use crate::vault::{Content, Vault};

/// How many entries are looked at at once.
pub(crate) const PAGE: usize = 64;

/// What an operator does with a store. No function gives a secret out.
#[derive(Clone, Debug)]
pub struct Operator {
    pub(crate) vault: Arc<Vault>,
}

/// An entry of the store.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Listed {
    /// Its full name.
    pub name: EntryName,
    /// Its identifier as text: the name of a key of the host, else hexadecimal digits.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Its versions in ascending order; none if all were revoked.
    pub versions: Vec<ListedVersion>,
}

/// A version of an entry.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListedVersion {
    /// Its number.
    pub version: u64,
    /// The identifier of a key's algorithm; empty for secrets.
    pub algorithm: String,
    /// When it was made, in seconds since the beginning of 1970 (UTC).
    pub created: u64,
    /// When it expires, in the same seconds.
    pub expires: Option<u64>,
    /// Whether it has.
    pub expired: bool,
}

/// When a new version of a key expires.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Expiry {
    /// After as long a time as the version before had from when it was made; never if that one never does.
    #[default]
    AsBefore,
    /// Never.
    Never,
    /// At this moment, in seconds since the beginning of 1970 (UTC).
    At(u64),
}

/// What [`Operator::verify`] has found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Verified {
    /// Versions that are as they should be.
    pub intact: u64,
    /// What is wrong with the others.
    pub damaged: Vec<String>,
}

impl Operator {
    pub(crate) fn new(vault: Arc<Vault>) -> Self {
        Self { vault }
    }

    /// The engine of the store, to make keys with.
    pub fn engine(&self) -> &Engine {
        &self.vault.engine
    }

    /// The entries of one guest, of the host, or of all, in the order of their names.
    ///
    /// # Errors
    /// [`SecretsError::Store`].
    pub async fn list(&self, namespace: Option<Namespace>) -> Result<Vec<Listed>> {
        let now = self.vault.now();
        let mut listed = Vec::new();
        let mut after = None;
        loop {
            let page = self.vault.store.list(namespace.clone(), after, PAGE).await?;
            listed.extend(page.iter().map(|info| Listed::new(info, now)));
            match page.into_iter().last() {
                Some(last) => after = Some(last.name),
                None => return Ok(listed),
            }
        }
    }

    /// Puts a key under a name, which guests will open it by if the policy grants it to them. A name whose key was
    /// revoked can be given again; its versions count on.
    ///
    /// # Errors
    /// [`SecretsError::Refused`] if the name is taken or cannot be one, or the expiration is in the past;
    /// [`SecretsError::Store`].
    pub async fn import(&self, name: &str, key: &HostKey, expires: Option<u64>) -> Result<u64> {
        self.audited("import", name, self.add(name, key, expires)).await
    }

    /// Generates a key and puts it under a name, as [`Operator::import`] does.
    ///
    /// # Errors
    /// Those of [`HostKey::generate`] and [`Operator::import`].
    pub async fn generate(&self, name: &str, algorithm: &str, expires: Option<u64>) -> Result<u64> {
        let generate = async { self.add(name, &HostKey::generate(self.engine(), algorithm)?, expires).await };
        self.audited("generate", name, generate).await
    }

    /// Puts another version under a name, which is the newest from then on: this key, or a generated one. Earlier ones
    /// stay valid until they are revoked. Returns the number of the version.
    ///
    /// # Errors
    /// [`SecretsError::Refused`] if there is no such key, or it has another algorithm; and those of
    /// [`Operator::import`].
    pub async fn rotate(&self, name: &str, key: Option<&HostKey>, expires: Expiry) -> Result<u64> {
        self.audited("rotate", name, self.renew(name, key, expires)).await
    }

    /// Revokes versions of any key or secret. Guests that have it in use keep using it until they drop it.
    ///
    /// # Errors
    /// [`SecretsError::Store`] with [`StoreError::NotFound`] if there is nothing to revoke.
    pub async fn revoke(&self, name: &EntryName, which: Selector) -> Result<()> {
        let mut event = Event::of_operator("revoke", None);
        event.asks_for(name.namespace().clone(), name.id(), which);
        // Only chosen names come back.
        let when_empty = if name.namespace().is_host() { WhenEmpty::KeepCount } else { WhenEmpty::Forget };
        let result = self.vault.store.invalidate(name.clone(), which, when_empty).await;
        event.finish(result.map_err(SecretsError::from))
    }

    /// The public half of a key pair, expired or not.
    ///
    /// # Errors
    /// [`SecretsError::Refused`] if it is something else than a key pair; [`SecretsError::Store`] with
    /// [`StoreError::NotFound`]; [`SecretsError::Crypto`] if the key has no such encoding.
    pub async fn export_public(&self, name: &EntryName, which: Selector, encoding: KeyEncoding) -> Result<Vec<u8>> {
        let mut event = Event::of_operator("export-public", Some(Kind::KeyPair));
        event.asks_for(name.namespace().clone(), name.id(), which);
        let export = async {
            let (record, content) = self.vault.read(name, which).await?;
            event.version(record.version);
            if record.attributes.kind != Kind::KeyPair {
                return Err(SecretsError::Refused(format!("`{}` is not a key pair", Id(name))));
            }
            let pair = KeyPair::from_content(self.engine(), &record.attributes.algorithm, &content)?;
            Ok(pair.public_key()?.export(encoding)?)
        };
        let result = export.await;
        event.finish(result)
    }

    /// Opens every version of every entry and says which ones do not open, or are not the keys they should be.
    ///
    /// # Errors
    /// [`SecretsError::Store`] if the store fails.
    pub async fn verify(&self) -> Result<Verified> {
        let event = Event::of_operator("verify", None);
        let result = self.check_all().await;
        event.finish(result)
    }

    async fn check_all(&self) -> Result<Verified> {
        let mut verified = Verified::default();
        for entry in self.list(None).await? {
            for listed in &entry.versions {
                match self.vault.read(&entry.name, Selector::Version(listed.version)).await {
                    // Revoked since it was listed.
                    Err(SecretsError::Store(StoreError::NotFound)) => continue,
                    Err(SecretsError::Store(error @ (StoreError::Io(_) | StoreError::Busy))) => {
                        return Err(error.into());
                    }
                    result => match result.and_then(|(record, content)| self.check(&entry.name, &record, &content)) {
                        Ok(()) => verified.intact = verified.intact.saturating_add(1),
                        Err(error) => verified.damaged.push(error.to_string()),
                    },
                }
            }
        }
        Ok(verified)
    }

    /// Whether a record holds what its attributes say. What this engine does not know passes.
    fn check(&self, name: &EntryName, record: &Record, content: &[u8]) -> Result<()> {
        let algorithm = &record.attributes.algorithm;
        let checked = match record.attributes.kind {
            Kind::KeyPair => KeyPair::from_content(self.engine(), algorithm, content).map(|_| ()),
            Kind::SymmetricKey => SymmetricKey::from_content(self.engine(), algorithm, content).map(|_| ()),
            Kind::Secret => Ok(()),
        };
        match checked {
            Ok(()) | Err(wasi_crypto_engine::Error::UnsupportedAlgorithm) => Ok(()),
            Err(_) => Err(envelope::damaged(name, record.version)),
        }
    }

    async fn add(&self, name: &str, key: &HostKey, expires: Option<u64>) -> Result<u64> {
        let entry = host_entry(name)?;
        let content = self.content(key, expires)?;
        match self.vault.create(&entry, &content, Quota::UNLIMITED).await {
            Err(SecretsError::Store(StoreError::Conflict)) => {}
            result => return result.map(|()| 0),
        }
        let head = self.vault.store.head(entry.clone()).await?;
        if head.latest.is_some() {
            return Err(SecretsError::Refused(format!("there is a key `{name}` already: rotate or revoke it")));
        }
        if head.kind != content.attributes.kind {
            return Err(SecretsError::Refused(format!("`{name}` was a {}: take another name", head.kind)));
        }
        self.vault.append(&entry, head, &content, Quota::UNLIMITED).await
    }

    async fn renew(&self, name: &str, key: Option<&HostKey>, expires: Expiry) -> Result<u64> {
        let entry = host_entry(name)?;
        let missing = || SecretsError::Refused(format!("there is no key `{name}`"));
        let head = self.vault.store.head(entry.clone()).await;
        let head = head.map_err(|error| if error == StoreError::NotFound { missing() } else { error.into() })?;
        let latest = head.latest.ok_or_else(missing)?;
        let before = self.vault.store.read(entry.clone(), Selector::Version(latest)).await?.attributes;
        let expires = expires.after(&before, self.vault.now());
        let algorithm = before.algorithm;
        let key = match key {
            Some(key) => key.clone(),
            None => HostKey::generate(self.engine(), &algorithm)?,
        };
        if key.algorithm() != algorithm {
            return Err(SecretsError::Refused(format!("`{name}` is a key for {algorithm}, not {}", key.algorithm())));
        }
        let content = self.content(&key, expires)?;
        self.vault.append(&entry, head, &content, Quota::UNLIMITED).await
    }

    fn content(&self, key: &HostKey, expires: Option<u64>) -> Result<Content> {
        let now = self.vault.now();
        if expires.is_some_and(|expires| now >= expires) {
            return Err(SecretsError::Refused("the expiration has passed already".into()));
        }
        key.content(now, expires)
    }

    async fn audited(
        &self,
        operation: &'static str,
        name: &str,
        work: impl Future<Output = Result<u64>> + Send,
    ) -> Result<u64> {
        let mut event = Event::of_operator(operation, None);
        event.asks_for(Namespace::host(), name.as_bytes(), Selector::Latest);
        let result = work.await;
        if let Ok(version) = &result {
            event.version(*version);
        }
        event.finish(result)
    }
}

impl Expiry {
    /// The moment, for a version that is made now after another one.
    fn after(self, before: &Attributes, now: u64) -> Option<u64> {
        match self {
            Self::AsBefore => before.expires.map(|expires| now.saturating_add(expires.saturating_sub(before.created))),
            Self::Never => None,
            Self::At(moment) => Some(moment),
        }
    }
}

impl Listed {
    fn new(info: &EntryInfo, now: u64) -> Self {
        let version = |(version, attributes): &(u64, Attributes)| ListedVersion {
            version: *version,
            algorithm: attributes.algorithm.clone(),
            created: attributes.created,
            expires: attributes.expires,
            expired: attributes.is_expired(now),
        };
        Self {
            name: info.name.clone(),
            id: Id(&info.name).to_string(),
            kind: info.head.kind,
            versions: info.versions.iter().map(version).collect(),
        }
    }
}

/// The entry with an identifier as [`Listed`] and the audit write it: a name in the namespace of the host, `:host`,
/// hexadecimal digits in those of guests.
///
/// # Errors
/// [`SecretsError::Refused`].
pub fn entry_name(namespace: &str, id: &str) -> Result<EntryName> {
    let invalid = || SecretsError::Refused(format!("`{id}` of `{namespace}` cannot be a key"));
    let namespace: Namespace = namespace.parse().map_err(|_| invalid())?;
    if namespace.is_host() {
        return host_entry(id);
    }
    let id = unhex(id).ok_or_else(invalid)?;
    EntryName::new(namespace, id).map_err(|_| invalid())
}

/// Names of keys follow the rules for names of guests, so that they can be written anywhere.
fn host_entry(name: &str) -> Result<EntryName> {
    let checked = Namespace::guest(name).and_then(|_| EntryName::new(Namespace::host(), name));
    checked.map_err(|invalid| SecretsError::Refused(format!("a key cannot be called `{name}`: {invalid}")))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.chars().map(|digit| digit.to_digit(16)?.try_into().ok()).collect::<Option<_>>()?;
    let byte = |pair: &[u8]| match pair {
        [high, low] => Some(high << 4 | low),
        _ => None,
    };
    digits.chunks(2).take(MAX_ID_LEN.saturating_add(1)).map(byte).collect()
}
