//! The file: who may have it, what is refused, what stays as it is.

mod support;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use redb::{Database, TableDefinition};
use support::used_store;
use tempfile::TempDir;
use wasi_crypto_keystore::conformance::{Model, block_on};
use wasi_crypto_keystore::{
    Attributes, EntryName, EntrySnapshot, Head, KeyStore, Kind, Namespace, NewVersion, Quota, Record, Result, Root,
    Selector, Snapshot, StoreError, Usage, WhenEmpty,
};
use wasi_crypto_keystore_redb::RedbStore;

/// Every way to open what is there.
const OPENINGS: [fn(&Path) -> Result<RedbStore>; 3] =
    [|path| RedbStore::open(path), |path| RedbStore::open_or_create(path), |path| RedbStore::open_read_only(path)];

fn place() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keys");
    (directory, path)
}

/// A store with content in a file, closed.
fn used(path: &Path) -> Snapshot {
    let (disk, snapshot) = used_store(1, 100);
    fs::write(path, disk.content()).unwrap();
    snapshot
}

/// Every change, each refused for the same reason.
fn refused(store: &RedbStore, snapshot: &Snapshot, why: &StoreError) {
    let entry = snapshot.entries.iter().find(|entry| !entry.versions.is_empty()).unwrap();
    let (name, revision, number) = (entry.name.clone(), entry.head.revision, entry.versions[0].version);
    let record = entry.versions[0].clone();
    let version = NewVersion { attributes: record.attributes.clone(), payload: record.payload.clone() };
    let other = EntryName::new(Namespace::host(), *b"other").unwrap();
    let outcomes = [
        block_on(store.create(other, version.clone(), Quota::UNLIMITED)),
        block_on(store.append(name.clone(), revision, version, Quota::UNLIMITED)).map(drop),
        block_on(store.reseal(name.clone(), revision, number, Vec::new())),
        block_on(store.invalidate(name, Selector::All, WhenEmpty::Forget)),
        block_on(store.set_root(snapshot.root.as_ref().map(|root| root.revision), Vec::new())).map(drop),
        block_on(store.restore(Snapshot::default())),
        block_on(store.compact()).map(drop),
    ];
    for outcome in outcomes {
        assert_eq!(outcome.as_ref(), Err(why));
    }
}

#[test]
fn a_store_is_made_once_and_opened_where_it_is() {
    let (directory, path) = place();
    assert_eq!(RedbStore::open(&path).map(drop), Err(StoreError::NotFound));
    assert_eq!(RedbStore::open_read_only(&path).map(drop), Err(StoreError::NotFound));
    let missing = RedbStore::create(directory.path().join("missing").join("keys"));
    assert!(matches!(missing, Err(StoreError::Io(_))));
    drop(RedbStore::create(&path).unwrap());
    assert_eq!(RedbStore::create(&path).map(drop), Err(StoreError::Conflict));
    drop(RedbStore::open(&path).unwrap());
    drop(RedbStore::open_or_create(&path).unwrap());
    let files: Vec<_> = fs::read_dir(directory.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files, ["keys"], "nothing is left over from making it");
}

#[cfg(unix)]
#[test]
fn only_the_owner_has_access() {
    use std::os::unix::fs::PermissionsExt;
    let (_directory, path) = place();
    drop(RedbStore::create(&path).unwrap());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[cfg(unix)]
#[test]
fn only_regular_files_are_opened() {
    let (directory, path) = place();
    used(&path);
    let link = directory.path().join("link");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let dangling = directory.path().join("dangling");
    std::os::unix::fs::symlink(directory.path().join("nowhere"), &dangling).unwrap();
    let socket = directory.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    for (path, what) in [
        (link.as_path(), "a symbolic link"),
        (dangling.as_path(), "a symbolic link"),
        (directory.path(), "a directory"),
        (socket.as_path(), "neither"),
    ] {
        for open in OPENINGS {
            match open(path) {
                Err(StoreError::Io(why)) => assert!(why.contains(what), "{why}"),
                other => panic!("{what}: {other:?}"),
            }
        }
        assert_eq!(RedbStore::create(path).map(drop), Err(StoreError::Conflict));
    }
}

#[test]
fn what_is_no_store_is_refused_and_left_alone() {
    let (_directory, path) = place();
    let whole = used_store(2, 30).0.content();
    for content in [b"".as_slice(), b"text", &[0; 5_000], &whole[..100], &whole[..whole.len() / 2]] {
        fs::write(&path, content).unwrap();
        for open in OPENINGS {
            assert!(matches!(open(&path), Err(StoreError::Corrupt(_))), "{} bytes", content.len());
        }
        assert_eq!(fs::read(&path).unwrap(), content);
    }
}

#[test]
fn one_at_a_time_has_the_file() {
    let (_directory, path) = place();
    let store = RedbStore::create(&path).unwrap();
    let started = Instant::now();
    for open in OPENINGS {
        assert_eq!(open(&path).map(drop), Err(StoreError::Busy));
    }
    assert!(started.elapsed() < Duration::from_secs(1), "at once");
    block_on(store.set_root(None, b"root".to_vec())).unwrap();
    drop(store);
    assert!(block_on(RedbStore::open(&path).unwrap().root()).unwrap().is_some());
}

#[test]
fn of_many_who_make_it_one_has_it() {
    for _ in 0..20 {
        let (directory, path) = place();
        let opened: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| RedbStore::open_or_create(&path))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let (stores, others): (Vec<_>, Vec<_>) = opened.into_iter().partition(Result::is_ok);
        assert_eq!(stores.len(), 1);
        assert!(others.iter().all(|other| matches!(other, Err(StoreError::Busy))), "{others:?}");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "drafts are left over");
    }
}

