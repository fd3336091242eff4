//! Sealed streams: what the engine makes of lists, and nothing that is not authentic.

use wasi_crypto_host::engine::{Error, Opener, Result, Sealer, StreamLayout, SymmetricKey};
use wasi_crypto_tests::component_driver::block_on;
use wasmtime::component::{ComponentNamedList, Lower, StreamReader};

use super::guest::{Guest, crypto, error};
use super::source::{Random, cut, never, zeros};

const FORMATS: [(&str, &[u8]); 3] =
    [("AES-256-GCM-HKDF-4KB", b"data"), ("AES-128-GCM-HKDF-1MB", b""), ("AGE-PAYLOAD", b"")];

fn key(algorithm: &str) -> (SymmetricKey, Vec<u8>) {
    let key = SymmetricKey::generate(crypto(), algorithm, None).unwrap();
    let raw = key.export().unwrap().to_vec();
    (key, raw)
}

/// Opened by the engine, segment by segment.
fn opened(key: &SymmetricKey, data: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
    let layout = StreamLayout::of(crypto(), key.algorithm())?;
    let (header, mut rest) = sealed.split_at_checked(layout.header_len()).ok_or(Error::InvalidTag)?;
    let mut opener = Opener::new(key, header, data)?;
    let mut message = Vec::new();
    loop {
        let len = opener.segment_len();
        let last = rest.len() <= len;
        let (segment, behind) = rest.split_at(len.min(rest.len()));
        message.extend_from_slice(opener.open(&mut segment.to_vec(), last)?);
        rest = behind;
        if last {
            return Ok(message);
        }
    }
}

/// Sealed by the engine.
fn sealed(key: &SymmetricKey, data: &[u8], mut message: &[u8]) -> Vec<u8> {
    let layout = StreamLayout::of(crypto(), key.algorithm()).unwrap();
    let mut sealer = Sealer::new(key, data).unwrap();
    let mut stream = sealer.header().to_vec();
    loop {
        let len = sealer.message_len();
        let last = message.len() <= len;
        let (part, rest) = message.split_at(len.min(message.len()));
        let mut segment = part.to_vec();
        segment.resize(part.len() + layout.tag_len(), 0);
        sealer.seal(&mut segment, last).unwrap();
        stream.extend_from_slice(&segment);
        message = rest;
        if last {
            return stream;
        }
    }
}

impl Guest {
    /// All that comes out, and what the future says.
    async fn sealed<P>(&mut self, name: &str, params: P) -> Result<(Vec<u8>, Result<()>)>
    where
        P: ComponentNamedList + Lower + Send + Sync + 'static,
    {
        let stream: StreamReader<u8> = self.call("sealed", name, params).await?;
        let bytes = self.collect(stream).await;
        let outcome = self.func("sealed", "outcome");
        let (outcome,): (Result<(), u8>,) = outcome.call_async(&mut self.store, ()).await.unwrap();
        Ok((bytes, outcome.map_err(error)))
    }
}

#[test]
fn what_is_sealed_is_opened_however_it_is_cut() {
    block_on(async {
        let mut guest = Guest::new().await;
        let mut random = Random::new(20);
        for (name, data) in FORMATS {
            let (key, raw) = key(name);
            for len in [0, 1, 4000, 4096, 65_536, 200_000, 2_500_000] {
                let message = random.take(len);
                let told = (random.below(2) == 0).then(|| u64::try_from(len).unwrap());
                let stream = cut(&mut guest.store, &message, random.next());
                let params = (name, raw.clone(), data.to_vec(), stream, told);
                let (stream, outcome) = guest.sealed("seal", params).await.unwrap();
                assert_eq!(outcome, Ok(()), "{name}, {len}");
                assert!(opened(&key, data, &stream).unwrap() == message, "{name}, {len}");

                let stream = cut(&mut guest.store, &sealed(&key, data, &message), random.next());
                let (same, outcome) = guest.sealed("open", (name, raw.clone(), data.to_vec(), stream)).await.unwrap();
                assert_eq!(outcome, Ok(()), "{name}, {len}");
                assert!(same == message, "{name}, {len}");

                let stream = cut(&mut guest.store, &message, random.next());
                let (same, outcome) = guest.sealed("both", (name, raw.clone(), data.to_vec(), stream)).await.unwrap();
                assert!(same == message && outcome == Ok(()), "{name}, {len}");
            }
        }
        assert_eq!(guest.held(), (0, 0));
    });
}

