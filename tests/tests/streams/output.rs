//! Output as a stream.

use wasi_crypto_host::engine::{Category, Error, SymmetricKey, SymmetricState, oneshot};
use wasi_crypto_tests::component_driver::block_on;
use wasmtime::component::{FutureReader, StreamReader};

use super::guest::{Guest, crypto, error};
use super::source::Random;

type Made = (StreamReader<u8>, FutureReader<Result<(), u8>>);

impl Guest {
    /// All that a function of `passed-on` gives.
    async fn output<P>(&mut self, name: &str, params: P) -> Result<Vec<u8>, Error>
    where
        P: wasmtime::component::ComponentNamedList + wasmtime::component::Lower + Send + Sync + 'static,
    {
        let (stream, mut outcome): Made = self.call("passed-on", name, params).await?;
        outcome.close(&mut self.store).unwrap();
        Ok(self.collect(stream).await)
    }
}

#[test]
fn every_state_that_squeezes_or_its_error() {
    block_on(async {
        let mut guest = Guest::new().await;
        let (mut random, mut flowing) = (Random::new(8), Vec::new());
        for known in crypto().algorithms().filter(|known| known.category == Category::Symmetric) {
            let name = known.identifier;
            if !["hash", "XOF", "MAC", "KDF", "session", "password hash"].contains(&known.kind) {
                continue;
            }
            let key = SymmetricKey::generate(crypto(), name, None).ok();
            let raw = key.as_ref().map(|key| key.export().unwrap().to_vec());
            for len in [0, 1, 20, 1000, 300_000] {
                let data = random.take(30);
                let mut state = SymmetricState::open(crypto(), name, key.as_ref(), None).unwrap();
                state.absorb(&data).unwrap();
                let expected = match known.kind {
                    "session" | "password hash" => Err(Error::UnsupportedFeature),
                    _ => state.squeeze(len).map(|bytes| bytes.to_vec()),
                };
                let told = u64::try_from(len).unwrap();
                let squeezed = guest.output("squeeze", (name, raw.clone(), data, told)).await;
                assert!(squeezed == expected, "{len} bytes of {name}: {:?}", squeezed.map(|bytes| bytes.len()));
                if state.flows() && len > 0 {
                    flowing.push(name);
                }
            }
        }
        flowing.dedup();
        assert!(flowing.len() >= 8, "{flowing:?}");
        assert_eq!(guest.held(), (0, 0));
    });
}

#[test]
fn derived_bytes() {
    block_on(async {
        let mut guest = Guest::new().await;
        let key = SymmetricKey::import(crypto(), "HKDF-EXTRACT/SHA-256", &[1; 40]).unwrap();
        for len in [0, 1, 32, 255 * 32, 255 * 32 + 1] {
            let expected = oneshot::derive(&key, b"salt", b"info", len).map(|bytes| bytes.to_vec());
            let told = u64::try_from(len).unwrap();
            let params = ("HKDF-EXTRACT/SHA-256", vec![1_u8; 40], b"salt".to_vec(), b"info".to_vec(), told);
            assert_eq!(guest.output("derive", params).await, expected, "{len}");
        }
        assert_eq!(guest.held(), (0, 0));
    });
}

/// Read by the guest, in pieces of its own; what the state gives afterwards follows what was read.
#[test]
fn pieces_of_the_guests_own() {
    block_on(async {
        let mut guest = Guest::new().await;
        let mut random = Random::new(9);
        for round in 0..50 {
            let reads: Vec<u32> = (0..random.below(10)).map(|_| u32::try_from(random.below(50_000)).unwrap()).collect();
            let wanted: u32 = reads.iter().sum();
            // Sometimes the stream ends while it is read.
            let len = if round % 3 == 0 { u64::from(wanted / 2) } else { 1 << 50 };
            let params = ("SHAKE-256", b"seed".to_vec(), len, reads, 100_u32);
            let func = guest.func("written", "squeeze");
            type Outcome = Result<(Vec<u8>, Result<(), u8>, Vec<u8>), u8>;
            let (outcome,): (Outcome,) = func.call_async(&mut guest.store, params).await.unwrap();
            let (read, outcome, more) = outcome.map_err(error).unwrap();
            assert_eq!(outcome, Ok(()));

            let mut state = SymmetricState::open(crypto(), "SHAKE-256", None, None).unwrap();
            state.absorb(b"seed").unwrap();
            assert!(u64::try_from(read.len()).unwrap() <= len.min(u64::from(wanted)));
            assert!(*state.squeeze(read.len()).unwrap() == read);
            assert!(*state.squeeze(100).unwrap() == more);
        }
        assert_eq!(guest.held(), (0, 0));
    });
}
