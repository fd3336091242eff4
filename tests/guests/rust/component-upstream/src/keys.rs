//! Interface `wasi-ephemeral-crypto-asymmetric-common`, without managed keys.

use crate::bindings::wasi::crypto::wasi_ephemeral_crypto_asymmetric_common::{
    keypair_export, keypair_from_pk_and_sk, keypair_generate, keypair_id, keypair_import, keypair_publickey,
    keypair_secretkey, publickey_export, publickey_from_secretkey, publickey_import, publickey_verify,
    secretkey_export, secretkey_import,
};
use crate::closing::{keypair_close, publickey_close, secretkey_close};
use crate::common::{AlgorithmType, KeypairEncoding, PublickeyEncoding, SecretkeyEncoding};
use crate::{Outcome, Part, check, hex, pull, refused};

/// The parts, in the order they run.
pub const PARTS: &[Part] = &[('~', "key pairs", pairs), ('=', "halves", halves)];

fn pairs(_: &[u8]) -> Outcome {
    let pair = keypair_generate(AlgorithmType::Signatures, "Ed25519", None)?;
    refused!(keypair_id(&pair), UnsupportedFeature, "a key pair that is not managed has an identifier");
    let pkcs8 = pull(keypair_export(&pair, KeypairEncoding::Pkcs8)?)?;
    let again = keypair_import(AlgorithmType::Signatures, "Ed25519", &pkcs8, KeypairEncoding::Pkcs8)?;
    let raw = pull(keypair_export(&again, KeypairEncoding::Raw)?)?;
    check(raw == pull(keypair_export(&pair, KeypairEncoding::Raw)?)?, "a key pair changes on its way")?;
    let broken = keypair_import(AlgorithmType::Signatures, "Ed25519", &raw[..63], KeypairEncoding::Raw);
    refused!(broken, InvalidKey, "half a key pair will do");
    keypair_close(pair)?;
    Ok(hex(&raw[32..]))
}

fn halves(_: &[u8]) -> Outcome {
    let import = |algorithm: &str, scalar: u8| {
        secretkey_import(AlgorithmType::KeyExchange, algorithm, &[scalar; 32], SecretkeyEncoding::Raw)
    };
    let (secret, other) = (import("X25519", 8)?, import("P256-SHA256", 9)?);
    let public = publickey_from_secretkey(&secret)?;
    publickey_verify(&public)?;
    let pair = keypair_from_pk_and_sk(&public, &secret)?;
    refused!(keypair_from_pk_and_sk(&public, &other), IncompatibleKeys, "halves of two algorithms are a key pair");
    let raw = pull(publickey_export(&keypair_publickey(&pair)?, PublickeyEncoding::Raw)?)?;
    let imported = publickey_import(AlgorithmType::KeyExchange, "X25519", &raw, PublickeyEncoding::Raw)?;
    check(pull(publickey_export(&imported, PublickeyEncoding::Raw)?)? == raw, "a public key changes on its way")?;
    let scalar = pull(secretkey_export(&keypair_secretkey(&pair)?, SecretkeyEncoding::Raw)?)?;
    check(scalar == [8; 32], "a secret key changes on its way")?;
    publickey_close(public)?;
    secretkey_close(secret)?;
    Ok(hex(&raw))
}
