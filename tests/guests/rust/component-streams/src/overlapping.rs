//! Calls that overlap, and calls that do not reach their end.

use wit_bindgen::StreamReader;

use crate::bindings::Streams;
use crate::bindings::exports::wasi_crypto_tests::streams::overlapping::Guest;
use crate::bindings::wasi::crypto::asymmetric::{KeyPair, PublicKey};
use crate::bindings::wasi::crypto::common::{AlgorithmType, ErrorCode};
use crate::bindings::wasi::crypto::streams;
use crate::bindings::wasi::crypto::symmetric::{SymmetricKey, SymmetricState};
use crate::together::{ticking, together, turns};
use crate::{code, state};

impl Guest for Streams {
    async fn ticks(message: StreamReader<u8>) -> (Result<Vec<u8>, u8>, u64) {
        let (digest, ticks) = ticking(streams::hash("SHA-256".to_owned(), message, None)).await;
        (digest.map_err(code), ticks)
    }

    async fn meanwhile(data: StreamReader<u8>) -> (Vec<Option<u8>>, Vec<u8>, Vec<Option<u8>>) {
        let state = state("SHA-256", None, b"before").unwrap_or_else(|code| panic!("{code}"));
        let (absorbed, during) = together(streams::absorb(&state, data, None), async { others(&state) }).await;
        absorbed.unwrap_or_else(|error| panic!("{error:?}"));
        let digest = state.squeeze(32).unwrap_or_default();
        (during, digest, others(&state))
    }

    async fn abandon(call: u32, message: StreamReader<u8>, count: u32) -> (bool, Vec<u8>) {
        let hash = || "SHA-256".to_owned();
        let key = || SymmetricKey::generate("HMAC/SHA-256", None).unwrap();
        let pair = || KeyPair::generate(AlgorithmType::Signatures, "ECDSA_P256_SHA256", None).unwrap();
        let state = state("SHA-256", None, b"before").unwrap();
        let ended = match call {
            0 => turns(streams::hash(hash(), message, None), count).await,
            1 => {
                let key = key();
                turns(streams::mac(&key, message, None), count).await
            }
            2 => {
                let key = key();
                turns(streams::verify_mac(&key, message, None, vec![0; 32]), count).await
            }
            3 => turns(streams::absorb(&state, message, None), count).await,
            4 => {
                let pair = pair();
                turns(streams::sign(&pair, message, None), count).await
            }
            _ => {
                let key: PublicKey = pair().public_key().unwrap();
                turns(streams::verify(&key, message, None, vec![0; 64]), count).await
            }
        };
        (ended, state.squeeze(32).unwrap_or_default())
    }

    async fn abandon_output(reads: u32) {
        let state = state("SHAKE-128", None, b"seed").unwrap();
        let (mut stream, outcome) = streams::squeeze(&state, 1 << 40).unwrap();
        let mut outcome = Box::pin(async move { outcome.await });
        turns(&mut outcome, 1).await;
        for _ in 0..reads {
            stream.read(Vec::with_capacity(100)).await;
        }
    }

    async fn hoard(most: u32) -> (u32, Option<u8>) {
        let state = state("SHAKE-128", None, b"seed").unwrap();
        let mut kept = Vec::new();
        for count in 0..most {
            match streams::squeeze(&state, 1 << 40) {
                Ok(made) => kept.push(made),
                Err(error) => return (count, Some(code(error))),
            }
        }
        (most, None)
    }
}

/// What calls with a state are answered, none if they succeed.
fn others(state: &SymmetricState) -> Vec<Option<u8>> {
    let answer = |outcome: Result<(), ErrorCode>| outcome.err().map(code);
    vec![
        answer(state.absorb(b"more")),
        answer(state.squeeze(8).map(drop)),
        answer(state.clone().map(drop)),
        answer(streams::squeeze(state, 8).map(drop)),
    ]
}
