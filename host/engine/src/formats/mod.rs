//! How keys and signatures are written as bytes.
//!
//! DER and PEM hold any of the published forms of a key: PKCS#8 and SubjectPublicKeyInfo, SEC 1 and PKCS#1, which begin
//! differently. DER is strict. Decoding yields the canonical forms of [`provider`](crate::provider); whether a key makes
//! sense on its curve is for the provider to say.

mod ec;
mod edwards;
mod local;
mod pem;
mod pkcs8;
mod plain;
mod recognize;
mod seed;

pub(crate) mod ecdsa;
pub(crate) mod rsa;
mod rsa_pss;

pub use recognize::{KeyType, Recognized, recognize};

use crate::encoding::{KeyEncoding, SecretBytes};
use crate::error::{Error, Result};
use crate::table::KeyFormat;

/// A secret key, and what came with it, which is not yet compared with it.
pub(crate) struct DecodedSecret {
    pub secret: SecretBytes,
    pub public: Option<Vec<u8>>,
    /// The form a seed expands to.
    pub expanded: Option<SecretBytes>,
}

/// Whether a secret stands for itself or for a pair; raw encodings of some algorithms differ.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Holder {
    Pair,
    Secret,
}

impl KeyFormat {
    /// Decodes a secret key or key pair of the algorithm `name`.
    ///
    /// # Errors
    /// [`Error::UnsupportedEncoding`] if the type of key has no such encoding, the key is encrypted, or it is expanded
    /// from a seed that is not there; [`Error::InvalidKey`] if the bytes do not decode to a key of this type.
    pub(crate) fn decode_secret(
        self,
        name: &str,
        holder: Holder,
        bytes: &[u8],
        encoding: KeyEncoding,
    ) -> Result<DecodedSecret> {
        self.check(encoding)?;
        match encoding {
            KeyEncoding::Pem => pem::first(bytes, self.secret_labels(), |der| self.decode_secret_der(der)),
            KeyEncoding::Pkcs8 => self.decode_secret_der(bytes),
            KeyEncoding::Sec => match self {
                Self::Ec(curve) => ec::decode_private(curve, bytes),
                _ => Err(Error::UnsupportedEncoding),
            },
            KeyEncoding::Raw => match (self, holder) {
                (Self::Rsa(_), _) => Err(Error::UnsupportedEncoding),
                (Self::Edwards(curve), Holder::Pair) => {
                    plain::secret_then_public(bytes, curve.edwards_size(), curve.edwards_size())
                }
                (Self::Montgomery(curve), Holder::Pair) => {
                    plain::public_then_secret(bytes, curve.montgomery_size(), curve.montgomery_size())
                }
                (Self::Seed(keys), Holder::Pair) if keys.public_in_pair => {
                    plain::public_then_secret(bytes, keys.public, keys.secret)
                }
                (Self::Ec(_) | Self::Seed(_) | Self::Sized(_), _) | (_, Holder::Secret) => self.canonical_secret(bytes),
            },
            KeyEncoding::Local => {
                let decoded = local::decode_secret(name, holder, bytes)?;
                Ok(DecodedSecret { public: decoded.public, ..self.canonical_secret(&decoded.secret)? })
            }
        }
    }

