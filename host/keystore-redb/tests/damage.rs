//! Damage to the file, wherever it is: a clear error, or exactly what was written. Never something else, never a panic, never
//! a wait without end.

mod support;

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use support::{Disk, read_all, used_store};
use wasi_crypto_keystore::conformance::{Random, block_on};
use wasi_crypto_keystore::{KeyStore, Snapshot, StoreError};
use wasi_crypto_keystore_redb::RedbStore;

/// The header has redb's commits in its first bytes, and is not checked by the pages above it.
const HEADER: usize = 512;
const PAGE: usize = 4096;

/// Opens and reads a damaged file. Returns whether the damage was noticed.
fn noticed(image: Vec<u8>, expected: &[&Snapshot], what: &str) -> bool {
    match read_all(image) {
        Ok(found) => {
            assert!(expected.contains(&&found), "{what}: other content than was written");
            false
        }
        Err(StoreError::Corrupt(_)) => true,
        Err(other) => panic!("{what}: {other:?}"),
    }
}

/// Runs something that may not take long for any one of its steps.
fn watched(test: impl FnOnce(&dyn Fn(String)) + Send + 'static) {
    let (step, steps) = mpsc::channel();
    let thread = thread::spawn(move || test(&|what| step.send(what).unwrap()));
    let mut last = String::new();
    loop {
        match steps.recv_timeout(Duration::from_secs(60)) {
            Ok(what) => last = what,
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => panic!("no end: {last}"),
        }
    }
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

/// The bytes to damage: all of the header, and of each page in use so many. `FLIPS=all` takes them all.
fn places(image: &[u8], per_page: u64, random: &mut Random) -> Vec<usize> {
    let all = std::env::var("FLIPS").is_ok_and(|flips| flips == "all");
    let mut places: Vec<usize> = (0..HEADER).collect();
    for (page, content) in image.chunks(PAGE).enumerate() {
        if content.iter().all(|byte| *byte == 0) {
            continue;
        }
        if all {
            places.extend(page * PAGE..page * PAGE + content.len());
        } else {
            places.extend((0..per_page).map(|_| page * PAGE + usize::try_from(random.below(PAGE as u64)).unwrap()));
        }
    }
    // What no page in use has.
    places.extend((0..20).map(|_| usize::try_from(random.below(image.len() as u64)).unwrap()));
    places
}

/// What a closed file has at its end for the next change.
const RESERVE: usize = 256 << 10;

#[test]
fn one_flipped_bit() {
    watched(|step| {
        let (disk, expected) = used_store(5, 80);
        let image = disk.content();
        let mut random = Random::new(5);
        let (mut tried, mut found) = (0, 0);
        for at in places(&image, 40, &mut random) {
            let bit = random.below(8);
            let what = format!("byte {at}, bit {bit}");
            step(what.clone());
            let mut damaged = image.clone();
            damaged[at] ^= 1 << bit;
            tried += 1;
            found += usize::from(noticed(damaged, &[&expected], &what));
        }
        println!("{tried} flips, {found} noticed");
        // The rest was in pages that are free.
        assert!(found > tried / 10, "{found} of {tried} noticed");
    });
}

/// All bits of the header, one after the other, in a file that a crash left behind.
#[test]
fn one_flipped_bit_after_a_crash() {
    watched(|step| {
        let (disk, before) = used_store(6, 40);
        let store = RedbStore::with_backend(disk.clone()).unwrap();
        block_on(store.set_root(before.root.as_ref().map(|root| root.revision), b"last".to_vec())).unwrap();
        let expected = block_on(store.snapshot()).unwrap();
        let image = disk.content();
        for at in 0..HEADER {
            for bit in 0..8 {
                let what = format!("byte {at}, bit {bit}");
                step(what.clone());
                let mut damaged = image.clone();
                damaged[at] ^= 1 << bit;
                // This one bit says which of two commits is the last. After a crash the other may be complete as well, and
                // nothing in the file tells: the last change is undone.
                let possible = if (at, bit) == (9, 0) { &before } else { &expected };
                noticed(damaged, &[possible], &what);
            }
        }
    });
}

#[test]
fn a_truncated_file() {
    watched(|step| {
        let (disk, expected) = used_store(7, 80);
        let image = disk.content();
        let mut random = Random::new(7);
        let lengths = (0..64)
            .chain([319, 320, 321, 511, 512, 4095, 4096, 4097, 8192, image.len() - 1, image.len() - PAGE])
            .chain((1..200).map(|step| image.len() * step / 200 / PAGE * PAGE))
            .chain((0..200).map(|_| usize::try_from(random.below(image.len() as u64)).unwrap()));
        // Nothing at all is an empty store here, and refused where it is a file.
        for len in lengths.filter(|len| *len > 0) {
            let what = format!("{len} of {} bytes", image.len());
            step(what.clone());
            // A reserve that is cut off is no loss.
            let lost = noticed(image[..len].to_vec(), &[&expected], &what) || len + RESERVE >= image.len();
            assert!(lost, "{what}: nothing noticed");
        }
    });
}

#[test]
fn what_is_no_store() {
    let mut random = Random::new(8);
    let noise: Vec<u8> = (0..100_000).map(|_| random.next().to_be_bytes()[0]).collect();
    let mut with_magic = noise.clone();
    with_magic[..9].copy_from_slice(b"redb\x1a\x0a\xa9\x0d\x0a");
    for image in [vec![0; 1], vec![0; 4096], b"-----BEGIN PRIVATE KEY-----\n".to_vec(), noise, with_magic] {
        let len = image.len();
        assert!(noticed(image, &[], &format!("{len} bytes that are no store")));
    }
    let foreign = Disk::default();
    drop(redb::Database::builder().create_with_backend(foreign.clone()).unwrap());
    assert!(noticed(foreign.content(), &[], "an empty database"));
}

/// Damage done while the store is open is found by the checksums of records.
#[test]
fn damage_under_an_open_store() {
    let (disk, expected) = used_store(9, 80);
    let payloads: Vec<Vec<u8>> = expected
        .entries
        .iter()
        .flat_map(|entry| entry.versions.iter().map(|record| record.payload.clone()))
        .filter(|payload| payload.len() > 16)
        .collect();
    assert!(payloads.len() > 5);
    let mut found = 0;
    for payload in payloads {
        let disk = Disk::with(disk.content());
        let content = disk.content();
        let places: Vec<usize> =
            content.windows(payload.len()).enumerate().filter(|(_, at)| *at == payload).map(|(at, _)| at).collect();
        // The check at the opening has read the pages; a copy of the file with a small change is put in their place.
        let store = RedbStore::with_backend(disk.clone()).unwrap();
        for at in places {
            disk.damage(at + payload.len() / 2);
        }
        let read = block_on(store.snapshot());
        assert!(
            matches!(&read, Err(StoreError::Corrupt(_))) || read.as_ref() == Ok(&expected),
            "other content than was written"
        );
        found += usize::from(read.is_err());
        if read.is_err() {
            assert!(!block_on(store.verify()).unwrap().is_empty());
        }
    }
    assert!(found > 0);
}
