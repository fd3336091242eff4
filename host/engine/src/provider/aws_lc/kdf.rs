//! HKDF (RFC 5869), by its definition from HMAC: the library's own does not let a pseudorandom key out, and panics
//! when one is longer than 64 bytes.

use aws_lc_rs::hmac::{self, Context};
use zeroize::Zeroizing;

use super::LIBRARY;
use crate::encoding::SecretBytes;
use crate::error::Result;
use crate::provider::{Kdf, KdfKey, copy_prefix};

/// The first half of HKDF.
pub(super) struct Extract {
    name: &'static str,
    hash: hmac::Algorithm,
}

/// The second half of HKDF.
pub(super) struct Expand {
    name: &'static str,
    hash: hmac::Algorithm,
}

pub(super) static EXTRACT_SHA256: Extract = Extract { name: "HKDF-EXTRACT/SHA-256", hash: hmac::HMAC_SHA256 };
pub(super) static EXTRACT_SHA384: Extract = Extract { name: "HKDF-EXTRACT/SHA-384", hash: hmac::HMAC_SHA384 };
pub(super) static EXTRACT_SHA512: Extract = Extract { name: "HKDF-EXTRACT/SHA-512", hash: hmac::HMAC_SHA512 };
pub(super) static EXPAND_SHA256: Expand = Expand { name: "HKDF-EXPAND/SHA-256", hash: hmac::HMAC_SHA256 };
pub(super) static EXPAND_SHA384: Expand = Expand { name: "HKDF-EXPAND/SHA-384", hash: hmac::HMAC_SHA384 };
pub(super) static EXPAND_SHA512: Expand = Expand { name: "HKDF-EXPAND/SHA-512", hash: hmac::HMAC_SHA512 };

struct InputKey {
    raw: SecretBytes,
    hash: hmac::Algorithm,
}

struct PseudorandomKey(hmac::Key);

algorithm!(Extract, it => it.name, LIBRARY);

impl Kdf for Extract {
    fn key(&self, raw: &[u8]) -> Result<Box<dyn KdfKey>> {
        Ok(Box::new(InputKey { raw: Zeroizing::new(raw.to_vec()), hash: self.hash }))
    }
}

impl KdfKey for InputKey {
    /// The salt is the key of the HMAC, the key material its message.
    fn derive(&self, salt: &[u8], out: &mut [u8]) -> Result<()> {
        copy_prefix(hmac::sign(&hmac::Key::new(self.hash, salt), &self.raw).as_ref(), out)
    }
}

algorithm!(Expand, it => it.name, LIBRARY);

impl Kdf for Expand {
    fn key(&self, raw: &[u8]) -> Result<Box<dyn KdfKey>> {
        Ok(Box::new(PseudorandomKey(hmac::Key::new(self.hash, raw))))
    }
}

impl KdfKey for PseudorandomKey {
    fn derive(&self, info: &[u8], out: &mut [u8]) -> Result<()> {
        let mut previous: Option<hmac::Tag> = None;
        for (counter, block) in (1_u8..=255).zip(out.chunks_mut(self.0.algorithm().tag_len())) {
            let mut context = Context::with_key(&self.0);
            if let Some(previous) = &previous {
                context.update(previous.as_ref());
            }
            context.update(info);
            context.update(&[counter]);
            let tag = context.sign();
            copy_prefix(tag.as_ref(), block)?;
            previous = Some(tag);
        }
        Ok(())
    }
}
