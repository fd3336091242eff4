//! X-Wing (draft-connolly-cfrg-xwing-kem-06) in pure Rust.

use x_wing::{Decapsulate, DecapsulationKey, Decapsulator as _, EncapsulationKey, KeyExport};
use zeroize::{Zeroize, Zeroizing};

use super::{random_secret, x25519_keys};
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::{Decapsulator, Encapsulator, Kem, KeyScheme, SecureRandom};

/// Bytes of a seed.
const SEED: usize = x_wing::DECAPSULATION_KEY_SIZE;

/// Where the X25519 half of a public key begins.
const X25519_HALF: usize = 1184;

pub(in crate::provider) struct XWing;

struct Public(EncapsulationKey);
struct Secret(DecapsulationKey);

algorithm!(XWing, "X-WING", "x-wing");

impl KeyScheme for XWing {
    fn generate(&self, random: &dyn SecureRandom) -> Result<SecretBytes> {
        random_secret(random, SEED)
    }

    fn public_of(&self, secret: &[u8]) -> Result<Vec<u8>> {
        Ok(secret_key(secret)?.encapsulation_key().to_bytes().to_vec())
    }

    fn decode_public(&self, public: &[u8]) -> Result<Vec<u8>> {
        public_key(public)?;
        Ok(public.to_vec())
    }

    /// Also refuses an X25519 half of low order, which would leave ML-KEM alone to protect the secret.
    fn validate_public(&self, public: &[u8]) -> Result<()> {
        public_key(public)?;
        x25519_keys::validate_public(public.get(X25519_HALF..).ok_or(Error::InvalidKey)?)
    }
}

impl Kem for XWing {
    fn encapsulator(&self, public: &[u8]) -> Result<Box<dyn Encapsulator>> {
        Ok(Box::new(Public(public_key(public)?)))
    }

    fn decapsulator(&self, secret: &[u8]) -> Result<Box<dyn Decapsulator>> {
        Ok(Box::new(Secret(secret_key(secret)?)))
    }
}

impl Encapsulator for Public {
    fn encapsulate(&self, random: &dyn SecureRandom) -> Result<(SecretBytes, Vec<u8>)> {
        let mut seed = Zeroizing::new([0; x_wing::ENCAPSULATION_RANDOMNESS_SIZE]);
        random.fill(&mut *seed)?;
        let (encapsulated, mut shared) = self.0.encapsulate_deterministic((&*seed).into());
        let secret = Zeroizing::new(shared.to_vec());
        shared.zeroize();
        Ok((secret, encapsulated.to_vec()))
    }
}

impl Decapsulator for Secret {
    fn decapsulate(&self, encapsulated: &[u8]) -> Result<SecretBytes> {
        let encapsulated = encapsulated.try_into().map_err(|_| Error::VerificationFailed)?;
        let mut shared = self.0.decapsulate(encapsulated);
        let secret = Zeroizing::new(shared.to_vec());
        shared.zeroize();
        Ok(secret)
    }
}

fn secret_key(secret: &[u8]) -> Result<DecapsulationKey> {
    let seed = Zeroizing::new(<[u8; SEED]>::try_from(secret).map_err(|_| Error::InvalidKey)?);
    Ok(DecapsulationKey::from(*seed))
}

fn public_key(public: &[u8]) -> Result<EncapsulationKey> {
    EncapsulationKey::try_from(public).map_err(|_| Error::InvalidKey)
}
