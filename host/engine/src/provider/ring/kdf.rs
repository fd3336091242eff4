//! HKDF (RFC 5869). `ring` does not let a pseudorandom key out, so the extraction is its definition: one HMAC.

use ring::hkdf::{self, KeyType, Prk};
use ring::hmac;
use zeroize::Zeroizing;

use super::mac;
use super::overwritten::Overwritten;
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::{Kdf, KdfKey, copy_prefix};

/// The first half of HKDF.
pub(super) struct Extract {
    name: &'static str,
    hash: fn() -> hmac::Algorithm,
}

/// The second half of HKDF.
pub(super) struct Expand {
    name: &'static str,
    hash: fn() -> hkdf::Algorithm,
    blank: fn() -> Option<Prk>,
}

pub(super) static EXTRACT_SHA256: Extract = Extract { name: "HKDF-EXTRACT/SHA-256", hash: || hmac::HMAC_SHA256 };
pub(super) static EXTRACT_SHA384: Extract = Extract { name: "HKDF-EXTRACT/SHA-384", hash: || hmac::HMAC_SHA384 };
pub(super) static EXTRACT_SHA512: Extract = Extract { name: "HKDF-EXTRACT/SHA-512", hash: || hmac::HMAC_SHA512 };
pub(super) static EXPAND_SHA256: Expand = Expand {
    name: "HKDF-EXPAND/SHA-256",
    hash: || hkdf::HKDF_SHA256,
    blank: || Some(Prk::new_less_safe(hkdf::HKDF_SHA256, &[])),
};
pub(super) static EXPAND_SHA384: Expand = Expand {
    name: "HKDF-EXPAND/SHA-384",
    hash: || hkdf::HKDF_SHA384,
    blank: || Some(Prk::new_less_safe(hkdf::HKDF_SHA384, &[])),
};
pub(super) static EXPAND_SHA512: Expand = Expand {
    name: "HKDF-EXPAND/SHA-512",
    hash: || hkdf::HKDF_SHA512,
    blank: || Some(Prk::new_less_safe(hkdf::HKDF_SHA512, &[])),
};

struct InputKey {
    raw: SecretBytes,
    hash: hmac::Algorithm,
}

struct PseudorandomKey(Overwritten<Prk>);

/// How many bytes to expand to.
struct Len(usize);

impl KeyType for Len {
    fn len(&self) -> usize {
        self.0
    }
}

algorithm!(Extract, it => it.name, "ring");

impl Kdf for Extract {
    fn key(&self, raw: &[u8]) -> Result<Box<dyn KdfKey>> {
        Ok(Box::new(InputKey { raw: Zeroizing::new(raw.to_vec()), hash: (self.hash)() }))
    }
}

impl KdfKey for InputKey {
    /// The salt is the key of the HMAC, the key material its message.
    fn derive(&self, salt: &[u8], out: &mut [u8]) -> Result<()> {
        copy_prefix(hmac::sign(&mac::key(self.hash, salt), &self.raw).as_ref(), out)
    }
}

algorithm!(Expand, it => it.name, "ring");

impl Kdf for Expand {
    fn key(&self, raw: &[u8]) -> Result<Box<dyn KdfKey>> {
        Ok(Box::new(PseudorandomKey(Overwritten::new(Prk::new_less_safe((self.hash)(), raw), self.blank))))
    }
}

impl KdfKey for PseudorandomKey {
    fn derive(&self, info: &[u8], out: &mut [u8]) -> Result<()> {
        let info = [info];
        let okm = self.0.expand(&info, Len(out.len())).map_err(|_| Error::InvalidLength)?;
        okm.fill(out).map_err(|_| Error::AlgorithmFailure)
    }
}
