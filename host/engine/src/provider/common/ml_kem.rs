//! ML-KEM (FIPS 203) in pure Rust.

use core::marker::PhantomData;

#[expect(deprecated, reason = "for expanded keys, which are compared with their seeds")]
use ml_kem::ExpandedKeyEncoding;
use ml_kem::array::sizes::U32;
use ml_kem::kem::{Ciphertext, Decapsulate, Decapsulator as _, Kem as LibraryKem, Key, KeyExport, TryKeyInit};
use ml_kem::{B32, MlKem512, MlKem768, MlKem1024, Seed};
use zeroize::{Zeroize, Zeroizing};

use super::random_secret;
use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::{Decapsulator, Encapsulator, Kem, KeyScheme, SecureRandom};

/// Bytes of a seed.
const SEED: usize = 64;

/// ML-KEM with one parameter set.
pub(in crate::provider) struct MlKem<P> {
    name: &'static str,
    parameters: PhantomData<P>,
}

pub(in crate::provider) static ML_KEM_512: MlKem<MlKem512> = MlKem { name: "ML-KEM-512", parameters: PhantomData };
pub(in crate::provider) static ML_KEM_768: MlKem<MlKem768> = MlKem { name: "ML-KEM-768", parameters: PhantomData };
pub(in crate::provider) static ML_KEM_1024: MlKem<MlKem1024> = MlKem { name: "ML-KEM-1024", parameters: PhantomData };

struct Public<P: Parameters>(P::EncapsulationKey);
struct Secret<P: Parameters>(P::DecapsulationKey);

/// What the library has for every parameter set, but under no common name.
#[expect(deprecated, reason = "for expanded keys, which are compared with their seeds")]
pub(in crate::provider) trait Parameters:
    LibraryKem<
        SharedKeySize = U32,
        DecapsulationKey: From<Seed> + Decapsulate<Kem = Self> + ExpandedKeyEncoding + Send + Sync,
        EncapsulationKey: TryKeyInit + KeyExport + Send + Sync,
    >
{
    /// Encapsulates the given random bytes.
    fn encapsulate(public: &Self::EncapsulationKey, random: &B32) -> (Ciphertext<Self>, B32);
}

macro_rules! parameters {
    ($($set:ty),*) => {
        $(impl Parameters for $set {
            fn encapsulate(public: &Self::EncapsulationKey, random: &B32) -> (Ciphertext<Self>, B32) {
                public.encapsulate_deterministic(random)
            }
        })*
    };
}

parameters!(MlKem512, MlKem768, MlKem1024);

algorithm!([P: Parameters] MlKem<P>, it => it.name, "ml-kem");

impl<P: Parameters> KeyScheme for MlKem<P> {
    fn generate(&self, random: &dyn SecureRandom) -> Result<SecretBytes> {
        random_secret(random, SEED)
    }

    fn public_of(&self, secret: &[u8]) -> Result<Vec<u8>> {
        Ok(secret_key::<P>(secret)?.encapsulation_key().to_bytes().to_vec())
    }

    #[expect(deprecated, reason = "for expanded keys, which are compared with their seeds")]
    fn expand(&self, secret: &[u8]) -> Result<SecretBytes> {
        let mut expanded = secret_key::<P>(secret)?.to_expanded_bytes();
        let copy = Zeroizing::new(expanded.to_vec());
        expanded.zeroize();
        Ok(copy)
    }

    /// The modulus check of FIPS 203 section 7.2.
    fn decode_public(&self, public: &[u8]) -> Result<Vec<u8>> {
        public_key::<P>(public)?;
        Ok(public.to_vec())
    }

    fn validate_public(&self, public: &[u8]) -> Result<()> {
        public_key::<P>(public).map(drop)
    }
}

impl<P: Parameters> Kem for MlKem<P> {
    fn encapsulator(&self, public: &[u8]) -> Result<Box<dyn Encapsulator>> {
        Ok(Box::new(Public::<P>(public_key::<P>(public)?)))
    }

    fn decapsulator(&self, secret: &[u8]) -> Result<Box<dyn Decapsulator>> {
        Ok(Box::new(Secret::<P>(secret_key::<P>(secret)?)))
    }
}

impl<P: Parameters> Encapsulator for Public<P> {
    fn encapsulate(&self, random: &dyn SecureRandom) -> Result<(SecretBytes, Vec<u8>)> {
        let mut seed = Zeroizing::new(B32::default());
        random.fill(&mut seed)?;
        let (encapsulated, mut shared) = P::encapsulate(&self.0, &seed);
        let secret = Zeroizing::new(shared.to_vec());
        shared.zeroize();
        Ok((secret, encapsulated.to_vec()))
    }
}

impl<P: Parameters> Decapsulator for Secret<P> {
    fn decapsulate(&self, encapsulated: &[u8]) -> Result<SecretBytes> {
        let mut shared = self.0.decapsulate_slice(encapsulated).map_err(|_| Error::VerificationFailed)?;
        let secret = Zeroizing::new(shared.to_vec());
        shared.zeroize();
        Ok(secret)
    }
}

fn secret_key<P: Parameters>(secret: &[u8]) -> Result<P::DecapsulationKey> {
    let seed = Zeroizing::new(Seed::try_from(secret).map_err(|_| Error::InvalidKey)?);
    Ok(P::DecapsulationKey::from(*seed))
}

fn public_key<P: Parameters>(public: &[u8]) -> Result<P::EncapsulationKey> {
    let bytes = <&Key<P::EncapsulationKey>>::try_from(public).map_err(|_| Error::InvalidKey)?;
    P::EncapsulationKey::new(bytes).map_err(|_| Error::InvalidKey)
}
