//! `wasi:crypto/signatures`: signatures, signing and verifying, in steps, in one call and in batches.

use wasi_crypto_engine as engine;
use wasi_crypto_engine::oneshot;

use crate::asymmetric::{pair, public};
use crate::batch;
use crate::bindings::asymmetric::{KeyPairBorrow, PublicKeyBorrow};
use crate::bindings::signatures::{
    Guest, GuestSignature, GuestSignatureState, GuestSignatureVerificationState, Signature, SignatureBorrow,
    SignatureEncoding, SignatureState, SignatureStateBorrow, SignatureVerificationState,
    SignatureVerificationStateBorrow,
};
use crate::bindings::{Provider, Result};
use crate::objects::{self, Held, reserve};

type SignatureObject = Held<engine::Signature>;
type Signing = Held<engine::SignatureState>;
type Verifying = Held<engine::SignatureVerificationState>;

impl Guest for Provider {
    type Signature = SignatureObject;
    type SignatureState = Signing;
    type SignatureVerificationState = Verifying;

    fn sign(key_pair: KeyPairBorrow<'_>, message: Vec<u8>) -> Result<Vec<u8>> {
        Ok(oneshot::sign(&pair(&key_pair)?, &message)?)
    }

    fn verify(public_key: PublicKeyBorrow<'_>, message: Vec<u8>, signature: Vec<u8>) -> Result<()> {
        Ok(oneshot::verify(&public(&public_key)?, &message, &signature)?)
    }

    fn batch_sign(states: Vec<SignatureStateBorrow<'_>>) -> Result<Vec<Result<Signature>>> {
        batch::check_len(&states)?;
        let states: Vec<&Signing> = states.iter().map(|state| state.get()).collect();
        batch::one_algorithm(states.iter().map(|state| Ok(state.get()?.algorithm())))?;
        Ok(states.into_iter().map(GuestSignatureState::sign).collect())
    }

    fn batch_verify(
        entries: Vec<(SignatureVerificationStateBorrow<'_>, SignatureBorrow<'_>)>,
    ) -> Result<Vec<Result<()>>> {
        batch::check_len(&entries)?;
        batch::one_algorithm(entries.iter().map(|(state, _)| Ok(state.get::<Verifying>().get()?.algorithm())))?;
        Ok(entries.into_iter().map(|(state, signature)| state.get::<Verifying>().verify(signature)).collect())
    }
}

impl GuestSignature for SignatureObject {
    fn import(algorithm: String, encoded: Vec<u8>, encoding: SignatureEncoding) -> Result<Signature> {
        let slot = reserve()?;
        let signature = engine::Signature::import(&objects::engine()?, &algorithm, &encoded, encoding.into())?;
        Ok(Signature::new(Held::new(slot, signature)))
    }

    fn export(&self, encoding: SignatureEncoding) -> Result<Vec<u8>> {
        Ok(self.get()?.export(encoding.into())?)
    }

    fn algorithm(&self) -> String {
        self.get().map(|signature| signature.algorithm().to_owned()).unwrap_or_default()
    }
}

impl GuestSignatureState for Signing {
    fn open(key_pair: KeyPairBorrow<'_>) -> Result<SignatureState> {
        let slot = reserve()?;
        Ok(SignatureState::new(Held::new(slot, engine::SignatureState::open(&pair(&key_pair)?)?)))
    }

    fn algorithm(&self) -> String {
        self.get().map(|state| state.algorithm().to_owned()).unwrap_or_default()
    }

    fn update(&self, input: Vec<u8>) -> Result<()> {
        Ok(self.get()?.update(&input)?)
    }

    fn sign(&self) -> Result<Signature> {
        let slot = reserve()?;
        Ok(Signature::new(Held::new(slot, self.get()?.sign()?)))
    }
}

impl GuestSignatureVerificationState for Verifying {
    fn open(public_key: PublicKeyBorrow<'_>) -> Result<SignatureVerificationState> {
        let slot = reserve()?;
        let state = engine::SignatureVerificationState::open(&public(&public_key)?)?;
        Ok(SignatureVerificationState::new(Held::new(slot, state)))
    }

    fn algorithm(&self) -> String {
        self.get().map(|state| state.algorithm().to_owned()).unwrap_or_default()
    }

    fn update(&self, input: Vec<u8>) -> Result<()> {
        Ok(self.get()?.update(&input)?)
    }

    fn verify(&self, signature: SignatureBorrow<'_>) -> Result<()> {
        let signature = signature.get::<SignatureObject>().get()?;
        Ok(self.get()?.verify(&signature)?)
    }
}