    /// Encodes a secret key or key pair of the algorithm `name`.
    ///
    /// # Errors
    /// [`Error::UnsupportedEncoding`].
    pub(crate) fn encode_secret(
        self,
        name: &str,
        holder: Holder,
        secret: &[u8],
        public: &[u8],
        encoding: KeyEncoding,
    ) -> Result<SecretBytes> {
        self.check(encoding)?;
        match encoding {
            KeyEncoding::Pem => {
                pem::encode_secret(&self.encode_secret(name, holder, secret, public, KeyEncoding::Pkcs8)?)
            }
            KeyEncoding::Pkcs8 => match self {
                Self::Ec(curve) => ec::to_info(curve, secret, public),
                Self::Edwards(curve) => edwards::to_info(edwards::edwards(curve), secret),
                Self::Montgomery(curve) => edwards::to_info(edwards::montgomery(curve), secret),
                Self::Rsa(_) => rsa::to_info(secret),
                Self::Seed(keys) => seed::to_info(keys, secret),
                Self::Sized(_) => Err(Error::UnsupportedEncoding),
            },
            KeyEncoding::Sec => match self {
                Self::Ec(curve) => ec::encode_private(curve, secret, public, true),
                _ => Err(Error::UnsupportedEncoding),
            },
            KeyEncoding::Raw => Ok(match (self, holder) {
                (Self::Edwards(_), Holder::Pair) => plain::join(secret, public),
                (Self::Montgomery(_), Holder::Pair) => plain::join(public, secret),
                (Self::Seed(keys), Holder::Pair) if keys.public_in_pair => plain::join(public, secret),
                (Self::Rsa(_), _) => return Err(Error::UnsupportedEncoding),
                _ => plain::join(secret, &[]),
            }),
            KeyEncoding::Local => local::encode_secret(name, holder, secret, public),
        }
    }

    /// Decodes a public key of the algorithm `name`. For curves the result is any SEC 1 point; the provider brings it
    /// into canonical form.
    ///
    /// # Errors
    /// As [`KeyFormat::decode_secret`].
    pub(crate) fn decode_public(self, name: &str, bytes: &[u8], encoding: KeyEncoding) -> Result<Vec<u8>> {
        match (encoding, self) {
            (KeyEncoding::Pem | KeyEncoding::Pkcs8, Self::Sized(_)) => Err(Error::UnsupportedEncoding),
            (KeyEncoding::Pem, _) => {
                pem::first(bytes, self.public_labels(), |der| self.decode_public(name, der, KeyEncoding::Pkcs8))
            }
            (KeyEncoding::Pkcs8, Self::Ec(curve)) => ec::decode_public(curve, bytes),
            (KeyEncoding::Pkcs8, Self::Edwards(curve)) => edwards::decode_public(edwards::edwards(curve), bytes),
            (KeyEncoding::Pkcs8, Self::Montgomery(curve)) => edwards::decode_public(edwards::montgomery(curve), bytes),
            (KeyEncoding::Pkcs8, Self::Rsa(keys)) => rsa::decode_public(keys, bytes),
            (KeyEncoding::Pkcs8, Self::Seed(keys)) => seed::decode_public(keys, bytes),
            (KeyEncoding::Sec | KeyEncoding::Raw, Self::Ec(_)) => Ok(bytes.to_vec()),
            (KeyEncoding::Raw, Self::Edwards(_) | Self::Montgomery(_) | Self::Seed(_) | Self::Sized(_)) => {
                self.canonical_public(bytes)
            }
            (KeyEncoding::Raw | KeyEncoding::Sec, _) => Err(Error::UnsupportedEncoding),
            (KeyEncoding::Local, _) => self.canonical_public(local::decode_public(name, bytes)?),
        }
    }

    /// Encodes a public key of the algorithm `name`.
    ///
    /// # Errors
    /// [`Error::UnsupportedEncoding`].
    pub(crate) fn encode_public(self, name: &str, public: &[u8], encoding: KeyEncoding) -> Result<Vec<u8>> {
        match (encoding, self) {
            (KeyEncoding::Pem | KeyEncoding::Pkcs8, Self::Sized(_)) => Err(Error::UnsupportedEncoding),
            (KeyEncoding::Pem, _) => pem::encode_public(&self.encode_public(name, public, KeyEncoding::Pkcs8)?),
            (KeyEncoding::Pkcs8, Self::Ec(curve)) => ec::encode_public(curve, public),
            (KeyEncoding::Pkcs8, Self::Edwards(curve)) => edwards::encode_public(edwards::edwards(curve), public),
            (KeyEncoding::Pkcs8, Self::Montgomery(curve)) => edwards::encode_public(edwards::montgomery(curve), public),
            (KeyEncoding::Pkcs8, Self::Rsa(_)) => rsa::encode_public(public),
            (KeyEncoding::Pkcs8, Self::Seed(keys)) => seed::encode_public(keys, public),
            (KeyEncoding::Sec, Self::Ec(_)) => Ok(public.to_vec()),
            (KeyEncoding::Raw, Self::Ec(curve)) => ec::compress(curve, public),
            (KeyEncoding::Raw, Self::Edwards(_) | Self::Montgomery(_) | Self::Seed(_) | Self::Sized(_)) => {
                Ok(public.to_vec())
            }
            (KeyEncoding::Raw | KeyEncoding::Sec, _) => Err(Error::UnsupportedEncoding),
            (KeyEncoding::Local, _) => local::encode_public(name, public),
        }
    }

