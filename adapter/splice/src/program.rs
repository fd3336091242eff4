//! A module taken apart: its sections as readers, and what its index spaces hold.

use anyhow::{Result, bail, ensure};
use wasmparser::{
    CompositeInnerType, CustomSectionReader, DataSectionReader, ElementSectionReader, Encoding, Export, ExternalKind,
    FuncType, FunctionBody, GlobalSectionReader, Import, KnownCustom, MemorySectionReader, Name, Parser, Payload,
    TableSectionReader, TagSectionReader, TypeRef, TypeSectionReader,
};

/// A module taken apart.
#[derive(Clone, Debug, Default)]
pub struct Program<'a> {
    pub(crate) types: Option<TypeSectionReader<'a>>,
    pub(crate) imports: Vec<Import<'a>>,
    /// Types of the functions it defines.
    pub(crate) functions: Vec<u32>,
    pub(crate) tables: Option<TableSectionReader<'a>>,
    pub(crate) memories: Option<MemorySectionReader<'a>>,
    pub(crate) tags: Option<TagSectionReader<'a>>,
    pub(crate) globals: Option<GlobalSectionReader<'a>>,
    pub(crate) exports: Vec<Export<'a>>,
    pub(crate) start: Option<u32>,
    pub(crate) elements: Option<ElementSectionReader<'a>>,
    pub(crate) data_count: Option<u32>,
    pub(crate) code: Vec<FunctionBody<'a>>,
    pub(crate) data: Option<DataSectionReader<'a>>,
    pub(crate) custom: Vec<CustomSectionReader<'a>>,
    /// Every type; `None` for those that are no function types.
    signatures: Vec<Option<FuncType>>,
    /// Whether each type is nothing but its signature: not declared to have subtypes, to be one, or in a group of several.
    plain: Vec<bool>,
}

impl<'a> Program<'a> {
    /// Takes a module apart. It is not validated.
    ///
    /// # Errors
    ///
    /// It is no core module, or its sections cannot be read.
    pub fn parse(bytes: &'a [u8]) -> Result<Program<'a>> {
        let mut program = Program::default();
        for payload in Parser::new(0).parse_all(bytes) {
            program.take(payload?)?;
        }
        ensure!(program.functions.len() == program.code.len(), "functions and code do not match");
        Ok(program)
    }

    /// The function of the start section.
    pub fn start(&self) -> Option<u32> {
        self.start
    }

    /// The function exported under this name.
    pub fn exported(&self, name: &str) -> Option<u32> {
        let found = self.exports.iter().find(|export| export.name == name && export.kind == ExternalKind::Func)?;
        Some(found.index)
    }

    /// The one function that the name section calls so; `None` as well if several are.
    pub fn named(&self, name: &str) -> Option<u32> {
        let mut found = None;
        for section in self.custom.iter().filter_map(|section| match section.as_known() {
            KnownCustom::Name(names) => Some(names),
            _ => None,
        }) {
            // Names are a help and may be broken; then there are none.
            for subsection in section.into_iter().map_while(Result::ok) {
                let Name::Function(functions) = subsection else { continue };
                for naming in functions.into_iter().map_while(Result::ok).filter(|naming| naming.name == name) {
                    if found.replace(naming.index).is_some() {
                        return None;
                    }
                }
            }
        }
        found
    }

    /// The type of a function, imported or not.
    pub fn signature(&self, function: u32) -> Option<&FuncType> {
        self.signatures.get(self.type_of(function)? as usize)?.as_ref()
    }

    /// Whether the type of a function is one that functions of other modules have.
    pub(crate) fn is_plain(&self, function: u32) -> bool {
        self.type_of(function).is_some_and(|ty| self.plain.get(ty as usize) == Some(&true))
    }

    fn type_of(&self, function: u32) -> Option<u32> {
        let imported = self.imports.iter().filter_map(|import| match import.ty {
            TypeRef::Func(ty) | TypeRef::FuncExact(ty) => Some(ty),
            _ => None,
        });
        imported.chain(self.functions.iter().copied()).nth(function as usize)
    }

    /// The number of types.
    pub(crate) fn type_count(&self) -> u32 {
        self.signatures.len() as u32
    }

    pub(crate) fn memory_count(&self) -> u32 {
        let imported = self.imports.iter().filter(|import| matches!(import.ty, TypeRef::Memory(_))).count() as u32;
        imported + self.memories.as_ref().map_or(0, MemorySectionReader::count)
    }

    pub(crate) fn global_count(&self) -> u32 {
        let imported = self.imports.iter().filter(|import| matches!(import.ty, TypeRef::Global(_))).count() as u32;
        imported + self.globals.as_ref().map_or(0, GlobalSectionReader::count)
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<()> {
        match payload {
            Payload::Version { encoding: Encoding::Component, .. } => bail!("it is a component"),
            Payload::Version { .. } | Payload::End(_) | Payload::CodeSectionStart { .. } => {}
            Payload::TypeSection(section) => {
                for group in section.clone() {
                    let group = group?;
                    let alone = group.types().len() == 1;
                    for ty in group.types() {
                        self.plain.push(alone && ty.is_final && ty.supertype_idx.is_none());
                        self.signatures.push(match &ty.composite_type.inner {
                            CompositeInnerType::Func(ty) => Some(ty.clone()),
                            _ => None,
                        });
                    }
                }
                self.types = Some(section);
            }
            Payload::ImportSection(section) => self.imports = section.into_imports().collect::<Result<_, _>>()?,
            Payload::FunctionSection(section) => self.functions = section.into_iter().collect::<Result<_, _>>()?,
            Payload::TableSection(section) => self.tables = Some(section),
            Payload::MemorySection(section) => self.memories = Some(section),
            Payload::TagSection(section) => self.tags = Some(section),
            Payload::GlobalSection(section) => self.globals = Some(section),
            Payload::ExportSection(section) => self.exports = section.into_iter().collect::<Result<_, _>>()?,
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(section) => self.elements = Some(section),
            Payload::DataCountSection { count, .. } => self.data_count = Some(count),
            Payload::CodeSectionEntry(body) => self.code.push(body),
            Payload::DataSection(section) => self.data = Some(section),
            Payload::CustomSection(section) => self.custom.push(section),
            other => bail!("a section that modules do not have: {:?}", other.as_section().map(|(id, _)| id)),
        }
        Ok(())
    }
}
