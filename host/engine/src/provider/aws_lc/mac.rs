//! HMAC.

use aws_lc_rs::hmac::{self, Context, Key};

use super::LIBRARY;
use crate::error::Result;
use crate::provider::{Mac, MacKey, MacState, copy_prefix};

/// HMAC with a hash of `aws-lc-rs`.
pub(super) struct AwsMac {
    name: &'static str,
    algorithm: hmac::Algorithm,
}

pub(super) static HMAC_SHA256: AwsMac = AwsMac { name: "HMAC/SHA-256", algorithm: hmac::HMAC_SHA256 };
pub(super) static HMAC_SHA384: AwsMac = AwsMac { name: "HMAC/SHA-384", algorithm: hmac::HMAC_SHA384 };
pub(super) static HMAC_SHA512: AwsMac = AwsMac { name: "HMAC/SHA-512", algorithm: hmac::HMAC_SHA512 };

struct Prepared(Key);
struct State(Context);

algorithm!(AwsMac, it => it.name, LIBRARY);

impl Mac for AwsMac {
    fn tag_len(&self) -> usize {
        self.algorithm.tag_len()
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn MacKey>> {
        Ok(Box::new(Prepared(Key::new(self.algorithm, raw))))
    }
}

impl MacKey for Prepared {
    fn start(&self) -> Box<dyn MacState> {
        Box::new(State(Context::with_key(&self.0)))
    }

    fn mac(&self, message: &[u8], tag: &mut [u8]) -> Result<()> {
        copy_prefix(hmac::sign(&self.0, message).as_ref(), tag)
    }
}

impl MacState for State {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn tag(&self, tag: &mut [u8]) -> Result<()> {
        copy_prefix(self.0.clone().sign().as_ref(), tag)
    }

    fn fork(&self) -> Box<dyn MacState> {
        Box::new(Self(self.0.clone()))
    }
}
