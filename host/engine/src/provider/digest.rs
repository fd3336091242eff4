//! Hashes and MACs of the crates that share the traits of `digest`. Their keys and states wipe themselves.

use core::marker::PhantomData;

use sha2::digest::{Digest, KeyInit, OutputSizeUser, typenum::Unsigned};
#[cfg(feature = "optional")]
use sha2::digest::{ExtendableOutput, Update, XofReader};

#[cfg(feature = "optional")]
use super::XofState;
use super::{Hash, HashState, Mac, MacKey, MacState, copy_prefix};
use crate::error::{Error, Result};

/// A hash without parameters.
pub(crate) struct DigestHash<D> {
    name: &'static str,
    library: &'static str,
    digest: PhantomData<fn() -> D>,
}

/// A MAC without parameters.
pub(crate) struct DigestMac<M> {
    name: &'static str,
    library: &'static str,
    mac: PhantomData<fn() -> M>,
}

/// The state of an extendable-output function. Behind pointers, because the unused part of a small variant would
/// carry stray secrets from the stack.
#[cfg(feature = "optional")]
pub(super) enum Sponge<X: ExtendableOutput> {
    Absorbing(Box<X>),
    Squeezing(Box<X::Reader>),
}

/// A hash, or a MAC that has absorbed its key, and maybe a message.
struct State<T>(T);

impl<D> DigestHash<D> {
    pub(super) const fn new(name: &'static str, library: &'static str) -> Self {
        Self { name, library, digest: PhantomData }
    }
}

algorithm!([D] DigestHash<D>, it => it.name, it.library);

impl<D: Digest + Clone + Send + Sync + 'static> Hash for DigestHash<D> {
    fn output_len(&self) -> usize {
        <D as Digest>::output_size()
    }

    fn start(&self) -> Box<dyn HashState> {
        Box::new(State(D::new()))
    }

    fn digest(&self, message: &[u8], out: &mut [u8]) -> Result<()> {
        copy_prefix(&D::digest(message), out)
    }
}

impl<D: Digest + Clone + Send + Sync + 'static> HashState for State<D> {
    fn update(&mut self, data: &[u8]) {
        Digest::update(&mut self.0, data);
    }

    fn digest(&self, out: &mut [u8]) -> Result<()> {
        copy_prefix(&self.0.clone().finalize(), out)
    }

    fn fork(&self) -> Box<dyn HashState> {
        Box::new(Self(self.0.clone()))
    }
}

impl<M> DigestMac<M> {
    pub(super) const fn new(name: &'static str, library: &'static str) -> Self {
        Self { name, library, mac: PhantomData }
    }
}

algorithm!([M] DigestMac<M>, it => it.name, it.library);

impl<M: sha2::digest::Mac + KeyInit + Clone + Send + Sync + 'static> Mac for DigestMac<M> {
    fn tag_len(&self) -> usize {
        <M as OutputSizeUser>::OutputSize::USIZE
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn MacKey>> {
        let mac = <M as KeyInit>::new_from_slice(raw).map_err(|_| Error::InvalidKey)?;
        Ok(Box::new(State(mac)))
    }
}

impl<M: sha2::digest::Mac + Clone + Send + Sync + 'static> MacKey for State<M> {
    fn start(&self) -> Box<dyn MacState> {
        Box::new(Self(self.0.clone()))
    }

    fn mac(&self, message: &[u8], tag: &mut [u8]) -> Result<()> {
        let mut mac = self.0.clone();
        mac.update(message);
        copy_prefix(&mac.finalize().into_bytes(), tag)
    }
}

impl<M: sha2::digest::Mac + Clone + Send + Sync + 'static> MacState for State<M> {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn tag(&self, tag: &mut [u8]) -> Result<()> {
        copy_prefix(&self.0.clone().finalize().into_bytes(), tag)
    }

    fn fork(&self) -> Box<dyn MacState> {
        Box::new(Self(self.0.clone()))
    }
}

#[cfg(feature = "optional")]
impl<X: ExtendableOutput> Sponge<X> {
    pub(super) fn new(input: X) -> Self {
        Self::Absorbing(Box::new(input))
    }
}

#[cfg(feature = "optional")]
impl<X> XofState for Sponge<X>
where
    X: Update + ExtendableOutput<Reader: Clone + Send + Sync> + Clone + Send + Sync + 'static,
{
    fn update(&mut self, data: &[u8]) {
        if let Self::Absorbing(input) = self {
            input.update(data);
        }
    }

    fn squeeze(&mut self, out: &mut [u8]) {
        if let Self::Absorbing(input) = self {
            // A copy is finished: moving the original out of its box would leave its bytes there unwiped.
            *self = Self::Squeezing(Box::new(X::clone(input).finalize_xof()));
        }
        if let Self::Squeezing(output) = self {
            output.read(out);
        }
    }

    fn fork(&self) -> Box<dyn XofState> {
        Box::new(self.clone())
    }
}

#[cfg(feature = "optional")]
impl<X: ExtendableOutput<Reader: Clone> + Clone> Clone for Sponge<X> {
    fn clone(&self) -> Self {
        match self {
            Self::Absorbing(input) => Self::Absorbing(input.clone()),
            Self::Squeezing(output) => Self::Squeezing(output.clone()),
        }
    }
}
