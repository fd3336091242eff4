//! A program that carries a plugin with its own cryptography, for a runtime that has WASI and no `wasi:crypto`.
//!
//! A real one would hand the plugin to the runtime it embeds. This one writes it to its standard output, where any runtime
//! can take it:
//!
//! ```sh
//! cargo run | wasmtime run --invoke 'fingerprint()' -
//! ```

use std::io::{self, Write};

/// What the build script made.
const PLUGIN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/plugin.wasm"));

fn main() -> io::Result<()> {
    io::stdout().write_all(PLUGIN)
}
