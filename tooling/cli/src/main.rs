//! The `wasi-crypto` command.

fn main() {}
