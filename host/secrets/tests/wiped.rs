//! Secrets are gone from memory with the objects that held them: the process searches its own memory, as the engine's
//! test of the same name does.

#![cfg(target_os = "linux")]

mod common;

use common::{Bench, DAY, NOW, wait};
use wasi_crypto_engine::{KeyEncoding, SymmetricKey};
use wasi_crypto_keystore::Selector;
use wasi_crypto_secrets::{HostKey, MasterKey, Origin, Policy, Rules};
use wasi_crypto_test_support::vanish::vanishes;

/// One after the other: another's buffer would be found.
#[test]
fn secrets_vanish() {
    let bench = Bench::new();
    vanishes("a master key", 32, |bytes| {
        let master = MasterKey::from_bytes(bytes.try_into().unwrap());
        let bench = Bench { master, ..Bench::new() };
        bench.open(Rules::default());
        bench
    });
    vanishes("a master key from a file", 32, |bytes| {
        let directory = tempfile::tempdir().unwrap();
        MasterKey::from_bytes(bytes.try_into().unwrap()).write_new_file(directory.path().join("key")).unwrap();
        MasterKey::from_file(directory.path().join("key")).unwrap()
    });
    let guest = bench.guest(Rules::default());
    vanishes("a stored and found key", 32, |bytes| {
        let key = SymmetricKey::import(&bench.engine, "XCHACHA20-POLY1305", bytes).unwrap();
        let id = wait(guest.store_symmetric_key(&key, Origin::Imported)).unwrap().id;
        wait(guest.symmetric_key_from_id(&bench.engine, &id, Selector::Latest)).unwrap()
    });
    vanishes("a stored and found secret", 32, |bytes| {
        let id = wait(guest.store_secret(bytes, NOW + DAY)).unwrap().id;
        wait(guest.secret_from_id(&id, Selector::Latest)).unwrap()
    });
    vanishes("an encapsulated secret", 32, |bytes| {
        let sealed = wait(guest.encapsulate_secret(bytes, NOW + DAY)).unwrap();
        wait(guest.decapsulate_secret(&sealed)).unwrap()
    });
    vanishes("a key of the host", 32, |bytes| {
        let key = HostKey::import(&bench.engine, "HMAC/SHA-256", bytes, KeyEncoding::Raw).unwrap();
        let operator = bench.try_open(Policy::default()).unwrap().operator();
        wait(operator.import("key", &key, None)).unwrap();
        wait(operator.rotate_data_key()).unwrap();
        wait(operator.verify()).unwrap();
        key
    });
}
