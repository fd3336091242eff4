//! Implements wasi:crypto for components running on wasmtime.
