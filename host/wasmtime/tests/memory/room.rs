//! A process that is filled by its guest.

use wasi_crypto_host::engine::Error;
use wasi_crypto_tests::component_driver::{self as driver, Driver, H};

use crate::guest::{BUDGET, Face, Guest, Refusal, Result, Thing, context};
use crate::process::status;

const SHA: &str = "SHA-256";

/// Bytes of short lists that the test itself needs.
const OURS: usize = 1 << 20;

/// A way to fill a process, and what it is called.
pub type Named = (&'static str, fn(&mut Room));

pub struct Room {
    pub guest: Guest,
    face: Face,
    /// The process may have less than the budget.
    limited: bool,
    budget: usize,
    /// What the process had before, and at most, and the guest of its own.
    resident: usize,
    peak: usize,
    own: usize,
}

impl Room {
    pub fn new(face: Face, limited: bool) -> Self {
        driver::configure(|config| {
            // Addresses count where they are limited.
            config.memory_reservation(256 << 20).memory_guard_size(0).memory_may_move(true);
        });
        let budget = if limited { 32 * BUDGET } else { BUDGET };
        let guest = Guest(Driver::of(face.component(), context(budget, None)));
        let (resident, peak) = (status("VmRSS"), status("VmHWM"));
        Self { own: own(&guest.0), guest, face, limited, budget, resident, peak }
    }

    /// Makes things until one is refused; then drops some and makes another, and drops all.
    pub fn fill(&mut self, mut make: impl FnMut(&mut Guest) -> Result<Thing>) {
        let before = self.guest.0.held_bytes();
        let (mut things, mut largest) = (Vec::new(), 0);
        let refusal = loop {
            let held = self.guest.0.held_bytes();
            match make(&mut self.guest) {
                Ok(thing) => things.push(thing),
                Err(refusal) => break refusal,
            }
            largest = largest.max(self.guest.0.held_bytes() - held);
        };
        let held = self.guest.0.held_bytes();
        println!("{} things hold {} MiB", things.len(), held >> 20);
        if self.limited {
            assert!(held < self.budget / 2, "the process had enough: {held} bytes are held");
            if matches!(refusal, Refusal::Trap(_)) {
                return;
            }
        } else {
            // What is half made may take more for a moment.
            assert!(held <= self.budget && held + 2 * largest > self.budget, "{held} bytes are held");
            self.has_grown_within_its_bounds(0);
        }
        assert!(matches!(refusal, Refusal::Error(Error::Overflow)), "{refusal:?}");
        // Nothing was lost, and there is room again.
        let some = if self.limited { things.len() / 2 } else { things.len() / 8 };
        for thing in things.split_off(things.len() - some.max(1)) {
            self.guest.drop(thing);
        }
        self.goes_on();
        things.push(make(&mut self.guest).expect("there is room for another"));
        for thing in things {
            self.guest.drop(thing);
        }
        let kept = self.guest.0.held_bytes() - before;
        assert!(kept <= 2 * largest, "{kept} bytes are still held");
        make(&mut self.guest).expect("all is as before");
    }

    /// Fills the budget but for so many bytes, with messages to be signed.
    pub fn fill_but(&mut self, rest: usize) -> H {
        let pair: H = self.guest.0.call("asymmetric-key-pair-generate", (0_u8, "Ed25519", None::<H>)).unwrap();
        let state: H = self.guest.0.call("signatures-signature-state-open", (pair,)).unwrap();
        loop {
            let more = (BUDGET - rest).saturating_sub(self.guest.0.held_bytes()).min(1 << 20);
            if more == 0 {
                return state;
            }
            let message = vec![1_u8; more];
            self.guest.0.call::<(), _>("signatures-signature-state-update", (state, &message[..])).unwrap();
        }
    }

    /// Other things of the guest are as they were.
    fn goes_on(&mut self) {
        let (name, resource) = match self.face {
            Face::Ours => ("symmetric-symmetric-state-open", "symmetric-state"),
            Face::Upstream => ("wasi-ephemeral-crypto-symmetric-symmetric-state-open", "symmetric-state"),
        };
        let open = (SHA, None::<H>, None::<H>);
        let (state,): (std::result::Result<H, u8>,) = self.guest.0.plain(name, open).expect("no trap");
        self.guest.0.drop(resource, state.expect("there is room for a state"));
    }

    /// The process has grown by the budget, a tenth of it, the guest's own memory, and `ours` at most: what the test itself
    /// keeps.
    pub fn has_grown_within_its_bounds(&self, ours: usize) {
        self.has_grown_by(own(&self.guest.0) + ours);
    }

    /// The same with another guest, which has the budget.
    pub fn has_grown_with(&self, other: &Driver, ours: usize) {
        self.has_grown_by(own(&self.guest.0) + own(other) + ours);
    }

    fn has_grown_by(&self, own: usize) {
        // The greatest size of earlier is not that of the filling, unless it was exceeded.
        let peak = status("VmHWM");
        let peak = if peak > self.peak { peak } else { status("VmRSS") };
        let own = own - self.own;
        let (grown, bound) = (peak.saturating_sub(self.resident), own + BUDGET + BUDGET / 10 + OURS);
        println!("grown by {} MiB of {} MiB, of which the guest has {} MiB", grown >> 20, bound >> 20, own >> 20);
        assert!(grown <= bound, "the process has grown by {grown} bytes instead of {bound}");
    }
}

/// The bytes of a guest's own memory.
fn own(guest: &Driver) -> usize {
    guest.store.data().memory.len
}
