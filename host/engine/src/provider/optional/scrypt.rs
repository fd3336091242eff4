//! scrypt (RFC 7914) with blocks of 8.
//!
//! The crate allocates its memory itself and does not wipe it.

use core::ops::RangeInclusive;

use scrypt::Params;

use super::pbkdf2;
use super::phc::{self, Stored};
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::{Cost, PasswordHash, PasswordParameters, StoredPassword};

pub(crate) static SCRYPT: Scrypt = Scrypt;

pub(crate) struct Scrypt;

/// The block size `r`, the one everybody uses.
const R: u64 = 8;
/// Bytes per unit of `N`, and of `p`.
const UNIT: u64 = 128 * R;
/// The largest `p`: what it takes in addition to the memory stays below 256 KiB.
const MAX_P: u32 = 255;
/// Nanoseconds to write and read a unit.
const UNIT_WORK: u64 = 2500;

/// OWASP's choice below 64 MiB, and the `p` it recommends with each `N`, as powers of two, from there down.
const MEMORY: u64 = 32 << 20;
const RECOMMENDED: [(u32, u32); 4] = [(17, 1), (16, 2), (15, 3), (14, 5)];
const RECOMMENDED_BELOW: u32 = 10;

const HASH: usize = 32;
const MAX_HASH: usize = 64;
const HEAD: &str = "$scrypt$";

algorithm!(Scrypt, "SCRYPT", "scrypt");

impl PasswordHash for Scrypt {
    /// `N` is the largest power of two whose blocks fit into the memory.
    fn complete(&self, parameters: &mut PasswordParameters) -> Result<()> {
        if parameters.operations != 0 {
            return Err(Error::UnsupportedOption);
        }
        if parameters.memory == 0 {
            parameters.memory = MEMORY;
        }
        let log_n = log_n(parameters).filter(|log_n| (1..=31).contains(log_n)).ok_or(Error::InvalidLength)?;
        parameters.memory = UNIT.checked_shl(log_n).ok_or(Error::InvalidLength)?;
        if parameters.parallelism == 0 {
            let row = RECOMMENDED.iter().find(|(least, _)| log_n >= *least);
            parameters.parallelism = row.map_or(RECOMMENDED_BELOW, |(_, p)| *p);
        }
        if parameters.parallelism <= MAX_P { Ok(()) } else { Err(Error::InvalidLength) }
    }

    /// The lanes are computed one after the other in the same memory. Every 32 bytes of output hash all lanes.
    fn cost(&self, parameters: &PasswordParameters, output: usize) -> Cost {
        let p = u64::from(parameters.parallelism);
        let mixing = (parameters.memory / UNIT).saturating_mul(p).saturating_mul(UNIT_WORK);
        let lanes = usize::try_from(p.saturating_mul(UNIT)).unwrap_or(usize::MAX);
        let ends = pbkdf2::work_sha_256(parameters.salt.len(), 1, lanes)
            .saturating_add(pbkdf2::work_sha_256(lanes, 1, output));
        Cost { memory: parameters.memory, work: mixing.saturating_add(ends) }
    }

    fn output_lens(&self) -> RangeInclusive<usize> {
        1..=usize::try_from(32 * u64::from(u32::MAX)).unwrap_or(usize::MAX)
    }

    fn derive(&self, password: &[u8], parameters: &PasswordParameters, out: &mut [u8]) -> Result<()> {
        let log_n = log_n(parameters).and_then(|log_n| u8::try_from(log_n).ok()).ok_or(Error::InvalidLength)?;
        let r = u32::try_from(R).map_err(|_| Error::InternalError)?;
        let params = Params::new(log_n, r, parameters.parallelism).map_err(|_| Error::InvalidLength)?;
        scrypt::scrypt(password, &parameters.salt, &params, out).map_err(|_| Error::InvalidLength)
    }

    fn stored(&self) -> Option<&dyn StoredPassword> {
        Some(self)
    }
}

/// `$scrypt$ln=15,r=8,p=3$salt$hash`; hashes of 32 to 64 bytes are read.
impl StoredPassword for Scrypt {
    fn hash_len(&self) -> usize {
        HASH
    }

    fn write(&self, parameters: &PasswordParameters, hash: &[u8]) -> Result<SecretBytes> {
        let (ln, p) = (log_n(parameters).ok_or(Error::InvalidLength)?, parameters.parallelism);
        phc::write(&format!("{HEAD}ln={ln},r={R},p={p}"), &parameters.salt, hash)
    }

    fn read(&self, text: &[u8]) -> Option<(PasswordParameters, SecretBytes)> {
        let Stored { version: None, numbers: [ln, r, p], salt, hash, .. } =
            phc::read(text, HEAD, ["ln", "r", "p"], &[])?
        else {
            return None;
        };
        // What is more memory than can be counted is more than any limit allows.
        let memory =
            u32::try_from(ln).ok().and_then(|ln| 1_u64.checked_shl(ln)).unwrap_or(u64::MAX).saturating_mul(UNIT);
        // A shorter hash would be a prefix of one of this length, and a prefix is no match.
        if r != R || !(HASH..=MAX_HASH).contains(&hash.len()) {
            return None;
        }
        let parameters = PasswordParameters { salt, memory, parallelism: u32::try_from(p).ok()?, ..Default::default() };
        Some((parameters, hash))
    }
}

fn log_n(parameters: &PasswordParameters) -> Option<u32> {
    (parameters.memory / UNIT).checked_ilog2()
}
