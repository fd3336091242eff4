//! HKDF (RFC 5869).

use hkdf::Hkdf;
use sha2::{Sha256, Sha384, Sha512};
use zeroize::{Zeroize, Zeroizing};

use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::{Kdf, KdfKey, copy_prefix};

/// Either half of HKDF with one hash.
pub(super) struct PureKdf {
    name: &'static str,
    key: fn(&[u8]) -> Result<Box<dyn KdfKey>>,
}

macro_rules! kdfs {
    ($($extract:ident, $extract_name:literal, $expand:ident, $expand_name:literal, $module:ident, $hash:ty;)*) => {
        $(
            pub(super) static $extract: PureKdf = PureKdf { name: $extract_name, key: $module::extract };
            pub(super) static $expand: PureKdf = PureKdf { name: $expand_name, key: $module::expand };

            mod $module {
                use super::*;

                struct Input(SecretBytes);
                struct Pseudorandom(Hkdf<$hash>);

                pub(super) fn extract(raw: &[u8]) -> Result<Box<dyn KdfKey>> {
                    Ok(Box::new(Input(Zeroizing::new(raw.to_vec()))))
                }

                pub(super) fn expand(raw: &[u8]) -> Result<Box<dyn KdfKey>> {
                    let key = Hkdf::<$hash>::from_prk(raw).map_err(|_| Error::InvalidKey)?;
                    Ok(Box::new(Pseudorandom(key)))
                }

                impl KdfKey for Input {
                    fn derive(&self, salt: &[u8], out: &mut [u8]) -> Result<()> {
                        let (mut pseudorandom, _) = Hkdf::<$hash>::extract(Some(salt), &self.0);
                        let written = copy_prefix(&pseudorandom, out);
                        pseudorandom.zeroize();
                        written
                    }
                }

                impl KdfKey for Pseudorandom {
                    fn derive(&self, info: &[u8], out: &mut [u8]) -> Result<()> {
                        self.0.expand(info, out).map_err(|_| Error::InvalidLength)
                    }
                }
            }
        )*
    };
}

kdfs! {
    EXTRACT_SHA256, "HKDF-EXTRACT/SHA-256", EXPAND_SHA256, "HKDF-EXPAND/SHA-256", sha256, Sha256;
    EXTRACT_SHA384, "HKDF-EXTRACT/SHA-384", EXPAND_SHA384, "HKDF-EXPAND/SHA-384", sha384, Sha384;
    EXTRACT_SHA512, "HKDF-EXTRACT/SHA-512", EXPAND_SHA512, "HKDF-EXPAND/SHA-512", sha512, Sha512;
}

algorithm!(PureKdf, it => it.name, "hkdf");

impl Kdf for PureKdf {
    fn key(&self, raw: &[u8]) -> Result<Box<dyn KdfKey>> {
        (self.key)(raw)
    }
}
