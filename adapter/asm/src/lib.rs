//! A small assembler, so that the generated code reads like the code it is.
//!
//! Expressions are built with methods ([`Value`]), function bodies with statements ([`Code`]), modules from functions
//! that may refer to each other before they are written ([`ModuleBuilder`]). What no export reaches is left out.
//!
//! ```
//! use wasi_crypto_asm::{Code, MemoryPlan, ModuleBuilder, ValType, Value};
//!
//! let mut module = ModuleBuilder::new(MemoryPlan::Defined { initial: 1, maximum: Some(1) });
//! let next = module.declare("next", &[ValType::I32], &[ValType::I32]);
//! module.define(next, |code: &mut Code| {
//!     let number = code.param(0);
//!     code.ret(number.plus(1));
//! });
//! module.export("next", next);
//! assert!(module.finish().finish().starts_with(b"\0asm"));
//! ```

#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a module is written by code of its author, who runs it: a mistake in it is to be seen at once"
)]

mod code;
mod expr;
mod module;

pub use code::{Code, Label, Open};
pub use expr::{Expr, Func, Global, Local, Space, Value, call, int, long, memory_grow, memory_size, select};
pub use module::{MemoryPlan, ModuleBuilder};
pub use wasm_encoder::ValType;
