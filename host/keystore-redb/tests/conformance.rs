//! A store in a file keeps the promises of every store.

use std::sync::Arc;

use tempfile::TempDir;
use wasi_crypto_keystore::KeyStore;
use wasi_crypto_keystore::conformance::{Subject, check, compare};
use wasi_crypto_keystore_redb::RedbStore;

struct InFiles;

impl Subject for InFiles {
    type Place = TempDir;

    fn place(&self) -> TempDir {
        tempfile::tempdir().unwrap()
    }

    fn open(&self, place: &TempDir) -> Arc<dyn KeyStore> {
        Arc::new(RedbStore::open_or_create(place.path().join("keys")).unwrap())
    }
}

#[test]
fn keeps_the_promises_of_a_store() {
    check(&InFiles);
}

#[test]
fn agrees_with_the_store_in_memory() {
    for seed in 0..3 {
        compare(&InFiles, seed, 1_500);
    }
}
