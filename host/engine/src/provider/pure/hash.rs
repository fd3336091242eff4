//! SHA-2.

use core::marker::PhantomData;

use sha2::{Digest, Sha256, Sha384, Sha512, Sha512_256};

use crate::error::Result;
use crate::provider::{Algorithm, Hash, HashState, copy_prefix};

/// A hash of the `sha2` crate. Its states wipe themselves.
pub(super) struct PureHash<D> {
    name: &'static str,
    digest: PhantomData<fn() -> D>,
}

pub(super) static SHA256: PureHash<Sha256> = PureHash { name: "SHA-256", digest: PhantomData };
pub(super) static SHA384: PureHash<Sha384> = PureHash { name: "SHA-384", digest: PhantomData };
pub(super) static SHA512: PureHash<Sha512> = PureHash { name: "SHA-512", digest: PhantomData };
pub(super) static SHA512_256: PureHash<Sha512_256> = PureHash { name: "SHA-512/256", digest: PhantomData };

struct State<D>(D);

impl<D> Algorithm for PureHash<D> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn library(&self) -> &'static str {
        "sha2"
    }
}

impl<D: Digest + Clone + Send + Sync + 'static> Hash for PureHash<D> {
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
        self.0.update(data);
    }

    fn digest(&self, out: &mut [u8]) -> Result<()> {
        copy_prefix(&self.0.clone().finalize(), out)
    }

    fn fork(&self) -> Box<dyn HashState> {
        Box::new(Self(self.0.clone()))
    }
}
