//! Managed keys in the store that hosts use by default.

use std::path::Path;
use std::sync::Arc;

use crate::common::{Bench, DAY, NOW, contains, public, wait};
use wasi_crypto_engine::{Category, Error, KeyEncoding, oneshot};
use wasi_crypto_keystore::{KeyStore, MemoryStore, Selector};
use wasi_crypto_keystore_redb::RedbStore;
use wasi_crypto_secrets::{HostKey, Origin, Policy, Rules, restore};

/// What a process has that has the file open.
fn process(bench: &Bench, path: &Path) -> Bench {
    let (engine, clock, master) = (bench.engine.clone(), bench.clock.clone(), bench.master.clone());
    Bench { engine, clock, master, store: Arc::new(RedbStore::open_or_create(path).unwrap()) }
}

#[test]
fn keys_live_from_process_to_process_until_they_are_revoked() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keys");
    let bench = Bench::new();

    let first = process(&bench, &path);
    let rules = Rules { default_expiry: Some(std::time::Duration::from_secs(DAY)), ..Rules::default() };
    let made =
        wait(first.guest(rules).generate_key_pair(&bench.engine, Category::Signatures, "Ed25519", None)).unwrap();
    drop(first);

    let second = process(&bench, &path);
    let guest = second.guest(Rules::default());
    let find = || wait(guest.key_pair_from_id(&bench.engine, &made.id, Selector::Latest));
    let signature = oneshot::sign(&find().unwrap().key, b"message").unwrap();
    oneshot::verify(&made.key.public_key().unwrap(), b"message", &signature).unwrap();
    bench.clock.set(NOW + DAY);
    assert_eq!(find().unwrap_err(), Error::Expired);
    bench.clock.set(NOW);
    let operator = second.open(Rules::default()).operator();
    wait(operator.rotate_data_key()).unwrap();
    wait(operator.revoke(&wait(operator.list(None)).unwrap()[0].name, Selector::All)).unwrap();
    drop((operator, guest, second));

    let third = process(&bench, &path);
    let guest = third.guest(Rules::default());
    let gone = wait(guest.key_pair_from_id(&bench.engine, &made.id, Selector::Latest));
    assert_eq!(gone.unwrap_err(), Error::NotFound);
}

#[test]
fn the_file_has_no_secret_in_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keys");
    let bench = process(&Bench::new(), &path);
    let secrets = bench.open(Rules::default());
    let guest = secrets.guest("guest").unwrap();
    let key = bench.hmac();
    let (planted, secret) = (key.export().unwrap(), bench.hmac().export().unwrap());
    let pair = bench.ed25519();
    let seed = pair.export(KeyEncoding::Raw).unwrap();
    wait(guest.store_symmetric_key(&key, Origin::Imported)).unwrap();
    wait(guest.store_key_pair(&pair, Origin::Imported)).unwrap();
    let id = wait(guest.store_secret(&secret, NOW + DAY)).unwrap().id;
    wait(guest.replace_secret(&id, &secret, NOW + DAY)).unwrap();
    wait(secrets.operator().import("host", &HostKey::SymmetricKey(key), None)).unwrap();
    wait(secrets.operator().rotate_data_key()).unwrap();
    drop((guest, secrets, bench));
    let file = std::fs::read(&path).unwrap();
    assert!(contains(&file, &id), "the search finds what is there");
    for planted in [&planted[..16], &seed[..16], &secret[..16]] {
        assert!(!contains(&file, planted));
    }
}

#[test]
fn backups_go_from_store_to_store() {
    let directory = tempfile::tempdir().unwrap();
    let bench = process(&Bench::new(), &directory.path().join("from"));
    let pair = bench.ed25519();
    let stored = wait(bench.guest(Rules::default()).store_key_pair(&pair, Origin::Imported)).unwrap();
    let memory: Arc<dyn KeyStore> = Arc::new(MemoryStore::new());
    let file: Arc<dyn KeyStore> = Arc::new(RedbStore::create(directory.path().join("to")).unwrap());
    let mut bench = bench;
    for next in [memory, file] {
        let operator = bench.try_open(Policy::default()).unwrap().operator();
        let backup = wait(operator.backup()).unwrap();
        wait(restore(&next, &bench.master, &bench.engine, bench.clock.as_ref(), &backup)).unwrap();
        bench.store = next;
        let guest = bench.guest(Rules::default());
        let found = wait(guest.key_pair_from_id(&bench.engine, &stored.id, Selector::Latest)).unwrap();
        assert_eq!(public(&found.key), public(&pair));
    }
}
