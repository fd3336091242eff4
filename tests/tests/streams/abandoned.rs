//! Calls that are cancelled, wherever they wait, and streams that nobody needs any more.

use wasi_crypto_host::WasiCryptoCtx;
use wasi_crypto_host::engine::{Error, oneshot};
use wasi_crypto_test_support::needs;
use wasi_crypto_tests::component_driver::block_on;
use wasmtime::component::StreamReader;

use super::guest::{Guest, crypto, error};
use super::source::{cut, never, zeros};

/// The functions that take streams, as the guest numbers them.
const CALLS: u32 = 6;
const ABSORB: u32 = 3;

impl Guest {
    /// Whether the call ended before it was dropped, and what is left of the state.
    async fn abandon(&mut self, call: u32, stream: StreamReader<u8>, turns: u32) -> (bool, Vec<u8>) {
        let func = self.func("overlapping", "abandon");
        let (outcome,): ((bool, Vec<u8>),) = func.call_async(&mut self.store, (call, stream, turns)).await.unwrap();
        outcome
    }

    /// Lets everything go on that can.
    pub async fn settle(&mut self) {
        self.store
            .run_concurrent(async |_| {
                for _ in 0..100 {
                    tokio::task::yield_now().await;
                }
            })
            .await
            .unwrap();
    }
}

fn digest(message: &[u8]) -> Vec<u8> {
    oneshot::hash(crypto(), "SHA-256", message).unwrap()
}

/// Each call is dropped after its first turn, after its second and so on, until it ends.
#[test]
fn a_call_that_is_dropped_anywhere_leaves_nothing_behind() {
    block_on(async {
        let mut guest = Guest::new().await;
        let message = [7; 3000];
        for call in 0..CALLS {
            let (mut turns, mut abandoned) = (0, 0);
            loop {
                let stream = cut(&mut guest.store, &message, 11);
                let (ended, left) = guest.abandon(call, stream, turns).await;
                let (before, whole) = (digest(b"before"), digest(&[&b"before"[..], &message].concat()));
                // A call may have ended just when it is dropped: all has been absorbed then, or nothing.
                let possible = match (call == ABSORB, ended) {
                    (false, _) => left == before,
                    (true, true) => left == whole,
                    (true, false) => left == before || left == whole,
                };
                assert!(possible, "call {call} after {turns} turns");
                guest.settle().await;
                assert_eq!(guest.held(), (0, 0), "call {call} after {turns} turns");
                if ended {
                    break;
                }
                (turns, abandoned) = (turns + 1, abandoned + 1);
                assert!(turns < 1000, "call {call} does not end");
            }
            // Before it begins, while the stream is taken in, and while the result is made at least.
            assert!(abandoned >= 2, "call {call} was dropped at {abandoned} places");
        }
    });
}

/// The runtime keeps such streams: the guest's limits end it.
#[test]
fn streams_that_are_never_ready_are_the_guests_until_its_limits() {
    block_on(async {
        const MOST: usize = 50;
        let context = WasiCryptoCtx::builder().engine(crypto().clone()).max_handles(MOST).build();
        let mut guest = Guest::with(context).await;
        let mut kept = 0;
        loop {
            let stream = never(&mut guest.store);
            // The call answers at once when it is refused.
            let (ended, left) = guest.abandon(0, stream, 3).await;
            assert_eq!(left, digest(b"before"));
            if ended {
                break;
            }
            kept += 1;
            assert_eq!(guest.held().0, kept);
        }
        // The guest has a state, and the stream that is refused has no place.
        assert_eq!(kept, MOST - 1);
        let held = guest.held().1;
        assert!(held >= kept * 4096, "{held}");
        // A state and a stream are one too many.
        let stream = never(&mut guest.store);
        let params = ("SHA-256", None::<Vec<u8>>, vec![1_u8], stream, None::<u64>, vec![2_u8], Some(32_u32));
        let refused = guest.call::<_, Vec<u8>>("passed-on", "absorb", params).await;
        assert_eq!(refused, Err(Error::TooManyHandles));
    });
}

#[test]
fn output_that_nobody_reads_holds_nothing() {
    block_on(async {
        let mut guest = Guest::new().await;
        for reads in 0..5_u32 {
            let func = guest.func("overlapping", "abandon-output");
            let (): () = func.call_async(&mut guest.store, (reads,)).await.unwrap();
            guest.settle().await;
            assert_eq!(guest.held(), (0, 0), "after {reads} reads");
        }
    });
}

#[test]
fn output_is_counted_until_it_is_dropped() {
    block_on(async {
        let context = WasiCryptoCtx::builder().engine(crypto().clone()).max_handles(20).build();
        let mut guest = Guest::with(context).await;
        for _ in 0..3 {
            let func = guest.func("overlapping", "hoard");
            let ((had, refused),): ((u32, Option<u8>),) = func.call_async(&mut guest.store, (1000_u32,)).await.unwrap();
            assert_eq!((had, refused.map(error)), (19, Some(Error::TooManyHandles)));
            guest.settle().await;
            assert_eq!(guest.held(), (0, 0));
        }
    });
}

/// Neither the host's tables nor the guest's memory grow with the number of calls.
#[test]
fn many_calls_are_as_one() {
    block_on(async {
        let mut guest = Guest::new().await;
        let calls = if needs::everything() { 100_000 } else { 5_000 };
        let mut memory = 0;
        for round in 0..calls {
            let stream = zeros(&mut guest.store, 100, 64);
            if round % 2 == 0 {
                let digest = guest.call::<_, Vec<u8>>("passed-on", "hash", ("SHA-256", stream, Some(100_u64))).await;
                assert!(digest.is_ok());
            } else {
                guest.abandon(round % CALLS, stream, round % 3).await;
            }
            if round == 100 {
                memory = guest.store.data().memory.len;
            }
        }
        guest.settle().await;
        assert_eq!(guest.held(), (0, 0));
        assert_eq!(guest.store.data().memory.len, memory);
    });
}
