//! ML-DSA (FIPS 204) in pure Rust: pure, with an empty context, hedged. Its hash begins with the public key, so messages
//! are kept whole.

use core::marker::PhantomData;

use ml_dsa::signature::Verifier as _;
use ml_dsa::{B32, EncodedVerifyingKey, KeyExport, MlDsa44, MlDsa65, MlDsa87, MlDsaParams};
use ml_dsa::{Keypair as _, Signature, SigningKey, VerifyingKey};
use zeroize::{Zeroize, Zeroizing};

use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::provider::common::random_secret;
use crate::provider::{KeyScheme, SecureRandom, SignatureScheme, Signer, Verifier};

/// Bytes of a seed.
const SEED: usize = 32;

/// What FIPS 204 section 5.2 puts before a message: not hashed, and no context.
const PREFIX: &[u8] = &[0, 0];

/// ML-DSA with one parameter set.
pub(crate) struct MlDsa<P> {
    name: &'static str,
    parameters: PhantomData<fn() -> P>,
}

pub(crate) static ML_DSA_44: MlDsa<MlDsa44> = MlDsa { name: "ML-DSA-44", parameters: PhantomData };
pub(crate) static ML_DSA_65: MlDsa<MlDsa65> = MlDsa { name: "ML-DSA-65", parameters: PhantomData };
pub(crate) static ML_DSA_87: MlDsa<MlDsa87> = MlDsa { name: "ML-DSA-87", parameters: PhantomData };

/// Wipes itself.
struct Secret<P: MlDsaParams>(SigningKey<P>);
struct Public<P: MlDsaParams>(VerifyingKey<P>);

algorithm!([P] MlDsa<P>, it => it.name, "ml-dsa");

impl<P: MlDsaParams> KeyScheme for MlDsa<P> {
    fn generate(&self, random: &dyn SecureRandom) -> Result<SecretBytes> {
        random_secret(random, SEED)
    }

    fn public_of(&self, secret: &[u8]) -> Result<Vec<u8>> {
        Ok(signing_key::<P>(secret)?.verifying_key().to_bytes().to_vec())
    }

    fn expand(&self, secret: &[u8]) -> Result<SecretBytes> {
        #[expect(deprecated, reason = "for expanded keys, which are compared with their seeds")]
        let mut expanded = signing_key::<P>(secret)?.expanded_key().to_expanded();
        let copy = Zeroizing::new(expanded.to_vec());
        expanded.zeroize();
        Ok(copy)
    }

    /// Every string of the right size is a public key.
    fn decode_public(&self, public: &[u8]) -> Result<Vec<u8>> {
        verifying_key::<P>(public)?;
        Ok(public.to_vec())
    }

    fn validate_public(&self, public: &[u8]) -> Result<()> {
        verifying_key::<P>(public).map(drop)
    }
}

impl<P: MlDsaParams + Send + Sync + 'static> SignatureScheme for MlDsa<P> {
    fn signer(&self, secret: &[u8], _: &[u8]) -> Result<Box<dyn Signer>> {
        Ok(Box::new(Secret(signing_key::<P>(secret)?)))
    }

    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>> {
        Ok(Box::new(Public(verifying_key::<P>(public)?)))
    }
}

impl<P: MlDsaParams + Send + Sync> Signer for Secret<P> {
    fn sign(&self, message: &[u8], random: &dyn SecureRandom) -> Result<Vec<u8>> {
        let mut hedge = Zeroizing::new(B32::default());
        random.fill(&mut hedge)?;
        // The library gives up, with a panic, after more than 9,000 attempts of which each succeeds with a probability
        // above 1/6: never. Its function with a result draws the randomness by itself.
        Ok(self.0.expanded_key().sign_internal(&[PREFIX, message], &hedge).encode().to_vec())
    }
}

impl<P: MlDsaParams + Send + Sync> Verifier for Public<P> {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<()> {
        let signature = Signature::<P>::try_from(signature).map_err(|_| Error::InvalidSignature)?;
        self.0.verify(message, &signature).map_err(|_| Error::InvalidSignature)
    }
}

fn signing_key<P: MlDsaParams>(seed: &[u8]) -> Result<SigningKey<P>> {
    let seed = Zeroizing::new(B32::try_from(seed).map_err(|_| Error::InvalidKey)?);
    Ok(SigningKey::from_seed(&seed))
}

fn verifying_key<P: MlDsaParams>(public: &[u8]) -> Result<VerifyingKey<P>> {
    let encoded = EncodedVerifyingKey::<P>::try_from(public).map_err(|_| Error::InvalidKey)?;
    Ok(VerifyingKey::decode(&encoded))
}
