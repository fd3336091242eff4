//! Interface `wasi-ephemeral-crypto-signatures`.

use crate::bindings::wasi::crypto::wasi_ephemeral_crypto_asymmetric_common::{keypair_import, keypair_publickey};
use crate::bindings::wasi::crypto::wasi_ephemeral_crypto_signatures::{
    signature_export, signature_import, signature_state_open, signature_state_sign, signature_state_update,
    signature_verification_state_open, signature_verification_state_update, signature_verification_state_verify,
};
use crate::closing::{signature_close, signature_state_close, signature_verification_state_close};
use crate::common::{
    AlgorithmType, Keypair, KeypairEncoding, Signature, SignatureEncoding, SignatureState, SignatureVerificationState,
};
use crate::{Outcome, Part, check, hex, pull, refused};

/// The parts, in the order they run.
pub const PARTS: &[Part] = &[('=', "Ed25519", sign)];

/// The key pair of RFC 8032, section 7.1, test 1.
pub fn pair() -> Outcome<Keypair> {
    const PAIR: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\
                        d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    let digit = |at: usize| u8::from_str_radix(&PAIR[at..at + 2], 16).unwrap_or_default();
    let bytes: Vec<u8> = (0..PAIR.len()).step_by(2).map(digit).collect();
    Ok(keypair_import(AlgorithmType::Signatures, "Ed25519", &bytes, KeypairEncoding::Raw)?)
}

/// A state that has taken a text.
pub fn signer(pair: &Keypair, text: &[u8]) -> Outcome<SignatureState> {
    let state = signature_state_open(pair)?;
    signature_state_update(&state, text)?;
    Ok(state)
}

/// The same for checking.
pub fn verifier(pair: &Keypair, text: &[u8]) -> Outcome<SignatureVerificationState> {
    let state = signature_verification_state_open(&keypair_publickey(pair)?)?;
    signature_verification_state_update(&state, text)?;
    Ok(state)
}

fn sign(text: &[u8]) -> Outcome {
    let pair = pair()?;
    let state = signer(&pair, text)?;
    let signature: Signature = signature_state_sign(&state)?;
    let raw = pull(signature_export(&signature, SignatureEncoding::Raw)?)?;
    refused!(signature_export(&signature, SignatureEncoding::Der), UnsupportedEncoding, "Ed25519 has a DER form");
    let imported = signature_import("Ed25519", &raw, SignatureEncoding::Raw)?;
    let checking = verifier(&pair, text)?;
    signature_verification_state_verify(&checking, &imported)?;
    let other = verifier(&pair, b"something else")?;
    refused!(signature_verification_state_verify(&other, &signature), InvalidSignature, "any signature verifies");
    check(raw.len() == 64, "a signature has another length")?;
    signature_state_close(state)?;
    signature_verification_state_close(checking)?;
    signature_close(signature)?;
    Ok(hex(&raw))
}
