//! What sealed streams cost beside the library that does their work, in one run.
//!
//! `cargo bench -p wasi-crypto-api --bench sealed` seals and opens 64 MiB in every format, in pieces of 64 KiB; words after
//! `--` choose formats by a part of their names. Everybody gets the message in such pieces and gives it on in such pieces,
//! as streams come and go. The columns:
//!
//! * native: the library over segments of the same length, with a copy into the segment and one out of it, without which
//!   there is no stream;
//! * engine: `Sealer` and `Opener` with the same copies; relative to native;
//! * flow: what a host does; relative to native.
//!
//! Each figure is the best of several interleaved rounds, because on a shared machine the noise only ever adds time.

use std::hint::black_box;
use std::time::Instant;

use ring::aead::{AES_128_GCM, AES_256_GCM, Aad, Algorithm, CHACHA20_POLY1305, LessSafeKey, Nonce, Tag, UnboundKey};
use wasi_crypto_api::guest::{Caller, Guest, Pace};
use wasi_crypto_api::handle::Handle;
use wasi_crypto_api::sealed::{self, Flow};
use wasi_crypto_api::used::Used;
use wasi_crypto_engine::provider::CryptoProvider;
use wasi_crypto_engine::{Engine, Opener, Sealer, StreamLayout, SymmetricKey};

const MESSAGE: usize = 64 << 20;
const PIECE: usize = 64 << 10;
const ROUNDS: usize = 60;

fn main() {
    // `cargo bench` adds `--bench`; `cargo test --benches` adds nothing and only wants to see that it starts.
    if !std::env::args().any(|word| word == "--bench") {
        println!("benchmarks run with `cargo bench -p wasi-crypto-api`");
        return;
    }
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    // The provider of the default build, even where the build of the whole workspace adds others.
    let engine = Engine::builder().provider(CryptoProvider::ring()).build().expect("a sound provider");
    println!("| format | | native, MB/s | engine | flow |");
    println!("| --- | --- | ---: | ---: | ---: |");
    for known in engine.algorithms().filter(|known| known.kind == "sealed stream") {
        let name = known.identifier;
        if !words.is_empty() && !words.iter().any(|word| name.to_lowercase().contains(&word.to_lowercase())) {
            continue;
        }
        let subject = Subject::new(&engine, name);
        let paths: [fn(&Subject, bool) -> u8; 3] = [with_library, with_engine, with_flow];
        for (label, seals) in [("seal", true), ("open", false)] {
            let mut best = [f64::INFINITY; 3];
            for _ in 0..ROUNDS {
                for (path, best) in paths.iter().zip(&mut best) {
                    let start = Instant::now();
                    black_box(path(&subject, seals));
                    *best = best.min(start.elapsed().as_secs_f64());
                }
            }
            let [native, engine, flow] = best;
            #[expect(clippy::cast_precision_loss, reason = "a speed for people")]
            let speed = MESSAGE as f64 / 1e6 / native;
            println!("| {name} | {label} | {speed:.0} | {:.2} | {:.2} |", native / engine, native / flow);
        }
    }
}

/// A format, a key of it, and what is sealed and opened.
struct Subject {
    caller: Caller,
    key: SymmetricKey,
    used: Used<SymmetricKey>,
    layout: StreamLayout,
    native: LessSafeKey,
    /// A piece of the message; all are the same.
    piece: Vec<u8>,
    stream: Vec<u8>,
    /// The segments of the native library, each with its tag.
    segments: Vec<u8>,
}

impl Subject {
    fn new(engine: &Engine, name: &str) -> Self {
        let guest = Guest::new(engine, 100, 1 << 30, None);
        let key = SymmetricKey::generate(guest.engine(), name, None).expect("randomness");
        let place = guest.places().reserve().expect("a place");
        let used = Used::new(&guest, &Handle::new(key.clone(), place));
        let layout = StreamLayout::of(engine, name).expect("a sealed stream");
        let algorithm: &'static Algorithm = match name {
            "AGE-PAYLOAD" => &CHACHA20_POLY1305,
            _ if name.contains("128") => &AES_128_GCM,
            _ => &AES_256_GCM,
        };
        let native = UnboundKey::new(algorithm, &vec![7; algorithm.key_len()]).expect("a key");
        let native = LessSafeKey::new(native);
        let caller = guest.calls(Pace::InSteps);
        let piece: Vec<u8> = (0..PIECE).map(|index| (index * 31 + 7) as u8).collect();
        let mut subject = Self { caller, key, used, layout, native, piece, stream: vec![], segments: vec![] };
        let mut stream = Vec::new();
        let flow = sealed::seal(&subject.caller, &subject.used, b"", None).expect("a place and the room");
        feed(flow, message(&subject), |part| stream.extend_from_slice(part));
        subject.stream = stream;
        let mut segments = Vec::new();
        seal(&subject, |part| segments.extend_from_slice(part));
        subject.segments = segments;
        subject
    }
}

fn message(subject: &Subject) -> impl Iterator<Item = &[u8]> {
    std::iter::repeat_n(&subject.piece[..], MESSAGE / PIECE)
}

