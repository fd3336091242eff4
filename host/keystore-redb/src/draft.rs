//! A store that is filled before it has its name.

use std::path::Path;
use std::sync::Arc;

use wasi_crypto_keystore::Result;

use crate::file::{self, Unnamed};
use crate::store::RedbStore;

/// A new store that nobody else finds yet. Dropped, it leaves nothing behind; a process that is killed leaves a file with
/// a name of its own beside the place of the store, which is of no use.
#[derive(Debug)]
pub struct Draft {
    // Dropped in this order: the file is closed, then it is removed.
    store: Arc<RedbStore>,
    unnamed: Unnamed,
}

impl Draft {
    pub(crate) fn begin(path: &Path) -> Result<Self> {
        let (engine, unnamed) = file::begin(path)?;
        Ok(Self { store: Arc::new(RedbStore::start(engine)?), unnamed })
    }

    /// The store, to be filled.
    pub fn store(&self) -> &Arc<RedbStore> {
        &self.store
    }

    /// Gives the store its name, with everything that is in it. What is at that place by now stays.
    ///
    /// # Errors
    /// [`Conflict`](wasi_crypto_keystore::StoreError::Conflict) if there is something;
    /// [`Io`](wasi_crypto_keystore::StoreError::Io).
    pub fn publish(self) -> Result<Arc<RedbStore>> {
        let Self { store, unnamed } = self;
        unnamed.name()?;
        Ok(store)
    }
}