/// Not a test: a process that has the file until it is killed.
#[test]
#[ignore = "is the process of the next test"]
fn holder() {
    let Ok(path) = std::env::var("KEYSTORE_TO_HOLD") else { return };
    let _store = RedbStore::open(path).unwrap();
    println!("\nholding");
    thread::sleep(Duration::from_secs(60));
}

#[test]
fn one_process_at_a_time_has_the_file() {
    let (_directory, path) = place();
    used(&path);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["holder", "--exact", "--ignored", "--nocapture"])
        .env("KEYSTORE_TO_HOLD", &path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line == "holding"));
    for open in OPENINGS {
        assert_eq!(open(&path).map(drop), Err(StoreError::Busy));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    drop(RedbStore::open(&path).unwrap());
}

#[test]
fn a_read_only_file_is_read_and_not_changed() {
    let (_directory, path) = place();
    let snapshot = used(&path);
    let before = fs::read(&path).unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let store = RedbStore::open(&path).unwrap();
    let beside = RedbStore::open_read_only(&path).expect("others may read");
    for store in [&store, &beside] {
        assert_eq!(block_on(store.snapshot()).unwrap(), snapshot);
        assert_eq!(block_on(store.verify()), Ok(Vec::new()));
        refused(store, &snapshot, &StoreError::ReadOnly);
    }
    drop((store, beside));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn what_a_crash_left_is_read_without_being_changed() {
    let (directory, path) = place();
    used(&path);
    let store = RedbStore::open(&path).unwrap();
    let mut model = Model::new(4);
    block_on(model.memory.restore(block_on(store.snapshot()).unwrap())).unwrap();
    (0..20).for_each(|_| drop(model.step(&store)));
    let left = directory.path().join("left");
    fs::copy(&path, &left).unwrap();
    let before = fs::read(&left).unwrap();
    let reading = RedbStore::open_read_only(&left).unwrap();
    let writing = RedbStore::open(&left).map(drop);
    assert_eq!(writing, Err(StoreError::Busy), "others may read, and only read");
    assert_eq!(block_on(reading.snapshot()), block_on(store.snapshot()));
    drop(reading);
    assert_eq!(fs::read(&left).unwrap(), before);
    let reopened = RedbStore::open(&left).unwrap();
    assert_eq!(block_on(reopened.snapshot()), block_on(store.snapshot()));
}

/// Says in a store that it has another format, as that format would.
fn set_format(path: &Path, format: u32) {
    let mut hasher = crc32fast::Hasher::new();
    for part in [&[0][..], &6_u64.to_be_bytes(), b"format", &[0; 8], &[0; 8], &format.to_be_bytes()] {
        hasher.update(part);
    }
    let value = [format.to_be_bytes(), hasher.finalize().to_be_bytes()].concat();
    let database = Database::open(path).unwrap();
    let transaction = database.begin_write().unwrap();
    let meta: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");
    transaction.open_table(meta).unwrap().insert("format", value.as_slice()).unwrap();
    transaction.commit().unwrap();
    // As it is while the database is open: a process that was killed leaves it so.
    fs::copy(path, path.with_extension("killed")).unwrap();
}

#[test]
fn a_newer_file_is_refused_and_not_touched() {
    let (_directory, path) = place();
    used(&path);
    set_format(&path, 2);
    for path in [path.with_extension("killed"), path.clone()] {
        let before = fs::read(&path).unwrap();
        for open in OPENINGS {
            assert_eq!(open(&path).map(drop), Err(StoreError::Newer { found: 2, supported: 1 }));
        }
        assert_eq!(fs::read(&path).unwrap(), before);
    }
    set_format(&path, 1);
    drop(RedbStore::open(&path).unwrap());
    set_format(&path, 0);
    assert!(matches!(RedbStore::open(&path), Err(StoreError::Corrupt(_))), "there never was a format 0");
}

/// A redb of the future may have a format of its own.
#[test]
fn a_newer_redb_file_is_refused_and_not_touched() {
    let (_directory, path) = place();
    used(&path);
    let mut content = fs::read(&path).unwrap();
    for slot in [64, 192] {
        assert_eq!(content[slot], 3, "redb's format");
        content[slot] = 4;
    }
    fs::write(&path, &content).unwrap();
    match RedbStore::open(&path) {
        Err(StoreError::Corrupt(why)) => assert!(why.contains("found 4"), "{why}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(fs::read(&path).unwrap(), content);
}

#[test]
fn compaction_gives_space_back() {
    let (_directory, path) = place();
    used(&path);
    let store = RedbStore::open(&path).unwrap();
    let before = block_on(store.snapshot()).unwrap();
    let record = before.entries.iter().find_map(|entry| entry.versions.first()).unwrap().clone();
    let name = |number: u64| EntryName::new(Namespace::host(), number.to_be_bytes()).unwrap();
    let version = NewVersion { attributes: record.attributes, payload: vec![0x5a; 100_000] };
    for number in 0..30 {
        block_on(store.create(name(number), version.clone(), Quota::UNLIMITED)).unwrap();
    }
    for number in 0..30 {
        block_on(store.invalidate(name(number), Selector::All, WhenEmpty::Forget)).unwrap();
    }
    let full = fs::metadata(&path).unwrap().len();
    block_on(store.compact()).unwrap();
    let compact = fs::metadata(&path).unwrap().len();
    assert!(compact < full / 4, "{full} bytes before, {compact} after");
    assert_eq!(block_on(store.snapshot()), Ok(before));
    assert_eq!(block_on(store.verify()), Ok(Vec::new()));
}

/// What the first version wrote into the file of the next test.
fn content_of_fixture() -> Snapshot {
    let record = |kind, algorithm: &str, version, expires, payload: &[u8]| Record {
        version,
        attributes: Attributes { kind, algorithm: algorithm.into(), created: 1_790_000_000, expires },
        payload: payload.to_vec(),
    };
    let entry = |namespace: Namespace, id: &[u8], kind, revision, next, versions: Vec<Record>| EntrySnapshot {
        name: EntryName::new(namespace, id).unwrap(),
        head: Head { kind, revision, latest: versions.last().map(|record| record.version), next },
        versions,
    };
    let guest = |name| Namespace::guest(name).unwrap();
    let pair = vec![record(Kind::KeyPair, "Ed25519", 0, None, b"pair")];
    let secret = vec![record(Kind::Secret, "", u64::from(u32::MAX), Some(u64::MAX), &[0; 5_000])];
    let (old, new) = (
        record(Kind::SymmetricKey, "AES-256-GCM", 1, Some(0), b""),
        record(Kind::SymmetricKey, "HMAC/SHA-256", 300, None, &[0xff]),
    );
    let entries = vec![
        entry(Namespace::host(), b"signing", Kind::KeyPair, 1, 1, pair),
        entry(guest("a"), b"\0", Kind::SymmetricKey, 400, 301, vec![old, new]),
        entry(guest("a"), b"empty", Kind::Secret, 3, 2, Vec::new()),
        entry(guest(&"n".repeat(64)), &[0xff; 64], Kind::Secret, u64::MAX / 2, 1 << 40, secret),
    ];
    Snapshot { root: Some(Root { revision: 7, content: b"root".to_vec() }), entries }
}

/// It has to open for ever, and with this content.
#[test]
fn format_1_opens() {
    let (_directory, path) = place();
    fs::write(&path, include_bytes!("fixtures/format-1.redb")).unwrap();
    let store = RedbStore::open(&path).unwrap();
    assert_eq!(block_on(store.snapshot()), Ok(content_of_fixture()));
    assert_eq!(block_on(store.usage(Namespace::host())), Ok(Usage { versions: 1, bytes: 4 }));
    assert_eq!(block_on(store.verify()), Ok(Vec::new()));
}
