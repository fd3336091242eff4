//! The driver module: a legacy program for tests that does nothing by itself.
//!
//! It imports the legacy functions and exports each again under its kebab-case name, with numbers for parameters, so
//! that a test can call the raw interface with any argument; and functions that read and write its memory, so that the
//! test can prepare what it points at and see what was written. Componentize it like any legacy module.
//!
//! | export | signature | what |
//! |---|---|---|
//! | `peek8`, `peek64` | `func(address: u32) -> u64` | reads a byte, eight bytes |
//! | `poke8`, `poke64` | `func(address: u32, value: u64)` | writes a byte, eight bytes |
//! | `fill` | `func(address: u32, len: u32, byte: u32)` | sets a range |
//! | `copy` | `func(to: u32, source: u32, len: u32)` | copies a range |
//! | `memory-size` | `func() -> u32` | size in pages |
//! | `memory-grow` | `func(pages: u32) -> u32` | old size in pages, or 2^32 - 1 |

use anyhow::{Context as _, Result, ensure};
use wasi_crypto_model::binding::Bindings;
use wit_component::StringEncoding;
use wit_parser::Resolve;

use wasi_crypto_asm::{
    Code, Expr, Func, MemoryPlan, ModuleBuilder, Space, ValType, Value, call, int, memory_grow, memory_size, select,
};

const I32: ValType = ValType::I32;
const I64: ValType = ValType::I64;

/// What a driver is like.
#[derive(Clone, Debug)]
pub struct Options {
    /// Import modules to drive; all when empty.
    pub modules: Vec<String>,
    /// Pages of memory at the start. All of them are the test's.
    pub initial_pages: u32,
    /// Pages the memory may grow to.
    pub maximum_pages: Option<u32>,
    /// Whether the driver exports `cabi_realloc`.
    pub allocator: Allocator,
}

impl Default for Options {
    fn default() -> Options {
        Options { modules: Vec::new(), initial_pages: 16, maximum_pages: None, allocator: Allocator::None }
    }
}

/// The allocator of a driver.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Allocator {
    /// None: adapters have to grow the memory.
    None,
    /// `cabi_realloc` hands out memory behind the initial pages, from this offset on, and never takes it back. It
    /// answers 0 when the memory cannot grow.
    Bump(u32),
}

/// A driver module.
#[derive(Clone, Debug)]
pub struct Driver {
    /// The core module, with its world embedded.
    pub wasm: Vec<u8>,
    /// That world as text.
    pub wit: String,
}

/// Makes a driver.
///
/// # Errors
///
/// A module is asked for that the bindings do not have.
pub fn generate(bindings: &Bindings, options: &Options) -> Result<Driver> {
    for name in &options.modules {
        ensure!(bindings.modules.iter().any(|module| module.name == *name), "there is no module `{name}`");
    }
    let memory = MemoryPlan::Defined { initial: options.initial_pages, maximum: options.maximum_pages };
    let mut builder = ModuleBuilder::new(memory);
    let mut wit = String::from("package wasi-crypto:driver;\n\nworld driver {\n");
    for module in &bindings.modules {
        if !options.modules.is_empty() && !options.modules.contains(&module.name) {
            continue;
        }
        for function in &module.functions {
            let params = crate::calls::signature::params(function);
            let results = crate::calls::signature::results(function);
            let import = builder.import(&module.name, &function.name, &params, &results);
            let name = function.name.replace('_', "-");
            export(&mut builder, &mut wit, &name, &params, &results, |code| {
                let args: Vec<Expr> = (0..params.len()).map(|index| code.param(index).into()).collect();
                match results.is_empty() {
                    true => code.run(import, args),
                    false => code.ret(call(import, args)),
                }
            });
        }
    }
    memory_exports(&mut builder, &mut wit);
    wit.push_str("}\n");
    if let Allocator::Bump(offset) = options.allocator {
        let start = options.initial_pages.checked_mul(65_536).and_then(|end| end.checked_add(offset));
        bump_allocator(&mut builder, start.context("the allocator would start outside 32 bits")?);
    }
    let mut wasm = builder.finish().finish();
    let mut resolve = Resolve::default();
    let package = resolve.push_source("driver.wit", &wit)?;
    let world = resolve.select_world(&[package], None)?;
    wit_component::embed_component_metadata(&mut wasm, &resolve, world, StringEncoding::UTF8)?;
    Ok(Driver { wasm, wit })
}

