//! One operation, so many times: what an instruction counter is started on, twice, so that the difference is what the
//! operation itself takes.
//!
//! `cargo bench -p wasi-crypto-tests --bench instructions -- component 'SHA-256' 64 1000`; the ways are `component`,
//! `one-shot`, `adapted` and `linked`.

mod guest;

use wasi_crypto_componentize::LinkMode;
use wasmtime::error::Context;
use wasmtime::{Result, bail, ensure};

use guest::{Guest, OPERATIONS};

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let [way, operation, size, times] = words.as_slice() else {
        println!("wants a way, an operation, a size and a number of times");
        return Ok(());
    };
    let known = OPERATIONS.iter().find(|(name, _, _)| name == operation);
    let (_, number, _) = known.context("no such operation")?;
    let (size, times) = (size.parse()?, times.parse()?);
    let (file, mode) = match way.as_str() {
        "component" | "one-shot" => ("bench-component.wasm", LinkMode::default()),
        "adapted" => ("bench-legacy.wasm", LinkMode::Adapters),
        "linked" => ("bench-legacy.wasm", LinkMode::Splice),
        _ => bail!("no such way"),
    };
    let mut guest = Guest::new(file, mode)?;
    guest.prepare(*number, size)?;
    let sum = if way == "one-shot" { guest.once(*number, size, times)? } else { guest.run(*number, size, times)? };
    ensure!(sum >= 0, "the guest reports failure {sum}");
    Ok(())
}
