//! SHA-2.

use aws_lc_rs::digest::{self, Context, Digest};

use super::LIBRARY;
use crate::error::{Error, Result};
use crate::provider::{Hash, HashState, copy_prefix};

/// A hash of `aws-lc-rs`.
pub(super) struct AwsHash {
    name: &'static str,
    algorithm: &'static digest::Algorithm,
}

pub(super) static SHA256: AwsHash = AwsHash { name: "SHA-256", algorithm: &digest::SHA256 };
pub(super) static SHA384: AwsHash = AwsHash { name: "SHA-384", algorithm: &digest::SHA384 };
pub(super) static SHA512: AwsHash = AwsHash { name: "SHA-512", algorithm: &digest::SHA512 };
pub(super) static SHA512_256: AwsHash = AwsHash { name: "SHA-512/256", algorithm: &digest::SHA512_256 };

struct State(Context);

impl AwsHash {
    /// A digest that was computed before.
    pub(super) fn known(&self, digest: &[u8]) -> Result<Digest> {
        Digest::import_less_safe(digest, self.algorithm).map_err(|_| Error::InternalError)
    }
}

algorithm!(AwsHash, it => it.name, LIBRARY);

impl Hash for AwsHash {
    fn output_len(&self) -> usize {
        self.algorithm.output_len()
    }

    fn start(&self) -> Box<dyn HashState> {
        Box::new(State(Context::new(self.algorithm)))
    }

    fn digest(&self, message: &[u8], out: &mut [u8]) -> Result<()> {
        copy_prefix(digest::digest(self.algorithm, message).as_ref(), out)
    }
}

impl HashState for State {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn digest(&self, out: &mut [u8]) -> Result<()> {
        copy_prefix(self.0.clone().finish().as_ref(), out)
    }

    fn fork(&self) -> Box<dyn HashState> {
        Box::new(Self(self.0.clone()))
    }
}
