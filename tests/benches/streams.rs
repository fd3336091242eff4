//! What a stream costs that the host makes, the guest passes on and the host takes in, beside the native library over the
//! same chunks in the same run.
//!
//! `cargo bench -p wasi-crypto-tests --bench streams` measures everything. Each figure is the best of several interleaved
//! rounds, because on a shared machine the noise only ever adds time.

#[path = "../tests/streams/guest.rs"]
#[expect(dead_code, reason = "shared with the tests")]
mod guest;
#[path = "../tests/streams/source.rs"]
#[expect(dead_code, reason = "shared with the tests")]
mod source;

use std::hint::black_box;
use std::time::Instant;

use guest::{Guest, crypto};
use source::zeros;
use wasi_crypto_host::engine::{Category, KeyEncoding, KeyPair};
use wasi_crypto_tests::component_driver::block_on;

const LEN: u64 = 256 << 20;
const ROUNDS: usize = 5;
const CHUNKS: [(usize, &str); 4] = [(1 << 10, "1 KiB"), (16 << 10, "16 KiB"), (64 << 10, "64 KiB"), (1 << 20, "1 MiB")];

fn main() {
    // `cargo bench` adds `--bench`; `cargo test --benches` adds nothing and only wants to see that it starts.
    if !std::env::args().any(|word| word == "--bench") {
        println!("benchmarks run with `cargo bench -p wasi-crypto-tests`");
        return;
    }
    let mut guest = block_on(Guest::new());
    let pair = KeyPair::generate(crypto(), Category::Signatures, "ECDSA_P256_SHA256", None).expect("a key pair");
    let secret = pair.export(KeyEncoding::Pkcs8).expect("its secret key").to_vec();
    println!("| operation | by | chunks | native | stream | ratio |\n| --- | --- | ---: | ---: | ---: | ---: |");
    for (name, algorithm) in [("hash", "SHA-256"), ("mac", "HMAC/SHA-256"), ("sign", "ECDSA_P256_SHA256")] {
        let known = crypto().algorithms().find(|known| known.identifier == algorithm).expect("it is there");
        for (chunk, label) in CHUNKS {
            let (mut native, mut stream) = (f64::INFINITY, f64::INFINITY);
            for _ in 0..ROUNDS {
                native = native.min(seconds(|| natively(name, LEN, chunk)));
                stream = stream.min(seconds(|| streamed(&mut guest, name, &secret, LEN, chunk)));
            }
            let speed = |seconds: f64| 256.0 * 1.048_576 / seconds;
            println!(
                "| {algorithm} | {} | {label} | {:.0} MB/s | {:.0} MB/s | {:.2} |",
                known.provider,
                speed(native),
                speed(stream),
                native / stream
            );
        }
    }
}

fn seconds(run: impl FnOnce()) -> f64 {
    let start = Instant::now();
    run();
    start.elapsed().as_secs_f64()
}

fn streamed(guest: &mut Guest, name: &str, secret: &[u8], len: u64, chunk: usize) {
    let stream = zeros(&mut guest.store, len, chunk);
    let result: Vec<u8> = block_on(async {
        match name {
            "hash" => guest.call("passed-on", "hash", ("SHA-256", stream, Some(len))).await,
            "mac" => guest.call("passed-on", "mac", ("HMAC/SHA-256", vec![1_u8; 32], stream, Some(len))).await,
            _ => guest.call("passed-on", "sign", ("ECDSA_P256_SHA256", secret.to_vec(), stream, Some(len))).await,
        }
    })
    .expect("it succeeds");
    black_box(result);
}

/// The same by the library itself; what signing adds to hashing is microseconds.
fn natively(name: &str, len: u64, chunk: usize) {
    let bytes = vec![0; chunk];
    let chunks = len / u64::try_from(chunk).unwrap_or(u64::MAX);
    match name {
        "mac" => {
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &[1; 32]);
            let mut context = ring::hmac::Context::with_key(&key);
            (0..chunks).for_each(|_| context.update(black_box(&bytes)));
            black_box(context.sign());
        }
        _ => {
            let mut context = ring::digest::Context::new(&ring::digest::SHA256);
            (0..chunks).for_each(|_| context.update(black_box(&bytes)));
            black_box(context.finish());
        }
    }
}
