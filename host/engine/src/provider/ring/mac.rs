//! HMAC.

use std::sync::LazyLock;

use ring::hmac::{self, Context, Key};

use super::overwritten::Overwritten;
use crate::error::{Error, Result};
use crate::provider::{Mac, MacKey, MacState};

/// HMAC with a hash of `ring`.
pub(super) struct RingMac {
    name: &'static str,
    algorithm: fn() -> hmac::Algorithm,
}

static BLANK_256: LazyLock<Key> = LazyLock::new(|| Key::new(hmac::HMAC_SHA256, &[]));
static BLANK_384: LazyLock<Key> = LazyLock::new(|| Key::new(hmac::HMAC_SHA384, &[]));
static BLANK_512: LazyLock<Key> = LazyLock::new(|| Key::new(hmac::HMAC_SHA512, &[]));

pub(super) static HMAC_SHA256: RingMac = RingMac { name: "HMAC/SHA-256", algorithm: || hmac::HMAC_SHA256 };
pub(super) static HMAC_SHA384: RingMac = RingMac { name: "HMAC/SHA-384", algorithm: || hmac::HMAC_SHA384 };
pub(super) static HMAC_SHA512: RingMac = RingMac { name: "HMAC/SHA-512", algorithm: || hmac::HMAC_SHA512 };

/// A key of HMAC, overwritten when dropped.
pub(super) fn key(algorithm: hmac::Algorithm, raw: &[u8]) -> Overwritten<Key> {
    let blank = match blank(algorithm) {
        Blank::Sha256 => || Some(BLANK_256.clone()),
        Blank::Sha384 => || Some(BLANK_384.clone()),
        Blank::Sha512 => || Some(BLANK_512.clone()),
    };
    Overwritten::new(Key::new(algorithm, raw), blank)
}

/// Which key without a secret a key or its state is overwritten with.
enum Blank {
    Sha256,
    Sha384,
    Sha512,
}

fn blank(algorithm: hmac::Algorithm) -> Blank {
    if algorithm == hmac::HMAC_SHA256 {
        Blank::Sha256
    } else if algorithm == hmac::HMAC_SHA384 {
        Blank::Sha384
    } else {
        Blank::Sha512
    }
}

struct Prepared {
    key: Overwritten<Key>,
    blank: fn() -> Option<Context>,
}

struct State(Overwritten<Context>);

algorithm!(RingMac, it => it.name, "ring");

impl Mac for RingMac {
    fn tag_len(&self) -> usize {
        (self.algorithm)().digest_algorithm().output_len()
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn MacKey>> {
        let algorithm = (self.algorithm)();
        let blank = match blank(algorithm) {
            Blank::Sha256 => || Some(Context::with_key(&BLANK_256)),
            Blank::Sha384 => || Some(Context::with_key(&BLANK_384)),
            Blank::Sha512 => || Some(Context::with_key(&BLANK_512)),
        };
        Ok(Box::new(Prepared { key: key(algorithm, raw), blank }))
    }
}

impl MacKey for Prepared {
    fn start(&self) -> Box<dyn MacState> {
        Box::new(State(Overwritten::new(Context::with_key(&self.key), self.blank)))
    }

    fn mac(&self, message: &[u8], tag: &mut [u8]) -> Result<()> {
        write(&hmac::sign(&self.key, message), tag)
    }
}

impl MacState for State {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn tag(&self, tag: &mut [u8]) -> Result<()> {
        write(&self.0.clone().sign(), tag)
    }

    fn fork(&self) -> Box<dyn MacState> {
        Box::new(Self(Overwritten::new(self.0.clone(), self.0.blank())))
    }
}

fn write(from: &hmac::Tag, tag: &mut [u8]) -> Result<()> {
    let from = from.as_ref();
    if from.len() != tag.len() {
        return Err(Error::InternalError);
    }
    tag.copy_from_slice(from);
    Ok(())
}
