//! A process that is killed while it writes: what it acknowledged is there, and what it was at is there whole or not at
//! all. `KILLS=1000` says how often; this shows nothing about power that is lost, which crash.rs does.

use std::fs;
use std::io::{BufRead, BufReader, Write, stdout};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use wasi_crypto_keystore::conformance::{Model, Random, block_on};
use wasi_crypto_keystore::{KeyStore, Snapshot};
use wasi_crypto_keystore_redb::RedbStore;

const STORE: &str = "KEYSTORE_UNDER_FIRE";
const SEED: &str = "KEYSTORE_SEED";

/// The operations of a process: random ones, beginning with what the store holds.
fn model(seed: u64, content: &Snapshot) -> Model {
    let model = Model::new(seed);
    block_on(model.memory.restore(content.clone())).unwrap();
    model
}

/// Not a test: what the child process does. It never ends by itself.
#[test]
#[ignore = "is what the other test kills"]
fn child() {
    let Ok(path) = std::env::var(STORE) else { return };
    let seed = std::env::var(SEED).unwrap().parse().unwrap();
    let store = RedbStore::open_or_create(path).unwrap();
    let mut model = model(seed, &block_on(store.snapshot()).unwrap());
    let mut out = stdout().lock();
    for operation in 1_u64.. {
        let (what, expected, found) = model.step(&store);
        assert_eq!(found, expected, "{what}");
        writeln!(out, "\nacknowledged {operation}").unwrap();
        out.flush().unwrap();
    }
}

/// Runs a child for a while, kills it, and returns how many operations it acknowledged.
fn run(path: &Path, seed: u64, time: Duration) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["child", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env(STORE, path)
        .env(SEED, seed.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = child.stdout.take().unwrap();
    let reader = thread::spawn(move || {
        let lines = BufReader::new(out).lines().map_while(Result::ok);
        lines.filter_map(|line| line.strip_prefix("acknowledged ")?.parse::<u64>().ok()).last().unwrap_or_default()
    });
    thread::sleep(time);
    assert!(child.try_wait().unwrap().is_none(), "seed {seed}: the child ended by itself");
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

#[test]
fn a_killed_process_leaves_what_it_acknowledged() {
    let kills: u64 = std::env::var("KILLS").map_or(50, |kills| kills.parse().expect("KILLS is a number"));
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keys");
    let mut random = Random::new(kills);
    let mut content = Snapshot::default();
    let (mut total, mut busy, started) = (0, 0, Instant::now());
    for kill in 0..kills {
        if kill % 25 == 0 {
            // A new one now and then, to be killed while it is made.
            drop(fs::remove_file(&path));
            content = Snapshot::default();
        }
        let acknowledged = run(&path, kill, Duration::from_micros(random.below(60_000)));
        (total, busy) = (total + acknowledged, busy + u64::from(acknowledged > 0));
        let mut model = model(kill, &content);
        (0..acknowledged).for_each(|_| model.advance());
        let before = block_on(model.memory.snapshot()).unwrap();
        model.advance();
        let after = block_on(model.memory.snapshot()).unwrap();

        if acknowledged == 0 && !path.exists() {
            continue;
        }
        let store = RedbStore::open(&path).unwrap_or_else(|error| panic!("kill {kill}: {error}"));
        let found = block_on(store.snapshot()).unwrap();
        assert!(found == before || found == after, "kill {kill}, after {acknowledged} operations: {found:?}");
        assert_eq!(block_on(store.verify()), Ok(Vec::new()), "kill {kill}");
        content = found;
    }
    println!("{kills} kills, {busy} of them at work, {total} operations, {:?}", started.elapsed());
    assert!(busy > kills / 3, "only {busy} of {kills} children were killed at work");
}
