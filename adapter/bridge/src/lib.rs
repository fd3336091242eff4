//! Binds any legacy API in witx to any WIT package, as a table says; nothing here knows of cryptography.
//!
//! Three things go in: the legacy API as a [witx document](wasi_crypto_witx::Document), the WIT package it became, and a
//! [`Table`] that says what neither can: which function became which, and what is called otherwise. What comes out is
//! the [binding model](wasi_crypto_model::binding), of which the generator makes adapters and libraries for linking.
//!
//! [`bind`] reads a table; [`propose()`] writes the first draft of one.
//!
//! ```
//! use wasi_crypto_bridge::{Package, Table, bind};
//! use wasi_crypto_witx::{MemoryLoader, parse_str};
//!
//! let witx = "(typename $errno (enum (@witx tag u16) $success $bad))
//!     (module $old_dice (@interface func (export \"roll\")
//!         (param $sides u32) (result $error (expected u32 (error $errno)))))";
//! let wit = "package games:dice@1.0.0; interface dice { roll: func(sides: u32) -> u32; }";
//! let table = "[errors]\nall = \"bad\"\n[functions.roll]\nwit = \"dice/roll\"";
//!
//! let document = parse_str("dice.witx", witx, &mut MemoryLoader::new())?;
//! let package = Package::parse(&[("dice.wit".to_owned(), wit.to_owned())])?;
//! let bindings = bind(&document, &package, &Table::parse(table)?)?;
//! assert_eq!(bindings.modules[0].functions[0].params.len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![allow(
    clippy::arithmetic_side_effects,
    reason = "counts and offsets are those of documents that were measured when they were read"
)]

mod errors;
mod function;
mod legacy;
mod names;
mod package;
mod propose;
mod results;
mod shelves;
mod table;
mod values;

pub use package::Package;
pub use propose::propose;
pub use table::{ArgRow, ErrorRow, FunctionRow, HandleRow, KeepRow, KeptRow, Table};

use anyhow::{Context as _, Result, ensure};
use wasi_crypto_model::binding::{Bindings, Module};
use wasi_crypto_witx::Document;

/// Binds every function of a document.
///
/// # Errors
///
/// The table, the document and the package disagree, or a type is beyond what the calling conventions of both sides
/// have in common. The message names the function and the type.
pub fn bind(document: &Document, package: &Package, table: &Table) -> Result<Bindings> {
    let binder = function::Binder::new(document, package, table)?;
    let mut modules = Vec::new();
    for module in &document.modules {
        let mut functions = Vec::new();
        for function in &module.functions {
            let bound = binder.function(function);
            functions.push(bound.with_context(|| format!("cannot bind `{}.{}`", module.name, function.name))?);
        }
        modules.push(Module { name: module.name.clone(), functions });
    }
    let known = |name: &str| modules.iter().any(|module| module.functions.iter().any(|known| known.name == name));
    for name in table.functions.keys() {
        ensure!(known(name), "the table has a row for `{name}`, which is no function of the document");
    }
    Ok(Bindings {
        generation: String::new(),
        package: package.name(),
        errno: binder.errors.errno.clone(),
        kinds: binder.kinds,
        algorithms: Vec::new(),
        pieces: Vec::new(),
        modules,
    })
}
