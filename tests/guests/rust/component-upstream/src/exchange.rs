//! Interface `wasi-ephemeral-crypto-kx`.

use crate::bindings::wasi::crypto::wasi_ephemeral_crypto_asymmetric_common::{
    keypair_generate, keypair_publickey, keypair_secretkey, publickey_from_secretkey, secretkey_import,
};
use crate::bindings::wasi::crypto::wasi_ephemeral_crypto_kx::{kx_decapsulate, kx_dh, kx_encapsulate};
use crate::common::{AlgorithmType, SecretkeyEncoding};
use crate::{Outcome, Part, check, hex, pull, refused};

/// The parts, in the order they run.
pub const PARTS: &[Part] = &[('=', "X25519", agree), ('~', "ML-KEM-768", encapsulate)];

fn agree(_: &[u8]) -> Outcome {
    let import =
        |scalar: u8| secretkey_import(AlgorithmType::KeyExchange, "X25519", &[scalar; 32], SecretkeyEncoding::Raw);
    let (ours, theirs) = (import(8)?, import(9)?);
    let shared = pull(kx_dh(&publickey_from_secretkey(&theirs)?, &ours)?)?;
    let again = pull(kx_dh(&publickey_from_secretkey(&ours)?, &theirs)?)?;
    check(shared == again, "both sides have another secret")?;
    refused!(kx_encapsulate(&publickey_from_secretkey(&ours)?), InvalidOperation, "X25519 encapsulates");
    Ok(hex(&shared))
}

fn encapsulate(_: &[u8]) -> Outcome {
    let pair = keypair_generate(AlgorithmType::KeyExchange, "ML-KEM-768", None)?;
    let (secret, encapsulated) = kx_encapsulate(&keypair_publickey(&pair)?)?;
    let (secret, encapsulated) = (pull(secret)?, pull(encapsulated)?);
    let again = pull(kx_decapsulate(&keypair_secretkey(&pair)?, &encapsulated)?)?;
    check(secret == again && secret.len() == 32, "both sides have another secret")?;
    Ok(hex(&encapsulated))
}
