//! ECDSA in pure Rust.
//!
//! Signing is deterministic (RFC 6979). Verification accepts every signature FIPS 186-5 accepts; on secp256k1 too the
//! larger of the two possible `s` is accepted, as the specification names no other rule. Signatures made here on
//! secp256k1 have the smaller `s`, which every verifier accepts.

use super::curves;
use super::keys::{Keyed, Keys};
use crate::error::{Error, Result};
use crate::provider::{Hash, SignatureScheme, Signer, Verifier};
use crate::table::MAX_DIGEST;

/// ECDSA on one curve, with the hash of a provider.
pub(in crate::provider) struct Ecdsa {
    name: &'static str,
    library: &'static str,
    keys: &'static Keys,
    hash: &'static dyn Hash,
    signer: Prepare<dyn Signer>,
    verifier: Prepare<dyn Verifier>,
}

/// Prepares a key for use with a hash.
type Prepare<T> = fn(&[u8], &'static dyn Hash) -> Result<Box<T>>;

impl Ecdsa {
    pub(in crate::provider) const fn k256(hash: &'static dyn Hash) -> Self {
        Self {
            name: "ECDSA_K256_SHA256",
            library: "k256",
            keys: &curves::K256,
            hash,
            signer: k256_keys::signer,
            verifier: k256_keys::verifier,
        }
    }

    #[cfg(feature = "pure")]
    pub(in crate::provider) const fn p256(hash: &'static dyn Hash) -> Self {
        Self {
            name: "ECDSA_P256_SHA256",
            library: "p256",
            keys: &curves::P256,
            hash,
            signer: p256_keys::signer,
            verifier: p256_keys::verifier,
        }
    }

    #[cfg(feature = "pure")]
    pub(in crate::provider) const fn p384(hash: &'static dyn Hash) -> Self {
        Self {
            name: "ECDSA_P384_SHA384",
            library: "p384",
            keys: &curves::P384,
            hash,
            signer: p384_keys::signer,
            verifier: p384_keys::verifier,
        }
    }
}

algorithm!(Ecdsa, it => it.name, it.library);

impl Keyed for Ecdsa {
    fn keys(&self) -> &'static Keys {
        self.keys
    }
}

impl SignatureScheme for Ecdsa {
    fn prehash(&self) -> Option<&'static dyn Hash> {
        Some(self.hash)
    }

    fn signer(&self, secret: &[u8], _: &[u8]) -> Result<Box<dyn Signer>> {
        (self.signer)(secret, self.hash)
    }

    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>> {
        (self.verifier)(public, self.hash)
    }
}

/// Hashes a message and hands the digest on.
fn with_digest<T>(hash: &dyn Hash, message: &[u8], then: impl FnOnce(&[u8]) -> Result<T>) -> Result<T> {
    let mut digest = [0; MAX_DIGEST];
    let digest = digest.get_mut(..hash.output_len()).ok_or(Error::InternalError)?;
    hash.digest(message, digest)?;
    then(digest)
}

macro_rules! keys {
    ($module:ident, $library:ident, $curve:ident, $prepare:expr) => {
        mod $module {
            use $library::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
            use $library::ecdsa::{Signature, SigningKey, VerifyingKey};

            use super::super::curves::{public_key, secret_key};
            use super::with_digest;
            use crate::error::{Error, Result};
            use crate::provider::{Hash, SecureRandom, Signer, Verifier};

            struct Secret(SigningKey, &'static dyn Hash);
            struct Public(VerifyingKey, &'static dyn Hash);

            pub(super) fn signer(secret: &[u8], hash: &'static dyn Hash) -> Result<Box<dyn Signer>> {
                Ok(Box::new(Secret(secret_key::<$library::$curve>(secret)?.into(), hash)))
            }

            pub(super) fn verifier(public: &[u8], hash: &'static dyn Hash) -> Result<Box<dyn Verifier>> {
                Ok(Box::new(Public(public_key::<$library::$curve>(public)?.into(), hash)))
            }

            impl Signer for Secret {
                fn sign(&self, message: &[u8], random: &dyn SecureRandom) -> Result<Vec<u8>> {
                    with_digest(self.1, message, |digest| self.sign_digest(digest, random))
                }

                fn sign_digest(&self, digest: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>> {
                    let signature: Signature = self.0.sign_prehash(digest).map_err(|_| Error::AlgorithmFailure)?;
                    Ok(signature.to_vec())
                }
            }

            impl Verifier for Public {
                fn verify(&self, message: &[u8], signature: &[u8]) -> Result<()> {
                    with_digest(self.1, message, |digest| self.verify_digest(digest, signature))
                }

                fn verify_digest(&self, digest: &[u8], signature: &[u8]) -> Result<()> {
                    let prepare: fn(Signature) -> Signature = $prepare;
                    let signature = Signature::from_slice(signature).map_err(|_| Error::InvalidSignature)?;
                    self.0.verify_prehash(digest, &prepare(signature)).map_err(|_| Error::InvalidSignature)
                }
            }
        }
    };
}

// The library refuses the larger `s` on this curve.
keys!(k256_keys, k256, Secp256k1, |signature| signature.normalize_s());
#[cfg(feature = "pure")]
keys!(p256_keys, p256, NistP256, |signature| signature);
#[cfg(feature = "pure")]
keys!(p384_keys, p384, NistP384, |signature| signature);
