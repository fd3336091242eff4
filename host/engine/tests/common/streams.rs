//! Sealed streams as a whole.

use std::cell::RefCell;

use wasi_crypto_engine::provider::{SecureRandom, StreamFormat, SystemRandom};
use wasi_crypto_engine::{Opener, Result, Sealer, StreamLayout, SymmetricKey};

/// The format of AES-128-GCM-HKDF-4KB.
pub const SEALED: StreamFormat = StreamFormat {
    key: 16,
    header: 24,
    first: 4096 - 24,
    segment: 4096,
    tag: 16,
    max_segments: 1 << 32,
    empty_end: true,
    associated_data: true,
};

/// Seals a message.
pub fn sealed(key: &SymmetricKey, associated_data: &[u8], message: &[u8]) -> Vec<u8> {
    let mut sealer = Sealer::new(key, associated_data).unwrap();
    let mut stream = sealer.header().to_vec();
    let mut rest = message;
    loop {
        let last = rest.len() <= sealer.message_len();
        let part = rest.split_off(..rest.len().min(sealer.message_len())).unwrap();
        let start = stream.len();
        stream.extend_from_slice(part);
        stream.resize(stream.len() + sealer.layout().tag_len(), 0);
        sealer.seal(&mut stream[start..], last).unwrap();
        if last {
            return stream;
        }
    }
}

/// Opens a stream, or says what is wrong with it.
pub fn opened(key: &SymmetricKey, associated_data: &[u8], stream: &[u8]) -> Result<Vec<u8>> {
    let (message, outcome) = opened_until(key, associated_data, stream);
    outcome.map(|()| message)
}

/// Opens a stream as far as it is authentic, and says whether it was to its end.
pub fn opened_until(key: &SymmetricKey, associated_data: &[u8], stream: &[u8]) -> (Vec<u8>, Result<()>) {
    let mut message = Vec::new();
    let layout = StreamLayout::of(key.engine(), key.algorithm()).unwrap();
    let (header, rest) = stream.split_at(stream.len().min(layout.header_len()));
    let opener = Opener::new(key, header, associated_data);
    let outcome = opener.and_then(|mut opener| go_on(&mut opener, rest, &mut message));
    (message, outcome)
}

/// Opens the rest of a stream.
pub fn go_on(opener: &mut Opener, mut rest: &[u8], message: &mut Vec<u8>) -> Result<()> {
    loop {
        let last = rest.len() <= opener.segment_len();
        let mut segment = rest.split_off(..rest.len().min(opener.segment_len())).unwrap().to_vec();
        match opener.open(&mut segment, last) {
            Ok(part) => message.extend_from_slice(part),
            Err(error) => {
                // Nothing that is not authentic is left, and nothing comes after it.
                let tag = opener.layout().tag_len().min(segment.len());
                assert!(segment[..segment.len() - tag].iter().all(|byte| *byte == 0));
                assert_eq!(opener.open(&mut segment, last).unwrap_err(), error);
                assert_eq!(opener.seek(0).unwrap_err(), error);
                return Err(error);
            }
        }
        if last {
            assert!(opener.has_ended());
            return Ok(());
        }
    }
}

thread_local! {
    static DRAWN: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// A source of randomness that can be told what comes out.
pub struct Drawn;

/// Within `work`, the end of `bytes` is drawn.
pub fn drawing<T>(bytes: &[u8], work: impl FnOnce() -> T) -> T {
    DRAWN.set(Some(bytes.to_vec()));
    let result = work();
    DRAWN.set(None);
    result
}

impl SecureRandom for Drawn {
    fn fill(&self, out: &mut [u8]) -> Result<()> {
        DRAWN.with_borrow(|drawn| match drawn {
            Some(bytes) => {
                out.copy_from_slice(&bytes[bytes.len() - out.len()..]);
                Ok(())
            }
            None => SystemRandom.fill(out),
        })
    }
}
