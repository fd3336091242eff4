//! What it costs to bring the provider along: a component composed with the provider component, the same component on
//! our host, over `ring` and over the crates that the provider is made of, a module with those crates compiled into it,
//! and the native library called directly.
//!
//! `cargo bench -p wasi-crypto-tests --bench provider` measures everything; words after `--` choose operations by their
//! beginning. `WASI_CRYPTO_PROVIDERS` names a folder with other builds of the provider. Loops run inside the guest. Each
//! figure is the best of several interleaved rounds, in time of the processor where the system tells it; the columns
//! after the first are relative to it.

mod native;

use std::time::{Duration, Instant};

use wasi_crypto_compose::compose;
use wasi_crypto_engine::provider::CryptoProvider;
use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
use wasi_crypto_test_support::tools;
use wasi_crypto_tests::straight::Straight;
use wasmtime::component::{Component, Linker, ResourceTable, TypedFunc};
use wasmtime::{Config, Engine, Result, Store};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

use native::Native;

/// Operations with their numbers in the guest and the size of the message.
const OPERATIONS: &[(&str, i32, i32)] = &[
    ("SHA-256, 64 KiB", 2, 64 << 10),
    ("HMAC/SHA-256, 64 B", 3, 64),
    ("AES-256-GCM seal, 64 KiB", 4, 64 << 10),
    ("AES-256-GCM open, 64 KiB", 13, 64 << 10),
    ("CHACHA20-POLY1305 seal, 64 KiB", 5, 64 << 10),
    ("ECDSA P-256 sign", 6, 64),
    ("ECDSA P-256 verify", 7, 64),
    ("Ed25519 sign", 8, 64),
    ("Ed25519 verify", 9, 64),
    ("X25519", 10, 64),
];

/// How long one round of one path runs, and how many rounds there are.
const ROUND: Duration = Duration::from_millis(200);
const ROUNDS: usize = 7;

fn main() -> Result<()> {
    // `cargo bench` adds `--bench`; `cargo test --benches` adds nothing and only wants to see that it starts.
    if !std::env::args().any(|word| word == "--bench") {
        println!("benchmarks run with `cargo bench -p wasi-crypto-tests`");
        return Ok(());
    }
    let words: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with("--")).map(|word| word.to_lowercase()).collect();
    let guest = std::fs::read(tools::guests().join("bench-component.wasm"))?;
    let composed = compose(&guest, &tools::provider("wasi-crypto-provider")).expect("the two fit");
    let mut paths: [Box<dyn Path>; 4] = [
        Box::new(OnWasiCrypto::new(&guest, CryptoProvider::ring())?),
        Box::new(OnWasiCrypto::new(&guest, CryptoProvider::pure())?),
        Box::new(Straight::new()?),
        Box::new(OnWasiCrypto::new(&composed, CryptoProvider::empty())?),
    ];
    println!(
        "| operation | native | host over ring | host over pure Rust | compiled in | composed | | composed to compiled in |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for &(name, number, size) in OPERATIONS {
        if words.is_empty() || words.iter().any(|word| name.to_lowercase().starts_with(word)) {
            let native = native(number, size);
            let [ring, pure, straight, composed] = measure(&mut paths, number, size)?.map(|time| time / native);
            let speed = |time: f64| match size {
                0..1024 => format!("{:.1} µs", time / 1e3),
                _ => format!("{:.0} MB/s", f64::from(size) * 1e3 / time),
            };
            let (first, last) = (speed(native), speed(composed * native));
            let bare = composed / straight;
            println!(
                "| {name} | {first} | {ring:.2} | {pure:.2} | {straight:.2} | {composed:.2} | {last} | {bare:.2} |"
            );
        }
    }
    Ok(())
}

/// Nanoseconds per operation of the native library.
fn native(number: i32, size: i32) -> f64 {
    let size = usize::try_from(size).expect("sizes are small");
    let mut native = Native::prepare(number, size).expect("every operation of the table has a counterpart");
    let mut time = |iterations: i32| {
        let start = now();
        std::hint::black_box(native.run(iterations));
        now() - start
    };
    let mut iterations = 1;
    while time(iterations) < ROUND {
        iterations *= 2;
    }
    let best = (0..ROUNDS).map(|_| time(iterations)).min().unwrap_or_default();
    best.as_secs_f64() * 1e9 / f64::from(iterations)
}

