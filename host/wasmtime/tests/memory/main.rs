//! What guests make the process hold. For every kind of thing that keeps bytes whose number a guest chose, a guest makes
//! more of it until it is refused; the process has grown by no more than the budget and the guest's own memory, and
//! nothing is lost. Where the process may have less than the budget, the guest is refused as well, and the process goes on.
//!
//! Memory is that of a process, so each kind has one of its own: this program, run again.
#![cfg_attr(not(target_os = "linux"), allow(dead_code, unused_imports, reason = "elsewhere nothing can be measured"))]

mod asymmetric;
mod calls;
mod guest;
mod process;
mod room;
mod symmetric;
mod upstream;

use std::process::ExitCode;

use wasi_crypto_test_support::suite::Suite;

use guest::Face;
use room::{Named, Room};

/// Something that guests can make more of.
#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    face: Face,
    fill: fn(&mut Room),
    /// Whether it is also tried where the process may have less than the budget.
    limited: bool,
}

fn kinds() -> impl Iterator<Item = Kind> {
    let of = |face, limited| move |(name, fill): &Named| Kind { name, face, fill: *fill, limited };
    let made = symmetric::KINDS.iter().chain(asymmetric::KINDS).map(of(Face::Ours, true));
    let waiting = upstream::KINDS.iter().map(of(Face::Upstream, true));
    let calls = calls::KINDS.iter().map(of(Face::Ours, false));
    made.chain(waiting).chain(calls)
}

fn main() -> ExitCode {
    if let Some(task) = process::task() {
        task.run(kinds());
        return ExitCode::SUCCESS;
    }
    let mut suite = Suite::new("memory");
    if cfg!(target_os = "linux") {
        for kind in kinds() {
            suite = suite.test(kind.name, &[], move || process::fill(&kind));
            if kind.limited {
                suite =
                    suite.test(&format!("{}_with_little_memory", kind.name), &[], move || process::fill_limited(&kind));
            }
        }
    }
    suite.run()
}
