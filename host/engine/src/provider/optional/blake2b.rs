//! BLAKE2b (RFC 7693), without a key.

use blake2::digest::Mac;
use blake2::digest::consts::{U32, U64};
use blake2::{Blake2b, Blake2bMac};
use sha3::Digest;

use crate::error::{Error, Result};
use crate::provider::digest::DigestHash;
use crate::provider::{Hash, HashState, Parameters, copy_prefix};

/// BLAKE2b. The option `context` is the personalization, the option `salt` the salt, each up to 16 bytes and filled
/// up with zeros.
pub(crate) struct Personalized<D> {
    plain: DigestHash<D>,
    start: fn(&Parameters<'_>) -> Result<Box<dyn HashState>>,
}

/// Bytes of a salt and of a personalization.
const PARAMETER: usize = 16;

pub(crate) static BLAKE2B_256: Personalized<Blake2b<U32>> = Personalized {
    plain: DigestHash::new("BLAKE2B-256", "blake2"),
    start: |with| State::boxed(Blake2bMac::<U32>::new_with_salt_and_personal(None, with.salt, with.context)),
};
pub(crate) static BLAKE2B_512: Personalized<Blake2b<U64>> = Personalized {
    plain: DigestHash::new("BLAKE2B-512", "blake2"),
    start: |with| State::boxed(Blake2bMac::<U64>::new_with_salt_and_personal(None, with.salt, with.context)),
};

/// The crate takes the parameters in its keyed form only. Without a key that is what RFC 7693 calls the unkeyed hash.
struct State<M>(M);

algorithm!([D] Personalized<D>, it => it.plain.name(), it.plain.library());

impl<D: Digest + Clone + Send + Sync + 'static> Hash for Personalized<D> {
    fn output_len(&self) -> usize {
        self.plain.output_len()
    }

    fn start(&self) -> Box<dyn HashState> {
        self.plain.start()
    }

    fn start_with(&self, parameters: &Parameters<'_>) -> Result<Box<dyn HashState>> {
        // The crate panics on lengths from 17 to 32.
        if parameters.salt.len().max(parameters.context.len()) > PARAMETER {
            return Err(Error::InvalidLength);
        }
        if parameters.none().is_ok() { Ok(self.start()) } else { (self.start)(parameters) }
    }

    fn digest(&self, message: &[u8], out: &mut [u8]) -> Result<()> {
        self.plain.digest(message, out)
    }
}

impl<M: Mac + Clone + Send + Sync + 'static> State<M> {
    fn boxed<E>(hash: Result<M, E>) -> Result<Box<dyn HashState>> {
        Ok(Box::new(Self(hash.map_err(|_| Error::InvalidLength)?)))
    }
}

impl<M: Mac + Clone + Send + Sync + 'static> HashState for State<M> {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn digest(&self, out: &mut [u8]) -> Result<()> {
        copy_prefix(&self.0.clone().finalize().into_bytes(), out)
    }

    fn fork(&self) -> Box<dyn HashState> {
        Box::new(Self(self.0.clone()))
    }
}
