//! A guest that is stopped by wasmtime's epochs, which nobody sees while the host works: the limit of a call's work says how
//! long that is.

use std::thread::{self, JoinHandle};
use std::time::Instant;

use wasi_crypto_host::WasiCryptoCtx;
use wasi_crypto_host::engine::{Engine, Limits};
use wasi_crypto_tests::component_driver::{self as driver, Driver, block_on};

use crate::run::{DEADLINE, LATE, List, component, list};

/// Work of one call, in nanoseconds: half of the time in which the guest has to have stopped.
const WORK: u64 = 50_000_000;

/// Bytes to hash: not much less than that allows.
const INPUT: u32 = 12 << 20;

/// Ends the epoch at the deadline, and says when that was.
fn clock() -> JoinHandle<Instant> {
    thread::spawn(|| {
        thread::sleep(DEADLINE);
        let now = Instant::now();
        driver::engine().increment_epoch();
        now
    })
}

fn context() -> WasiCryptoCtx {
    let mut limits = Limits::default();
    limits.max_work_per_call = WORK;
    WasiCryptoCtx::builder().engine(Engine::builder().limits(limits).build().unwrap()).build()
}

fn verdict(clock: JoinHandle<Instant>) -> Result<(), String> {
    let took = clock.join().expect("it does nothing that panics").elapsed();
    if took <= LATE { Ok(()) } else { Err(format!("the guest went on for {took:?}")) }
}

pub fn stopped() -> Result<(), String> {
    let mut guest = Driver::of(component(), context());
    let call = |guest: &mut Driver| guest.attempt::<List, _>("symmetric-hash", ("SHA-256", list(INPUT)));
    assert!(call(&mut guest).unwrap().is_ok());
    guest.store.set_epoch_deadline(1);
    let clock = clock();
    while call(&mut guest).is_ok() {}
    verdict(clock)
}

pub fn stopped_async() -> Result<(), String> {
    block_on(async {
        let mut guest = Driver::of_async(component(), context()).await;
        let call = ("SHA-256", list(INPUT));
        assert!(guest.attempt_async::<List, _>("symmetric-hash", call).await.unwrap().is_ok());
        guest.store.set_epoch_deadline(1);
        let clock = clock();
        while guest.attempt_async::<List, _>("symmetric-hash", call).await.is_ok() {}
        verdict(clock)
    })
}
