//! The operations through states, call for call what the legacy guest does.

use crate::bindings::wasi::crypto::common::{AlgorithmType, ErrorCode, Options};
use crate::bindings::wasi::crypto::key_exchange::dh;
use crate::bindings::wasi::crypto::signatures::{
    Signature, SignatureEncoding, SignatureState, SignatureVerificationState,
};
use crate::bindings::wasi::crypto::symmetric::{SymmetricKey, SymmetricState};
use crate::prepared::{Prepared, Subject};
use crate::{Operation, Sum};

/// Does the operation once.
pub fn step(prepared: &mut Prepared, sum: &mut Sum) -> Result<(), ErrorCode> {
    if matches!(prepared.operation, Operation::Aes256GcmSeal | Operation::ChaCha20Poly1305Seal) {
        prepared.next_nonce();
    }
    let message = &prepared.message;
    match (&prepared.subject, prepared.operation) {
        (Subject::Nothing, Operation::Options) => {
            drop(Options::open(AlgorithmType::Symmetric)?);
            sum.add(&[]);
        }
        (Subject::Nothing, _) => {
            let state = SymmetricState::open("SHA-256", None, None)?;
            state.absorb(message)?;
            sum.add(&state.squeeze(32)?);
        }
        (Subject::Tag(tag), _) => sum.add_len(tag.len() as usize),
        (Subject::Symmetric { key, .. }, Operation::HmacSha256) => {
            let state = SymmetricState::open("HMAC/SHA-256", Some(key), None)?;
            state.absorb(message)?;
            sum.add(&state.squeeze_tag()?.bytes()?);
        }
        (Subject::Symmetric { algorithm, key, sealed }, Operation::Aes256GcmOpen) => {
            sum.add_len(cipher(algorithm, key, &prepared.nonce)?.decrypt(sealed)?.len());
        }
        (Subject::Symmetric { algorithm, key, .. }, _) => {
            sum.add(&cipher(algorithm, key, &prepared.nonce)?.encrypt(message)?);
        }
        (
            Subject::Signature { pair, .. },
            operation @ (Operation::P256Sign | Operation::Ed25519Sign | Operation::RsaSign),
        ) => {
            let state = SignatureState::open(pair)?;
            state.update(message)?;
            let signature = state.sign()?.export(SignatureEncoding::Raw)?;
            if operation == Operation::P256Sign {
                sum.add_len(signature.len());
            } else {
                sum.add(&signature);
            }
        }
        (Subject::Signature { algorithm, public, signature, .. }, _) => {
            let state = SignatureVerificationState::open(public)?;
            state.update(message)?;
            state.verify(&Signature::import(algorithm, signature, SignatureEncoding::Raw)?)?;
            sum.add(&[]);
        }
        (Subject::Exchange { public, secret }, _) => sum.add(&dh(public, secret)?),
    }
    Ok(())
}

fn cipher(algorithm: &str, key: &SymmetricKey, nonce: &[u8]) -> Result<SymmetricState, ErrorCode> {
    let options = Options::open(AlgorithmType::Symmetric)?;
    options.set("nonce", nonce)?;
    SymmetricState::open(algorithm, Some(key), Some(&options))
}
