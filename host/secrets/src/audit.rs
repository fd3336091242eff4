//! Who did what with which key.
//!
//! Every operation is one event of `tracing`, with the target [`TARGET`]: at the level `INFO` if it succeeded, else
//! `WARN`. Its fields:
//!
//! | Field | Content |
//! |---|---|
//! | `guest` | its name; `:operator` for operators |
//! | `operation` | such as `generate-managed` or `from-id`; of keys in use such as `sign` or `export` |
//! | `kind` | `key-pair`, `symmetric-key` or `secret`, where it is known |
//! | `key` | the identifier, in hexadecimal digits, or the name of a key of the host; empty if there is none |
//! | `version` | the number of the version that was made, read or asked for, if there is one |
//! | `outcome` | `ok`, what was wrong, or `cancelled` if nobody waited for the end |

use core::fmt;

use wasi_crypto_engine::Error;
use wasi_crypto_keystore::{EntryName, Kind, Namespace, Selector};

use crate::error::SecretsError;

/// The target of the events.
pub const TARGET: &str = "wasi_crypto::audit";

/// The name operators have in events.
pub(crate) const OPERATOR: &str = ":operator";

/// An operation that has begun. It becomes an event when it is finished, or dropped.
pub(crate) struct Event<'a> {
    actor: &'a str,
    operation: &'static str,
    kind: Option<Kind>,
    key: String,
    version: Option<u64>,
    finished: bool,
}

/// An identifier as people read it.
pub(crate) struct Id<'a>(pub &'a EntryName);

/// What events say of an error.
pub(crate) trait Outcome {
    fn outcome(&self) -> String;
}

impl<'a> Event<'a> {
    pub(crate) fn new(actor: &'a str, operation: &'static str, kind: Option<Kind>) -> Self {
        Self { actor, operation, kind, key: String::new(), version: None, finished: false }
    }

    /// Says what was asked for, which may be anything.
    pub(crate) fn asks_for(&mut self, namespace: Namespace, id: &[u8], which: Selector) {
        self.key = EntryName::new(namespace, id).map_or("no identifier".to_owned(), |name| Id(&name).to_string());
        self.version = match which {
            Selector::Version(version) => Some(version),
            Selector::Latest | Selector::All => None,
        };
    }

    /// Says what it is about.
    pub(crate) fn names(&mut self, name: &EntryName) {
        self.key = Id(name).to_string();
    }

    /// Says which version was made or found.
    pub(crate) fn version(&mut self, version: u64) {
        self.version = Some(version);
    }

    /// Ends the operation with its result.
    pub(crate) fn finish<T, E: Outcome>(mut self, result: Result<T, E>) -> Result<T, E> {
        self.finished = true;
        match &result {
            Ok(_) => self.emit("ok", true),
            Err(error) => self.emit(&error.outcome(), false),
        }
        result
    }

    fn emit(&self, outcome: &str, success: bool) {
        let Self { actor, operation, key, version, .. } = self;
        let kind = self.kind.map(Kind::name);
        if success {
            tracing::info!(target: TARGET, guest = actor, operation, kind, key, version, outcome, "managed key");
        } else {
            tracing::warn!(target: TARGET, guest = actor, operation, kind, key, version, outcome, "managed key");
        }
    }
}

impl Drop for Event<'_> {
    fn drop(&mut self) {
        if !self.finished {
            self.emit("cancelled", false);
        }
    }
}

impl fmt::Display for Id<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match core::str::from_utf8(self.0.id()) {
            Ok(name) if self.0.namespace().is_host() => f.write_str(name),
            _ => f.write_str(&hex(self.0.id())),
        }
    }
}

impl Outcome for Error {
    fn outcome(&self) -> String {
        self.name().to_owned()
    }
}

impl Outcome for SecretsError {
    fn outcome(&self) -> String {
        self.to_string()
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
