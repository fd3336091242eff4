//! Several callers at once.

use std::sync::{Arc, Barrier};
use std::task::{Context, Waker};
use std::thread;

use super::{block_on, entry, guest, version};
use crate::{KeyStore, Quota, Selector, Snapshot, StoreError, WhenEmpty};

const ROUNDS: u64 = 20;
const WRITERS: u64 = 4;

pub(super) fn unpolled(store: &Arc<dyn KeyStore>) {
    let name = entry("guest", b"id");
    drop(store.create(name.clone(), version(b""), Quota::UNLIMITED));
    drop(store.set_root(None, Vec::new()));
    assert_eq!(block_on(store.snapshot()), Ok(Snapshot::default()));
    block_on(store.create(name.clone(), version(b""), Quota::UNLIMITED)).unwrap();
    drop(store.invalidate(name.clone(), Selector::All, WhenEmpty::Forget));
    assert_eq!(block_on(store.head(name)).map(|head| head.revision), Ok(1));
}

pub(super) fn dropped(store: &Arc<dyn KeyStore>) {
    let polled_once = |mut future: crate::StoreFuture<'_, ()>| {
        // Whether it is pending is the store's affair.
        drop(future.as_mut().poll(&mut Context::from_waker(Waker::noop())));
    };
    for round in 0..ROUNDS {
        let name = entry("guest", &round.to_be_bytes());
        polled_once(store.create(name.clone(), version(b"payload"), Quota::UNLIMITED));
        // The next change comes after whatever became of that one.
        let known = block_on(store.root()).unwrap().map(|root| root.revision);
        block_on(store.set_root(known, Vec::new())).unwrap();
        match block_on(store.create(name.clone(), version(b"payload"), Quota::UNLIMITED)) {
            Ok(()) | Err(StoreError::Conflict) => {}
            Err(other) => panic!("{other:?}"),
        }
        assert_eq!(block_on(store.read(name, Selector::Latest)).unwrap().payload, b"payload");
        assert_eq!(block_on(store.usage(guest("guest"))).unwrap().versions, round + 1, "counted as often as stored");
    }
}

/// Has several threads do the same at once, each with its own number, and returns who succeeded.
fn race(writers: u64, act: impl Fn(u64) -> Result<(), StoreError> + Sync) -> Vec<u64> {
    let barrier = Barrier::new(usize::try_from(writers).unwrap());
    let outcomes = thread::scope(|scope| {
        let spawn = |writer: u64| {
            let (barrier, act) = (&barrier, &act);
            scope.spawn(move || {
                barrier.wait();
                act(writer)
            })
        };
        let threads: Vec<_> = (0..writers).map(spawn).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(()) | Err(StoreError::Conflict))), "{outcomes:?}");
    (0..).zip(outcomes).filter(|(_, outcome)| outcome.is_ok()).map(|(writer, _)| writer).collect()
}

pub(super) fn writers(store: &Arc<dyn KeyStore>) {
    let name = entry("guest", b"id");
    block_on(store.create(name.clone(), version(b""), Quota::UNLIMITED)).unwrap();
    for round in 1..=ROUNDS {
        let revision = block_on(store.head(name.clone())).unwrap().revision;
        let winners = race(WRITERS, |writer| {
            let payload = writer.to_be_bytes();
            block_on(store.append(name.clone(), revision, version(&payload), Quota::UNLIMITED)).map(drop)
        });
        let [winner] = winners[..] else { panic!("winners: {winners:?}") };
        let record = block_on(store.read(name.clone(), Selector::Latest)).unwrap();
        assert_eq!((record.version, record.payload), (round, winner.to_be_bytes().to_vec()));
    }
    let known = block_on(store.set_root(None, Vec::new())).unwrap();
    let winners = race(WRITERS, |_| block_on(store.set_root(Some(known), Vec::new())).map(drop));
    assert_eq!(winners.len(), 1);
}

pub(super) fn creators(store: &Arc<dyn KeyStore>) {
    for round in 0..ROUNDS {
        let name = entry("guest", &round.to_be_bytes());
        let winners = race(WRITERS, |writer| {
            block_on(store.create(name.clone(), version(&writer.to_be_bytes()), Quota::UNLIMITED))
        });
        let [winner] = winners[..] else { panic!("winners: {winners:?}") };
        let record = block_on(store.read(name, Selector::Latest)).unwrap();
        assert_eq!(record.payload, winner.to_be_bytes());
    }
}

pub(super) fn readers(store: &Arc<dyn KeyStore>) {
    let name = entry("guest", b"id");
    block_on(store.create(name.clone(), version(&0_u64.to_be_bytes()), Quota::UNLIMITED)).unwrap();
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for round in 1..=ROUNDS {
                let payload = round.to_be_bytes();
                block_on(store.append(name.clone(), round, version(&payload), Quota::UNLIMITED)).unwrap();
            }
        });
        let mut last = 0;
        while !writer.is_finished() {
            let record = block_on(store.read(name.clone(), Selector::Latest)).unwrap();
            assert_eq!(record.payload, record.version.to_be_bytes(), "the number of one and the payload of another");
            assert!(record.version >= last, "what was read before is gone");
            last = record.version;
            block_on(store.snapshot()).unwrap().check().expect("a snapshot of one moment");
        }
    });
}
