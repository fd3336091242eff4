//! Guests that want much, and one that wants something else.

use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use tokio::time::sleep;
use wasi_crypto_host::{WasiCryptoCtx, WorkerPool};
use wasi_crypto_tests::component_driver::{Driver, H, block_on};

use crate::run::{NONE, engine};

/// How often a key is generated, which takes a different time each time: the middle one counts.
const KEYS: usize = 15;

/// How much longer it may take.
const SLOWER: u32 = 3;

/// Eight guests hash passwords without an end, and another one generates RSA keys.
pub fn passwords_delay_no_key() -> Result<(), String> {
    let workers = WorkerPool::new(NonZeroUsize::MIN);
    let alone = block_on(keys(workers.clone()));
    let beside = block_on(async {
        let hashing: Vec<_> = (0..8).map(|_| tokio::spawn(hash(workers.clone()))).collect();
        while !format!("{workers:?}").contains("1 running, 7 waiting") {
            sleep(Duration::from_millis(1)).await;
        }
        let took = keys(workers.clone()).await;
        assert!(hashing.iter().all(|task| !task.is_finished()), "they do not hash");
        took
    });
    println!("{alone:?} alone, {beside:?} beside eight guests");
    if beside <= alone * SLOWER { Ok(()) } else { Err(format!("a key takes {beside:?} instead of {alone:?}")) }
}

async fn guest(workers: WorkerPool) -> Driver {
    Driver::with_async(WasiCryptoCtx::builder().engine(engine()).workers(workers).build()).await
}

/// How long a key takes.
async fn keys(workers: WorkerPool) -> Duration {
    let mut guest = guest(workers).await;
    let mut took = Vec::new();
    for _ in 0..KEYS {
        let begun = Instant::now();
        let arguments = (0_u8, "RSA_PKCS1_2048_SHA256", NONE);
        guest.call_async::<H, _>("asymmetric-key-pair-generate", arguments).await.unwrap();
        took.push(begun.elapsed());
    }
    took.sort();
    took[KEYS / 2]
}

/// A password at a cost of minutes.
async fn hash(workers: WorkerPool) {
    let mut guest = guest(workers).await;
    let options: H = guest.call_async("common-options-open", (1_u8,)).await.unwrap();
    guest.call_async::<(), _>("common-options-set", (options, "salt", &[1_u8; 16][..])).await.unwrap();
    guest.call_async::<(), _>("common-options-set-u64", (options, "memory_limit", 64_u64 << 20)).await.unwrap();
    guest.call_async::<(), _>("common-options-set-u64", (options, "ops_limit", 10_000_u64)).await.unwrap();
    let open = ("ARGON2-ID-13", NONE, Some(options));
    let state: H = guest.call_async("symmetric-symmetric-state-open", open).await.unwrap();
    let _ = guest.call_async::<Vec<u8>, _>("symmetric-symmetric-state-squeeze", (state, 32_u32)).await;
}