/// Time that this thread has spent on a processor, or else what the clock says.
fn now() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let spent = spent.and_then(|text| text.split_whitespace().next()?.parse().ok());
    spent.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// Nanoseconds per operation of each path.
fn measure(paths: &mut [Box<dyn Path>; 4], number: i32, size: i32) -> Result<[f64; 4]> {
    let mut iterations = [1; 4];
    for (path, iterations) in paths.iter_mut().zip(&mut iterations) {
        let code = path.prepare(number, size)?;
        assert_eq!(code, 0, "operation {number} cannot be prepared");
        while time(path.as_mut(), number, size, *iterations)? < ROUND {
            *iterations *= 2;
        }
    }
    let mut best = [f64::INFINITY; 4];
    for _ in 0..ROUNDS {
        for ((path, iterations), best) in paths.iter_mut().zip(iterations).zip(&mut best) {
            let time = time(path.as_mut(), number, size, iterations)?;
            *best = best.min(time.as_secs_f64() * 1e9 / f64::from(iterations));
        }
    }
    Ok(best)
}

fn time(path: &mut dyn Path, number: i32, size: i32, iterations: i32) -> Result<Duration> {
    let start = now();
    let sum = path.run(number, size, iterations)?;
    assert!(sum >= 0, "the guest reports failure {sum}");
    Ok(now() - start)
}

/// A guest, ready to run.
trait Path {
    /// Makes the keys and the message of an operation; 0 if it worked.
    fn prepare(&mut self, number: i32, size: i32) -> Result<i32>;
    /// Does it so many times; a checksum, which is negative if it failed.
    fn run(&mut self, number: i32, size: i32, iterations: i32) -> Result<i64>;
}

impl Path for Straight {
    fn prepare(&mut self, number: i32, size: i32) -> Result<i32> {
        Straight::prepare(self, number, size)
    }

    fn run(&mut self, number: i32, size: i32, iterations: i32) -> Result<i64> {
        Straight::run(self, number, size, iterations)
    }
}

/// The guest on our WIT, on a host of one kind.
struct OnWasiCrypto {
    store: Store<State>,
    prepare: TypedFunc<(i32, i32), (i32,)>,
    run: TypedFunc<(i32, i32, i32), (i64,)>,
}

struct State {
    wasi: WasiCtx,
    crypto: WasiCryptoCtx,
    table: ResourceTable,
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiCryptoView for State {
    fn crypto(&mut self) -> WasiCryptoCtxView<'_> {
        WasiCryptoCtxView { ctx: &mut self.crypto, table: &mut self.table }
    }
}

impl OnWasiCrypto {
    fn new(component: &[u8], provider: CryptoProvider) -> Result<Self> {
        let engine = Engine::new(Config::new().concurrency_support(false).compiler_inlining(wasmtime::Inlining::Yes))?;
        let component = Component::new(&engine, component)?;
        let mut linker = Linker::new(&engine);
        wasmtime_wasi::p2::add_to_linker_sync(&mut linker)?;
        wasi_crypto_host::add_to_linker_sync(&mut linker)?;
        let crypto = wasi_crypto_engine::Engine::builder().provider(provider).build().expect("a sound provider");
        let crypto = WasiCryptoCtx::builder().engine(crypto).build();
        let wasi = WasiCtx::builder().build();
        let mut store = Store::new(&engine, State { wasi, crypto, table: ResourceTable::new() });
        let instance = linker.instantiate(&mut store, &component)?;
        Ok(Self {
            prepare: instance.get_typed_func(&mut store, "prepare")?,
            run: instance.get_typed_func(&mut store, "run")?,
            store,
        })
    }
}

impl Path for OnWasiCrypto {
    fn prepare(&mut self, number: i32, size: i32) -> Result<i32> {
        Ok(self.prepare.call(&mut self.store, (number, size))?.0)
    }

    fn run(&mut self, number: i32, size: i32, iterations: i32) -> Result<i64> {
        Ok(self.run.call(&mut self.store, (number, size, iterations))?.0)
    }
}
