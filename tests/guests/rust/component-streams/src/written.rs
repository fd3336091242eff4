//! Streams that the guest writes and reads.

use crate::bindings::Streams;
use crate::bindings::exports::wasi_crypto_tests::streams::written::Guest;
use crate::bindings::wasi::crypto::streams;
use crate::bindings::wit_stream;
use crate::together::together;
use crate::{code, state};

type Squeezed = Result<(Vec<u8>, Result<(), u8>, Vec<u8>), u8>;

impl Guest for Streams {
    async fn hash(algorithm: String, chunks: Vec<Vec<u8>>, len: Option<u64>) -> Result<Vec<u8>, u8> {
        let (mut writer, reader) = wit_stream::new();
        let write = async move {
            for chunk in chunks {
                // What is left nobody wants to read.
                if !writer.write_all(chunk).await.is_empty() {
                    break;
                }
            }
        };
        let (digest, ()) = together(streams::hash(algorithm, reader, len), write).await;
        digest.map_err(code)
    }

    async fn squeeze(algorithm: String, data: Vec<u8>, len: u64, reads: Vec<u32>, more: u32) -> Squeezed {
        let state = state(&algorithm, None, &data)?;
        let (mut stream, outcome) = streams::squeeze(&state, len).map_err(code)?;
        let mut read = Vec::new();
        for len in reads {
            let (_, bytes) = stream.read(Vec::with_capacity(len as usize)).await;
            read.extend(bytes);
        }
        drop(stream);
        let outcome = outcome.await.map_err(code);
        Ok((read, outcome, state.squeeze(more).map_err(code)?))
    }
}
