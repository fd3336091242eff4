//! The asynchronous flavour.

use wasi_crypto_host::WasiCryptoCtx;
use wasi_crypto_tests::component_driver::{Driver, H, block_on};

const NONE: Option<H> = None;
const SIGNATURES: u8 = 0;

#[test]
fn quick_operations_are_the_same() {
    block_on(async {
        let mut guest = Driver::with_async(WasiCryptoCtx::new()).await;
        let key_pair: H =
            guest.call_async("asymmetric-key-pair-generate", (SIGNATURES, "Ed25519", NONE)).await.unwrap();
        let signature: Vec<u8> = guest.call_async("signatures-sign", (key_pair, &b"message"[..])).await.unwrap();
        let public: H = guest.call_async("asymmetric-key-pair-public-key", (key_pair,)).await.unwrap();
        let verified = guest.call_async::<(), _>("signatures-verify", (public, &b"message"[..], &signature[..]));
        assert_eq!(verified.await, Ok(()));
    });
}

#[test]
fn errors_are_the_same() {
    use wasi_crypto_host::engine::Error;

    block_on(async {
        let mut guest = Driver::with_async(WasiCryptoCtx::builder().max_handles(0).build()).await;
        let outcome = guest.call_async::<H, _>("asymmetric-key-pair-generate", (SIGNATURES, "Ed25519", NONE)).await;
        assert_eq!(outcome, Err(Error::TooManyHandles));
        let mut guest = Driver::with_async(WasiCryptoCtx::new()).await;
        let outcome = guest.call_async::<H, _>("asymmetric-key-pair-generate", (SIGNATURES, "no", NONE)).await;
        assert_eq!(outcome, Err(Error::UnsupportedAlgorithm));
        assert_eq!(guest.open_handles(), 0);
    });
}

/// What a call has taken that is given up, while it copies, in a step or on a worker, comes back. (The guest itself cannot
/// go on: wasmtime enters no instance again whose call was dropped.)
#[test]
fn what_is_given_up_holds_nothing() {
    use std::time::Duration;

    use tokio::time::{sleep, timeout};

    let message = vec![1_u8; 16 << 20];
    for patience in [1, 5, 20, 60] {
        for in_steps in [true, false] {
            block_on(async {
                let mut guest = Driver::with_async(WasiCryptoCtx::new()).await;
                let pair: H =
                    guest.call_async("asymmetric-key-pair-generate", (SIGNATURES, "Ed25519", NONE)).await.unwrap();
                let state: H = guest.call_async("signatures-signature-state-open", (pair,)).await.unwrap();
                let (held, handles) = (guest.held_bytes(), guest.open_handles());
                let patience = Duration::from_millis(patience);
                let given_up = if in_steps {
                    let call = guest.call_async::<(), _>("signatures-signature-state-update", (state, &message[..]));
                    timeout(patience, call).await.is_err()
                } else {
                    timeout(patience, guest.call_async::<Vec<u8>, _>("signatures-sign", (pair, &message[..])))
                        .await
                        .is_err()
                };
                assert_eq!(guest.open_handles(), handles);
                while given_up && guest.held_bytes() > held {
                    // The worker still has it.
                    assert!(!in_steps);
                    sleep(Duration::from_millis(1)).await;
                }
            });
        }
    }
}

/// Generating an RSA key takes up to seconds.
#[cfg(feature = "aws-lc-rs")]
mod slow {
    use std::num::NonZeroUsize;
    use std::time::{Duration, Instant};

    use tokio::time::{sleep, timeout};
    use wasi_crypto_host::WorkerPool;
    use wasi_crypto_host::engine::Error;

    use super::*;

    const RSA: &str = "RSA_PKCS1_4096_SHA512";

    fn context(workers: &WorkerPool) -> WasiCryptoCtx {
        WasiCryptoCtx::builder().workers(workers.clone()).build()
    }

    fn pool(max: usize) -> WorkerPool {
        WorkerPool::new(NonZeroUsize::new(max).unwrap())
    }

    #[test]
    fn a_key_is_generated_and_signs() {
        block_on(async {
            let mut guest = Driver::with_async(context(&pool(1))).await;
            let algorithm = "RSA_PKCS1_2048_SHA256";
            let key_pair: H =
                guest.call_async("asymmetric-key-pair-generate", (SIGNATURES, algorithm, NONE)).await.unwrap();
            let signature: Vec<u8> = guest.call_async("signatures-sign", (key_pair, &b"message"[..])).await.unwrap();
            assert_eq!(signature.len(), 256);
            assert_eq!(guest.open_handles(), 1);
        });
    }

    /// One thread drives the stores; it is never held up for long while keys are generated, and no more of them than
    /// allowed at once.
    #[test]
    fn other_tasks_go_on() {
        block_on(async {
            let workers = pool(1);
            let generations: Vec<_> = (0..4)
                .map(|_| {
                    let context = context(&workers);
                    tokio::spawn(async move {
                        let mut guest = Driver::with_async(context).await;
                        guest.call_async::<H, _>("asymmetric-key-pair-generate", (SIGNATURES, RSA, NONE)).await
                    })
                })
                .collect();

            let mut other = Driver::with_async(context(&workers)).await;
            let mut longest = Duration::ZERO;
            while generations.iter().any(|generation| !generation.is_finished()) {
                sleep(Duration::from_millis(1)).await;
                let start = Instant::now();
                other.call_async::<Vec<u8>, _>("symmetric-hash", ("SHA-256", &b"abc"[..])).await.unwrap();
                longest = longest.max(start.elapsed());
            }
            for generation in generations {
                assert!(generation.await.unwrap().is_ok());
            }
            // A generation takes hundreds of milliseconds; this leaves room for a busy machine.
            assert!(longest < Duration::from_millis(100), "{longest:?}");
        });
    }

    /// A call dropped in the middle gives its place back and leaves the store usable.
    #[test]
    fn an_abandoned_call_leaves_no_trace() {
        block_on(async {
            let workers = pool(1);
            let mut guest = Driver::with_async(context(&workers)).await;
            let call = guest.call_async::<H, _>("asymmetric-key-pair-generate", (SIGNATURES, RSA, NONE));
            assert!(timeout(Duration::from_millis(1), call).await.is_err());
            assert_eq!(guest.open_handles(), 0);

            // Another guest gets its turn after the abandoned generation has ended.
            let mut next = Driver::with_async(context(&workers)).await;
            let algorithm = "RSA_PKCS1_2048_SHA256";
            let generated =
                next.call_async::<H, _>("asymmetric-key-pair-generate", (SIGNATURES, algorithm, NONE)).await;
            assert!(generated.is_ok());
        });
    }

    #[test]
    fn the_handle_is_refused_before_the_work() {
        block_on(async {
            let context = WasiCryptoCtx::builder().workers(pool(1)).max_handles(0).build();
            let mut guest = Driver::with_async(context).await;
            let start = Instant::now();
            let outcome = guest.call_async::<H, _>("asymmetric-key-pair-generate", (SIGNATURES, RSA, NONE)).await;
            assert_eq!(outcome, Err(Error::TooManyHandles));
            assert!(start.elapsed() < Duration::from_millis(100));
        });
    }
}
