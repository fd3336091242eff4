//! Symmetric keys, states and tags.

pub(crate) mod aead;
mod cipher;
mod hash;
pub(crate) mod kdf;
mod key;
mod mac;
mod password;
mod session;
mod state;
mod step;
mod tag;
mod xof;

pub use key::SymmetricKey;
pub use state::SymmetricState;
pub use step::Step;
pub use tag::SymmetricTag;

pub(crate) use key::Expanded;

use tag::TagAccess;

use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::table::Cost;

/// What a state can do. The default of every operation is the error for operations the algorithm does not define, so
/// that each kind of algorithm lists only what it has.
trait Machine: Send + Sync {
    /// An independent copy.
    fn fork(&self) -> Box<dyn Machine>;

    /// Nanoseconds of a step, at most.
    fn price(&self, step: Step, cost: &Cost) -> u64 {
        cost.of(step.bytes())
    }

    /// Whether squeezing takes milliseconds, up to seconds.
    fn is_slow(&self) -> bool {
        false
    }

    fn absorb(&mut self, data: &[u8]) -> Result<()> {
        let _ = data;
        Err(Error::InvalidOperation)
    }

    /// Whether inputs absorbed one after the other are the same as all of them at once.
    fn concatenates(&self) -> bool {
        true
    }

    /// Whether outputs squeezed one after the other are the same as all of them at once.
    fn flows(&self) -> bool {
        false
    }

    /// Makes room for input that is going to be absorbed in parts, so that none of them is refused.
    fn expect(&mut self, len: usize) -> Result<()> {
        let _ = len;
        Ok(())
    }

    /// How many bytes one squeeze can give.
    fn max_squeeze_len(&self) -> Result<usize> {
        Err(Error::InvalidOperation)
    }

    /// `out` is at most [`Machine::max_squeeze_len`] long.
    fn squeeze(&mut self, out: &mut [u8]) -> Result<()> {
        let _ = out;
        Err(Error::InvalidOperation)
    }

    fn squeeze_tag(&mut self) -> Result<SymmetricTag> {
        Err(Error::InvalidOperation)
    }

    /// Nanoseconds of [`Machine::verify_password`], at most.
    fn verify_price(&self, stored: &[u8]) -> u64 {
        let _ = stored;
        0
    }

    fn verify_password(&mut self, stored: &[u8]) -> Result<()> {
        let _ = stored;
        Err(Error::InvalidOperation)
    }

    fn squeeze_key(&mut self, algorithm: &str) -> Result<SymmetricKey> {
        let _ = algorithm;
        Err(Error::InvalidOperation)
    }

    fn max_tag_len(&self) -> Result<usize> {
        Err(Error::InvalidOperation)
    }

    fn encrypt(&mut self, data: &[u8]) -> Result<Vec<u8>> {
        let _ = data;
        Err(Error::InvalidOperation)
    }

    fn encrypt_detached(&mut self, data: &[u8]) -> Result<(Vec<u8>, SymmetricTag)> {
        let _ = data;
        Err(Error::InvalidOperation)
    }

    fn decrypt(&mut self, data: &[u8]) -> Result<SecretBytes> {
        let _ = data;
        Err(Error::InvalidOperation)
    }

    fn decrypt_detached(&mut self, data: &[u8], tag: &[u8]) -> Result<SecretBytes> {
        let _ = (data, tag);
        Err(Error::InvalidOperation)
    }

    fn ratchet(&mut self) -> Result<()> {
        Err(Error::InvalidOperation)
    }

    /// The nonce, for algorithms that have one.
    fn nonce(&self) -> Option<&[u8]> {
        None
    }
}
