//! Forwards the functions of one legacy import module to those of its successor, both described in witx.
//!
//! Programs that import an old module become programs that import its successor, by a library that is linked into them:
//! it offers the old functions and imports the new ones. What both have is handed on as it is. What differs is
//! translated: the order of an enum's values, the layout of records that are read from or written to memory.
//!
//! The successor reads and writes the memory of the program, so what has another layout is written there for the time of
//! the call: what was in that place is kept in a memory of the library's own, and put back.
//!
//! [`preview0`] has what became of WASI's preview 0, `wasi_unstable`, in preview 1.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "offsets are those of documents that were measured when they were read"
)]

mod function;
mod layout;
mod table;

pub mod preview0;

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use wasi_crypto_asm::{MemoryPlan, ModuleBuilder};
use wasi_crypto_witx::Document;

pub use table::Table;

/// Pages that the memory of a library may grow to: 1 MiB, which is what translated arguments of one call may take.
pub const MAX_PAGES: u32 = 16;

/// Makes the library for a program that imports these functions of the old module. Its exports are called as the
/// functions are. The same input gives the same bytes.
///
/// # Errors
///
/// A function is in one of the documents only, or differs in a way that cannot be translated; the message names it, and
/// the type.
pub fn library(old: &Document, new: &Document, table: &Table, wanted: &BTreeSet<String>) -> Result<Vec<u8>> {
    let old_module = old.module(&table.old).with_context(|| format!("there is no module `{}`", table.old))?;
    let new_module = new.module(&table.new).with_context(|| format!("there is no module `{}`", table.new))?;
    let mut builder = ModuleBuilder::new(MemoryPlan::Private { maximum: MAX_PAGES });
    for name in wanted {
        let from = old_module.function(name).with_context(|| format!("`{}` has no function `{name}`", table.old))?;
        let to = new_module.function(name).with_context(|| format!("`{}` has no function `{name}`", table.new))?;
        let forwarded = function::forward(&mut builder, (old, from), (new, to), table);
        forwarded.with_context(|| format!("cannot forward `{}.{name}`", table.old))?;
    }
    Ok(builder.finish().finish())
}
