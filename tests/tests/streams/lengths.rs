//! A stream of another length than was said.

use wasi_crypto_host::engine::{Error, oneshot};
use wasi_crypto_tests::component_driver::block_on;

use super::guest::{Guest, crypto};
use super::source::{Random, cut};

#[test]
fn streams_that_break_off_or_go_on_are_errors() {
    block_on(async {
        let mut guest = Guest::new().await;
        let mut random = Random::new(7);
        for (len, said) in
            [(0, 1), (1, 0), (1000, 999), (1000, 1001), (100_000, 99_999), (100_000, 1 << 40), (10, u64::MAX)]
        {
            let message = random.take(len);
            for round in 0..20 {
                let mut stream = || (cut(&mut guest.store, &message, random.next()), Some(said));
                let (stream, told) = match round % 2 {
                    0 => stream(),
                    _ => {
                        let (stream, told) = stream();
                        let params = ("SHA-256", None::<Vec<u8>>, vec![1_u8], stream, told, vec![2_u8], Some(32_u32));
                        let absorbed = guest.call::<_, Vec<u8>>("passed-on", "absorb", params).await;
                        assert_eq!(absorbed, Err(Error::InvalidLength), "{len} bytes instead of {said}");
                        continue;
                    }
                };
                let digest = guest.call::<_, Vec<u8>>("passed-on", "hash", ("SHA-256", stream, told)).await;
                assert_eq!(digest, Err(Error::InvalidLength), "{len} bytes instead of {said}");
            }
        }
        assert_eq!(guest.held(), (0, 0));
    });
}

/// The guest that writes hears that nobody reads any more.
#[test]
fn who_writes_too_much_is_not_kept_waiting() {
    block_on(async {
        let mut guest = Guest::new().await;
        let chunks = vec![vec![1_u8; 100_000]; 50];
        let digest = guest.call::<_, Vec<u8>>("written", "hash", ("SHA-256", chunks.clone(), Some(100_001_u64))).await;
        assert_eq!(digest, Err(Error::InvalidLength));
        let digest = guest.call::<_, Vec<u8>>("written", "hash", ("no hash", chunks.clone(), None::<u64>)).await;
        assert_eq!(digest, Err(Error::UnsupportedAlgorithm));
        let expected = oneshot::hash(crypto(), "SHA-256", &chunks.concat());
        assert_eq!(guest.call("written", "hash", ("SHA-256", chunks, Some(5_000_000_u64))).await, expected);
        assert_eq!(guest.held(), (0, 0));
    });
}
