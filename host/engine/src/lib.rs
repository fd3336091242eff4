//! Keys, states, algorithms and providers of wasi-crypto, without any WebAssembly.
