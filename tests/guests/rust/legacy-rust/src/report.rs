//! Runs one step and prints its line.

use std::fmt::{self, Display, Formatter};

use wasi_crypto_guest::prelude::WasiCryptoError;

use crate::Input;

/// A list of steps.
pub type Steps = &'static [Step];

/// One step of the demonstration: what it is called, and what it does.
pub struct Step {
    /// The algorithm it shows.
    pub name: &'static str,
    /// `=` if the line is the same in every run, `~` if it is not.
    pub mark: char,
    /// Does the work; the text is shown in the line.
    pub work: fn(&Input) -> Result<String, Failure>,
}

/// Why a step failed.
pub enum Failure {
    /// The library answered with an error.
    Crypto(WasiCryptoError),
    /// The library answered, but not what it must.
    Wrong(&'static str),
}

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Crypto(error) => write!(f, "{error:?}"),
            Failure::Wrong(complaint) => f.write_str(complaint),
        }
    }
}

impl From<WasiCryptoError> for Failure {
    fn from(error: WasiCryptoError) -> Self {
        Failure::Crypto(error)
    }
}

impl Step {
    /// Runs the step, prints its line, and says whether it succeeded.
    pub fn run(&self, input: &Input) -> bool {
        match (self.work)(input) {
            Ok(shown) => {
                println!("{} {:<22} ok  {shown}", self.mark, self.name);
                true
            }
            Err(failure) => {
                println!("! {:<22} FAILED: {failure}", self.name);
                false
            }
        }
    }
}

/// Fails with `complaint` unless `fine`.
pub fn check(fine: bool, complaint: &'static str) -> Result<(), Failure> {
    if fine {
        Ok(())
    } else {
        Err(Failure::Wrong(complaint))
    }
}

/// Fails with `complaint` unless the call was refused with one of the `expected` errors.
pub fn refused<T>(
    outcome: Result<T, WasiCryptoError>,
    expected: &[WasiCryptoError],
    complaint: &'static str,
) -> Result<(), Failure> {
    match outcome {
        Err(error) if expected.contains(&error) => Ok(()),
        Err(error) => Err(Failure::Crypto(error)),
        Ok(_) => Err(Failure::Wrong(complaint)),
    }
}

/// Lower-case hexadecimal; more than 40 bytes are shortened to the first 32 and a count.
pub fn hex(bytes: &[u8]) -> String {
    let digits = |part: &[u8]| part.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    match bytes.get(..32) {
        Some(first) if bytes.len() > 40 => format!("{}.. {} bytes", digits(first), bytes.len()),
        _ => digits(bytes),
    }
}
