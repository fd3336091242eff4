//! Public keys of schemes whose messages may be hashed as they come.

use aws_lc_rs::signature::{ParsedPublicKey, VerificationAlgorithm};

use super::hash::AwsHash;
use crate::error::{Error, Result};
use crate::provider::Verifier;

/// A public key, and the hash of the messages.
pub(super) struct Public {
    key: ParsedPublicKey,
    hash: &'static AwsHash,
}

impl Public {
    pub(super) fn prepare(
        algorithm: &'static dyn VerificationAlgorithm,
        public: &[u8],
        hash: &'static AwsHash,
    ) -> Result<Box<dyn Verifier>> {
        let key = ParsedPublicKey::new(algorithm, public).map_err(|_| Error::InvalidKey)?;
        Ok(Box::new(Self { key, hash }))
    }
}

impl Verifier for Public {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<()> {
        self.key.verify_sig(message, signature).map_err(|_| Error::InvalidSignature)
    }

    fn verify_digest(&self, digest: &[u8], signature: &[u8]) -> Result<()> {
        self.key.verify_digest_sig(&self.hash.known(digest)?, signature).map_err(|_| Error::InvalidSignature)
    }
}
