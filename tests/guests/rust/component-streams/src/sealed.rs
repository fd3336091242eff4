//! Streams that are sealed and opened on their way.

use std::cell::RefCell;

use wit_bindgen::{FutureReader, StreamReader};

use crate::bindings::Streams;
use crate::bindings::exports::wasi_crypto_tests::streams::sealed::Guest;
use crate::bindings::wasi::crypto::common::ErrorCode;
use crate::bindings::wasi::crypto::sealed_streams as host;
use crate::bindings::wasi::crypto::symmetric::SymmetricKey;
use crate::{code, symmetric_key};

type Outcome = FutureReader<Result<(), ErrorCode>>;
type Made = Result<StreamReader<u8>, u8>;

thread_local! {
    /// What the last stream came to.
    static OUTCOME: RefCell<Option<Outcome>> = const { RefCell::new(None) };
}

impl Guest for Streams {
    async fn seal(
        algorithm: String,
        key: Vec<u8>,
        data: Vec<u8>,
        plaintext: StreamReader<u8>,
        len: Option<u64>,
    ) -> Made {
        made(host::seal(&symmetric_key(&algorithm, &key)?, &data, plaintext, len))
    }

    async fn open(algorithm: String, key: Vec<u8>, data: Vec<u8>, sealed: StreamReader<u8>) -> Made {
        made(host::open(&symmetric_key(&algorithm, &key)?, &data, sealed))
    }

    async fn find(algorithm: String, offset: u64, len: u64) -> Result<(u32, u64), u8> {
        host::find(&algorithm, offset, len).map(|place| (place.header, place.start)).map_err(code)
    }

    async fn open_from(
        algorithm: String,
        key: Vec<u8>,
        data: Vec<u8>,
        header: Vec<u8>,
        sealed: StreamReader<u8>,
        offset: u64,
        len: u64,
    ) -> Made {
        made(host::open_from(&symmetric_key(&algorithm, &key)?, &data, &header, sealed, offset, len))
    }

    async fn outcome() -> Result<(), u8> {
        let Some(outcome) = OUTCOME.take() else { return Err(u8::MAX) };
        outcome.await.map_err(code)
    }

    async fn both(algorithm: String, key: Vec<u8>, data: Vec<u8>, plaintext: StreamReader<u8>) -> Made {
        let key = symmetric_key(&algorithm, &key)?;
        let (sealed, _) = host::seal(&key, &data, plaintext, None).map_err(code)?;
        made(host::open(&key, &data, sealed))
    }

    async fn abandon(algorithm: String, plaintext: StreamReader<u8>, reads: u32) {
        let key = SymmetricKey::generate(&algorithm, None).unwrap();
        let (mut sealed, _) = host::seal(&key, b"", plaintext, None).unwrap();
        for _ in 0..reads {
            sealed.read(Vec::with_capacity(1000)).await;
        }
    }
}

fn made(made: Result<(StreamReader<u8>, Outcome), ErrorCode>) -> Made {
    let (stream, outcome) = made.map_err(code)?;
    OUTCOME.set(Some(outcome));
    Ok(stream)
}
