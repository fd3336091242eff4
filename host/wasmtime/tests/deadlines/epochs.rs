//! A guest that is stopped by wasmtime's epochs, which nobody sees while the host works: the limit of a call's work says how
//! long that is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use wasi_crypto_host::WasiCryptoCtx;
use wasi_crypto_host::engine::{Engine, Limits};
use wasi_crypto_tests::component_driver::{self as driver, Driver, block_on};

use crate::run::{DEADLINE, ENDED, List, component, list};

/// How often the epoch advances.
const EPOCH: Duration = Duration::from_millis(10);

/// Work of one call, in nanoseconds: far less than what is left between the deadline and the end.
const WORK: u64 = 50_000_000;

/// Bytes to hash: not much less than that allows.
const INPUT: u32 = 12 << 20;

/// Epochs that advance while something is done.
struct Epochs(Arc<AtomicBool>, Option<thread::JoinHandle<()>>);

impl Epochs {
    fn begin() -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&over);
        let clock = thread::spawn(move || {
            while !stopped.load(Ordering::SeqCst) {
                thread::sleep(EPOCH);
                driver::engine().increment_epoch();
            }
        });
        Self(over, Some(clock))
    }
}

impl Drop for Epochs {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
        self.1.take().map(thread::JoinHandle::join);
    }
}

/// How many there are until the guest is stopped.
fn epochs() -> u64 {
    u64::try_from(DEADLINE.as_millis() / EPOCH.as_millis()).unwrap()
}

fn context() -> WasiCryptoCtx {
    let mut limits = Limits::default();
    limits.max_work_per_call = WORK;
    WasiCryptoCtx::builder().engine(Engine::builder().limits(limits).build().unwrap()).build()
}

fn verdict(begun: Instant) -> Result<(), String> {
    let took = begun.elapsed();
    if took <= ENDED { Ok(()) } else { Err(format!("the guest was stopped after {took:?}")) }
}

pub fn stopped() -> Result<(), String> {
    let mut guest = Driver::of(component(), context());
    let call = |guest: &mut Driver| guest.attempt::<List, _>("symmetric-hash", ("SHA-256", list(INPUT)));
    assert!(call(&mut guest).unwrap().is_ok());
    let _epochs = Epochs::begin();
    guest.store.set_epoch_deadline(epochs());
    let begun = Instant::now();
    while call(&mut guest).is_ok() {}
    verdict(begun)
}

pub fn stopped_async() -> Result<(), String> {
    block_on(async {
        let mut guest = Driver::of_async(component(), context()).await;
        let call = ("SHA-256", list(INPUT));
        assert!(guest.attempt_async::<List, _>("symmetric-hash", call).await.unwrap().is_ok());
        let _epochs = Epochs::begin();
        guest.store.set_epoch_deadline(epochs());
        let begun = Instant::now();
        while guest.attempt_async::<List, _>("symmetric-hash", call).await.is_ok() {}
        verdict(begun)
    })
}
