//! What the way into the host costs: the native library, a component and a legacy module, with adapters beside it and
//! with the functions linked in, in one run.
//!
//! `cargo bench -p wasi-crypto-tests` measures everything; words after `--` choose operations by their beginning
//! (`-- aes sha`), and sizes choose sizes (`-- aes 64KiB`). Loops run inside the guests, so that only crossings and cryptography count. Each figure is the best of
//! several interleaved rounds, because on a shared machine the noise only ever adds time. The columns are time per
//! operation, relative to the native library called directly with the same keys and messages: the one the host's
//! default build uses for that algorithm.

mod guest;
mod native;

use std::time::{Duration, Instant};

use wasi_crypto_componentize::LinkMode;
use wasmtime::Result;

use guest::{Guest, OPERATIONS};
use native::Native;

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
    let iterations = calibrate(component, number, size)?;
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

/// How many iterations fill a round.
fn calibrate(guest: &mut Guest, number: i32, size: usize) -> Result<i32> {
    let mut iterations = 1;
    loop {
        let start = Instant::now();
        guest.run(number, size, iterations)?;
        let elapsed = start.elapsed();
        if elapsed * 2 >= ROUND || iterations >= 1 << 20 {
            let wanted = f64::from(iterations) * ROUND.as_secs_f64() / elapsed.as_secs_f64();
            return Ok((wanted as i32).max(1));
        }
        iterations *= 2;
    }
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
