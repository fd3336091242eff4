//! A command as people wrote them for the legacy API: std, WASI preview 1 and the published bindings
//! `wasi-crypto-guest` 0.1.7, nothing of this project.
//!
//! Shows that such a module runs unchanged: arguments, environment and exit code arrive, and every part of the
//! bindings' high-level API (hashes, MACs, HKDF, AEADs, signatures, key exchange, KEMs, key files) does its work.
//!
//! usage: legacy-rust [TEXT [STEP]]
//!
//! TEXT is what is hashed, sealed and signed; STEP runs only the steps whose name contains it. The environment
//! variable DEMO_KEY is the MAC key. Exit code: 0 all steps fine, 1 a step failed, 2 wrong usage (which arrives as 1
//! where WASI 0.2 is all there is: it only knows success and failure).
//!
//! Lines that start with `=` are the same in every run, lines that start with `~` contain random values.

mod asymmetric;
mod report;
mod symmetric;

use std::process::ExitCode;

use report::{Step, Steps};

/// What the steps work on.
struct Input {
    /// The text to hash, seal and sign.
    text: String,
    /// The key of the MAC step.
    mac_key: String,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let input = Input {
        text: arguments.next().unwrap_or_else(|| "hello, world".into()),
        mac_key: std::env::var("DEMO_KEY").unwrap_or_else(|_| "demo key".into()),
    };
    let only = arguments.next();
    if arguments.next().is_some() {
        eprintln!("usage: legacy-rust [TEXT [STEP]]");
        return ExitCode::from(2);
    }

    println!("text      {:?}", input.text);
    println!("DEMO_KEY  {:?}", input.mac_key);
    println!();

    let all: [Steps; 2] = [symmetric::STEPS, asymmetric::STEPS];
    let chosen: Vec<&Step> =
        all.into_iter().flatten().filter(|step| only.as_deref().is_none_or(|part| step.name.contains(part))).collect();
    if chosen.is_empty() {
        eprintln!("no step is called {:?}", only.unwrap_or_default());
        return ExitCode::from(2);
    }

    let failed = chosen.iter().filter(|step| !step.run(&input)).count();
    println!();
    println!("{} steps, {failed} failed", chosen.len());
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
