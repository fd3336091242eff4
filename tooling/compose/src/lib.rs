//! Composition of a component that imports `wasi:crypto` with the component that exports it.
//!
//! The result contains both and imports nothing of `wasi:crypto` any more, so that any runtime of components can run
//! it. Its imports are the other ones of the two, its exports those of the first.
//!
//! This is what `wac plug` does, for two components of which one is ours. The library behind that command brings another
//! release of the WebAssembly libraries than the one this project links, and the older `wasm-compose` is deprecated.

mod compose;
mod imports;
mod outline;
mod surface;

pub use compose::compose;
pub use surface::{Surface, surface};

/// The provider with every algorithm there is in pure Rust, as `host/provider/build.sh` has written it.
pub const PROVIDER: &[u8] = include_bytes!("../../../host/provider/wasm/wasi-crypto-provider.wasm");

/// The provider with no more than the algorithms that the specification requires, RSA aside.
pub const REQUIRED_PROVIDER: &[u8] = include_bytes!("../../../host/provider/wasm/wasi-crypto-provider-required.wasm");
