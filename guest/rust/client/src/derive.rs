//! Keys from other secrets, and passwords.

use crate::raw::common::ErrorCode;
use crate::raw::symmetric::{self, SymmetricState};
use crate::{AlgorithmType, Options, Result, SymmetricKey, Zeroizing};

/// The algorithm of stored passwords: Argon2id of RFC 9106.
pub(crate) const PASSWORD: &str = "ARGON2-ID-13";

/// `len` secret bytes by HKDF (RFC 5869), at most 255 digests. `key` is one for "HKDF-EXTRACT/*" and holds the keying
/// material; `salt` and `info` may be empty.
///
/// # Errors
///
/// `InvalidLength`: more than 255 digests. `InvalidOperation`: the key is for something else.
pub fn hkdf(key: &SymmetricKey, salt: &[u8], info: &[u8], len: u32) -> Result<Zeroizing<Vec<u8>>> {
    Ok(Zeroizing::new(symmetric::derive(&key.0, salt, info, len)?))
}

/// What a password costs who tries one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in bytes.
    pub memory: u64,
    /// Passes over the memory.
    pub passes: u64,
    /// Lanes.
    pub parallelism: u64,
}

impl PasswordCost {
    /// As options of the algorithm.
    pub(crate) fn options(self) -> Result<Options> {
        Options::new(AlgorithmType::Symmetric)?
            .with_number("memory_limit", self.memory)?
            .with_number("ops_limit", self.passes)?
            .with_number("parallelism", self.parallelism)
    }
}

impl Default for PasswordCost {
    /// The second recommendation of RFC 9106 for machines with little memory: 64 MiB, three passes; in one lane.
    fn default() -> PasswordCost {
        PasswordCost { memory: 64 << 20, passes: 3, parallelism: 1 }
    }
}

/// The hash of a password by Argon2id with a random salt, as a string that names everything needed to check it.
///
/// # Errors
///
/// `Overflow`: the host grants guests less memory or time. `UnsupportedAlgorithm`: the host hashes no passwords.
pub fn hash_password(password: &[u8], cost: PasswordCost) -> Result<String> {
    let state = password_state(password, cost)?;
    let tag = state.squeeze_tag()?.bytes()?;
    Ok(String::from_utf8(tag).map_err(|_| ErrorCode::InternalError)?)
}

/// Checks a password against what [`hash_password`] made of it, now or elsewhere.
///
/// # Errors
///
/// `InvalidTag`: it is another password, or the string is not a hash of one. `Overflow`: checking it would take more
/// memory or time than the host grants guests.
pub fn verify_password(password: &[u8], hash: &str) -> Result<()> {
    // The cost is that of the hash; these only have to be valid.
    let state = password_state(password, PasswordCost { memory: 64 << 10, passes: 1, parallelism: 1 })?;
    Ok(state.squeeze_tag()?.verify(hash.as_bytes())?)
}

fn password_state(password: &[u8], cost: PasswordCost) -> Result<SymmetricState> {
    let options = cost.options()?;
    let state = SymmetricState::open(PASSWORD, None, Some(options.raw()))?;
    state.absorb(password)?;
    Ok(state)
}
