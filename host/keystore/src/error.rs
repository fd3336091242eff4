//! What can go wrong in a store.

use core::fmt;

/// The result of a store's function.
pub type Result<T, E = StoreError> = core::result::Result<T, E>;

/// Why a store did not do what it was asked to. Never contains anything of a payload.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no such entry or version.
    NotFound,
    /// Someone else was faster: the name is taken, or the entry has changed since it was read.
    Conflict,
    /// The quota of the namespace is used up.
    Full,
    /// The store takes no changes.
    ReadOnly,
    /// Another process uses the store.
    Busy,
    /// The store was written by a newer version of this software, and was left alone.
    Newer {
        /// The format found.
        found: u32,
        /// The newest format this version knows.
        supported: u32,
    },
    /// What is stored contradicts itself. Says where, in words for an operator.
    Corrupt(String),
    /// The storage failed. Says how, in words for an operator.
    Io(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("there is no such entry or version"),
            Self::Conflict => f.write_str("another change came first"),
            Self::Full => f.write_str("the quota is used up"),
            Self::ReadOnly => f.write_str("the store is read-only"),
            Self::Busy => f.write_str("another process uses the store"),
            Self::Newer { found, supported } => {
                write!(f, "the store has format {found}, this version knows formats up to {supported}")
            }
            Self::Corrupt(what) => write!(f, "the store is damaged: {what}"),
            Self::Io(what) => write!(f, "the storage failed: {what}"),
        }
    }
}

impl core::error::Error for StoreError {}
