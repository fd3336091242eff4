//! The library of one legacy program: all functions it imports, with a memory of their own, to be linked into it.
//!
//! A library is a core module, but not one that anything loads. Whoever links it into a program puts
//!
//! * the program's memory for its import `env.memory`,
//! * functions of the program for its imports from `__main_module__`,
//! * its exports `MODULE.FUNCTION` for the legacy imports of the program,
//!
//! and lets the result export what else the library exports: `cabi_import_realloc` always, `_initialize` and
//! `cabi_realloc_adapter` where the program needs them. Its memory, its world and its other imports become the
//! program's.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use wasi_crypto_model::binding::{Bindings, Module};

use crate::context::Context;
use crate::crypto::{Crypto, NAMING};
use crate::runtime;
use crate::runtime::functions::{GUEST, Surroundings};
use crate::{adapter, metadata, wit};
use wasi_crypto_asm::{MemoryPlan, ModuleBuilder, Space, ValType, Value, call, select};

const I32: ValType = ValType::I32;

/// Pages the memory of a library may grow to: 512 MiB, which is the longest message of 2019 before and after it was
/// decrypted, with what others left behind. Beyond that calls answer `too_many_handles`.
pub const MAX_PAGES: u32 = 8192;

/// What a program is like that a library is made for.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Legacy functions it imports, as (module, function).
    pub imports: BTreeSet<(String, String)>,
    /// It exports an allocator, which is offered as `__main_module__.cabi_realloc`.
    pub allocator: bool,
    /// It says where lists from imports of its own go: `__main_module__.cabi_import_realloc`.
    pub import_realloc: bool,
    /// It has a start function, which `_initialize` of the library calls: `__main_module__.start`.
    pub start: Option<Start>,
    /// It has the allocator of C: `__main_module__.malloc`.
    pub malloc: Option<Malloc>,
}

/// A program that begins with a start function.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    /// It has an `_initialize` as well, `__main_module__._initialize`, which comes second.
    pub initialize: bool,
}

/// A program with the allocator of C.
#[derive(Clone, Copy, Debug)]
pub struct Malloc {
    /// There is a `realloc` as well: `__main_module__.realloc`.
    pub realloc: bool,
}

/// Name of the export that serves a legacy import.
pub fn export_name(module: &str, function: &str) -> String {
    format!("{module}.{function}")
}

/// Generates the library of a program. The same input gives the same bytes.
///
/// `wit` is the package the bindings call, as (file name, text) pairs.
///
/// # Errors
///
/// The program imports what the bindings do not have, or the bindings do not fit the WIT; the message says which.
pub fn library(bindings: &Bindings, wit: &[(String, String)], program: &Program) -> Result<Vec<u8>> {
    let wit = wit::Wit::parse(wit)?;
    let modules = imported(bindings, program)?;
    let mut builder = ModuleBuilder::new(MemoryPlan::Private { maximum: MAX_PAGES });
    let surroundings = Surroundings { allocator: program.allocator, import_realloc: program.import_realloc };
    let runtime = runtime::build(&mut builder, bindings, Some(surroundings))?;
    let mut context = Context::new(&mut builder, runtime, bindings, &wit, NAMING);
    let rules = Crypto::of(&modules);
    for module in &modules {
        adapter::write(&mut context, &rules, module, |function| export_name(&module.name, function))?;
    }
    if let Some(start) = program.start {
        define_initialize(&mut builder, start);
    }
    if let Some(malloc) = program.malloc {
        define_allocator(&mut builder, malloc);
    }
    let mut wasm = builder.finish();
    metadata::append(&mut wasm, "wasi_crypto", &builder, false, &wit)?;
    Ok(wasm.finish())
}

/// The modules of the bindings with those functions only that the program imports.
fn imported(bindings: &Bindings, program: &Program) -> Result<Vec<Module>> {
    let mut found = 0;
    let mut modules = Vec::new();
    for module in &bindings.modules {
        let is_imported = |name: &str| program.imports.contains(&(module.name.clone(), name.to_string()));
        let functions: Vec<_> =
            module.functions.iter().filter(|function| is_imported(&function.name)).cloned().collect();
        found += functions.len();
        modules.push(Module { name: module.name.clone(), functions });
    }
    ensure!(found == program.imports.len(), "the program imports functions that the bindings do not have");
    Ok(modules)
}

/// `_initialize`: what the start section did, when imports are connected.
fn define_initialize(builder: &mut ModuleBuilder, start: Start) {
    let first = builder.import(GUEST, "start", &[], &[]);
    let second = start.initialize.then(|| builder.import(GUEST, "_initialize", &[], &[]));
    let func = builder.declare("_initialize", &[], &[]);
    builder.define(func, |code| {
        code.run(first, []);
        if let Some(second) = second {
            code.run(second, []);
        }
    });
    builder.export("_initialize", func);
}

/// `cabi_realloc_adapter`: memory for other adapters from the program's own allocator, or a trap.
fn define_allocator(builder: &mut ModuleBuilder, malloc: Malloc) {
    let new = builder.import(GUEST, "malloc", &[I32], &[I32]);
    let grow = malloc.realloc.then(|| builder.import(GUEST, "realloc", &[I32; 2], &[I32]));
    let func = builder.declare("cabi_realloc_adapter", &[I32; 4], &[I32]);
    builder.define(func, |code| {
        let [old, old_size, align, size] = std::array::from_fn(|index| code.param(index));
        let address = code.local(I32);
        code.when_else(
            old.not(),
            |code| code.set(address, call(new, [size.into()])),
            |code| match grow {
                Some(grow) => code.set(address, call(grow, [old.into(), size.into()])),
                None => {
                    code.set(address, call(new, [size.into()]));
                    // Where there is no memory, the trap comes a moment later.
                    let len = select(old_size.below(size), old_size, size);
                    let len = select(address, len, 0);
                    code.copy((Space::Guest, address), (Space::Guest, old), len);
                }
            },
        );
        code.when(address.not().or(address.and(align.minus(1))), wasi_crypto_asm::Code::trap);
        code.ret(address);
    });
    builder.export("cabi_realloc_adapter", func);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(names: &[(&str, &str)]) -> BTreeSet<(String, String)> {
        names.iter().map(|(module, name)| (module.to_string(), name.to_string())).collect()
    }

    #[test]
    fn a_function_that_does_not_exist_is_refused() {
        let model = wasi_crypto_model::model("0.10").unwrap();
        let program =
            Program { imports: imports(&[("wasi_ephemeral_crypto_common", "options_shut")]), ..Program::default() };
        let error = library(&model.bindings, &model.wit_package(), &program).unwrap_err();
        assert!(error.to_string().contains("do not have"), "{error}");
    }

    #[test]
    fn only_what_is_imported_is_in_it() {
        let model = wasi_crypto_model::model("0.10").unwrap();
        let close = [("wasi_ephemeral_crypto_common", "options_close")];
        let program = Program { imports: imports(&close), ..Program::default() };
        let library = library(&model.bindings, &model.wit_package(), &program).unwrap();
        let text = wasmprinter::print_bytes(&library).unwrap();
        assert!(text.contains("wasi_ephemeral_crypto_common.options_close"), "{text}");
        assert_eq!(text.matches("(import \"wasi:crypto/").count(), 1, "the drop of the resource alone\n{text}");
    }
}
