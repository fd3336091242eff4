//! Signatures.

use signature::{MultipartSigner, MultipartVerifier, SignatureEncoding, Signer, Verifier};

use crate::raw::common::ErrorCode;
use crate::raw::signatures::{self, SignatureState, SignatureVerificationState};
use crate::{AlgorithmType, Encoding, Error, KeyPair, PublicKey, Result, Zeroizing};

pub use signature;

/// A signature as its bytes, in the form its algorithm calls raw: r and s side by side for ECDSA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature(pub(crate) Vec<u8>);

/// A pair that signs.
#[derive(Debug)]
pub struct SigningKey(KeyPair);

/// A public key that verifies.
#[derive(Debug)]
pub struct VerifyingKey(PublicKey);

impl SigningKey {
    /// A new random pair.
    ///
    /// # Errors
    ///
    /// As [`KeyPair::generate`].
    pub fn generate(algorithm: &str) -> Result<SigningKey> {
        KeyPair::generate(AlgorithmType::Signatures, algorithm).map(SigningKey)
    }

    /// A pair from its bytes.
    ///
    /// # Errors
    ///
    /// As [`KeyPair::import`].
    pub fn import(algorithm: &str, bytes: &[u8], encoding: Encoding) -> Result<SigningKey> {
        KeyPair::import(AlgorithmType::Signatures, algorithm, bytes, encoding).map(SigningKey)
    }

    /// The bytes of the pair.
    ///
    /// # Errors
    ///
    /// As [`KeyPair::export`].
    pub fn export(&self, encoding: Encoding) -> Result<Zeroizing<Vec<u8>>> {
        self.0.export(encoding)
    }

    /// The key that verifies what this one signs.
    ///
    /// # Errors
    ///
    /// Those any call may answer.
    pub fn verifying_key(&self) -> Result<VerifyingKey> {
        self.0.public_key().map(VerifyingKey)
    }

    /// The pair.
    pub fn key_pair(&self) -> &KeyPair {
        &self.0
    }
}

/// Takes any pair: one for something else fails when it signs.
impl From<KeyPair> for SigningKey {
    fn from(pair: KeyPair) -> SigningKey {
        SigningKey(pair)
    }
}

impl VerifyingKey {
    /// A key from its bytes.
    ///
    /// # Errors
    ///
    /// As [`PublicKey::import`].
    pub fn import(algorithm: &str, bytes: &[u8], encoding: Encoding) -> Result<VerifyingKey> {
        PublicKey::import(AlgorithmType::Signatures, algorithm, bytes, encoding).map(VerifyingKey)
    }

    /// The bytes of the key.
    ///
    /// # Errors
    ///
    /// As [`PublicKey::export`].
    pub fn export(&self, encoding: Encoding) -> Result<Vec<u8>> {
        self.0.export(encoding)
    }

    /// The key.
    pub fn public_key(&self) -> &PublicKey {
        &self.0
    }
}

/// Takes any public key: one for something else fails when it verifies.
impl From<PublicKey> for VerifyingKey {
    fn from(key: PublicKey) -> VerifyingKey {
        VerifyingKey(key)
    }
}

impl Signer<Signature> for SigningKey {
    fn try_sign(&self, message: &[u8]) -> signature::Result<Signature> {
        signatures::sign(&self.0.0, message).map(Signature).map_err(outcome)
    }
}

impl MultipartSigner<Signature> for SigningKey {
    fn try_multipart_sign(&self, message: &[&[u8]]) -> signature::Result<Signature> {
        let sign = || {
            let state = SignatureState::open(&self.0.0)?;
            message.iter().try_for_each(|piece| state.update(piece))?;
            state.sign()?.export(signatures::SignatureEncoding::Raw)
        };
        sign().map(Signature).map_err(outcome)
    }
}

impl Verifier<Signature> for VerifyingKey {
    fn verify(&self, message: &[u8], signature: &Signature) -> signature::Result<()> {
        signatures::verify(&self.0.0, message, &signature.0).map_err(outcome)
    }
}

impl MultipartVerifier<Signature> for VerifyingKey {
    fn multipart_verify(&self, message: &[&[u8]], signature: &Signature) -> signature::Result<()> {
        let verify = || {
            let raw = signatures::SignatureEncoding::Raw;
            let signature = signatures::Signature::import(&self.0.algorithm(), &signature.0, raw)?;
            let state = SignatureVerificationState::open(&self.0.0)?;
            message.iter().try_for_each(|piece| state.update(piece))?;
            state.verify(&signature)
        };
        verify().map_err(outcome)
    }
}

impl AsRef<[u8]> for Signature {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Any bytes: whether they are a signature is found out when it is verified.
impl From<&[u8]> for Signature {
    fn from(bytes: &[u8]) -> Signature {
        Signature(bytes.to_vec())
    }
}

impl From<Signature> for Vec<u8> {
    fn from(signature: Signature) -> Vec<u8> {
        signature.0
    }
}

impl SignatureEncoding for Signature {
    type Repr = Vec<u8>;
}

/// A signature that does not verify has no source; what else went wrong is the source of the error.
fn outcome(code: ErrorCode) -> signature::Error {
    match code {
        ErrorCode::InvalidSignature => signature::Error::new(),
        other => signature::Error::from_source(Error::from(other)),
    }
}
