//! Managed keys and external secrets through the legacy API: driver module, adapters, host and store.
//!
//! * `keys`: made, named, found again by another module of the same guest, revoked, expired.
//! * `versions`: what the version numbers mean, and how one replaces another.
//! * `buffers`: identifiers are written whole and alone, or not at all.
//! * `managers`: opened, closed, and not needed for keys to last.
//! * `secrets`: what the host keeps for the guest without using it.
//! * `same`: one sequence of calls through a component and through the legacy API, with the same answers.

mod buffers;
mod keys;
mod managers;
mod same;
mod secrets;
mod versions;

use wasi_crypto_tests::facility::Facility;
use wasi_crypto_tests::legacy::{Legacy, Setup};

/// A module of the guest, and its secrets manager.
fn module(facility: &Facility) -> (Legacy, u64) {
    let mut legacy = Legacy::new(Setup { secrets: Some(facility.guest()), ..Setup::default() });
    let manager = legacy.manager().expect("the host has a store");
    (legacy, manager)
}
