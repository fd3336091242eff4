//! How keys and signatures are written as bytes.
//!
//! Decoding is strict DER and strict PEM; nothing is guessed. It yields the canonical forms of
//! [`provider`](crate::provider); whether a key makes sense on its curve is for the provider to say.

mod ec;
mod edwards;
mod pem;
mod pkcs8;
mod plain;

pub(crate) mod ecdsa;
pub(crate) mod rsa;

use crate::encoding::{KeyEncoding, SecretBytes};
use crate::error::{Error, Result};
use crate::table::KeyFormat;

/// A secret key, and the public key that came with it. The latter is not yet compared with the former.
pub(crate) struct DecodedSecret {
    pub secret: SecretBytes,
    pub public: Option<Vec<u8>>,
}

/// Whether a secret stands for itself or for a pair; raw encodings of some algorithms differ.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Holder {
    Pair,
    Secret,
}

impl KeyFormat {
    /// Decodes a secret key or key pair.
    ///
    /// # Errors
    /// [`Error::UnsupportedEncoding`] if the type of key has no such encoding or the key is encrypted;
    /// [`Error::InvalidKey`] if the bytes do not decode to a key of this type.
    pub(crate) fn decode_secret(self, holder: Holder, bytes: &[u8], encoding: KeyEncoding) -> Result<DecodedSecret> {
        self.check(encoding)?;
        match encoding {
            KeyEncoding::Pem => self.decode_secret(holder, &pem::decode_secret(bytes)?, KeyEncoding::Pkcs8),
            KeyEncoding::Pkcs8 => {
                let info = pkcs8::decode_secret(bytes)?;
                match self {
                    Self::Ec(curve) => ec::from_info(curve, &info),
                    Self::Ed25519 | Self::X25519 => edwards::from_info(self, &info),
                    Self::Rsa { bits } => rsa::from_info(bits, &info),
                    Self::Plain { .. } => Err(Error::UnsupportedEncoding),
                }
            }
            KeyEncoding::Sec => match self {
                Self::Ec(curve) => ec::decode_private(curve, bytes),
                _ => Err(Error::UnsupportedEncoding),
            },
            KeyEncoding::Raw => match (self, holder) {
                (Self::Ec(curve), _) => plain::fixed(bytes, curve.size()),
                (Self::Ed25519, Holder::Pair) => plain::secret_then_public(bytes, 32, 32),
                (Self::X25519, Holder::Pair) => plain::public_then_secret(bytes, 32, 32),
                (Self::Plain { secret, public }, Holder::Pair) => plain::public_then_secret(bytes, public, secret),
                (Self::Ed25519 | Self::X25519, Holder::Secret) => plain::fixed(bytes, 32),
                (Self::Plain { secret, .. }, Holder::Secret) => plain::fixed(bytes, secret),
                (Self::Rsa { .. }, _) => Err(Error::UnsupportedEncoding),
            },
            KeyEncoding::Local => Err(Error::UnsupportedEncoding),
        }
    }

    /// Encodes a secret key or key pair.
    ///
    /// # Errors
    /// [`Error::UnsupportedEncoding`].
    pub(crate) fn encode_secret(
        self,
        holder: Holder,
        secret: &[u8],
        public: &[u8],
        encoding: KeyEncoding,
    ) -> Result<SecretBytes> {
        self.check(encoding)?;
        match encoding {
            KeyEncoding::Pem => pem::encode_secret(&self.encode_secret(holder, secret, public, KeyEncoding::Pkcs8)?),
            KeyEncoding::Pkcs8 => match self {
                Self::Ec(curve) => ec::to_info(curve, secret, public),
                Self::Ed25519 | Self::X25519 => edwards::to_info(self, secret),
                Self::Rsa { .. } => rsa::to_info(secret),
                Self::Plain { .. } => Err(Error::UnsupportedEncoding),
            },
            KeyEncoding::Sec => match self {
                Self::Ec(curve) => ec::encode_private(curve, secret, public, true),
                _ => Err(Error::UnsupportedEncoding),
            },
            KeyEncoding::Raw => Ok(match (self, holder) {
                (Self::Ed25519, Holder::Pair) => plain::join(secret, public),
                (Self::X25519 | Self::Plain { .. }, Holder::Pair) => plain::join(public, secret),
                (Self::Rsa { .. }, _) => return Err(Error::UnsupportedEncoding),
                _ => plain::join(secret, &[]),
            }),
            KeyEncoding::Local => Err(Error::UnsupportedEncoding),
        }
    }

