//! Links a library module into a program module: two core modules become one.
//!
//! The *program* is kept as it is: its functions, memories, tables, segments and exports. Imports of it that the
//! *library* serves go away, and whatever named them, be it a call, a table, an export or `ref.func`, names the
//! library's function instead. The library's functions, globals, memories and its own imports are added behind the
//! program's; it uses the program's memory, and functions of the program that are lent to it.
//!
//! ```
//! use wasi_crypto_splice::{Link, Program, link};
//!
//! let program = wat::parse_str(
//!     r#"(module
//!         (import "math" "double" (func $double (param i32) (result i32)))
//!         (memory (export "memory") 1)
//!         (func (export "run") (result i32) (call $double (i32.const 21))))"#,
//! )?;
//! let library = wat::parse_str(
//!     r#"(module
//!         (import "env" "memory" (memory 0))
//!         (memory $own 1)
//!         (func (export "double") (param i32) (result i32) (i32.shl (local.get 0) (i32.const 1))))"#,
//! )?;
//! let mut how = Link::default();
//! how.serve.insert(("math".into(), "double".into()), "double".into());
//! let linked = link(&Program::parse(&program)?, &library, &how)?;
//! assert!(!wasmprinter::print_bytes(&linked.module)?.contains("import"));
//! # anyhow::Ok(())
//! ```

#![allow(clippy::arithmetic_side_effects, reason = "counts of valid modules are far below 32 bits")]

mod index;
mod merge;
mod names;
mod program;

pub use merge::{Link, Linked, is_positional, link};
pub use program::Program;
