//! The linked module, section by section.

use std::borrow::Cow;
use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail, ensure};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, CustomSection, DataCountSection, DataSection, ElementSection, EntityType, ExportKind, ExportSection,
    FunctionSection, GlobalSection, ImportSection, MemorySection, Module, StartSection, TableSection, TagSection,
    TypeSection,
};
use wasmparser::{CustomSectionReader, Export, ExternalKind, Import, TypeRef};

use crate::index::{Map, Missing};
use crate::names;
use crate::program::Program;

/// How two modules are linked.
#[derive(Clone, Debug, Default)]
pub struct Link {
    /// Function imports of the program, as (module, name), that an export of the library serves.
    pub serve: BTreeMap<(String, String), String>,
    /// Functions of the program that the library imports under these names from `__main_module__`.
    pub lend: BTreeMap<String, u32>,
    /// Exports of the library that the linked module has as well; they take the place of the program's of that name.
    pub publish: Vec<String>,
    /// Leaves out the program's start section: the library calls the function.
    pub without_start: bool,
}

/// The outcome.
#[derive(Clone, Debug)]
pub struct Linked {
    /// The linked module.
    pub module: Vec<u8>,
    /// Custom sections of the program that were left out because they speak of positions in its code, which moved.
    pub dropped: Vec<String>,
}

/// Links a library into a program.
///
/// The library may import the memory that the program exports as `memory` (`env.memory`), functions lent to it
/// (`__main_module__.*`) and functions of others; it has no tables, segments, tags and start section. Names and other
/// custom sections of both are kept, except [those that no longer fit](Linked::dropped). The same input gives the same
/// bytes. The result is as valid as the two modules are.
///
/// # Errors
///
/// The library has parts it may not have, imports what is not lent, or does not export what is to be served or
/// published; the type of an import is not that of the function that serves it; one of the modules is malformed.
pub fn link(program: &Program<'_>, library: &[u8], link: &Link) -> Result<Linked> {
    let library = Program::parse(library).context("the library cannot be read")?;
    check_library(&library)?;
    let mut merge = Merge::new(program, &library, link)?;
    let module = merge.encode()?;
    let dropped = program.custom.iter().filter(|section| is_positional(section.name()));
    Ok(Linked { module, dropped: dropped.map(|section| section.name().to_string()).collect() })
}

fn check_library(library: &Program<'_>) -> Result<()> {
    let extra = [
        ("tables", library.tables.is_some()),
        ("tags", library.tags.is_some()),
        ("element segments", library.elements.is_some()),
        ("data segments", library.data.is_some() || library.data_count.is_some()),
        ("a start section", library.start.is_some()),
    ];
    match extra.iter().find(|(_, there)| *there) {
        Some((what, _)) => bail!("the library has {what}"),
        None => Ok(()),
    }
}

/// Whether a custom section of this name has offsets into code, which linking moves: debugging information of all
/// kinds, branch hints, relocations.
pub fn is_positional(name: &str) -> bool {
    const NAMES: [&str; 3] = ["linking", "sourceMappingURL", "external_debug_info"];
    const BEGINNINGS: [&str; 3] = [".debug_", "reloc.", "metadata.code."];
    NAMES.contains(&name) || BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
}

struct Merge<'a> {
    program: &'a Program<'a>,
    library: &'a Program<'a>,
    how: &'a Link,
    /// Imports of the result.
    imports: Vec<(bool, Import<'a>)>,
    program_map: Map,
    library_map: Map,
}