    /// Decodes a public key. For curves the result is any SEC 1 point; the provider brings it into canonical form.
    ///
    /// # Errors
    /// As [`KeyFormat::decode_secret`].
    pub(crate) fn decode_public(self, bytes: &[u8], encoding: KeyEncoding) -> Result<Vec<u8>> {
        match (encoding, self) {
            (KeyEncoding::Pkcs8 | KeyEncoding::Pem, Self::Plain { .. }) => Err(Error::UnsupportedEncoding),
            (KeyEncoding::Pem, _) => self.decode_public(&pem::decode_public(bytes)?, KeyEncoding::Pkcs8),
            (KeyEncoding::Pkcs8, Self::Ec(curve)) => ec::decode_public(curve, bytes),
            (KeyEncoding::Pkcs8, Self::Ed25519 | Self::X25519) => edwards::decode_public(self, bytes),
            (KeyEncoding::Pkcs8, Self::Rsa { bits }) => rsa::decode_public(bits, bytes),
            (KeyEncoding::Sec | KeyEncoding::Raw, Self::Ec(_)) => Ok(bytes.to_vec()),
            (KeyEncoding::Raw, Self::Ed25519 | Self::X25519) => plain::public(bytes, 32),
            (KeyEncoding::Raw, Self::Plain { public, .. }) => plain::public(bytes, public),
            (KeyEncoding::Raw | KeyEncoding::Sec | KeyEncoding::Local, _) => Err(Error::UnsupportedEncoding),
        }
    }

    /// Encodes a public key.
    ///
    /// # Errors
    /// [`Error::UnsupportedEncoding`].
    pub(crate) fn encode_public(self, public: &[u8], encoding: KeyEncoding) -> Result<Vec<u8>> {
        match (encoding, self) {
            (KeyEncoding::Pkcs8 | KeyEncoding::Pem, Self::Plain { .. }) => Err(Error::UnsupportedEncoding),
            (KeyEncoding::Pem, _) => pem::encode_public(&self.encode_public(public, KeyEncoding::Pkcs8)?),
            (KeyEncoding::Pkcs8, Self::Ec(curve)) => ec::encode_public(curve, public),
            (KeyEncoding::Pkcs8, Self::Ed25519 | Self::X25519) => edwards::encode_public(self, public),
            (KeyEncoding::Pkcs8, Self::Rsa { .. }) => rsa::encode_public(public),
            (KeyEncoding::Sec, Self::Ec(_)) => Ok(public.to_vec()),
            (KeyEncoding::Raw, Self::Ec(curve)) => ec::compress(curve, public),
            (KeyEncoding::Raw, Self::Ed25519 | Self::X25519 | Self::Plain { .. }) => Ok(public.to_vec()),
            (KeyEncoding::Raw | KeyEncoding::Sec | KeyEncoding::Local, _) => Err(Error::UnsupportedEncoding),
        }
    }

    /// Refuses encodings this type of secret does not have, before anything is decoded.
    fn check(self, encoding: KeyEncoding) -> Result<()> {
        let known = match self {
            Self::Ec(_) => encoding != KeyEncoding::Local,
            Self::Ed25519 | Self::X25519 => {
                matches!(encoding, KeyEncoding::Raw | KeyEncoding::Pkcs8 | KeyEncoding::Pem)
            }
            Self::Rsa { .. } => matches!(encoding, KeyEncoding::Pkcs8 | KeyEncoding::Pem),
            Self::Plain { .. } => encoding == KeyEncoding::Raw,
        };
        if known { Ok(()) } else { Err(Error::UnsupportedEncoding) }
    }
}

/// Every failure to decode is the same error.
fn invalid<E>(_: E) -> Error {
    Error::InvalidKey
}

/// Failures to encode cannot be provoked from outside.
fn internal<E>(_: E) -> Error {
    Error::InternalError
}
