//! Interfaces `asymmetric` and `signatures`.

use crate::bindings::wasi::crypto::asymmetric::{KeyEncoding, KeyPair, PublicKey};
use crate::bindings::wasi::crypto::common::{AlgorithmType, ErrorCode};
use crate::bindings::wasi::crypto::signatures::{
    Signature, SignatureEncoding, SignatureState, SignatureVerificationState, batch_sign, batch_verify, sign, verify,
};
use crate::{Failure, Part, check, hex, refused};

/// The parts, in the order they run.
pub const PARTS: &[Part] = &[
    ('~', "sign and verify", sign_once),
    ('~', "sign in pieces", sign_in_pieces),
    ('=', "key files", key_files),
    ('=', "batches of signatures", batches),
];

const SIGNATURES: AlgorithmType = AlgorithmType::Signatures;

fn sign_once(text: &[u8]) -> Result<String, Failure> {
    let pair = KeyPair::generate(SIGNATURES, "ECDSA_P256_SHA256", None)?;
    let signature = sign(&pair, text)?;
    verify(&pair.public_key()?, text, &signature)?;
    let other = verify(&pair.public_key()?, b"another text", &signature);
    refused(other, ErrorCode::InvalidSignature, "the signature fits another text")?;
    Ok(hex(&signature))
}

fn sign_in_pieces(text: &[u8]) -> Result<String, Failure> {
    let pair = KeyPair::generate(SIGNATURES, "ECDSA_P384_SHA384", None)?;
    let signing = SignatureState::open(&pair)?;
    for piece in text.chunks(3) {
        signing.update(piece)?;
    }
    let signature = signing.sign()?;

    // The signature travels as DER.
    let der = signature.export(SignatureEncoding::Der)?;
    let received = Signature::import("ECDSA_P384_SHA384", &der, SignatureEncoding::Der)?;
    let verifying = SignatureVerificationState::open(&pair.public_key()?)?;
    verifying.update(text)?;
    verifying.verify(&received)?;
    verifying.update(b"more")?;
    refused(verifying.verify(&received), ErrorCode::InvalidSignature, "more text made no difference")?;
    Ok(format!("{}, {} bytes as DER", received.algorithm(), der.len()))
}

fn key_files(text: &[u8]) -> Result<String, Failure> {
    let file = include_bytes!("../../../keys/rsa-2048.pem");
    let pair = KeyPair::import(SIGNATURES, "RSA_PKCS1_2048_SHA256", file, KeyEncoding::Pem)?;
    let signature = sign(&pair, text)?;

    let public = pair.public_key()?.export(KeyEncoding::Pem)?;
    let public = PublicKey::import(SIGNATURES, &pair.algorithm(), &public, KeyEncoding::Pem)?;
    public.verify()?;
    verify(&public, text, &signature)?;
    let raw = public.export(KeyEncoding::Raw).map(|_| ());
    refused(raw, ErrorCode::UnsupportedEncoding, "an RSA key has no raw form")?;

    // Halves of a pair are objects of their own, and make a pair again.
    let again = KeyPair::from_keys(&public, &pair.secret_key()?)?;
    check(sign(&again, text)? == signature, "the signature differs")?;
    Ok(hex(&signature))
}

fn batches(text: &[u8]) -> Result<String, Failure> {
    let seed_and_public = [
        0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49,
        0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60, 0xd7, 0x5a, 0x98, 0x01,
        0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6,
        0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a,
    ];
    let pair = KeyPair::import(SIGNATURES, "Ed25519", &seed_and_public, KeyEncoding::Raw)?;
    let public = pair.public_key()?;
    let pieces: Vec<&[u8]> = text.chunks(5).collect();
    let signing = pieces
        .iter()
        .map(|piece| {
            let state = SignatureState::open(&pair)?;
            state.update(piece)?;
            Ok(state)
        })
        .collect::<Result<Vec<_>, ErrorCode>>()?;
    let signatures = batch_sign(&signing.iter().collect::<Vec<_>>())?.into_iter().collect::<Result<Vec<_>, _>>()?;

    let verifying = pieces
        .iter()
        .map(|piece| {
            let state = SignatureVerificationState::open(&public)?;
            state.update(piece)?;
            Ok(state)
        })
        .collect::<Result<Vec<_>, ErrorCode>>()?;
    let entries: Vec<_> = verifying.iter().zip(&signatures).collect();
    for outcome in batch_verify(&entries)? {
        outcome?;
    }
    let Some(first) = signatures.first() else { return Ok("nothing to sign".into()) };
    Ok(format!("{} signatures, {}", signatures.len(), hex(&first.export(SignatureEncoding::Raw)?)))
}
