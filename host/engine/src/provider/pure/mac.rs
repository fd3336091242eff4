//! HMAC.

use core::marker::PhantomData;

use hmac::digest::OutputSizeUser;
use hmac::digest::typenum::Unsigned;
use hmac::{Hmac, KeyInit};
use sha2::{Sha256, Sha512};

use crate::error::{Error, Result};
use crate::provider::{Algorithm, Mac, MacKey, MacState, copy_prefix};

/// A MAC of the `hmac` crate. Its keys and states wipe themselves.
pub(super) struct PureMac<M> {
    name: &'static str,
    mac: PhantomData<fn() -> M>,
}

pub(super) static HMAC_SHA256: PureMac<Hmac<Sha256>> = PureMac { name: "HMAC/SHA-256", mac: PhantomData };
pub(super) static HMAC_SHA512: PureMac<Hmac<Sha512>> = PureMac { name: "HMAC/SHA-512", mac: PhantomData };

/// A state that has absorbed the key and nothing else, or also a message.
struct Keyed<M>(M);

impl<M> Algorithm for PureMac<M> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn library(&self) -> &'static str {
        "hmac"
    }
}

impl<M: hmac::Mac + KeyInit + Clone + Send + Sync + 'static> Mac for PureMac<M> {
    fn tag_len(&self) -> usize {
        <M as OutputSizeUser>::OutputSize::USIZE
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn MacKey>> {
        let mac = <M as KeyInit>::new_from_slice(raw).map_err(|_| Error::InvalidKey)?;
        Ok(Box::new(Keyed(mac)))
    }
}

impl<M: hmac::Mac + Clone + Send + Sync + 'static> MacKey for Keyed<M> {
    fn start(&self) -> Box<dyn MacState> {
        Box::new(Self(self.0.clone()))
    }

    fn mac(&self, message: &[u8], tag: &mut [u8]) -> Result<()> {
        let mut mac = self.0.clone();
        mac.update(message);
        copy_prefix(&mac.finalize().into_bytes(), tag)
    }
}

impl<M: hmac::Mac + Clone + Send + Sync + 'static> MacState for Keyed<M> {
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
