//! `wasi:crypto/signatures`: signatures, signing and verifying, in steps, in one call and in batches.

use wasi_crypto_api::batch::admit_len;
use wasi_crypto_api::signatures as api;
use wasi_crypto_engine as engine;

use crate::asymmetric::{pair, public};
use crate::bindings::asymmetric::{KeyPairBorrow, PublicKeyBorrow};
use crate::bindings::signatures::{
    Guest, GuestSignature, GuestSignatureState, GuestSignatureVerificationState, Signature, SignatureBorrow,
    SignatureEncoding, SignatureState, SignatureStateBorrow, SignatureVerificationState,
    SignatureVerificationStateBorrow,
};
use crate::bindings::{Provider, Result};
use crate::objects::{NOTHING, Object, guest, reserve, run};

type SignatureObject = Object<engine::Signature>;
type Signing = Object<api::Signing>;
type Verifying = Object<api::Verification>;

impl Guest for Provider {
    type Signature = SignatureObject;
    type SignatureState = Signing;
    type SignatureVerificationState = Verifying;

    fn sign(key_pair: KeyPairBorrow<'_>, message: Vec<u8>) -> Result<Vec<u8>> {
        let key_pair = pair(&key_pair)?;
        run(&[message], |caller, inputs| api::sign(caller, key_pair, inputs, 0))
    }

    fn verify(public_key: PublicKeyBorrow<'_>, message: Vec<u8>, signature: Vec<u8>) -> Result<()> {
        let public_key = public(&public_key)?;
        run(&[message, signature], |caller, inputs| api::verify(caller, public_key, inputs, 0))
    }

    fn batch_sign(states: Vec<SignatureStateBorrow<'_>>) -> Result<Vec<Result<Signature>>> {
        admit_len(guest()?.limits(), states.len())?;
        let states = states.iter().map(|state| state.get::<Signing>().value()).collect::<Result<Vec<_>>>()?;
        let signed = run(&NOTHING, |caller, inputs| api::batch_sign(caller, states, inputs))?;
        let signatures = signed.into_iter().map(|signed| {
            let (place, signature) = signed?;
            Ok(Signature::new(Object::new(place, signature)))
        });
        Ok(signatures.collect())
    }

    fn batch_verify(
        entries: Vec<(SignatureVerificationStateBorrow<'_>, SignatureBorrow<'_>)>,
    ) -> Result<Vec<Result<()>>> {
        admit_len(guest()?.limits(), entries.len())?;
        let entries = entries.iter().map(|(state, signature)| {
            Ok((state.get::<Verifying>().value()?, signature.get::<SignatureObject>().value()?))
        });
        let entries = entries.collect::<Result<Vec<_>>>()?;
        let verdicts = run(&NOTHING, |caller, inputs| api::batch_verify(caller, entries, inputs))?;
        Ok(verdicts.into_iter().map(|verdict| Ok(verdict?)).collect())
    }
}

impl GuestSignature for SignatureObject {
    fn import(algorithm: String, encoded: Vec<u8>, encoding: SignatureEncoding) -> Result<Signature> {
        let place = reserve()?;
        let signature = engine::Signature::import(guest()?.engine(), &algorithm, &encoded, encoding.into())?;
        Ok(Signature::new(Object::new(place, signature)))
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
        let place = reserve()?;
        Ok(SignatureState::new(Object::new(place, api::open(&pair(&key_pair)?)?)))
    }

    fn algorithm(&self) -> String {
        self.get().map(|state| state.algorithm().to_owned()).unwrap_or_default()
    }

    fn update(&self, input: Vec<u8>) -> Result<()> {
        let state = self.get()?;
        run(&[input], |caller, inputs| api::update(caller, &state, inputs, 0))
    }

    fn sign(&self) -> Result<Signature> {
        let (place, state) = (reserve()?, self.get()?);
        let signature = run(&NOTHING, |caller, _| api::sign_state(caller, &state))?;
        Ok(Signature::new(Object::new(place, signature)))
    }
}

impl GuestSignatureVerificationState for Verifying {
    fn open(public_key: PublicKeyBorrow<'_>) -> Result<SignatureVerificationState> {
        let place = reserve()?;
        let state = api::open_verification(&public(&public_key)?)?;
        Ok(SignatureVerificationState::new(Object::new(place, state)))
    }

    fn algorithm(&self) -> String {
        self.get().map(|state| state.algorithm().to_owned()).unwrap_or_default()
    }

    fn update(&self, input: Vec<u8>) -> Result<()> {
        let state = self.get()?;
        run(&[input], |caller, inputs| api::update(caller, &state, inputs, 0))
    }

    fn verify(&self, signature: SignatureBorrow<'_>) -> Result<()> {
        let (state, signature) = (self.get()?, signature.get::<SignatureObject>().value()?);
        run(&NOTHING, |caller, _| api::verify_state(caller, &state, &signature))
    }
}
