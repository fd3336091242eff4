//! In place of the formats where no provider has keys that need them: the features without `_common` offer symmetric
//! algorithms alone. Nothing calls these, and nothing of DER and PEM is linked.

use crate::encoding::{KeyEncoding, SecretBytes};
use crate::error::{Error, Result};
use crate::table::KeyFormat;

/// A secret key, and what came with it.
pub(crate) struct DecodedSecret {
    pub secret: SecretBytes,
    pub public: Option<Vec<u8>>,
    pub expanded: Option<SecretBytes>,
}

/// Whether a secret stands for itself or for a pair.
#[derive(Clone, Copy)]
pub(crate) enum Holder {
    Pair,
    Secret,
}

impl KeyFormat {
    pub(crate) fn decode_secret(self, _: &str, _: Holder, _: &[u8], _: KeyEncoding) -> Result<DecodedSecret> {
        Err(Error::UnsupportedEncoding)
    }

    pub(crate) fn encode_secret(self, _: &str, _: Holder, _: &[u8], _: &[u8], _: KeyEncoding) -> Result<SecretBytes> {
        Err(Error::UnsupportedEncoding)
    }

    pub(crate) fn decode_public(self, _: &str, _: &[u8], _: KeyEncoding) -> Result<Vec<u8>> {
        Err(Error::UnsupportedEncoding)
    }

    pub(crate) fn encode_public(self, _: &str, _: &[u8], _: KeyEncoding) -> Result<Vec<u8>> {
        Err(Error::UnsupportedEncoding)
    }
}

/// ECDSA signatures.
pub(crate) mod ecdsa {
    use super::{Error, Result};

    pub(crate) fn from_der(_: &[u8], _: usize) -> Result<Vec<u8>> {
        Err(Error::UnsupportedEncoding)
    }

    pub(crate) fn to_der(_: &[u8]) -> Result<Vec<u8>> {
        Err(Error::UnsupportedEncoding)
    }
}
