//! PBKDF2 with HMAC (RFC 8018 section 5.2).

use core::ops::RangeInclusive;

use pbkdf2::pbkdf2_hmac;
use sha2::{Sha256, Sha512};

use crate::error::{Error, Result};
use crate::provider::{Cost, PasswordHash, PasswordParameters};

pub(crate) static PBKDF2_SHA_256: Pbkdf2 =
    Pbkdf2 { name: "PBKDF2/SHA-256", function: SHA_256, iterations: 600_000, hash: hash_sha_256 };
pub(crate) static PBKDF2_SHA_512: Pbkdf2 =
    Pbkdf2 { name: "PBKDF2/SHA-512", function: SHA_512, iterations: 210_000, hash: hash_sha_512 };

pub(crate) struct Pbkdf2 {
    name: &'static str,
    function: Function,
    /// What OWASP recommends.
    iterations: u64,
    hash: fn(&[u8], &[u8], u32, &mut [u8]),
}

/// Sizes and speed of a hash function.
#[derive(Clone, Copy)]
struct Function {
    output: u64,
    block: u64,
    /// Nanoseconds per block.
    work: u64,
}

const SHA_256: Function = Function { output: 32, block: 64, work: 250 };
const SHA_512: Function = Function { output: 64, block: 128, work: 350 };

fn hash_sha_256(password: &[u8], salt: &[u8], iterations: u32, out: &mut [u8]) {
    pbkdf2_hmac::<Sha256>(password, salt, iterations, out);
}

fn hash_sha_512(password: &[u8], salt: &[u8], iterations: u32, out: &mut [u8]) {
    pbkdf2_hmac::<Sha512>(password, salt, iterations, out);
}

algorithm!(Pbkdf2, it => it.name, "pbkdf2");

impl PasswordHash for Pbkdf2 {
    fn complete(&self, parameters: &mut PasswordParameters) -> Result<()> {
        if (parameters.memory, parameters.parallelism) != (0, 0) {
            return Err(Error::UnsupportedOption);
        }
        if parameters.operations == 0 {
            parameters.operations = self.iterations;
        }
        if u32::try_from(parameters.operations).is_ok() { Ok(()) } else { Err(Error::InvalidLength) }
    }

    fn cost(&self, parameters: &PasswordParameters, output: usize) -> Cost {
        Cost { memory: 0, work: self.function.work(parameters.salt.len(), parameters.operations, output) }
    }

    fn output_lens(&self) -> RangeInclusive<usize> {
        let most = self.function.output.saturating_mul(u64::from(u32::MAX));
        1..=usize::try_from(most).unwrap_or(usize::MAX)
    }

    fn derive(&self, password: &[u8], parameters: &PasswordParameters, out: &mut [u8]) -> Result<()> {
        let iterations = u32::try_from(parameters.operations).map_err(|_| Error::InvalidLength)?;
        (self.hash)(password, &parameters.salt, iterations, out);
        Ok(())
    }
}

impl Function {
    /// Every block of output hashes the salt, and then two blocks per iteration.
    fn work(self, salt: usize, iterations: u64, output: usize) -> u64 {
        let wide = |len: usize| u64::try_from(len).unwrap_or(u64::MAX);
        let blocks = wide(salt).div_ceil(self.block).saturating_add(iterations.saturating_mul(2)).saturating_add(2);
        wide(output).div_ceil(self.output).saturating_mul(blocks).saturating_mul(self.work)
    }
}

/// The work of PBKDF2 with SHA-256, in nanoseconds.
pub(super) fn work_sha_256(salt: usize, iterations: u64, output: usize) -> u64 {
    SHA_256.work(salt, iterations, output)
}
