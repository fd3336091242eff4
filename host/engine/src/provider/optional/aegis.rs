//! AEGIS (draft-irtf-cfrg-aegis-aead), with tags of 16 bytes.
//!
//! The crate's pure Rust code takes constant time everywhere, but uses the AES instructions of a processor only where
//! the whole program is compiled for them (`-C target-feature=+aes`). It wipes what it keeps; the state of a message,
//! in which the key is not to be found as such, stays on the stack.

use aegis::aegis128l::Aegis128L;
use aegis::aegis128x2::Aegis128X2;
use aegis::aegis128x4::Aegis128X4;
use aegis::aegis256::Aegis256;
use aegis::aegis256x2::Aegis256X2;
use aegis::aegis256x4::Aegis256X4;
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::provider::{Aead, AeadKey};

const TAG: usize = 16;

/// One variant; nonces are as long as keys.
pub(crate) struct Aegis<const KEY: usize> {
    name: &'static str,
    seal: Seal<KEY>,
    open: Open<KEY>,
}

/// Key, nonce, associated data, data.
type Seal<const KEY: usize> = fn(&[u8; KEY], &[u8; KEY], &[u8], &mut [u8]) -> [u8; TAG];
/// Key, nonce, associated data, data, tag.
type Open<const KEY: usize> = fn(&[u8; KEY], &[u8; KEY], &[u8], &mut [u8], &[u8; TAG]) -> Result<(), aegis::Error>;

struct Prepared<const KEY: usize> {
    raw: Zeroizing<[u8; KEY]>,
    seal: Seal<KEY>,
    open: Open<KEY>,
}

macro_rules! variant {
    ($name:literal, $cipher:ident) => {
        Aegis {
            name: $name,
            seal: |key, nonce, associated_data, data| {
                $cipher::<TAG>::new(key, nonce).encrypt_in_place(data, associated_data)
            },
            open: |key, nonce, associated_data, data, tag| {
                $cipher::<TAG>::new(key, nonce).decrypt_in_place(data, tag, associated_data)
            },
        }
    };
}

pub(crate) static AEGIS_128L: Aegis<16> = variant!("AEGIS-128L", Aegis128L);
pub(crate) static AEGIS_128X2: Aegis<16> = variant!("AEGIS-128X2", Aegis128X2);
pub(crate) static AEGIS_128X4: Aegis<16> = variant!("AEGIS-128X4", Aegis128X4);
pub(crate) static AEGIS_256: Aegis<32> = variant!("AEGIS-256", Aegis256);
pub(crate) static AEGIS_256X2: Aegis<32> = variant!("AEGIS-256X2", Aegis256X2);
pub(crate) static AEGIS_256X4: Aegis<32> = variant!("AEGIS-256X4", Aegis256X4);

algorithm!([const KEY: usize] Aegis<KEY>, it => it.name, "aegis");

impl<const KEY: usize> Aead for Aegis<KEY> {
    fn key_len(&self) -> usize {
        KEY
    }

    fn nonce_len(&self) -> usize {
        KEY
    }

    fn tag_len(&self) -> usize {
        TAG
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn AeadKey>> {
        let raw = Zeroizing::new(raw.try_into().map_err(|_| Error::InvalidKey)?);
        Ok(Box::new(Prepared { raw, seal: self.seal, open: self.open }))
    }
}

impl<const KEY: usize> AeadKey for Prepared<KEY> {
    fn seal(&self, nonce: &[u8], associated_data: &[u8], data: &mut [u8], tag: &mut [u8]) -> Result<()> {
        let nonce = nonce.try_into().map_err(|_| Error::InvalidNonce)?;
        let tag: &mut [u8; TAG] = tag.try_into().map_err(|_| Error::InternalError)?;
        *tag = (self.seal)(&self.raw, nonce, associated_data, data);
        Ok(())
    }

    fn open(&self, nonce: &[u8], associated_data: &[u8], data: &mut [u8], tag: &[u8]) -> Result<()> {
        let nonce = nonce.try_into().map_err(|_| Error::InvalidNonce)?;
        let tag = tag.try_into().map_err(|_| Error::InvalidTag)?;
        (self.open)(&self.raw, nonce, associated_data, data, tag).map_err(|_| Error::InvalidTag)
    }
}