impl<'a> Merge<'a> {
    fn new(program: &'a Program<'a>, library: &'a Program<'a>, how: &'a Link) -> Result<Merge<'a>> {
        let memories = (0..program.memory_count()).collect();
        let program_map = Map { memories, ..Map::default() };
        let library_map = Map { types: program.type_count(), globals: program.global_count(), ..Map::default() };
        let mut merge = Merge { program, library, how, imports: Vec::new(), program_map, library_map };
        merge.place()?;
        Ok(merge)
    }

    /// Gives every function and memory its place: imports of the program, of the library, then what each defines.
    fn place(&mut self) -> Result<()> {
        let program = self.place_program_imports();
        let library = self.place_library_imports()?;
        let imports = self.imports.iter().filter(|(_, import)| is_function(import)).count() as u32;
        let own = self.program.functions.len() as u32;
        let added = self.library.functions.len() as u32;

        self.program_map.own = imports..imports + own;
        self.library_map.own = imports + own..imports + own + added;
        // What does not depend on the other module, first.
        let of_program = |index: u32| match program.get(index as usize) {
            Some(Source::Import(place)) => Ok(*place),
            Some(Source::Library(name)) => bail!("`{name}` is lent to the library that serves it"),
            None if index - (program.len() as u32) < own => Ok(imports + index - program.len() as u32),
            None => bail!("function {index}, which is lent, does not exist"),
        };
        for source in &library {
            self.library_map.functions.push(match source {
                LibrarySource::Import(place) => *place,
                LibrarySource::Lent(index) => of_program(*index)?,
            });
        }
        self.library_map.functions.extend(self.library_map.own.clone());
        for (index, source) in (0..).zip(&program) {
            let place = match source {
                Source::Import(place) => *place,
                Source::Library(name) => self.server(index, name)?,
            };
            self.program_map.functions.push(place);
        }
        self.program_map.functions.extend(self.program_map.own.clone());
        let memories = self.library.memories.as_ref().map_or(0, |memories| memories.count());
        self.library_map.memories.extend((0..memories).map(|index| self.program.memory_count() + index));
        Ok(())
    }

    /// What becomes of the functions the program imports.
    fn place_program_imports(&mut self) -> Vec<Source<'a>> {
        let mut sources = Vec::new();
        let mut count = 0;
        for import in &self.program.imports {
            let name = (import.module.to_string(), import.name.to_string());
            match self.how.serve.get(&name).filter(|_| is_function(import)) {
                Some(name) => sources.push(Source::Library(name)),
                None => {
                    self.imports.push((true, *import));
                    if is_function(import) {
                        sources.push(Source::Import(count));
                        count += 1;
                    }
                }
            }
        }
        sources
    }

    /// What becomes of the functions the library imports. One that the program imports, too, is imported once.
    fn place_library_imports(&mut self) -> Result<Vec<LibrarySource>> {
        let mut sources = Vec::new();
        for import in &self.library.imports {
            match import.ty {
                TypeRef::Memory(_) if (import.module, import.name) == ("env", "memory") => {
                    self.library_map.memories.push(self.program_memory()?);
                }
                TypeRef::Func(_) if import.module == "__main_module__" => {
                    let lent = self.how.lend.get(import.name);
                    let lent =
                        lent.with_context(|| format!("the library wants `{}`, which is not lent", import.name))?;
                    sources.push(LibrarySource::Lent(*lent));
                }
                TypeRef::Func(_) => {
                    let functions = || self.imports.iter().filter(|(_, import)| is_function(import));
                    let same = |known: &Import<'_>| (known.module, known.name) == (import.module, import.name);
                    let known = functions().position(|(_, known)| same(known));
                    let place = known.unwrap_or_else(|| functions().count()) as u32;
                    if known.is_none() {
                        self.imports.push((false, *import));
                    }
                    sources.push(LibrarySource::Import(place));
                }
                _ => bail!("the library imports `{}` `{}`, which is no function", import.module, import.name),
            }
        }
        Ok(sources)
    }

    /// The place of the library's function that serves this import of the program.
    fn server(&self, import: u32, name: &str) -> Result<u32> {
        let found = self.library.exported(name);
        let found = found.with_context(|| format!("the library does not export `{name}`"))?;
        ensure!(
            self.library.signature(found) == self.program.signature(import),
            "the program imports `{name}` with another signature"
        );
        // What the program compares while it runs, where it calls through a table, would be another type.
        ensure!(
            self.program.is_plain(import),
            "the program imports `{name}` with a declared type (`sub`, or one of a `rec` group), which no function of another \
             module has"
        );
        Ok(self.library_map.function(found)?)
    }

    fn program_memory(&self) -> Result<u32> {
        let found =
            self.program.exports.iter().find(|export| export.kind == ExternalKind::Memory && export.name == "memory");
        Ok(found.context("the program does not export its memory as `memory`")?.index)
    }

    fn encode(&mut self) -> Result<Vec<u8>> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        for (source, map) in [(self.program, &mut self.program_map), (self.library, &mut self.library_map)] {
            if let Some(section) = &source.types {
                map.parse_type_section(&mut types, section.clone()).map_err(plain)?;
            }
        }
        module.section(&types);
        module.section(&self.import_section()?);

        let mut functions = FunctionSection::new();
        for ty in &self.program.functions {
            functions.function(*ty);
        }
        for ty in &self.library.functions {
            functions.function(self.library_map.type_index(*ty).map_err(plain)?);
        }
        module.section(&functions);