#[test]
fn nothing_comes_out_that_is_not_authentic() {
    block_on(async {
        let mut guest = Guest::new().await;
        let mut random = Random::new(21);
        let (name, data) = FORMATS[0];
        let (key, raw) = key(name);
        let message = random.take(30_000);
        let stream = sealed(&key, data, &message);
        for round in 0..60 {
            let mut wrong = stream.clone();
            let at = random.below(wrong.len());
            match round % 3 {
                0 => wrong[at] ^= 1,
                1 => wrong.truncate(at),
                _ => wrong.extend_from_slice(&stream[at..]),
            }
            let stream = cut(&mut guest.store, &wrong, random.next());
            let (out, outcome) = guest.sealed("open", (name, raw.clone(), data.to_vec(), stream)).await.unwrap();
            assert_eq!(outcome, Err(Error::InvalidTag), "{round}");
            assert!(out.len() < message.len() || round % 3 == 2, "{round}");
            assert!(message.starts_with(&out), "{round}");
        }
        let other = cut(&mut guest.store, &stream, 1);
        let (out, outcome) = guest.sealed("open", (name, raw.clone(), b"other".to_vec(), other)).await.unwrap();
        assert_eq!((out, outcome), (Vec::new(), Err(Error::InvalidTag)));
        // A message that breaks off.
        let plain = cut(&mut guest.store, &message, 2);
        let (_, outcome) = guest.sealed("seal", (name, raw, data.to_vec(), plain, Some(30_001_u64))).await.unwrap();
        assert_eq!(outcome, Err(Error::InvalidLength));
        assert_eq!(guest.held(), (0, 0));
    });
}

#[test]
fn from_any_place_on() {
    block_on(async {
        let mut guest = Guest::new().await;
        let mut random = Random::new(22);
        for (name, data) in FORMATS {
            let (key, raw) = key(name);
            let message = random.take(300_000);
            let stream = sealed(&key, data, &message);
            let len = u64::try_from(stream.len()).unwrap();
            for offset in [0_u64, 1, 4000, 150_000, 299_999, 300_000] {
                let place = guest.call("sealed", "find", (name, offset, len)).await;
                let (header, start): (u32, u64) = place.unwrap();
                let header = stream[..usize::try_from(header).unwrap()].to_vec();
                let rest = cut(&mut guest.store, &stream[usize::try_from(start).unwrap()..], random.next());
                let params = (name, raw.clone(), data.to_vec(), header, rest, offset, len);
                let (out, outcome) = guest.sealed("open-from", params).await.unwrap();
                assert_eq!(outcome, Ok(()), "{name} from {offset}");
                assert!(out == message[usize::try_from(offset).unwrap()..], "{name} from {offset}");
            }
            let beyond = guest.call::<_, (u32, u64)>("sealed", "find", (name, 300_001_u64, len)).await;
            assert_eq!(beyond, Err(Error::InvalidLength));
        }
        let other = guest.call::<_, (u32, u64)>("sealed", "find", ("AES-256-GCM", 0_u64, 100_u64)).await;
        assert_eq!(other, Err(Error::InvalidOperation));
        assert_eq!(guest.held(), (0, 0));
    });
}

#[test]
fn what_is_refused_at_once_takes_nothing() {
    block_on(async {
        let mut guest = Guest::new().await;
        let stream = zeros(&mut guest.store, 100, 10);
        let params = ("HMAC/SHA-256", vec![1_u8; 32], vec![1_u8], stream, None::<u64>);
        assert_eq!(guest.sealed("seal", params).await, Err(Error::InvalidOperation));
        let stream = zeros(&mut guest.store, 100, 10);
        let params = ("HMAC/SHA-256", vec![1_u8; 32], vec![1_u8], stream);
        assert_eq!(guest.sealed("open", params).await, Err(Error::InvalidOperation));
        assert_eq!(guest.held(), (0, 0));
    });
}

/// The end that reads goes when the stream ends, or is written to again.
#[test]
fn what_is_dropped_holds_no_more_than_its_input() {
    block_on(async {
        let mut guest = Guest::new().await;
        for reads in 0..4_u32 {
            let stream = zeros(&mut guest.store, 1 << 40, 1000);
            let func = guest.func("sealed", "abandon");
            let (): () = func.call_async(&mut guest.store, ("AGE-PAYLOAD", stream, reads)).await.unwrap();
            guest.settle().await;
            assert_eq!(guest.held(), (0, 0), "after {reads} reads");
        }
        let stream = never(&mut guest.store);
        let func = guest.func("sealed", "abandon");
        let (): () = func.call_async(&mut guest.store, ("AGE-PAYLOAD", stream, 0_u32)).await.unwrap();
        guest.settle().await;
        let (objects, bytes) = guest.held();
        assert!(objects == 1 && bytes < 8192, "{objects} objects of {bytes} bytes");
    });
}
