//! In place of the formats where no provider of this crate has keys that need them: the features without `_common` offer
//! symmetric algorithms alone. What is left are the keys of algorithms that others describe, which have no form that
//! takes DER or PEM, so that nothing of either is linked.

mod local;
mod plain;

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
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Holder {
    Pair,
    Secret,
}

impl KeyFormat {
    pub(crate) fn decode_secret(
        self,
        name: &str,
        holder: Holder,
        bytes: &[u8],
        encoding: KeyEncoding,
    ) -> Result<DecodedSecret> {
        match (self, encoding) {
            (Self::Sized(keys), KeyEncoding::Raw) => plain::fixed(bytes, keys.secret),
            (Self::Sized(keys), KeyEncoding::Local) => {
                let decoded = local::decode_secret(name, holder, bytes)?;
                Ok(DecodedSecret { public: decoded.public, ..plain::fixed(&decoded.secret, keys.secret)? })
            }
            _ => Err(Error::UnsupportedEncoding),
        }
    }

    pub(crate) fn encode_secret(
        self,
        name: &str,
        holder: Holder,
        secret: &[u8],
        public: &[u8],
        encoding: KeyEncoding,
    ) -> Result<SecretBytes> {
        match (self, encoding) {
            (Self::Sized(_), KeyEncoding::Raw) => Ok(plain::join(secret, &[])),
            (Self::Sized(_), KeyEncoding::Local) => local::encode_secret(name, holder, secret, public),
            _ => Err(Error::UnsupportedEncoding),
        }
    }

    pub(crate) fn decode_public(self, name: &str, bytes: &[u8], encoding: KeyEncoding) -> Result<Vec<u8>> {
        match (self, encoding) {
            (Self::Sized(keys), KeyEncoding::Raw) => plain::public(bytes, keys.public),
            (Self::Sized(keys), KeyEncoding::Local) => plain::public(local::decode_public(name, bytes)?, keys.public),
            _ => Err(Error::UnsupportedEncoding),
        }
    }

    pub(crate) fn encode_public(self, name: &str, public: &[u8], encoding: KeyEncoding) -> Result<Vec<u8>> {
        match (self, encoding) {
            (Self::Sized(_), KeyEncoding::Raw) => Ok(public.to_vec()),
            (Self::Sized(_), KeyEncoding::Local) => local::encode_public(name, public),
            _ => Err(Error::UnsupportedEncoding),
        }
    }
}

/// Failures to encode cannot be provoked from outside.
fn internal<E>(_: E) -> Error {
    Error::InternalError
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
