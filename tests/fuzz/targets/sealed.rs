//! Sealed streams that were changed: nothing panics, and nothing comes out that is not the beginning of the message.
#![no_main]

mod input;

use input::{ENGINES, Input, STREAMS, key};
use libfuzzer_sys::fuzz_target;
use wasi_crypto_engine::{Error, Opener, Result, Sealer, StreamLayout, SymmetricKey};

/// The longest message: more than two segments of all formats but two.
const LONGEST: usize = 140_000;

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let engine = &ENGINES[usize::from(input.byte() & 1)];
    let known = input.pick(&STREAMS);
    let key = key(engine, known, 1, false).unwrap();
    let repeated = input.bytes();
    let len = usize::try_from(input.number()).unwrap_or(usize::MAX) % LONGEST;
    let message: Vec<u8> =
        if repeated.is_empty() { vec![0; len] } else { repeated.iter().copied().cycle().take(len).collect() };
    let stream = seal(&key, &message);
    let mut changed = stream.clone();
    while !input.is_empty() {
        change(&mut changed, &mut input);
    }
    let mut out = Vec::new();
    let outcome = open(&key, &changed, &mut out);
    assert!(message.starts_with(&out));
    assert_eq!(outcome, if changed == stream { Ok(()) } else { Err(Error::InvalidTag) });
    assert!(outcome.is_err() || out == message);
});

fn seal(key: &SymmetricKey, mut message: &[u8]) -> Vec<u8> {
    let mut sealer = Sealer::new(key, b"").unwrap();
    let mut stream = sealer.header().to_vec();
    loop {
        let last = message.len() <= sealer.message_len();
        let part = message.split_off(..message.len().min(sealer.message_len())).unwrap();
        let start = stream.len();
        stream.extend_from_slice(part);
        stream.resize(stream.len() + sealer.layout().tag_len(), 0);
        sealer.seal(&mut stream[start..], last).unwrap();
        if last {
            return stream;
        }
    }
}

/// One change, which may come to none.
fn change(stream: &mut Vec<u8>, input: &mut Input<'_>) {
    let operation = input.byte();
    let at = usize::try_from(input.number()).unwrap_or(usize::MAX) % (stream.len() + 1);
    match operation % 6 {
        0 => stream.truncate(at),
        1 => stream.extend_from_slice(input.bytes()),
        2 => stream[at..].iter_mut().take(1).for_each(|byte| *byte ^= 1 << (operation >> 5)),
        // A part goes elsewhere, or is there again.
        3 => stream.rotate_left(at),
        4 if stream.len() <= LONGEST => stream.extend_from_within(at..),
        4 => {}
        _ => drop(stream.drain(..at)),
    }
}

fn open(key: &SymmetricKey, stream: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let len = StreamLayout::of(key.engine(), key.algorithm())?.header_len();
    let (header, mut rest) = stream.split_at(stream.len().min(len));
    let mut opener = Opener::new(key, header, b"")?;
    loop {
        let last = rest.len() <= opener.segment_len();
        let mut segment = rest.split_off(..rest.len().min(opener.segment_len())).unwrap().to_vec();
        out.extend_from_slice(opener.open(&mut segment, last)?);
        if last {
            return Ok(());
        }
    }
}