        if let Some(section) = &self.program.tables {
            let mut tables = TableSection::new();
            self.program_map.parse_table_section(&mut tables, section.clone()).map_err(plain)?;
            module.section(&tables);
        }
        let mut memories = MemorySection::new();
        for source in [self.program, self.library] {
            if let Some(section) = &source.memories {
                self.program_map.parse_memory_section(&mut memories, section.clone()).map_err(plain)?;
            }
        }
        section_unless_empty(&mut module, &memories, memories.is_empty());
        if let Some(section) = &self.program.tags {
            let mut tags = TagSection::new();
            self.program_map.parse_tag_section(&mut tags, section.clone()).map_err(plain)?;
            module.section(&tags);
        }
        let mut globals = GlobalSection::new();
        for (source, map) in [(self.program, &mut self.program_map), (self.library, &mut self.library_map)] {
            if let Some(section) = &source.globals {
                map.parse_global_section(&mut globals, section.clone()).map_err(plain)?;
            }
        }
        section_unless_empty(&mut module, &globals, globals.is_empty());
        module.section(&self.export_section()?);
        if let Some(start) = self.program.start.filter(|_| !self.how.without_start) {
            module.section(&StartSection { function_index: self.program_map.function(start)? });
        }
        if let Some(section) = &self.program.elements {
            let mut elements = ElementSection::new();
            self.program_map.parse_element_section(&mut elements, section.clone()).map_err(plain)?;
            module.section(&elements);
        }
        if let Some(count) = self.program.data_count {
            module.section(&DataCountSection { count });
        }
        let mut code = CodeSection::new();
        for (source, map) in [(self.program, &mut self.program_map), (self.library, &mut self.library_map)] {
            for body in &source.code {
                map.parse_function_body(&mut code, body.clone()).map_err(plain)?;
            }
        }
        module.section(&code);
        if let Some(section) = &self.program.data {
            let mut data = DataSection::new();
            self.program_map.parse_data_section(&mut data, section.clone()).map_err(plain)?;
            module.section(&data);
        }
        self.custom_sections(&mut module)?;
        Ok(module.finish())
    }

    fn import_section(&mut self) -> Result<ImportSection> {
        let mut section = ImportSection::new();
        for (of_program, import) in &self.imports {
            let map = if *of_program { &mut self.program_map } else { &mut self.library_map };
            let ty: EntityType = map.entity_type(import.ty).map_err(plain)?;
            section.import(import.module, import.name, ty);
        }
        Ok(section)
    }

    fn export_section(&mut self) -> Result<ExportSection> {
        let mut section = ExportSection::new();
        let replaced = |export: &&Export<'_>| self.how.publish.iter().any(|name| name == export.name);
        for export in self.program.exports.iter().filter(|export| !replaced(export)) {
            let index = self.program_map.external_index(export.kind, export.index).map_err(plain)?;
            let kind = self.program_map.export_kind(export.kind).map_err(plain)?;
            section.export(export.name, kind, index);
        }
        for name in &self.how.publish {
            let found = self.library.exported(name);
            let found = found.with_context(|| format!("the library does not export `{name}`"))?;
            section.export(name, ExportKind::Func, self.library_map.function(found)?);
        }
        Ok(section)
    }

    /// Names first, as a section that tools look for; the others in their order, the library's last.
    fn custom_sections(&self, module: &mut Module) -> Result<()> {
        module.section(&names::merge((self.program, &self.program_map), (self.library, &self.library_map)));
        let kept = |section: &&CustomSectionReader<'_>| !is_positional(section.name()) && section.name() != "name";
        // There may be one section of producers.
        let has_producers = self.program.custom.iter().any(|section| section.name() == "producers");
        let library = self.library.custom.iter().filter(|section| !has_producers || section.name() != "producers");
        for section in self.program.custom.iter().chain(library).filter(kept) {
            module.section(&CustomSection { name: Cow::Borrowed(section.name()), data: Cow::Borrowed(section.data()) });
        }
        Ok(())
    }
}

/// What a function is that the program imports.
enum Source<'a> {
    /// An import of the result with this index.
    Import(u32),
    /// The export of the library with this name.
    Library(&'a str),
}

/// What a function is that the library imports.
enum LibrarySource {
    /// An import of the result with this index.
    Import(u32),
    /// A function of the program.
    Lent(u32),
}

fn is_function(import: &Import<'_>) -> bool {
    matches!(import.ty, TypeRef::Func(_) | TypeRef::FuncExact(_))
}

fn section_unless_empty(module: &mut Module, section: &impl wasm_encoder::Section, empty: bool) {
    if !empty {
        module.section(section);
    }
}

fn plain(error: Error<Missing>) -> anyhow::Error {
    anyhow::Error::new(error).context("the module is malformed")
}
