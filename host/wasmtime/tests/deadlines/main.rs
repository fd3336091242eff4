//! Calls that take long end when they are told to, and keep nobody else waiting.
//!
//! Each case makes one call that would take long, in an asynchronous program with one thread, where another task wakes up
//! every ten milliseconds. One case runs at a time. A machine that is busy with something else may make a case fail, but
//! hardly three times in a row.

mod batches;
mod epochs;
mod guests;
mod run;
mod single;

use std::process::ExitCode;

use wasi_crypto_test_support::suite::Suite;

use run::Case;

fn main() -> ExitCode {
    let mut suite = Suite::new("deadlines").in_turn();
    for Case { name, run } in single::cases().into_iter().chain(batches::cases()) {
        suite = suite.test(&name, &[], move || run::patiently(|| run::measured(&run)));
    }
    suite
        .test("every_batch_is_here", &[], batches::every_one_is_here)
        .test("a_guest_that_calls_without_end_is_stopped", &[], || run::patiently(epochs::stopped))
        .test("a_guest_that_calls_without_end_is_stopped_async", &[], || run::patiently(epochs::stopped_async))
        .test("passwords_delay_no_key", &[], || run::patiently(guests::passwords_delay_no_key))
        .run()
}
