//! What a disk may hold after power was lost: everything up to a sync, and of what was written after it, anything. At
//! every sync of a long workload the store opens from every such image tried, and holds what was acknowledged, and of the
//! operation under way all or nothing. `SEEDS=10` says with how many workloads.
//!
//! A store in a file gets its name when it is complete, so a crash while it is made leaves no store; workloads begin with
//! a finished one.

mod support;

use std::thread;

use support::{Event, new_store, read_all, set_len, write};
use wasi_crypto_keystore::conformance::{Model, Random, block_on};
use wasi_crypto_keystore::{
    Attributes, EntryName, KeyStore, Kind, Namespace, NewVersion, Quota, Selector, Snapshot, WhenEmpty,
};
use wasi_crypto_keystore_redb::RedbStore;

/// What disks write in one piece; also what a header of redb fits into.
const SECTOR: usize = 512;

/// A workload as the disk saw it, and what the store held after each number of acknowledged operations.
struct Recording {
    before: Vec<u8>,
    log: Vec<Event>,
    states: Vec<Snapshot>,
}

/// Random operations, with the store opened anew and compacted now and then, and with payloads so large that the file
/// grows and shrinks.
fn record(seed: u64, operations: usize) -> Recording {
    let disk = new_store();
    let before = disk.content();
    disk.record();
    let mut store = RedbStore::with_backend(disk.clone()).unwrap();
    let mut model = Model::new(seed);
    let mut states = vec![Snapshot::default()];
    for operation in 1..=operations {
        match operation % 50 {
            10 => grow(&store, &model),
            20 => shrink(&store, &model),
            30 => {
                drop(store);
                store = RedbStore::with_backend(disk.clone()).unwrap();
            }
            40 => drop(block_on(store.compact()).unwrap()),
            _ => {
                let (what, expected, found) = model.step(&store);
                assert_eq!(found, expected, "{what}");
            }
        }
        disk.acknowledge(operation);
        states.push(block_on(model.memory.snapshot()).unwrap());
    }
    drop(store);
    Recording { before, log: disk.take_log(), states }
}

fn large() -> EntryName {
    EntryName::new(Namespace::host(), *b"large").unwrap()
}

fn grow(store: &RedbStore, model: &Model) {
    let attributes = Attributes { kind: Kind::Secret, algorithm: String::new(), created: 0, expires: None };
    let first = NewVersion { attributes, payload: vec![0xa5; 600_000] };
    for store in [store as &dyn KeyStore, &*model.memory] {
        block_on(store.create(large(), first.clone(), Quota::UNLIMITED)).unwrap();
    }
}

fn shrink(store: &RedbStore, model: &Model) {
    for store in [store as &dyn KeyStore, &*model.memory] {
        block_on(store.invalidate(large(), Selector::All, WhenEmpty::Forget)).unwrap();
    }
}

/// The image that a crash leaves which lets these of the events after the last sync through.
fn image<'a>(durable: &[u8], events: impl IntoIterator<Item = &'a Event>) -> Vec<u8> {
    let mut image = durable.to_vec();
    for event in events {
        match event {
            Event::Write(offset, data) => write(&mut image, *offset, data),
            Event::SetLen(len) => set_len(&mut image, *len),
            Event::Sync | Event::Acknowledged(_) => {}
        }
    }
    image
}

/// Some of the events, and of writes some of the sectors.
fn torn(events: &[Event], random: &mut Random) -> Vec<Event> {
    let mut torn = Vec::new();
    for event in events {
        match event {
            Event::Write(offset, data) => {
                for (index, sector) in data.chunks(SECTOR).enumerate() {
                    if random.below(2) == 0 {
                        torn.push(Event::Write(offset + (index * SECTOR) as u64, sector.to_vec()));
                    }
                }
            }
            other if random.below(2) == 0 => torn.push(other.clone()),
            _ => {}
        }
    }
    torn
}

/// Every image tried for one interval between two syncs, with what it is.
fn images(durable: &[u8], events: &[Event], random: &mut Random) -> Vec<(String, Vec<u8>)> {
    let mut images = vec![("nothing".to_owned(), durable.to_vec()), ("everything".to_owned(), image(durable, events))];
    if events.len() > 1 {
        for index in 0..events.len() {
            images.push((format!("{index} alone"), image(durable, [&events[index]])));
            let others = events.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, event)| event);
            images.push((format!("all but {index}"), image(durable, others)));
        }
        for subset in 0..4 {
            let chosen: Vec<_> = events.iter().filter(|_| random.below(2) == 0).collect();
            images.push((format!("subset {subset}"), image(durable, chosen)));
        }
    }
    for tear in 0..2 {
        images.push((format!("tear {tear}"), image(durable, &torn(events, random))));
    }
    images
}

fn replay(seed: u64, operations: usize) {
    let Recording { before, log, states } = record(seed, operations);
    let mut random = Random::new(seed);
    let mut durable = before;
    let mut acknowledged = 0;
    let (mut syncs, mut tried) = (0, 0);
    for interval in log.split(|event| matches!(event, Event::Sync)) {
        for event in interval {
            if let Event::Acknowledged(operations) = event {
                acknowledged = *operations;
            }
        }
        let changes: Vec<Event> =
            interval.iter().filter(|event| !matches!(event, Event::Acknowledged(_))).cloned().collect();
        for (what, image) in images(&durable, &changes, &mut random) {
            let context = || format!("seed {seed}, sync {syncs}, {what}, {acknowledged} operations acknowledged");
            let found = read_all(image).unwrap_or_else(|error| panic!("{}: {error}", context()));
            let possible = &states[acknowledged..states.len().min(acknowledged + 2)];
            assert!(possible.contains(&found), "{}: neither before nor after", context());
            tried += 1;
        }
        durable = image(&durable, &changes);
        syncs += 1;
    }
    println!("seed {seed}: {syncs} syncs, {tried} images");
    assert!(syncs > 2 * operations / 3 && tried > 10 * syncs, "{syncs} syncs, {tried} images");
}

#[test]
fn every_image_a_crash_may_leave_opens_and_holds_what_was_acknowledged() {
    let seeds = std::env::var("SEEDS").map_or(2, |seeds| seeds.parse().expect("SEEDS is a number"));
    thread::scope(|scope| {
        for seed in 0..seeds {
            scope.spawn(move || replay(seed, 150));
        }
    });
}