/// Defines and exports a function, in the module and in its world.
fn export(
    builder: &mut ModuleBuilder,
    wit: &mut String,
    name: &str,
    params: &[ValType],
    results: &[ValType],
    body: impl FnOnce(&mut Code),
) -> Func {
    let func = builder.declare(name, params, results);
    builder.define(func, body);
    builder.export(name, func);
    let number = |ty: &ValType| match *ty {
        ValType::I64 => "u64",
        ValType::F32 => "f32",
        ValType::F64 => "f64",
        _ => "u32",
    };
    let params: Vec<String> =
        params.iter().enumerate().map(|(index, ty)| format!("p{index}: {}", number(ty))).collect();
    let result = results.first().map(|ty| format!(" -> {}", number(ty))).unwrap_or_default();
    wit.push_str(&format!("  export {name}: func({}){result};\n", params.join(", ")));
    func
}

fn memory_exports(builder: &mut ModuleBuilder, wit: &mut String) {
    export(builder, wit, "peek8", &[I32], &[I64], |code| {
        let address = code.param(0);
        code.ret(address.read8(0).widen());
    });
    export(builder, wit, "peek64", &[I32], &[I64], |code| {
        let address = code.param(0);
        code.ret(address.read_long(0));
    });
    export(builder, wit, "poke8", &[I32, I64], &[], |code| {
        let (address, value) = (code.param(0), code.param(1));
        code.write8(address, 0, value.narrow());
    });
    export(builder, wit, "poke64", &[I32, I64], &[], |code| {
        let (address, value) = (code.param(0), code.param(1));
        code.write_long(address, 0, value);
    });
    export(builder, wit, "fill", &[I32; 3], &[], |code| {
        let (address, len, byte) = (code.param(0), code.param(1), code.param(2));
        code.fill((Space::Guest, address), byte, len);
    });
    export(builder, wit, "copy", &[I32; 3], &[], |code| {
        let (to, from, len) = (code.param(0), code.param(1), code.param(2));
        code.copy((Space::Guest, to), (Space::Guest, from), len);
    });
    export(builder, wit, "memory-size", &[], &[I32], |code| code.ret(memory_size(Space::Guest)));
    export(builder, wit, "memory-grow", &[I32], &[I32], |code| {
        let pages = code.param(0);
        code.ret(memory_grow(Space::Guest, pages));
    });
}

/// Refuses with 0 what would wrap or what the memory cannot grow to.
fn bump_allocator(builder: &mut ModuleBuilder, start: u32) {
    let heap = builder.global("heap", start.cast_signed());
    let func = builder.declare("cabi_realloc", &[I32; 4], &[I32]);
    builder.define(func, |code| {
        let (old, old_size, align, size) = (code.param(0), code.param(1), code.param(2), code.param(3));
        let start = code.bind(heap.plus(align).minus(1).and(int(0).minus(align)));
        let end = code.bind(start.plus(size));
        code.ret_if(end.below(start), 0);
        let pages = code.bind(end.shr(16).plus(end.and(0xffff).differs(0)));
        code.when(pages.above(memory_size(Space::Guest)), |code| {
            code.ret_if(memory_grow(Space::Guest, pages.minus(memory_size(Space::Guest))).equals(-1), 0);
        });
        code.set_global(heap, end);
        code.copy((Space::Guest, start), (Space::Guest, old), select(old_size.below(size), old_size, size));
        code.ret(start);
    });
    builder.export("cabi_realloc", func);
}
