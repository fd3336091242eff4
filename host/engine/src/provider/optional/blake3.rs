//! BLAKE3 (version 20211102 of its specification): a hash, a keyed hash and a key derivation function.

use blake3::{Hasher, OutputReader};
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::provider::{Parameters, Xof, XofState};

/// With a key of 32 bytes, the keyed hash; with the option `context`, `derive_key` of the input. Contexts are text:
/// one that is not UTF-8, and one together with a key, has no meaning and is refused.
pub(crate) struct Blake3;

pub(crate) static BLAKE3: Blake3 = Blake3;

/// Behind pointers, because the unused part of a small variant would carry stray secrets from the stack.
enum State {
    Absorbing(Box<Zeroizing<Hasher>>),
    Squeezing(Box<Zeroizing<OutputReader>>),
}

algorithm!(Blake3, "BLAKE3", "blake3");

impl Xof for Blake3 {
    fn key_len(&self) -> usize {
        blake3::KEY_LEN
    }

    fn start(&self, key: Option<&[u8]>, parameters: &Parameters<'_>) -> Result<Box<dyn XofState>> {
        parameters.only_context()?;
        let hasher = match (key, parameters.context) {
            (None, []) => Hasher::new(),
            (None, context) => Hasher::new_derive_key(str::from_utf8(context).map_err(|_| Error::UnsupportedOption)?),
            (Some(key), []) => Hasher::new_keyed(key.try_into().map_err(|_| Error::InvalidKey)?),
            (Some(_), _) => return Err(Error::UnsupportedOption),
        };
        Ok(Box::new(State::Absorbing(Box::new(Zeroizing::new(hasher)))))
    }
}

impl XofState for State {
    fn update(&mut self, data: &[u8]) {
        if let Self::Absorbing(hasher) = self {
            hasher.update(data);
        }
    }

    fn squeeze(&mut self, out: &mut [u8]) {
        if let Self::Absorbing(hasher) = self {
            *self = Self::Squeezing(Box::new(Zeroizing::new(hasher.finalize_xof())));
        }
        if let Self::Squeezing(output) = self {
            output.fill(out);
        }
    }

    fn fork(&self) -> Box<dyn XofState> {
        Box::new(match self {
            Self::Absorbing(hasher) => Self::Absorbing(hasher.clone()),
            Self::Squeezing(output) => Self::Squeezing(output.clone()),
        })
    }
}
