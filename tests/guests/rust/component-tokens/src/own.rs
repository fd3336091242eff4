//! Cryptography and keys in the program, as it would be without the host's: anybody who has the program has the keys.
//!
//! There is no RSA: the crate for it leaks private keys through timing (RUSTSEC-2023-0071).

use ed25519_compact::{KeyPair, Seed};
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey};

use crate::{Algorithm, Failure};

/// What both keys are made from. They protect nothing.
const SECRET: [u8; 32] = *b"a secret that everybody can read";

thread_local! {
    /// Made when they are first used, and kept for the next request, if there is one.
    static ES256: SigningKey = SigningKey::from_slice(&SECRET).expect("a number below the order of the curve");
    static EDDSA: KeyPair = KeyPair::from_seed(Seed::new(SECRET));
}

/// Signs with the key for an algorithm.
pub fn sign(algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, Failure> {
    match algorithm {
        Algorithm::Es256 => {
            let signature: Signature = ES256.with(|key| key.sign(message));
            Ok(signature.to_bytes().to_vec())
        }
        Algorithm::EdDsa => Ok(EDDSA.with(|key| key.sk.sign(message, None).to_vec())),
        Algorithm::Rs256 => Err(no_rsa()),
    }
}

/// Checks a signature with the key for an algorithm.
pub fn verify(algorithm: Algorithm, message: &[u8], signature: &[u8]) -> Result<(), Failure> {
    match algorithm {
        Algorithm::Es256 => {
            let signature = Signature::from_slice(signature).map_err(|_| Failure::Wrong)?;
            ES256.with(|key| key.verifying_key().verify(message, &signature)).map_err(|_| Failure::Wrong)
        }
        Algorithm::EdDsa => {
            let signature = ed25519_compact::Signature::from_slice(signature).map_err(|_| Failure::Wrong)?;
            EDDSA.with(|key| key.pk.verify(message, &signature)).map_err(|_| Failure::Wrong)
        }
        Algorithm::Rs256 => Err(no_rsa()),
    }
}

fn no_rsa() -> Failure {
    Failure::NoKey("there is no RSA in this program".into())
}
