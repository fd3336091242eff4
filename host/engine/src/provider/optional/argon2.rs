//! Argon2id, version 0x13 (RFC 9106).

use core::ops::RangeInclusive;

use argon2::{Algorithm as Variant, Argon2, AssociatedData, Block, Params, ParamsBuilder, Version};
use base64ct::Base64Unpadded;

use super::phc::{self, Stored};
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
const HEAD: &str = "$argon2id$";
/// What a string of the function as this identifier names it says, and what one without a version means.
const VERSION: u64 = 0x13;
const UNNAMED_VERSION: u64 = 0x10;

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
        let data = AssociatedData::new(&parameters.associated_data).map_err(|_| Error::InvalidLength)?;
        let params = ParamsBuilder::new()
            .m_cost(memory)
            .t_cost(passes)
            .p_cost(parameters.parallelism)
            .data(data)
            .build()
            .map_err(|_| Error::InvalidLength)?;
        let version = match parameters.version {
            None => Version::V0x13,
            Some(version) => Version::try_from(version).map_err(|_| Error::InvalidLength)?,
        };
        let mut memory = Memory::new(params.block_count())?;
        Argon2::new(Variant::Argon2id, version, params)
            .hash_password_into_with_memory(password, &parameters.salt, out, memory.0.as_mut_slice())
            .map_err(|_| Error::InvalidLength)
    }

    fn stored(&self) -> Option<&dyn StoredPassword> {
        Some(self)
    }
}

/// `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`, as the reference implementation writes it. Strings with hashes of 16 to 64
/// bytes are read, with associated data (`data`), and of version 0x10, which is the one without a number. The name of a
/// secret key (`keyid`) changes nothing: the key itself cannot be given.
impl StoredPassword for Argon2Id {
    fn hash_len(&self) -> usize {
        HASH
    }

    fn write(&self, parameters: &PasswordParameters, hash: &[u8]) -> Result<SecretBytes> {
        let (m, t, p) = (blocks(parameters), parameters.operations, parameters.parallelism);
        phc::write(&format!("{HEAD}v={VERSION}$m={m},t={t},p={p}"), &parameters.salt, hash)
    }

    fn read(&self, text: &[u8]) -> Option<(PasswordParameters, SecretBytes)> {
        let Stored { version, numbers: [m, operations, p], data, salt, hash } =
            phc::read(text, HEAD, ["m", "t", "p"], &["keyid", "data"])?;
        let version = match version.unwrap_or(UNNAMED_VERSION) {
            VERSION => None,
            UNNAMED_VERSION => Some(u32::try_from(UNNAMED_VERSION).ok()?),
            _ => return None,
        };
        let associated_data = match data {
            Some(digits) => phc::decode::<Base64Unpadded>(digits)?.to_vec(),
            None => Vec::new(),
        };
        let (memory, parallelism) = (m.checked_mul(BLOCK)?, u32::try_from(p).ok()?);
        let parameters = PasswordParameters { salt, memory, operations, parallelism, version, associated_data };
        (hash.len() >= MIN_HASH).then_some((parameters, hash))
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
