//! However long a stream is: the guest that passes it on stays small, and so does the host.
//!
//! A program of its own, with one test, because the memory of the process is measured.

#[path = "streams/guest.rs"]
#[expect(dead_code, reason = "shared with the tests of what streams come to")]
mod guest;
#[path = "streams/source.rs"]
#[expect(dead_code, reason = "shared with the tests of what streams come to")]
mod source;

use std::fs;
use std::pin::Pin;
use std::task::{Context, Poll};

use guest::{Guest, crypto};
use source::zeros;
use wasi_crypto_host::engine::{Category, KeyEncoding, KeyPair, SymmetricKey};
use wasi_crypto_test_support::needs;
use wasi_crypto_tests::component_driver::block_on;
use wasmtime::StoreContextMut;
use wasmtime::component::{Source, StreamConsumer, StreamReader, StreamResult};

const MIB: u64 = 1 << 20;

#[test]
fn long_streams_take_no_memory() {
    // 2 GiB take half a minute, altogether, and show no more.
    let len = if needs::everything() { 2048 * MIB } else { 256 * MIB };
    block_on(async {
        let mut guest = Guest::new().await;
        all(&mut guest, MIB).await;
        let base = memory("VmRSS:");
        forget_the_peak();
        all(&mut guest, len).await;
        let peak = memory("VmHWM:");
        let inside = guest.store.data().memory.len;
        assert!(inside < 2 << 20, "the guest has {inside} bytes");
        if let (Some(base), Some(peak)) = (base, peak) {
            assert!(peak < base + (8 << 10), "the host grew from {base} to {peak} KiB");
        }
        assert_eq!(guest.held(), (0, 0));
    });
}

/// Everything that takes a stream of any length, with one of so many bytes.
async fn all(guest: &mut Guest, len: u64) {
    let pair = KeyPair::generate(crypto(), Category::Signatures, "ECDSA_P256_SHA256", None).unwrap();
    let secret = pair.export(KeyEncoding::Pkcs8).unwrap().to_vec();
    let public = pair.public_key().unwrap().export(KeyEncoding::Pkcs8).unwrap();
    let mut stream = || zeros(&mut guest.store, len, 64 << 10);
    let (one, two, three, four, five) = (stream(), stream(), stream(), stream(), stream());

    let digest: Vec<u8> = guest.call("passed-on", "hash", ("SHA-256", one, Some(len))).await.unwrap();
    let params = ("SHA-256", None::<Vec<u8>>, Vec::<u8>::new(), two, Some(len), Vec::<u8>::new(), Some(32_u32));
    assert_eq!(guest.call::<_, Vec<u8>>("passed-on", "absorb", params).await, Ok(digest));
    let params = ("HMAC/SHA-256", vec![1_u8; 32], three, Some(len));
    guest.call::<_, Vec<u8>>("passed-on", "mac", params).await.unwrap();
    let params = ("ECDSA_P256_SHA256", secret, four, Some(len));
    let signature: Vec<u8> = guest.call("passed-on", "sign", params).await.unwrap();
    let params = ("ECDSA_P256_SHA256", public, five, Some(len), signature);
    guest.call::<_, ()>("passed-on", "verify", params).await.unwrap();

    for format in ["AES-256-GCM-HKDF-1MB", "AGE-PAYLOAD"] {
        let message = zeros(&mut guest.store, len, 64 << 10);
        let key = SymmetricKey::generate(crypto(), format, None).unwrap().export().unwrap().to_vec();
        let params = (format, key, Vec::<u8>::new(), message);
        let opened: StreamReader<u8> = guest.call("sealed", "both", params).await.unwrap();
        assert_eq!(count(guest, opened).await, len, "{format}");
    }
}

/// The length of a stream.
async fn count(guest: &mut Guest, stream: StreamReader<u8>) -> u64 {
    let (told, ended) = tokio::sync::oneshot::channel();
    let counter = Counter { bytes: 0, told: Some(told) };
    let counted = guest.store.run_concurrent(async |accessor| {
        accessor.with(|access| stream.pipe(access, counter)).unwrap();
        ended.await.unwrap()
    });
    counted.await.unwrap()
}

/// Counts the bytes of a stream; its end is that this is dropped.
struct Counter {
    bytes: u64,
    told: Option<tokio::sync::oneshot::Sender<u64>>,
}

impl<D: 'static> StreamConsumer<D> for Counter {
    type Item = u8;

    fn poll_consume(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        store: StoreContextMut<D>,
        source: Source<'_, u8>,
        _: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let mut source = source.as_direct(store);
        let len = source.remaining().len();
        source.mark_read(len);
        self.bytes += u64::try_from(len).unwrap();
        Poll::Ready(Ok(StreamResult::Completed))
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        let _ = self.told.take().map(|told| told.send(self.bytes));
    }
}

/// A line of the kernel's account of this process, in KiB, where there is one.
fn memory(line: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|text| text.strip_prefix(line)?.split_whitespace().next()?.parse().ok())
}

fn forget_the_peak() {
    // Where it cannot be forgotten, the peak is that of the whole program: no less.
    let _ = fs::write("/proc/self/clear_refs", "5");
}
