//! The name section: the program's names at their new indices, and the library's behind them.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Context as _, Result};
use wasm_encoder::{IndirectNameMap, NameMap, NameSection};
use wasmparser::{KnownCustom, Name};

use crate::index::Map;
use crate::program::Program;

/// In front of the library's names, so that nobody takes its `free` for the program's.
const PREFIX: &str = "wasi-crypto:";

/// Names by the number of their subsection. Those of tables, segments and tags keep their places.
#[derive(Default)]
struct Names<'a> {
    module: Option<&'a str>,
    flat: BTreeMap<u8, BTreeMap<u32, String>>,
    nested: BTreeMap<u8, BTreeMap<u32, NameMap>>,
    /// Functions whose names stay as they are.
    served: Range<u32>,
}

const FUNCTIONS: u8 = 1;
const LOCALS: u8 = 2;
const LABELS: u8 = 3;
const TYPES: u8 = 4;
const TABLES: u8 = 5;
const MEMORIES: u8 = 6;
const GLOBALS: u8 = 7;
const ELEMENTS: u8 = 8;
const DATA: u8 = 9;
const FIELDS: u8 = 10;
const TAGS: u8 = 11;

/// The names of the linked module. Names are for people: where a module's are broken, the rest of them is left out.
pub(crate) fn merge(
    (program, program_map): (&Program<'_>, &Map),
    (library, library_map): (&Program<'_>, &Map),
) -> NameSection {
    let mut names = Names::default();
    let _ = names.take(library, library_map, PREFIX);
    // The program comes second: what is lent to the library has the program's name. What serves it has the library's.
    names.served = library_map.own.clone();
    let _ = names.take(program, program_map, "");
    names.encode()
}

impl<'a> Names<'a> {
    fn take(&mut self, module: &Program<'a>, map: &Map, prefix: &str) -> Result<()> {
        for section in &module.custom {
            let KnownCustom::Name(names) = section.as_known() else { continue };
            for name in names {
                self.subsection(name?, map, prefix)?;
            }
        }
        Ok(())
    }

    fn subsection(&mut self, name: Name<'a>, map: &Map, prefix: &str) -> Result<()> {
        let function = |index| map.function(index).map_err(anyhow::Error::new);
        let memory = |index: u32| map.memories.get(index as usize).copied().context("no such memory");
        let ty = |index: u32| Ok(index.wrapping_add(map.types));
        match name {
            Name::Module { name, .. } => self.module = Some(name).filter(|_| prefix.is_empty()),
            Name::Function(names) => self.flat(FUNCTIONS, names, prefix, function)?,
            Name::Local(names) => self.nested(LOCALS, names, function)?,
            Name::Label(names) => self.nested(LABELS, names, function)?,
            Name::Memory(names) => self.flat(MEMORIES, names, prefix, memory)?,
            Name::Type(names) => self.flat(TYPES, names, prefix, ty)?,
            Name::Field(names) => self.nested(FIELDS, names, ty)?,
            Name::Global(names) => self.flat(GLOBALS, names, prefix, |index| Ok(index.wrapping_add(map.globals)))?,
            Name::Table(names) => self.flat(TABLES, names, prefix, Ok)?,
            Name::Element(names) => self.flat(ELEMENTS, names, prefix, Ok)?,
            Name::Data(names) => self.flat(DATA, names, prefix, Ok)?,
            Name::Tag(names) => self.flat(TAGS, names, prefix, Ok)?,
            Name::Unknown { .. } => {}
        }
        Ok(())
    }

    fn flat(
        &mut self,
        id: u8,
        names: wasmparser::NameMap<'_>,
        prefix: &str,
        place: impl Fn(u32) -> Result<u32>,
    ) -> Result<()> {
        let known = self.flat.entry(id).or_default();
        for naming in names {
            let naming = naming?;
            let place = place(naming.index)?;
            if id == FUNCTIONS && self.served.contains(&place) {
                continue;
            }
            known.insert(place, format!("{prefix}{}", naming.name));
        }
        Ok(())
    }

    fn nested(
        &mut self,
        id: u8,
        names: wasmparser::IndirectNameMap<'_>,
        place: impl Fn(u32) -> Result<u32>,
    ) -> Result<()> {
        let known = self.nested.entry(id).or_default();
        for naming in names {
            let naming = naming?;
            let mut inner = NameMap::new();
            for name in naming.names {
                let name = name?;
                inner.append(name.index, name.name);
            }
            let place = place(naming.index)?;
            if id == FIELDS || !self.served.contains(&place) {
                known.insert(place, inner);
            }
        }
        Ok(())
    }

    fn encode(self) -> NameSection {
        let mut section = NameSection::new();
        if let Some(module) = self.module {
            section.module(module);
        }
        for id in FUNCTIONS..=TAGS {
            if let Some(names) = self.flat.get(&id).filter(|names| !names.is_empty()) {
                flat_section(&mut section, id, names);
            }
            if let Some(names) = self.nested.get(&id).filter(|names| !names.is_empty()) {
                nested_section(&mut section, id, names);
            }
        }
        section
    }
}

fn flat_section(section: &mut NameSection, id: u8, names: &BTreeMap<u32, String>) {
    let mut map = NameMap::new();
    for (index, name) in names {
        map.append(*index, name);
    }
    match id {
        FUNCTIONS => section.functions(&map),
        TYPES => section.types(&map),
        TABLES => section.tables(&map),
        MEMORIES => section.memories(&map),
        GLOBALS => section.globals(&map),
        ELEMENTS => section.elements(&map),
        DATA => section.data(&map),
        TAGS => section.tags(&map),
        _ => {}
    }
}

fn nested_section(section: &mut NameSection, id: u8, names: &BTreeMap<u32, NameMap>) {
    let mut map = IndirectNameMap::new();
    for (index, names) in names {
        map.append(*index, names);
    }
    match id {
        LOCALS => section.locals(&map),
        LABELS => section.labels(&map),
        FIELDS => section.fields(&map),
        _ => {}
    }
}
