//! What every store promises, as tests.
//!
//! For whoever writes a [`KeyStore`]: say where stores are with [`Subject`], then call [`check`] and [`compare`] from a
//! test. Both panic, with the name of the case, at the first broken promise. Durability is checked as far as opening a
//! store again shows it; that it survives crashes and failing disks takes tests which know what the store is built on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "these are tests, which fail by panicking"
)]

mod backup;
mod entries;
mod model;
mod names;
mod quotas;
mod races;

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake};
use std::thread::{self, Thread};

use crate::{Attributes, EntryName, KeyStore, Kind, Namespace, NewVersion};

pub use model::{Model, Random, compare};

/// Where the stores are that the suite is to look at.
pub trait Subject {
    /// What remains of a store while it is closed: a directory, the address of a server and the name of a database.
    type Place;

    /// A place that has no store yet.
    fn place(&self) -> Self::Place;

    /// Opens the store of a place, or makes it the first time. It was closed before by dropping it.
    fn open(&self, place: &Self::Place) -> Arc<dyn KeyStore>;
}

/// One promise: its name, and what is to be done with an empty store.
pub type Case = (&'static str, fn(&Arc<dyn KeyStore>));

/// Every promise.
pub const CASES: &[Case] = &[
    ("a created entry is read back", entries::created),
    ("a name is taken once", entries::taken),
    ("there is nothing where nothing was put", entries::nothing),
    ("versions are counted from 0 and stay", entries::appended),
    ("a change needs the current revision", entries::revisions),
    ("sealing anew changes the payload alone", entries::resealed),
    ("invalidating one, the latest, all", entries::invalidated),
    ("numbers of invalidated versions do not return", entries::not_reused),
    ("an entry without versions is kept or forgotten", entries::emptied),
    ("there is no version after the last", entries::last_version),
    ("expired versions are read like others", entries::expired),
    ("identifiers have bytes of any value", names::every_byte),
    ("names that run together are kept apart", names::ambiguous),
    ("a list has pages", names::pages),
    ("a list has one namespace or all", names::namespaces),
    ("usage counts versions and bytes", quotas::usage),
    ("a quota holds to the byte and to the version", quotas::limits),
    ("a quota is one namespace's", quotas::separate),
    ("the root document changes from what is known", backup::root),
    ("a snapshot has everything and fills an empty store", backup::restored),
    ("only an empty store is filled", backup::not_empty),
    ("a snapshot that contradicts itself is refused", backup::contradictory),
    ("a future that is never polled changes nothing", races::unpolled),
    ("a future that is dropped changes all or nothing", races::dropped),
    ("one of two writers wins", races::writers),
    ("one of two creators wins", races::creators),
    ("readers see the old or the new", races::readers),
];

/// Runs every case on a store of its own, and looks whether it has the same content when it is opened again.
///
/// # Panics
/// At the first promise that is not kept.
pub fn check(subject: &impl Subject) {
    for (name, case) in CASES {
        println!("{name}");
        let place = subject.place();
        let store = subject.open(&place);
        case(&store);
        let before = block_on(store.snapshot()).unwrap();
        before.check().unwrap();
        drop(store);
        let after = block_on(subject.open(&place).snapshot()).unwrap();
        assert_eq!(after, before, "after: {name}: the store is another one when it is opened again");
    }
}

/// Runs a future to its end, on this thread.
pub fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let mut future = pin!(future);
    let waker = Arc::new(Unpark(thread::current())).into();
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

fn guest(name: &str) -> Namespace {
    Namespace::guest(name).unwrap()
}

fn entry(namespace: &str, id: &[u8]) -> EntryName {
    EntryName::new(guest(namespace), id).unwrap()
}

/// A version that differs from others in every part.
fn version(payload: &[u8]) -> NewVersion {
    let attributes = Attributes {
        kind: Kind::KeyPair,
        algorithm: format!("Algorithm{}", payload.len()),
        created: u64::try_from(payload.len()).unwrap(),
        expires: payload.first().map(|byte| u64::from(*byte)),
    };
    NewVersion { attributes, payload: payload.to_vec() }
}
