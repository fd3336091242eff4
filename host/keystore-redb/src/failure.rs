//! What redb's errors mean to the callers of a store.

use std::io::ErrorKind;

use wasi_crypto_keystore::StoreError;

/// Why a transaction did not take place.
pub(crate) enum Failure {
    /// What was asked for is refused; the database is as good as before.
    Refused(StoreError),
    /// The database failed.
    Database(redb::Error),
}

impl Failure {
    /// Whether redb refuses to go on after this, until the database is opened again.
    pub(crate) fn needs_reopening(&self) -> bool {
        match self {
            Self::Refused(_) => false,
            Self::Database(error) => matches!(
                error,
                redb::Error::Io(_)
                    | redb::Error::PreviousIo
                    | redb::Error::DatabaseClosed
                    | redb::Error::LockPoisoned(_)
            ),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Refused(error)
    }
}

macro_rules! from_redb {
    ($($error:ident)*) => {$(
        impl From<redb::$error> for Failure {
            fn from(error: redb::$error) -> Self {
                Self::Database(error.into())
            }
        }
    )*};
}

from_redb!(CommitError CompactionError DatabaseError SetDurabilityError StorageError TableError TransactionError);

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        let error = match failure {
            Failure::Refused(error) => return error,
            Failure::Database(error) => error,
        };
        match error {
            redb::Error::DatabaseAlreadyOpen => Self::Busy,
            redb::Error::Corrupted(what) => Self::Corrupt(what),
            redb::Error::UpgradeRequired(version) => {
                Self::Corrupt(format!("the file has version {version} of redb's format, which never was ours"))
            }
            // Thus redb says that there is no database, or not all of it.
            redb::Error::Io(error) if matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof) => {
                Self::Corrupt(error.to_string())
            }
            error @ (redb::Error::TableTypeMismatch { .. }
            | redb::Error::TableIsMultimap(_)
            | redb::Error::TypeDefinitionChanged { .. }
            | redb::Error::TableDoesNotExist(_)) => Self::Corrupt(format!("not a key store: {error}")),
            error => Self::Io(error.to_string()),
        }
    }
}
