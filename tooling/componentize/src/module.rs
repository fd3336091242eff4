//! What a core module says about itself: imports, exports, memory, start section.

use anyhow::{Context, Result, bail};
use wasi_crypto_witx::shown;
use wasm_encoder::{Encode, RawSection};
use wasmparser::{BinaryReader, Encoding, ExternalKind, FuncType, MemoryType, Parser, Payload, TypeRef, ValType};

use crate::memory;

/// The import module of WASI preview 1.
pub(crate) const PREVIEW1: &str = "wasi_snapshot_preview1";

/// The facts of a binary that everything else is decided from.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The binary is a component already.
    pub is_component: bool,
    /// Imported functions: module, name, type.
    pub imports: Vec<(String, String, FuncType)>,
    /// Imports that are not functions: module, name, a word for what they are.
    pub other_imports: Vec<(String, String, &'static str)>,
    /// Exported functions: name, type.
    pub exports: Vec<(String, FuncType)>,
    /// The memory exported as `memory`, or else the only one there is.
    pub memory: Option<MemoryType>,
    /// That memory is not exported under this name.
    pub keeps_memory: bool,
    /// Number of memories, imported ones included.
    pub memories: usize,
    /// The module runs code while it is instantiated.
    pub has_start: bool,
    /// The module carries WIT metadata of its own (made by wit-bindgen).
    pub has_world: bool,
    /// Custom sections that speak of positions in the code.
    pub positional: Vec<String>,
}

impl Facts {
    /// Reads the facts of a binary, validating it on the way.
    pub fn read(bytes: &[u8]) -> Result<Facts> {
        let mut facts = Facts::default();
        let mut types: Vec<Option<FuncType>> = Vec::new();
        let mut functions: Vec<u32> = Vec::new();
        let mut memories: Vec<MemoryType> = Vec::new();
        let mut name_is_taken = false;
        for payload in Parser::new(0).parse_all(bytes) {
            match payload.context("the file is not valid WebAssembly")? {
                Payload::Version { encoding: Encoding::Component, .. } => {
                    facts.is_component = true;
                    return Ok(facts);
                }
                Payload::TypeSection(section) => {
                    for group in section {
                        for ty in group?.types() {
                            let composite = &ty.composite_type.inner;
                            types.push(match composite {
                                wasmparser::CompositeInnerType::Func(f) => Some(f.clone()),
                                _ => None,
                            });
                        }
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        let (module, name) = (import.module.to_string(), import.name.to_string());
                        match import.ty {
                            TypeRef::Func(ty) | TypeRef::FuncExact(ty) => {
                                functions.push(ty);
                                facts.imports.push((module, name, function_type(&types, ty)?));
                            }
                            TypeRef::Memory(ty) => {
                                memories.push(ty);
                                facts.other_imports.push((module, name, "memory"));
                            }
                            TypeRef::Table(_) => facts.other_imports.push((module, name, "table")),
                            TypeRef::Global(_) => facts.other_imports.push((module, name, "global")),
                            TypeRef::Tag(_) => facts.other_imports.push((module, name, "tag")),
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    for ty in section {
                        functions.push(ty?);
                    }
                }
                Payload::MemorySection(section) => {
                    for ty in section {
                        memories.push(ty?);
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export?;
                        name_is_taken |= export.name == memory::NAME;
                        match export.kind {
                            ExternalKind::Func | ExternalKind::FuncExact => {
                                let Some(&ty) = functions.get(export.index as usize) else {
                                    bail!("export `{}` names a function that does not exist", shown(export.name));
                                };
                                facts.exports.push((export.name.to_string(), function_type(&types, ty)?));
                            }
                            ExternalKind::Memory if export.name == memory::NAME => {
                                facts.memory = memories.get(export.index as usize).copied();
                            }
                            _ => {}
                        }
                    }
                }
                Payload::StartSection { .. } => facts.has_start = true,
                Payload::CustomSection(section) if section.name().starts_with("component-type") => {
                    facts.has_world = true;
                }
                Payload::CustomSection(section) if wasi_crypto_splice::is_positional(section.name()) => {
                    facts.positional.push(section.name().to_string());
                }
                _ => {}
            }
        }
        facts.memories = memories.len();
        let imports_memory = facts.other_imports.iter().any(|(_, _, what)| *what == "memory");
        if let ([only], false, false) = (memories.as_slice(), name_is_taken, imports_memory) {
            facts.memory = Some(*only);
            facts.keeps_memory = true;
        }
        Ok(facts)
    }

    /// Whether a function is exported under this name.
    pub fn exports_function(&self, name: &str) -> bool {
        self.exports.iter().any(|(export, _)| export == name)
    }

    /// Whether this function is imported.
    pub fn imports_function(&self, module: &str, name: &str) -> bool {
        self.imports.iter().any(|(from, import, _)| from == module && import == name)
    }

    /// Whether any function is imported from this module.
    pub fn imports_from(&self, module: &str) -> bool {
        self.imports.iter().any(|(from, _, _)| from == module)
    }
}

/// The contents of a section, without its identifier and size.
pub(crate) fn contents(section: &impl Encode) -> Result<Vec<u8>> {
    let mut sized = Vec::new();
    section.encode(&mut sized);
    let mut reader = BinaryReader::new(&sized, 0);
    reader.read_var_u32()?;
    Ok(sized.split_off(reader.original_position()))
}

/// The module with the contents of some sections replaced, the others copied as they are.
pub(crate) fn rewrite(bytes: &[u8], replace: impl Fn(&Payload<'_>) -> Result<Option<Vec<u8>>>) -> Result<Vec<u8>> {
    let mut module = wasm_encoder::Module::new();
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload.context("the file is not valid WebAssembly")?;
        let Some((id, range)) = payload.as_section() else { continue };
        let replaced = replace(&payload)?;
        let data = match &replaced {
            Some(data) => data.as_slice(),
            None => bytes.get(range).context("a section lies outside the file")?,
        };
        module.section(&RawSection { id, data });
    }
    Ok(module.finish())
}

/// `(param i32 i64) (result i32)`, as the text format writes it.
pub(crate) fn signature(ty: &FuncType) -> String {
    let list = |word: &str, types: &[ValType]| {
        let types: String = types.iter().map(|ty| format!(" {ty}")).collect();
        if types.is_empty() { String::new() } else { format!("({word}{types})") }
    };
    let parts = [list("param", ty.params()), list("result", ty.results())];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn function_type(types: &[Option<FuncType>], index: u32) -> Result<FuncType> {
    match types.get(index as usize) {
        Some(Some(ty)) => Ok(ty.clone()),
        _ => bail!("a function has a type that does not exist"),
    }
}
