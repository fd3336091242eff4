//! The adapters as constants: core modules that offer the legacy `wasi_ephemeral_crypto_*` imports to a program and
//! call `wasi:crypto@0.13.0-draft` instead.
//!
//! A legacy module becomes a component by handing it, with the adapters of the modules it imports, to
//! [`wit_component::ComponentEncoder`]; on the command line that is `wasm-tools component new --adapt`, with the files
//! of this crate's `wasm` folder under the names they have there. An adapter that the module does not need may be
//! given as well; the encoder leaves it out.
//!
//! ```
//! use wit_component::ComponentEncoder;
//!
//! # fn main() -> anyhow::Result<()> {
//! // A program that opens a set of options. It exports its memory, as every legacy program must.
//! let legacy = wat::parse_str(
//!     r#"(module
//!         (import "wasi_ephemeral_crypto_common" "options_open" (func $open (param i32 i32) (result i32)))
//!         (memory (export "memory") 1)
//!         (func (export "run") (result i32) (call $open (i32.const 1) (i32.const 8))))"#,
//! )?;
//! # let legacy = with_world(legacy)?;
//! let mut encoder = ComponentEncoder::default().validate(true).module(&legacy)?;
//! for (module, adapter) in wasi_crypto_adapters::ADAPTERS {
//!     encoder = encoder.adapter(module, adapter)?;
//! }
//! let component = encoder.encode()?;
//! # assert!(wasmparser::Parser::is_component(&component));
//! # Ok(())
//! # }
//! #
//! # fn with_world(mut module: Vec<u8>) -> anyhow::Result<Vec<u8>> {
//! #     let mut resolve = wit_parser::Resolve::default();
//! #     let package = resolve.push_source("w.wit", "package a:b; world w { export run: func() -> u32; }")?;
//! #     let world = resolve.select_world(&[package], None)?;
//! #     wit_component::embed_component_metadata(&mut module, &resolve, world, wit_component::StringEncoding::UTF8)?;
//! #     Ok(module)
//! # }
//! ```
//!
//! # What a program sees
//!
//! * Memory: each adapter in use takes 64 KiB from the program when it is first called, and more as handles and
//!   unread outputs pile up: through the program's `cabi_realloc` (or `cabi_realloc_adapter`) if it exports one, else
//!   by growing the memory. Growing disturbs programs whose allocator takes for granted that nobody else does; see the
//!   documentation of the command line tool for what to do about those.
//! * Handles are numbers without a meaning, never 0. Every number that is not an open handle of the right kind is
//!   answered with `invalid_handle`, a handle closed twice with `closed`.
//! * Addresses outside the memory, out-pointers that are not aligned for what is written there, unknown enum values
//!   and strings that are not UTF-8 are answered with `guest_error`. Nothing is written then.
//! * Out of memory is answered with `too_many_handles`, for every call that needs some.
//! * Calls made while the program's *start* section runs trap: the encoder connects imports later than that.
//!
//! [`wit_component::ComponentEncoder`]: https://docs.rs/wit-component/latest/wit_component/struct.ComponentEncoder.html

/// All adapters: import module and bytes, in the order of the specification.
pub const ADAPTERS: &[(&str, &[u8])] = &[
    ("wasi_ephemeral_crypto_common", COMMON),
    ("wasi_ephemeral_crypto_asymmetric_common", ASYMMETRIC_COMMON),
    ("wasi_ephemeral_crypto_signatures", SIGNATURES),
    ("wasi_ephemeral_crypto_symmetric", SYMMETRIC),
    ("wasi_ephemeral_crypto_kx", KX),
    ("wasi_ephemeral_crypto_external_secrets", EXTERNAL_SECRETS),
    ("wasi_ephemeral_crypto_signatures_batch", SIGNATURES_BATCH),
    ("wasi_ephemeral_crypto_symmetric_batch", SYMMETRIC_BATCH),
];

/// Adapter of `wasi_ephemeral_crypto_common`: options, array outputs, the secrets manager.
pub const COMMON: &[u8] = include_bytes!("../wasm/wasi_ephemeral_crypto_common.wasm");

/// Adapter of `wasi_ephemeral_crypto_asymmetric_common`: key pairs, public and secret keys.
pub const ASYMMETRIC_COMMON: &[u8] = include_bytes!("../wasm/wasi_ephemeral_crypto_asymmetric_common.wasm");

/// Adapter of `wasi_ephemeral_crypto_signatures`.
pub const SIGNATURES: &[u8] = include_bytes!("../wasm/wasi_ephemeral_crypto_signatures.wasm");

/// Adapter of `wasi_ephemeral_crypto_symmetric`: keys, states, tags.
pub const SYMMETRIC: &[u8] = include_bytes!("../wasm/wasi_ephemeral_crypto_symmetric.wasm");

/// Adapter of `wasi_ephemeral_crypto_kx`: key exchange and key encapsulation.
pub const KX: &[u8] = include_bytes!("../wasm/wasi_ephemeral_crypto_kx.wasm");

/// Adapter of `wasi_ephemeral_crypto_external_secrets`.
pub const EXTERNAL_SECRETS: &[u8] = include_bytes!("../wasm/wasi_ephemeral_crypto_external_secrets.wasm");

/// Adapter of `wasi_ephemeral_crypto_signatures_batch`.
pub const SIGNATURES_BATCH: &[u8] = include_bytes!("../wasm/wasi_ephemeral_crypto_signatures_batch.wasm");

/// Adapter of `wasi_ephemeral_crypto_symmetric_batch`.
pub const SYMMETRIC_BATCH: &[u8] = include_bytes!("../wasm/wasi_ephemeral_crypto_symmetric_batch.wasm");

/// Adapters of APIs that are not ours, in the same form. They call packages of their own.
pub const OTHERS: &[(&str, &[u8])] = &[("wasi_ephemeral_nn", NN)];

/// Adapter of `wasi_ephemeral_nn`, which calls `wasi:nn@0.2.0-rc-2024-10-28`.
pub const NN: &[u8] = include_bytes!("../others/wasi-nn/wasi_ephemeral_nn.wasm");

/// The adapter of this import module, if there is one.
///
/// ```
/// assert!(wasi_crypto_adapters::find("wasi_ephemeral_crypto_kx").is_some());
/// assert!(wasi_crypto_adapters::find("wasi_snapshot_preview1").is_none());
/// ```
pub fn find(module: &str) -> Option<&'static [u8]> {
    ADAPTERS.iter().find(|(name, _)| *name == module).map(|(_, wasm)| *wasm)
}
