//! A small assembler, so that the generated code reads like the code it is.
//!
//! Expressions are built with methods ([`Value`]), function bodies with statements ([`Code`]), modules from functions
//! that may refer to each other before they are written ([`ModuleBuilder`]). What no export reaches is left out.

mod code;
mod expr;
mod module;

pub(crate) use code::{Code, Label};
pub(crate) use expr::{Expr, Func, Global, Local, Space, Value, call, int, long, memory_grow, memory_size, select};
pub(crate) use module::{MemoryPlan, ModuleBuilder};
pub(crate) use wasm_encoder::ValType;