fn nonce(number: usize) -> Nonce {
    let mut nonce = [0; 12];
    nonce[4..].copy_from_slice(&u64::try_from(number).expect("few").to_be_bytes());
    Nonce::assume_unique_for_key(nonce)
}

fn with_library(subject: &Subject, seals: bool) -> u8 {
    let mut sink = Sink::new();
    if seals {
        seal(subject, |part| sink.take(part));
    } else {
        let mut segment = vec![0; subject.layout.segment_len(1)];
        let tag = subject.layout.tag_len();
        for (number, part) in subject.segments.chunks(segment.len()).enumerate() {
            let (sealed, tag) = part.split_at(part.len() - tag);
            let segment = &mut segment[..sealed.len()];
            segment.copy_from_slice(sealed);
            let tag = Tag::try_from(tag).expect("of 16 bytes");
            let opened = subject.native.open_in_place_separate_tag(nonce(number), Aad::empty(), tag, segment, 0..);
            sink.take(opened.expect("opening works"));
        }
    }
    sink.bytes[0]
}

/// Segments of the library.
fn seal(subject: &Subject, mut take: impl FnMut(&[u8])) {
    let mut segment = vec![0; subject.layout.message_len(1)];
    let (mut pieces, mut rest, mut left) = (message(subject), &[][..], MESSAGE);
    for number in 0.. {
        let len = segment.len().min(left);
        fill(&mut segment[..len], &mut rest, &mut pieces);
        let tag = subject.native.seal_in_place_separate_tag(nonce(number), Aad::empty(), &mut segment[..len]);
        take(&segment[..len]);
        take(tag.expect("sealing works").as_ref());
        left -= len;
        if left == 0 {
            break;
        }
    }
}

/// Fills a segment with pieces.
fn fill<'a>(segment: &mut [u8], rest: &mut &'a [u8], pieces: &mut impl Iterator<Item = &'a [u8]>) {
    let mut filled = 0;
    while filled < segment.len() {
        if rest.is_empty() {
            *rest = pieces.next().unwrap_or_default();
        }
        let part = rest.split_off(..rest.len().min(segment.len() - filled)).expect("as many");
        segment[filled..filled + part.len()].copy_from_slice(part);
        filled += part.len();
    }
}

fn with_engine(subject: &Subject, seals: bool) -> u8 {
    let mut sink = Sink::new();
    let mut segment = vec![0; subject.layout.max_segment_len()];
    let tag = subject.layout.tag_len();
    if seals {
        let (mut pieces, mut rest, mut left) = (message(subject), &[][..], MESSAGE);
        let mut sealer = Sealer::new(&subject.key, b"").expect("randomness");
        sink.take(sealer.header());
        while left > 0 {
            let len = sealer.message_len().min(left);
            fill(&mut segment[..len], &mut rest, &mut pieces);
            left -= len;
            sealer.seal(&mut segment[..len + tag], left == 0).expect("sealing works");
            sink.take(&segment[..len + tag]);
        }
    } else {
        let (header, mut rest) = subject.stream.split_at(subject.layout.header_len());
        let mut opener = Opener::new(&subject.key, header, b"").expect("a header");
        while !rest.is_empty() {
            let part = rest.split_off(..rest.len().min(opener.segment_len())).expect("as many");
            segment[..part.len()].copy_from_slice(part);
            sink.take(opener.open(&mut segment[..part.len()], rest.is_empty()).expect("opening works"));
        }
    }
    sink.bytes[0]
}

fn with_flow(subject: &Subject, seals: bool) -> u8 {
    let mut sink = Sink::new();
    if seals {
        let flow = sealed::seal(&subject.caller, &subject.used, b"", None).expect("a place and the room");
        feed(flow, message(subject), |part| sink.take(part));
    } else {
        let flow = sealed::open(&subject.caller, &subject.used, b"").expect("a place and the room");
        feed(flow, subject.stream.chunks(PIECE), |part| sink.take(part));
    }
    sink.bytes[0]
}

fn feed<'a>(mut flow: Flow, pieces: impl Iterator<Item = &'a [u8]>, mut take: impl FnMut(&[u8])) {
    for mut piece in pieces {
        while !piece.is_empty() {
            let taken = flow.feed(piece).expect("all is well");
            piece = &piece[taken..];
            take(flow.output());
            flow.took(flow.output().len());
        }
    }
    flow.finish().expect("all is well");
    take(flow.output());
}

/// Where the bytes go: into the memory of whoever reads the stream.
struct Sink {
    bytes: Vec<u8>,
    filled: usize,
}

impl Sink {
    fn new() -> Self {
        Self { bytes: vec![0; PIECE], filled: 0 }
    }

    fn take(&mut self, mut part: &[u8]) {
        while !part.is_empty() {
            if self.filled == self.bytes.len() {
                black_box(&self.bytes);
                self.filled = 0;
            }
            let len = part.len().min(self.bytes.len() - self.filled);
            let some = part.split_off(..len).expect("as many");
            self.bytes[self.filled..self.filled + len].copy_from_slice(some);
            self.filled += len;
        }
    }
}
