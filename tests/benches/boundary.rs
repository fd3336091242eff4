//! What the way into the host costs: the native library, a component and a legacy module, with adapters beside it and
//! with the functions linked in, in one run.
//!
//! `cargo bench -p wasi-crypto-tests` measures everything; words after `--` choose operations by their beginning
//! (`-- aes sha`), and sizes choose sizes (`-- aes 64KiB`). Loops run inside the guests, so that only crossings and cryptography count. Each figure is the best of
//! several interleaved rounds, because on a shared machine the noise only ever adds time. The columns are time per
//! operation, relative to the native library called directly with the same keys and messages: the one the host's
//! default build uses for that algorithm.

mod native;

use std::time::{Duration, Instant};

use wasi_crypto_componentize::{Componentizer, Inspection, Kind, LinkMode};
use wasi_crypto_engine::provider::CryptoProvider;
use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
use wasi_crypto_test_support::tools;
use wasmtime::component::{Component, Linker, ResourceTable, TypedFunc};
use wasmtime::{Config, Engine, Result, Store};

use native::Native;

/// The operations with their numbers in the guests, and whether the size of the message matters to them.
const OPERATIONS: &[(&str, i32, bool)] = &[
    ("options open+close", 0, false),
    ("tag length", 1, false),
    ("SHA-256", 2, true),
    ("HMAC/SHA-256", 3, true),
    ("AES-256-GCM seal", 4, true),
    ("AES-256-GCM open", 13, true),
    ("CHACHA20-POLY1305 seal", 5, true),
    ("ECDSA P-256 sign", 6, true),
    ("ECDSA P-256 verify", 7, true),
    ("Ed25519 sign", 8, true),
    ("Ed25519 verify", 9, true),
    ("X25519", 10, false),
    ("RSA-2048 sign", 11, true),
    ("RSA-2048 verify", 12, true),
];

const SIZES: [(usize, &str); 4] = [(64, "64 B"), (1 << 10, "1 KiB"), (64 << 10, "64 KiB"), (1 << 20, "1 MiB")];

/// How long one round of one path runs, and how many rounds there are.
const ROUND: Duration = Duration::from_millis(20);
const ROUNDS: usize = 9;

fn main() -> Result<()> {
    // `cargo bench` adds `--bench`; `cargo test --benches` adds nothing and only wants to see that it starts.
    let words = std::env::args().skip(1).filter(|word| !word.starts_with("--"));
    let (sizes, words): (Vec<String>, Vec<String>) =
        words.partition(|word| SIZES.iter().any(|(_, label)| label.replace(' ', "") == *word));
    if !std::env::args().any(|word| word == "--bench") {
        println!("benchmarks run with `cargo bench -p wasi-crypto-tests`");
        return Ok(());
    }
    let mut component = Guest::new("bench-component.wasm", LinkMode::default())?;
    let mut legacy = [LinkMode::Adapters, LinkMode::Splice].map(|mode| Guest::new("bench-legacy.wasm", mode));
    let [Ok(adapted), Ok(linked)] = &mut legacy else { panic!("the legacy guest cannot be instantiated") };
    println!(
        "| operation | size | native | component | one-shot | adapted legacy | legacy to component | linked to adapted |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for &(name, number, sized) in OPERATIONS {
        let chosen = words.is_empty() || words.iter().any(|word| name.to_lowercase().starts_with(&word.to_lowercase()));
        if !chosen {
            continue;
        }
        for &(size, label) in SIZES.iter().take(if sized { SIZES.len() } else { 1 }) {
            if sized && !sizes.is_empty() && !sizes.contains(&label.replace(' ', "")) {
                continue;
            }
            let guests = [&mut component, &mut *adapted, &mut *linked];
            measure(name, number, size, if sized { label } else { "" }, guests)?;
        }
    }
    Ok(())
}

fn measure(name: &str, number: i32, size: usize, label: &str, guests: [&mut Guest; 3]) -> Result<()> {
    let [component, legacy, linked] = guests;
    let mut native = Native::prepare(number, size);
    component.prepare(number, size)?;
    legacy.prepare(number, size)?;
    linked.prepare(number, size)?;
    let has_one_shot = component.once(number, size, 1)? >= 0;
    let mut best = [f64::INFINITY; 5];
    let iterations = component.calibrate(number, size)?;
    for _ in 0..ROUNDS {
        if let Some(native) = &mut native {
            best[0] = best[0].min(per_operation(iterations, || Ok(native.run(iterations)))?);
        }
        best[1] = best[1].min(per_operation(iterations, || component.run(number, size, iterations))?);
        if has_one_shot {
            best[2] = best[2].min(per_operation(iterations, || component.once(number, size, iterations))?);
        }
        best[3] = best[3].min(per_operation(iterations, || legacy.run(number, size, iterations))?);
        best[4] = best[4].min(per_operation(iterations, || linked.run(number, size, iterations))?);
    }
    // Without a native counterpart (there is no native option set) the component is the unit.
    let unit = if native.is_some() { best[0] } else { best[1] };
    let ratio = |value: f64| if value.is_finite() { format!("{:.2}", value / unit) } else { "-".into() };
    let base = if native.is_some() { time(best[0]) } else { "-".into() };
    println!(
        "| {name} | {label} | {base} | {} | {} | {} | {:.2} | {:.2} |",
        if native.is_some() { ratio(best[1]) } else { time(best[1]) },
        ratio(best[2]),
        if native.is_some() { ratio(best[3]) } else { time(best[3]) },
        best[3] / best[1],
        best[4] / best[3]
    );
    Ok(())
}

