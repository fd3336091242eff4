//! What can go wrong for whoever opens or administers a store. Guests get the engine's errors.

use core::fmt;

use wasi_crypto_engine::Error;
use wasi_crypto_keystore::StoreError;

/// The result of what operators do.
pub type Result<T, E = SecretsError> = core::result::Result<T, E>;

/// Why a store could not be opened or changed. Messages are for operators, and never contain a key or a secret.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SecretsError {
    /// The master key is a key, but not the one of this store.
    WrongMasterKey,
    /// The master key could not be had. Says what to do.
    MasterKey(String),
    /// What is stored does not open, although the master key is the right one. Says where.
    Damaged(String),
    /// A document was written by a newer version of this software, and was left alone.
    Newer {
        /// The format found.
        found: u32,
        /// The newest format this version knows.
        supported: u32,
    },
    /// The policy contradicts itself or the host. Says where.
    Policy(String),
    /// What was asked for makes no sense here. Says why.
    Refused(String),
    /// The store failed.
    Store(StoreError),
    /// Cryptography failed.
    Crypto(Error),
}

impl fmt::Display for SecretsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongMasterKey => f.write_str("this is not the master key of the store"),
            Self::MasterKey(what) => write!(f, "no master key: {what}"),
            Self::Damaged(what) => write!(f, "the store is damaged: {what}"),
            Self::Newer { found, supported } => {
                write!(f, "the store's keys have format {found}, this version knows formats up to {supported}")
            }
            Self::Policy(what) => write!(f, "the policy is wrong: {what}"),
            Self::Refused(what) => f.write_str(what),
            Self::Store(error) => error.fmt(f),
            Self::Crypto(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for SecretsError {}

impl From<StoreError> for SecretsError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Error> for SecretsError {
    fn from(error: Error) -> Self {
        Self::Crypto(error)
    }
}

/// What a guest learns. Anything it cannot help is an internal error to it, and an event for the operator.
pub(crate) fn for_guest(error: SecretsError) -> Error {
    match error {
        SecretsError::Crypto(error) if error != Error::InternalError => error,
        SecretsError::Store(StoreError::NotFound) => Error::NotFound,
        SecretsError::Store(StoreError::Full) => Error::Overflow,
        SecretsError::Store(StoreError::Conflict) => Error::InvalidOperation,
        error => {
            tracing::error!(target: "wasi_crypto::secrets", %error, "the store of managed keys failed");
            Error::InternalError
        }
    }
}
