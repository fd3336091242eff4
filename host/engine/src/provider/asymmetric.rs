//! The seam for signatures, Diffie-Hellman and key encapsulation.

use super::{Algorithm, Hash, SecureRandom};
use crate::encoding::SecretBytes;
use crate::error::Result;

/// What all algorithms with key pairs have in common. Keys are in the canonical forms listed in
/// [`provider`](super).
pub trait KeyScheme: Algorithm {
    /// Generates a secret key.
    ///
    /// # Errors
    /// [`Error::RngError`](crate::Error::RngError) without randomness,
    /// [`Error::UnsupportedFeature`](crate::Error::UnsupportedFeature) if the library cannot generate.
    fn generate(&self, random: &dyn SecureRandom) -> Result<SecretBytes>;

    /// Whether [`KeyScheme::generate`] may take longer than a few milliseconds.
    fn is_slow_to_generate(&self) -> bool {
        false
    }

    /// Computes the public key.
    ///
    /// # Errors
    /// [`Error::InvalidKey`](crate::Error::InvalidKey) if the secret is out of range.
    fn public_of(&self, secret: &[u8]) -> Result<Vec<u8>>;

    /// Computes the form a seed expands to, for standards that also write keys in that form.
    ///
    /// # Errors
    /// [`Error::InvalidKey`](crate::Error::InvalidKey) if the secret is out of range,
    /// [`Error::UnsupportedEncoding`](crate::Error::UnsupportedEncoding) if there is no such form.
    fn expand(&self, secret: &[u8]) -> Result<SecretBytes> {
        let _ = secret;
        Err(crate::Error::UnsupportedEncoding)
    }

    /// Checks that a public key decodes, and brings it into canonical form. For elliptic curves the input is any
    /// SEC 1 point, compressed or not.
    ///
    /// # Errors
    /// [`Error::InvalidKey`](crate::Error::InvalidKey), for example for a point that is not on the curve.
    fn decode_public(&self, public: &[u8]) -> Result<Vec<u8>>;

    /// The checks beyond decoding: low order, parity and the like. The key has passed [`KeyScheme::decode_public`].
    ///
    /// # Errors
    /// [`Error::InvalidKey`](crate::Error::InvalidKey).
    fn validate_public(&self, public: &[u8]) -> Result<()>;
}

/// A signature scheme.
pub trait SignatureScheme: KeyScheme {
    /// The hash a message may be reduced with before [`Signer::sign_digest`] and [`Verifier::verify_digest`]; with
    /// `None` messages are kept whole until the end, and those two functions are never called.
    fn prehash(&self) -> Option<&'static dyn Hash> {
        None
    }
    /// Prepares a secret key; `public` belongs to it.
    ///
    /// # Errors
    /// [`Error::InvalidKey`](crate::Error::InvalidKey).
    fn signer(&self, secret: &[u8], public: &[u8]) -> Result<Box<dyn Signer>>;
    /// Prepares a public key.
    ///
    /// # Errors
    /// [`Error::InvalidKey`](crate::Error::InvalidKey).
    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>>;
}

/// A prepared secret key of a signature scheme. Signatures are in raw encoding.
pub trait Signer: Send + Sync {
    /// Signs a message.
    ///
    /// # Errors
    /// [`Error::RngError`](crate::Error::RngError) without randomness,
    /// [`Error::AlgorithmFailure`](crate::Error::AlgorithmFailure) if the library fails.
    fn sign(&self, message: &[u8], random: &dyn SecureRandom) -> Result<Vec<u8>>;
    /// Signs a message given its digest.
    ///
    /// # Errors
    /// As [`Signer::sign`].
    fn sign_digest(&self, digest: &[u8], random: &dyn SecureRandom) -> Result<Vec<u8>> {
        let _ = (digest, random);
        Err(crate::Error::InternalError)
    }
}

/// A prepared public key of a signature scheme. Signatures are in raw encoding and of the right size.
pub trait Verifier: Send + Sync {
    /// Verifies a signature over a message.
    ///
    /// # Errors
    /// [`Error::InvalidSignature`](crate::Error::InvalidSignature) for every failure.
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<()>;
    /// Verifies a signature over a message given its digest.
    ///
    /// # Errors
    /// As [`Verifier::verify`].
    fn verify_digest(&self, digest: &[u8], signature: &[u8]) -> Result<()> {
        let _ = (digest, signature);
        Err(crate::Error::InternalError)
    }
}

/// A Diffie-Hellman function.
pub trait DiffieHellman: KeyScheme {
    /// Prepares a secret key.
    ///
    /// # Errors
    /// [`Error::InvalidKey`](crate::Error::InvalidKey).
    fn secret(&self, secret: &[u8]) -> Result<Box<dyn DiffieHellmanSecret>>;
}

/// A prepared secret key of a Diffie-Hellman function.
pub trait DiffieHellmanSecret: Send + Sync {
    /// Computes the shared secret.
    ///
    /// # Errors
    /// [`Error::InvalidKey`](crate::Error::InvalidKey) if the result does not depend on the secret (a point of low
    /// order).
    fn agree(&self, public: &[u8]) -> Result<SecretBytes>;
}

/// A key encapsulation mechanism.
pub trait Kem: KeyScheme {
    /// Prepares a public key.
    ///
    /// # Errors
    /// [`Error::InvalidKey`](crate::Error::InvalidKey).
    fn encapsulator(&self, public: &[u8]) -> Result<Box<dyn Encapsulator>>;
    /// Prepares a secret key.
    ///
    /// # Errors
    /// [`Error::InvalidKey`](crate::Error::InvalidKey).
    fn decapsulator(&self, secret: &[u8]) -> Result<Box<dyn Decapsulator>>;
}

/// A prepared public key of a key encapsulation mechanism.
pub trait Encapsulator: Send + Sync {
    /// Makes a shared secret and its encapsulation, in that order.
    ///
    /// # Errors
    /// [`Error::RngError`](crate::Error::RngError) without randomness.
    fn encapsulate(&self, random: &dyn SecureRandom) -> Result<(SecretBytes, Vec<u8>)>;
}

/// A prepared secret key of a key encapsulation mechanism.
pub trait Decapsulator: Send + Sync {
    /// Recovers a shared secret. The encapsulation has the right size.
    ///
    /// # Errors
    /// [`Error::VerificationFailed`](crate::Error::VerificationFailed).
    fn decapsulate(&self, encapsulated: &[u8]) -> Result<SecretBytes>;
}
