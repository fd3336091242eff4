//! A new program on our WIT: a command component whose bindings wit-bindgen makes from the package in wit/.
//!
//! Shows the idiomatic use of each interface, shortest way first: the one-shot functions for the common jobs,
//! the states for data that comes in pieces, and keys that never enter the guest.
//!
//! usage: component-rust [TEXT]
//!
//! Exit code: 0 if every part worked, 1 if one did not. Lines that start with `=` are the same in every run,
//! lines that start with `~` contain random values.

mod bindings {
    wit_bindgen::generate!({
        path: "../../../../wit",
        world: "imports",
    });
}
mod exchange;
mod secrets;
mod signing;
mod symmetric;

use std::fmt::{self, Display, Formatter};
use std::process::ExitCode;

use bindings::wasi::crypto::common::ErrorCode;

/// Why a part failed.
enum Failure {
    /// The host answered with an error.
    Crypto(ErrorCode),
    /// The host answered, but not what it must.
    Wrong(&'static str),
}

/// A part: a mark, a name, and the work, which returns what to show.
type Part = (char, &'static str, fn(&[u8]) -> Result<String, Failure>);

fn main() -> ExitCode {
    let text = std::env::args().nth(1).unwrap_or_else(|| "hello, component".into());
    println!("text {text:?}\n");

    let mut failed = 0;
    for (mark, name, work) in [symmetric::PARTS, signing::PARTS, exchange::PARTS, secrets::PARTS].concat() {
        match work(text.as_bytes()) {
            Ok(shown) => println!("{mark} {name:<22} {shown}"),
            Err(failure) => {
                println!("! {name:<22} FAILED: {failure}");
                failed += 1;
            }
        }
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Crypto(code) => f.write_str(code.name()),
            Failure::Wrong(complaint) => f.write_str(complaint),
        }
    }
}

impl From<ErrorCode> for Failure {
    fn from(code: ErrorCode) -> Self {
        Failure::Crypto(code)
    }
}

/// Fails with `complaint` unless `fine`.
fn check(fine: bool, complaint: &'static str) -> Result<(), Failure> {
    if fine { Ok(()) } else { Err(Failure::Wrong(complaint)) }
}

/// Fails with `complaint` unless the call was refused with exactly this code.
fn refused<T>(outcome: Result<T, ErrorCode>, code: ErrorCode, complaint: &'static str) -> Result<(), Failure> {
    match outcome {
        Err(error) if error == code => Ok(()),
        Err(error) => Err(Failure::Crypto(error)),
        Ok(_) => Err(Failure::Wrong(complaint)),
    }
}

/// Lower-case hexadecimal of at most the first 32 bytes.
fn hex(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().take(32).map(|byte| format!("{byte:02x}")).collect();
    if bytes.len() > 32 { format!("{digits}.. {} bytes", bytes.len()) } else { digits }
}
