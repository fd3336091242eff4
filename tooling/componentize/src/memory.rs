//! Modules that keep their memory to themselves, or export it under a name of their own.
//!
//! The functions that a module imports read its memory, which components find by the name `memory`. Where a module has
//! one memory there is no doubt which is meant, whether it is exported or not.

use anyhow::{Context, Result};
use wasm_encoder::{ExportKind, ExportSection, RawSection, SectionId};
use wasmparser::{Parser, Payload};

use crate::exports;
use crate::module::contents;

/// What components call a memory.
pub(crate) const NAME: &str = "memory";

/// The sections that come behind the exports: start, elements, number of data segments, code, data.
const BEHIND: [u8; 5] = [8, 9, 12, 10, 11];

/// The module with its first memory exported under the name that components look for.
pub(crate) fn exported(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut module = wasm_encoder::Module::new();
    let mut exports = Some(ExportSection::new());
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload.context("the file is not valid WebAssembly")?;
        let Some((id, range)) = payload.as_section() else { continue };
        if let Payload::ExportSection(section) = &payload {
            exports = None;
            let mut exports = exports::copied(section.clone())?;
            exports.export(NAME, ExportKind::Memory, 0);
            module.section(&RawSection { id, data: &contents(&exports)? });
            continue;
        }
        if BEHIND.contains(&id) {
            insert(&mut module, exports.take())?;
        }
        let data = bytes.get(range).context("a section lies outside the file")?;
        module.section(&RawSection { id, data });
    }
    insert(&mut module, exports)?;
    Ok(module.finish())
}

/// A section of exports where there is none.
fn insert(module: &mut wasm_encoder::Module, exports: Option<ExportSection>) -> Result<()> {
    if let Some(mut exports) = exports {
        exports.export(NAME, ExportKind::Memory, 0);
        module.section(&RawSection { id: SectionId::Export.into(), data: &contents(&exports)? });
    }
    Ok(())
}
