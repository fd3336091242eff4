//! ML-KEM (FIPS 203) in pure Rust.

use ml_kem::kem::{Decapsulate, KeyExport};
use ml_kem::ml_kem_768::{DecapsulationKey, EncapsulationKey};
use ml_kem::{B32, Seed};
use zeroize::{Zeroize, Zeroizing};

use super::random_secret;
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::{Algorithm, Decapsulator, Encapsulator, Kem, KeyScheme, SecureRandom};

/// Bytes of a seed.
const SEED: usize = 64;

pub(in crate::provider) struct MlKem768;

struct Public(EncapsulationKey);
struct Secret(DecapsulationKey);

impl Algorithm for MlKem768 {
    fn name(&self) -> &'static str {
        "ML-KEM-768"
    }

    fn library(&self) -> &'static str {
        "ml-kem"
    }
}

impl KeyScheme for MlKem768 {
    fn generate(&self, random: &dyn SecureRandom) -> Result<SecretBytes> {
        random_secret(random, SEED)
    }

    fn public_of(&self, secret: &[u8]) -> Result<Vec<u8>> {
        Ok(secret_key(secret)?.encapsulation_key().to_bytes().to_vec())
    }

    /// The modulus check of FIPS 203 section 7.2.
    fn decode_public(&self, public: &[u8]) -> Result<Vec<u8>> {
        public_key(public)?;
        Ok(public.to_vec())
    }

    fn validate_public(&self, public: &[u8]) -> Result<()> {
        public_key(public).map(drop)
    }
}

impl Kem for MlKem768 {
    fn encapsulator(&self, public: &[u8]) -> Result<Box<dyn Encapsulator>> {
        Ok(Box::new(Public(public_key(public)?)))
    }

    fn decapsulator(&self, secret: &[u8]) -> Result<Box<dyn Decapsulator>> {
        Ok(Box::new(Secret(secret_key(secret)?)))
    }
}

impl Encapsulator for Public {
    fn encapsulate(&self, random: &dyn SecureRandom) -> Result<(SecretBytes, Vec<u8>)> {
        let mut seed = Zeroizing::new(B32::default());
        random.fill(&mut seed)?;
        let (encapsulated, mut shared) = self.0.encapsulate_deterministic(&seed);
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
    let seed = Zeroizing::new(Seed::try_from(secret).map_err(|_| Error::InvalidKey)?);
    Ok(DecapsulationKey::from_seed(*seed))
}

fn public_key(public: &[u8]) -> Result<EncapsulationKey> {
    let bytes = public.try_into().map_err(|_| Error::InvalidKey)?;
    EncapsulationKey::new(bytes).map_err(|_| Error::InvalidKey)
}
