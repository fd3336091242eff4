//! SHA-2.

use ring::digest::{self, Context};

use super::overwritten::Overwritten;
use crate::error::Result;
use crate::provider::{Hash, HashState, copy_prefix};

/// A hash of `ring`.
pub(super) struct RingHash {
    name: &'static str,
    algorithm: &'static digest::Algorithm,
    blank: fn() -> Option<Context>,
}

pub(super) static SHA256: RingHash =
    RingHash { name: "SHA-256", algorithm: &digest::SHA256, blank: || Some(Context::new(&digest::SHA256)) };
pub(super) static SHA384: RingHash =
    RingHash { name: "SHA-384", algorithm: &digest::SHA384, blank: || Some(Context::new(&digest::SHA384)) };
pub(super) static SHA512: RingHash =
    RingHash { name: "SHA-512", algorithm: &digest::SHA512, blank: || Some(Context::new(&digest::SHA512)) };
pub(super) static SHA512_256: RingHash =
    RingHash { name: "SHA-512/256", algorithm: &digest::SHA512_256, blank: || Some(Context::new(&digest::SHA512_256)) };

algorithm!(RingHash, it => it.name, "ring");

impl Hash for RingHash {
    fn output_len(&self) -> usize {
        self.algorithm.output_len()
    }

    fn start(&self) -> Box<dyn HashState> {
        Box::new(State(Overwritten::new(Context::new(self.algorithm), self.blank)))
    }

    fn digest(&self, message: &[u8], out: &mut [u8]) -> Result<()> {
        copy_prefix(digest::digest(self.algorithm, message).as_ref(), out)
    }
}

/// The context is overwritten on drop because the message may be a secret.
struct State(Overwritten<Context>);

impl HashState for State {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn digest(&self, out: &mut [u8]) -> Result<()> {
        copy_prefix(self.0.clone().finish().as_ref(), out)
    }

    fn fork(&self) -> Box<dyn HashState> {
        Box::new(Self(Overwritten::new(self.0.clone(), self.0.blank())))
    }
}