    /// What PEM calls secret keys of this type.
    fn secret_labels(self) -> &'static [&'static str] {
        match self {
            Self::Ec(_) => &[pem::SECRET, pem::SECRET_EC, pem::ENCRYPTED],
            Self::Rsa(_) => &[pem::SECRET, pem::SECRET_RSA, pem::ENCRYPTED],
            _ => &[pem::SECRET, pem::ENCRYPTED],
        }
    }

    /// What PEM calls public keys of this type.
    fn public_labels(self) -> &'static [&'static str] {
        match self {
            Self::Rsa(_) => &[pem::PUBLIC, pem::PUBLIC_RSA],
            _ => &[pem::PUBLIC],
        }
    }

    /// A secret key in DER, whichever form it has.
    fn decode_secret_der(self, bytes: &[u8]) -> Result<DecodedSecret> {
        match self {
            Self::Ec(curve) if ec::is_private(bytes) => return ec::decode_private(curve, bytes),
            Self::Rsa(keys) if rsa::is_private(bytes) => return rsa::canonical_secret(keys, bytes),
            _ => {}
        }
        let info = pkcs8::decode_secret(bytes)?;
        match self {
            Self::Ec(curve) => ec::from_info(curve, &info),
            Self::Edwards(curve) => edwards::from_info(edwards::edwards(curve), &info),
            Self::Montgomery(curve) => edwards::from_info(edwards::montgomery(curve), &info),
            Self::Rsa(keys) => rsa::from_info(keys, &info),
            Self::Seed(keys) => seed::from_info(keys, &info),
            Self::Sized(_) => Err(Error::UnsupportedEncoding),
        }
    }

    /// A secret that is already in canonical form, if it has the size of one.
    fn canonical_secret(self, bytes: &[u8]) -> Result<DecodedSecret> {
        match self {
            Self::Ec(curve) => plain::fixed(bytes, curve.size()),
            Self::Edwards(curve) => plain::fixed(bytes, curve.edwards_size()),
            Self::Montgomery(curve) => plain::fixed(bytes, curve.montgomery_size()),
            Self::Rsa(keys) => rsa::canonical_secret(keys, bytes),
            Self::Seed(keys) => plain::fixed(bytes, keys.secret),
            Self::Sized(keys) => plain::fixed(bytes, keys.secret),
        }
    }

    /// A public key that is already in canonical form, if it has the size of one.
    fn canonical_public(self, bytes: &[u8]) -> Result<Vec<u8>> {
        match self {
            Self::Ec(curve) => plain::public(bytes, curve.size().saturating_mul(2).saturating_add(1)),
            Self::Edwards(curve) => plain::public(bytes, curve.edwards_size()),
            Self::Montgomery(curve) => plain::public(bytes, curve.montgomery_size()),
            Self::Rsa(keys) => rsa::canonical_public(keys, bytes),
            Self::Seed(keys) => plain::public(bytes, keys.public),
            Self::Sized(keys) => plain::public(bytes, keys.public),
        }
    }

    /// Refuses encodings this type of secret does not have, before anything is decoded.
    fn check(self, encoding: KeyEncoding) -> Result<()> {
        let known = match encoding {
            KeyEncoding::Raw => !matches!(self, Self::Rsa(_)),
            KeyEncoding::Sec => matches!(self, Self::Ec(_)),
            KeyEncoding::Pkcs8 | KeyEncoding::Pem => !matches!(self, Self::Sized(_)),
            KeyEncoding::Local => true,
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
