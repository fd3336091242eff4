//! bcrypt (Provos and Mazières, "A Future-Adaptable Password Scheme").

use core::ops::RangeInclusive;

use base64ct::Base64Bcrypt;
use zeroize::Zeroizing;

use super::phc;
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::{Cost, PasswordHash, PasswordParameters, StoredPassword, copy_prefix};

pub(crate) static BCRYPT: Bcrypt = Bcrypt;

pub(crate) struct Bcrypt;

/// More than the 10 OWASP asks for at least.
const COST: u64 = 12;
const COSTS: RangeInclusive<u64> = 4..=31;
/// Nanoseconds to expand the key and the salt once.
const EXPANSION_WORK: u64 = 60_000;
/// Bytes of Blowfish's boxes.
const STATE: u64 = 4168;

/// What goes into the key schedule. Longer passwords would be cut off there, others end with a zero byte.
const MAX_PASSWORD: usize = 72;
const SALT: usize = 16;
/// The last byte of the ciphertext is left out by tradition.
const HASH: usize = 23;
const SALT_DIGITS: usize = 22;

algorithm!(Bcrypt, "BCRYPT", "bcrypt");

impl PasswordHash for Bcrypt {
    fn complete(&self, parameters: &mut PasswordParameters) -> Result<()> {
        if (parameters.memory, parameters.parallelism) != (0, 0) {
            return Err(Error::UnsupportedOption);
        }
        if parameters.operations == 0 {
            parameters.operations = COST;
        }
        let fits = COSTS.contains(&parameters.operations) && [0, SALT].contains(&parameters.salt.len());
        if fits { Ok(()) } else { Err(Error::InvalidLength) }
    }

    fn cost(&self, parameters: &PasswordParameters, _: usize) -> Cost {
        let doublings = u32::try_from(parameters.operations).unwrap_or(u32::MAX);
        Cost { memory: STATE, work: 1_u64.checked_shl(doublings).unwrap_or(u64::MAX).saturating_mul(EXPANSION_WORK) }
    }

    fn output_lens(&self) -> RangeInclusive<usize> {
        HASH..=HASH
    }

    fn squeezes(&self) -> bool {
        false
    }

    /// Refuses passwords with a zero byte, at which other implementations stop, and longer than 72 bytes, of which
    /// they ignore the rest.
    fn derive(&self, password: &[u8], parameters: &PasswordParameters, out: &mut [u8]) -> Result<()> {
        let mut terminated = Zeroizing::new([0; MAX_PASSWORD + 1]);
        let prefix = terminated.get_mut(..password.len()).ok_or(Error::InvalidLength)?;
        prefix.copy_from_slice(password);
        if password.len() > MAX_PASSWORD || password.contains(&0) {
            return Err(Error::InvalidLength);
        }
        let used = password.len().saturating_add(1).min(MAX_PASSWORD);
        let key = terminated.get(..used).ok_or(Error::InternalError)?;
        let cost = u32::try_from(parameters.operations).map_err(|_| Error::InvalidLength)?;
        let salt: [u8; SALT] = parameters.salt.as_slice().try_into().map_err(|_| Error::InvalidLength)?;
        if !COSTS.contains(&u64::from(cost)) {
            return Err(Error::InvalidLength);
        }
        copy_prefix(Zeroizing::new(bcrypt::bcrypt(cost, salt, key)).as_slice(), out)
    }

    fn stored(&self) -> Option<&dyn StoredPassword> {
        Some(self)
    }
}

/// `$2b$12$` with the salt and the hash in an alphabet of its own. Strings of the same function under its older names
/// are read as well: `2a` and `2y`, but not `2x`, which stands for hashes of a faulty implementation.
impl StoredPassword for Bcrypt {
    fn hash_len(&self) -> usize {
        HASH
    }

    fn write(&self, parameters: &PasswordParameters, hash: &[u8]) -> Result<SecretBytes> {
        let mut text = SecretBytes::new(Vec::with_capacity(60));
        text.extend_from_slice(format!("$2b${:02}$", parameters.operations).as_bytes());
        phc::append::<Base64Bcrypt>(&mut text, &parameters.salt)?;
        phc::append::<Base64Bcrypt>(&mut text, hash)?;
        Ok(text)
    }

    fn read(&self, text: &[u8]) -> Option<(PasswordParameters, SecretBytes)> {
        let (version, rest) = text.split_at_checked(4)?;
        if ![b"$2a$", b"$2b$", b"$2y$"].iter().any(|known| *known == version) {
            return None;
        }
        let (cost, rest) = rest.split_at_checked(2)?;
        let cost = phc::number(cost.strip_prefix(b"0").unwrap_or(cost))?;
        let (salt, hash) = rest.strip_prefix(b"$")?.split_at_checked(SALT_DIGITS)?;
        let (salt, hash) = (phc::decode::<Base64Bcrypt>(salt)?, phc::decode::<Base64Bcrypt>(hash)?);
        let parameters = PasswordParameters { salt: salt.to_vec(), operations: cost, ..PasswordParameters::default() };
        Some((parameters, hash))
    }
}
