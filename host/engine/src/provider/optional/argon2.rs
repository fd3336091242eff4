//! Argon2id, version 0x13 (RFC 9106).

use core::ops::RangeInclusive;

use argon2::{Algorithm as Variant, Argon2, Block, Params, Version};

use super::phc;
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::{Cost, PasswordHash, PasswordParameters, StoredPassword};

pub(crate) static ARGON2_ID_13: Argon2Id = Argon2Id;

pub(crate) struct Argon2Id;

/// OWASP's first choice: 19 MiB, two passes, one lane.
const MEMORY: u64 = 19 << 20;
const PASSES: u64 = 2;
const LANES: u32 = 1;

/// Bytes of a block.
const BLOCK: u64 = 1024;
/// Nanoseconds to fill a block, and to make 32 bytes of output.
const BLOCK_WORK: u64 = 1000;
const OUTPUT_WORK: u64 = 250;

const MIN_SALT: usize = 8;
const HASH: usize = 32;
/// Shorter hashes are too easily hit by chance.
const MIN_HASH: usize = 16;
const HEAD: &str = "$argon2id$v=19$";

algorithm!(Argon2Id, "ARGON2-ID-13", "argon2");

impl PasswordHash for Argon2Id {
    /// Memory counts in KiB, at least 8 per lane.
    fn complete(&self, parameters: &mut PasswordParameters) -> Result<()> {
        if parameters.memory == 0 {
            parameters.memory = MEMORY;
        }
        if parameters.operations == 0 {
            parameters.operations = PASSES;
        }
        if parameters.parallelism == 0 {
            parameters.parallelism = LANES;
        }
        parameters.memory = blocks(parameters).saturating_mul(BLOCK);
        let salt = parameters.salt.len();
        let fits = (salt == 0 || salt >= MIN_SALT)
            && parameters.parallelism <= Params::MAX_P_COST
            && blocks(parameters) >= u64::from(parameters.parallelism).saturating_mul(8)
            && u32::try_from(blocks(parameters)).is_ok()
            && u32::try_from(parameters.operations).is_ok();
        if fits { Ok(()) } else { Err(Error::InvalidLength) }
    }

    /// The lanes share the memory and are computed one after the other.
    fn cost(&self, parameters: &PasswordParameters, output: usize) -> Cost {
        let filled = blocks(parameters).saturating_mul(parameters.operations).saturating_mul(BLOCK_WORK);
        let output = u64::try_from(output / 32).unwrap_or(u64::MAX).saturating_mul(OUTPUT_WORK);
        Cost { memory: parameters.memory, work: filled.saturating_add(output) }
    }

    fn output_lens(&self) -> RangeInclusive<usize> {
        Params::MIN_OUTPUT_LEN..=Params::MAX_OUTPUT_LEN
    }

    fn derive(&self, password: &[u8], parameters: &PasswordParameters, out: &mut [u8]) -> Result<()> {
        let number = |number: u64| u32::try_from(number).map_err(|_| Error::InvalidLength);
        let (memory, passes) = (number(blocks(parameters))?, number(parameters.operations)?);
        let params = Params::new(memory, passes, parameters.parallelism, None).map_err(|_| Error::InvalidLength)?;
        let mut memory = Memory::new(params.block_count())?;
        Argon2::new(Variant::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(password, &parameters.salt, out, memory.0.as_mut_slice())
            .map_err(|_| Error::InvalidLength)
    }

    fn stored(&self) -> Option<&dyn StoredPassword> {
        Some(self)
    }
}

/// `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`, as the reference implementation writes it. Hashes of 16 to 64 bytes are
/// read.
impl StoredPassword for Argon2Id {
    fn hash_len(&self) -> usize {
        HASH
    }

    fn write(&self, parameters: &PasswordParameters, hash: &[u8]) -> Result<SecretBytes> {
        let (m, t, p) = (blocks(parameters), parameters.operations, parameters.parallelism);
        phc::write(&format!("{HEAD}m={m},t={t},p={p}"), &parameters.salt, hash)
    }

    fn read(&self, text: &[u8]) -> Option<(PasswordParameters, SecretBytes)> {
        let ([m, operations, p], salt, hash) = phc::read(text, HEAD, ["m", "t", "p"])?;
        let (memory, parallelism) = (m.checked_mul(BLOCK)?, u32::try_from(p).ok()?);
        (hash.len() >= MIN_HASH).then_some((PasswordParameters { salt, memory, operations, parallelism }, hash))
    }
}

fn blocks(parameters: &PasswordParameters) -> u64 {
    parameters.memory / BLOCK
}

/// The blocks, wiped when dropped: the last pass over them is all an attacker would have to redo per guess.
struct Memory(Vec<Block>);

impl Memory {
    fn new(blocks: usize) -> Result<Self> {
        let mut memory = Vec::new();
        memory.try_reserve_exact(blocks).map_err(|_| Error::Overflow)?;
        memory.resize(blocks, Block::new());
        Ok(Self(memory))
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.0.fill(Block::new());
        core::hint::black_box(&self.0);
    }
}