fn per_operation(iterations: i32, run: impl FnOnce() -> Result<i64>) -> Result<f64> {
    let start = Instant::now();
    let sum = run()?;
    let elapsed = start.elapsed();
    assert!(sum >= 0, "the guest reports failure {sum}");
    std::hint::black_box(sum);
    Ok(elapsed.as_secs_f64() * 1e9 / f64::from(iterations))
}

fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        ns if ns < 1e3 => format!("{ns:.0} ns"),
        ns if ns < 1e6 => format!("{:.1} µs", ns / 1e3),
        ns => format!("{:.1} ms", ns / 1e6),
    }
}

/// An instance of a benchmark guest; legacy modules are made into components first.
struct Guest {
    store: Store<State>,
    prepare: TypedFunc<(i32, i32), (i32,)>,
    run: TypedFunc<(i32, i32, i32), (i64,)>,
    once: Option<TypedFunc<(i32, i32, i32), (i64,)>>,
}

struct State {
    crypto: WasiCryptoCtx,
    table: ResourceTable,
}

impl WasiCryptoView for State {
    fn crypto(&mut self) -> WasiCryptoCtxView<'_> {
        WasiCryptoCtxView { ctx: &mut self.crypto, table: &mut self.table }
    }
}

/// The component itself, or the one a legacy module becomes.
fn component_of(bytes: Vec<u8>, mode: LinkMode) -> anyhow::Result<Vec<u8>> {
    match Inspection::of(&bytes)?.kind {
        Kind::Component => Ok(bytes),
        Kind::CoreModule => Componentizer::new().link_mode(mode).componentize(&bytes),
    }
}

impl Guest {
    fn new(file: &str, mode: LinkMode) -> Result<Guest> {
        let bytes = std::fs::read(tools::guests().join(file))?;
        let bytes = component_of(bytes, mode).expect("the guest is a component, or a module that can become one");
        let engine = Engine::new(Config::new().concurrency_support(false).compiler_inlining(wasmtime::Inlining::Yes))?;
        let component = Component::new(&engine, bytes)?;
        let mut linker = Linker::new(&engine);
        wasi_crypto_host::add_to_linker_sync(&mut linker)?;
        // The provider of the default build, even where the build of the whole workspace adds others.
        let provider = wasi_crypto_engine::Engine::builder().provider(CryptoProvider::ring());
        let crypto = WasiCryptoCtx::builder().engine(provider.build().expect("a sound provider")).build();
        let mut store = Store::new(&engine, State { crypto, table: ResourceTable::new() });
        let instance = linker.instantiate(&mut store, &component)?;
        Ok(Guest {
            prepare: instance.get_typed_func(&mut store, "prepare")?,
            run: instance.get_typed_func(&mut store, "run")?,
            once: instance.get_typed_func(&mut store, "run-once").ok(),
            store,
        })
    }

    fn prepare(&mut self, number: i32, size: usize) -> Result<()> {
        let (code,) = self.prepare.call(&mut self.store, (number, guest_size(size)))?;
        assert_eq!(code, 0, "operation {number} cannot be prepared");
        Ok(())
    }

    fn run(&mut self, number: i32, size: usize, iterations: i32) -> Result<i64> {
        Ok(self.run.call(&mut self.store, (number, guest_size(size), iterations))?.0)
    }

    fn once(&mut self, number: i32, size: usize, iterations: i32) -> Result<i64> {
        match &self.once {
            Some(once) => Ok(once.call(&mut self.store, (number, guest_size(size), iterations))?.0),
            None => Ok(-1),
        }
    }

    /// How many iterations fill a round.
    fn calibrate(&mut self, number: i32, size: usize) -> Result<i32> {
        let mut iterations = 1;
        loop {
            let start = Instant::now();
            self.run(number, size, iterations)?;
            let elapsed = start.elapsed();
            if elapsed * 2 >= ROUND || iterations >= 1 << 20 {
                let wanted = f64::from(iterations) * ROUND.as_secs_f64() / elapsed.as_secs_f64();
                return Ok((wanted as i32).max(1));
            }
            iterations *= 2;
        }
    }
}

fn guest_size(size: usize) -> i32 {
    i32::try_from(size).expect("sizes are small")
}
