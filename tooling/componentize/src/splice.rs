//! Links the crypto functions that a module imports into the module, with a memory of their own.
//!
//! Nothing is taken from the module's memory then: its allocator may believe that it owns all of it, and the memory
//! need not grow. Where the module has a start section, the function runs as `_initialize`, which the encoder calls when
//! imports are connected, before anything else of the module and once.
//!
//! The WASI preview 1 adapter still takes memory. Where the module has a `malloc`, exported or named, the adapter is
//! given that; else it grows the memory, which allocators that believe they own all of it do not survive.

use anyhow::{Context, Result};
use wasi_crypto_adapter_generator::library::{self, Malloc, Start};
use wasi_crypto_model::Model;
use wasi_crypto_splice::{Link, Linked, Program, link};
use wasmparser::{FuncType, ValType, Validator};

use crate::api::Api;
use crate::module::{Facts, PREVIEW1};

/// Names under which modules export an allocator for adapters, the preferred first.
const ALLOCATORS: [&str; 3] = ["cabi_realloc_adapter", "cabi_realloc", "canonical_abi_realloc"];
/// The same for lists that come from imports.
const IMPORT_ALLOCATORS: [&str; 3] = ["cabi_import_realloc", "cabi_realloc", "canonical_abi_realloc"];

/// The module with its crypto imports served by functions of its own. `model` is that of its generation.
pub(crate) fn splice(module: &[u8], facts: &Facts, api: &Api, model: &Model) -> Result<Linked> {
    let program = Program::parse(module).context("the module cannot be taken apart")?;
    let mut wants = library::Program::default();
    let mut how = Link { publish: vec!["cabi_import_realloc".into()], ..Link::default() };
    for (module, name, _) in facts.imports.iter().filter(|(module, _, _)| api.has(module)) {
        let known = api.written(module);
        how.serve.insert((module.clone(), name.clone()), library::export_name(known, name));
        wants.imports.insert((known.to_string(), name.clone()));
    }
    let mut lend = |name: &str, function: Option<u32>| {
        how.lend.extend(function.map(|function| (name.to_string(), function)));
        function.is_some()
    };
    wants.allocator = lend("cabi_realloc", first_exported(&program, &ALLOCATORS));
    wants.import_realloc = lend("cabi_import_realloc", first_exported(&program, &IMPORT_ALLOCATORS));
    if lend("start", program.start()) {
        wants.start = Some(Start { initialize: lend("_initialize", program.exported("_initialize")) });
    }
    if !wants.allocator && facts.imports_from(PREVIEW1) && lend("malloc", c_function(&program, "malloc", 1)) {
        wants.malloc = Some(Malloc { realloc: lend("realloc", c_function(&program, "realloc", 2)) });
    }
    how.without_start = wants.start.is_some();
    how.publish.extend(wants.start.map(|_| "_initialize".into()));
    how.publish.extend(wants.malloc.map(|_| "cabi_realloc_adapter".into()));

    let library = library::library(&model.bindings, &model.wit_package(), &wants)?;
    let linked = link(&program, &library, &how).context("the crypto functions cannot be linked into the module")?;
    Validator::new().validate_all(&linked.module).context("the module is not valid")?;
    Ok(linked)
}

fn first_exported(program: &Program<'_>, names: &[&str]) -> Option<u32> {
    names.iter().find_map(|name| program.exported(name))
}

/// A function of the C library by export or name, if its signature is what it should be: so many numbers for one.
fn c_function(program: &Program<'_>, name: &str, params: usize) -> Option<u32> {
    let ty = FuncType::new(std::iter::repeat_n(ValType::I32, params), [ValType::I32]);
    let found = program.exported(name).or_else(|| program.named(name))?;
    (program.signature(found) == Some(&ty)).then_some(found)
}
