//! A program on the package that upstream publishes: calls every function of it and checks what comes back.
//!
//! With the feature `close` it is built against the state of July 2026, without it against the later one, which differs
//! in nothing but the functions that close a handle.
//!
//! usage: component-upstream [TEXT]
//!
//! Exit code: 0 if every part worked, 1 if one did not. Lines that start with `=` are the same in every run,
//! lines that start with `~` contain random values.

#[cfg(feature = "close")]
mod bindings {
    wit_bindgen::generate!({
        path: ["../../../../wit/upstream/with-close", "wit"],
        world: "wasi-crypto-tests:upstream/guest",
        generate_all,
    });
}
#[cfg(not(feature = "close"))]
mod bindings {
    wit_bindgen::generate!({
        path: ["../../../../wit/upstream/without-close", "wit"],
        world: "wasi-crypto-tests:upstream/guest",
        generate_all,
    });
}
mod batches;
mod closing;
mod exchange;
mod keys;
mod secrets;
mod signing;
mod symmetric;

use std::fmt::{self, Display, Formatter};
use std::process::ExitCode;

use bindings::wasi::crypto::wasi_ephemeral_crypto_common as common;
use common::CryptoErrno;

/// Why a part failed.
enum Failure {
    /// The host answered with an error.
    Crypto(CryptoErrno),
    /// The host answered, but not what it must.
    Wrong(&'static str),
}

type Outcome<T = String> = Result<T, Failure>;

/// A part: a mark, a name, and the work, which returns what to show.
type Part = (char, &'static str, fn(&[u8]) -> Outcome);

fn main() -> ExitCode {
    let text = std::env::args().nth(1).unwrap_or_else(|| "hello, component".into());
    println!("text {text:?}\n");

    let mut failed = 0;
    let parts = [symmetric::PARTS, keys::PARTS, signing::PARTS, exchange::PARTS, batches::PARTS, secrets::PARTS];
    for (mark, name, work) in parts.concat() {
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
            Failure::Crypto(errno) => write!(f, "{errno:?}"),
            Failure::Wrong(complaint) => f.write_str(complaint),
        }
    }
}

impl From<CryptoErrno> for Failure {
    fn from(errno: CryptoErrno) -> Self {
        Failure::Crypto(errno)
    }
}

/// Fails with `complaint` unless `fine`.
fn check(fine: bool, complaint: &'static str) -> Outcome<()> {
    if fine { Ok(()) } else { Err(Failure::Wrong(complaint)) }
}

/// Fails with a complaint unless the call was refused with exactly this error.
macro_rules! refused {
    ($call:expr, $errno:ident, $complaint:literal) => {
        match $call {
            Err($crate::common::CryptoErrno::$errno) => Ok(()),
            Err(errno) => Err($crate::Failure::Crypto(errno)),
            Ok(_) => Err($crate::Failure::Wrong($complaint)),
        }?
    };
}
use refused;

/// The list behind an array output, which is as long as it says.
fn pull(output: common::ArrayOutput) -> Outcome<Vec<u8>> {
    let len = common::array_output_len(&output)?;
    let bytes = common::array_output_pull(output)?;
    check(bytes.len() == len as usize, "an array output has another length than it says")?;
    Ok(bytes)
}

/// Lower-case hexadecimal of at most the first 32 bytes.
fn hex(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().take(32).map(|byte| format!("{byte:02x}")).collect();
    if bytes.len() > 32 { format!("{digits}.. {} bytes", bytes.len()) } else { digits }
}
