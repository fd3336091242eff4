//! Who did what with which key.
//!
//! Every operation is one event of `tracing`, with the target [`TARGET`]: at the level `INFO` if it succeeded, else
//! `WARN`. The exception are operations of a guest on what is not there, the outcome `not-found`, of which it can make as
//! many as it likes: in any second of the store's clock one of them is an event, and the others are counted. The next
//! such event, or the end of the guest's [`GuestSecrets`](crate::GuestSecrets) and all its clones, says how many they
//! were. The fields:
//!
//! | Field | Content |
//! |---|---|
//! | `guest` | its name; `:operator` for operators |
//! | `operation` | such as `generate-managed` or `from-id`; of keys in use such as `sign` or `export` |
//! | `kind` | `key-pair`, `symmetric-key` or `secret`, where it is known |
//! | `key` | the identifier, in hexadecimal digits, or the name of a key of the host; empty if there is none |
//! | `version` | the number of the version that was made, read or asked for, if there is one |
//! | `outcome` | `ok`, what was wrong, or `cancelled` if nobody waited for the end |
//! | `repeated` | the number of operations with the outcome `not-found` that were counted since the last such event, if there were any; the event itself is one more |

use core::fmt;

use tracing::level_filters::STATIC_MAX_LEVEL;
use wasi_crypto_engine::Error;
use wasi_crypto_keystore::{EntryName, Kind, Namespace, Selector};

use crate::error::SecretsError;
use crate::lookups::Lookups;

/// The target of the events.
pub const TARGET: &str = "wasi_crypto::audit";

/// The name operators have in events.
const OPERATOR: &str = ":operator";

/// Whether anybody can hear of events. In a program that is compiled without them, as the provider component is, nothing is
/// made ready for them.
pub(crate) const IS_HEARD: bool = STATIC_MAX_LEVEL.into_level().is_some();

/// An operation that has begun. It becomes an event when it is finished, or dropped.
pub(crate) struct Event<'a> {
    actor: Actor<'a>,
    operation: Operation,
    finished: bool,
}

/// Who does it.
#[derive(Clone, Copy)]
enum Actor<'a> {
    Operator,
    Guest(&'a Lookups),
}

/// What is done.
#[derive(Default)]
pub(crate) struct Operation {
    name: &'static str,
    kind: Option<Kind>,
    key: String,
    version: Option<u64>,
}

/// An identifier as people read it.
pub(crate) struct Id<'a>(pub &'a EntryName);

/// What events say of an error.
pub(crate) trait Outcome {
    fn outcome(&self) -> String;

    /// Whether nothing was there.
    fn is_not_found(&self) -> bool {
        false
    }
}

impl<'a> Event<'a> {
    /// Something an operator does.
    pub(crate) fn of_operator(operation: &'static str, kind: Option<Kind>) -> Self {
        Self::new(Actor::Operator, operation, kind)
    }

    /// Something a guest does.
    pub(crate) fn of_guest(lookups: &'a Lookups, operation: &'static str, kind: Option<Kind>) -> Self {
        Self::new(Actor::Guest(lookups), operation, kind)
    }

    fn new(actor: Actor<'a>, name: &'static str, kind: Option<Kind>) -> Self {
        Self { actor, operation: Operation { name, kind, ..Operation::default() }, finished: false }
    }

    /// Says what was asked for, which may be anything.
    pub(crate) fn asks_for(&mut self, namespace: Namespace, id: &[u8], which: Selector) {
        self.operation.key =
            EntryName::new(namespace, id).map_or("no identifier".to_owned(), |name| Id(&name).to_string());
        self.operation.version = match which {
            Selector::Version(version) => Some(version),
            Selector::Latest | Selector::All => None,
        };
    }

    /// Says what it is about.
    pub(crate) fn names(&mut self, name: &EntryName) {
        if IS_HEARD {
            self.operation.key = Id(name).to_string();
        }
    }

    /// Says which version was made or found.
    pub(crate) fn version(&mut self, version: u64) {
        self.operation.version = Some(version);
    }

    /// Ends the operation with its result.
    pub(crate) fn finish<T, E: Outcome>(mut self, result: Result<T, E>) -> Result<T, E> {
        self.finished = true;
        if !IS_HEARD {
            return result;
        }
        match (&result, self.actor) {
            (Ok(_), actor) => self.operation.succeeded(actor.name()),
            (Err(error), Actor::Guest(lookups)) if error.is_not_found() => {
                lookups.missed(core::mem::take(&mut self.operation));
            }
            (Err(error), actor) => self.operation.failed(actor.name(), &error.outcome(), None),
        }
        result
    }
}

impl Drop for Event<'_> {
    fn drop(&mut self) {
        if IS_HEARD && !self.finished {
            self.operation.failed(self.actor.name(), "cancelled", None);
        }
    }
}

impl<'a> Actor<'a> {
    fn name(self) -> &'a str {
        match self {
            Self::Operator => OPERATOR,
            Self::Guest(lookups) => lookups.guest(),
        }
    }
}

impl Operation {
    /// Writes the event of an operation that has found nothing, and of so many others that were only counted.
    pub(crate) fn not_found(&self, guest: &str, others: u64) {
        self.failed(guest, Error::NotFound.name(), (others > 0).then_some(others));
    }

    fn succeeded(&self, guest: &str) {
        let Self { name: operation, kind, key, version } = self;
        let kind = kind.map(Kind::name);
        tracing::info!(target: TARGET, guest, operation, kind, key, version, outcome = "ok", "managed key");
    }

    fn failed(&self, guest: &str, outcome: &str, repeated: Option<u64>) {
        let Self { name: operation, kind, key, version } = self;
        let kind = kind.map(Kind::name);
        tracing::warn!(target: TARGET, guest, operation, kind, key, version, outcome, repeated, "managed key");
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

    fn is_not_found(&self) -> bool {
        *self == Self::NotFound
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
