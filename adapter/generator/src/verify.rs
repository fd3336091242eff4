//! Proves that a file has the structure of an adapter.
//!
//! The encoder refuses some of what is forbidden, removes some silently, and lets some pass that fails later in the
//! guest. This is an allow-list instead: what is not named here is a violation.

use std::collections::BTreeMap;
use std::fmt;

use wasi_crypto_model::binding::{Action, CoreType, Function, Module};
use wasmparser::{
    ConstExpr, Encoding, ExternalKind, FuncType, FuncValidatorAllocations, KnownCustom, Name, Operator, Parser,
    Payload, TypeRef, ValType, ValidPayload, Validator, WasmFeatures,
};
use wit_parser::WorldItem;

use crate::runtime::functions::GUEST;

/// Largest adapter, in bytes: that of April 2020, when everything was one module.
pub const MAX_SIZE: usize = 20 * 1024;

/// Globals an adapter may have, with what they start with: the encoder knows the first two by name.
const GLOBALS: [(&str, i32); 6] = [
    ("__stack_pointer", 0),
    ("allocation_state", 1),
    ("arena", 0),
    ("record_block", 0),
    ("steer_address", 0),
    ("steer_capacity", 0),
];

/// Why a file is no adapter.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Violation {
    /// An export is missing, of another type, or one too many.
    Export(String),
    /// A global that is not one of the known ones, or starts with another value.
    Global(String),
    /// An import an adapter may not have, or of another type.
    Import(String),
    /// Not a core module, or not a valid one within the features adapters use.
    Invalid(String),
    /// A section adapters may not have: memory, table, element, data, start, tag, or a custom one.
    Section(String),
    /// Larger than [`MAX_SIZE`].
    Size(usize),
    /// The embedded world is missing, unreadable, exports something, or imports something else than the package.
    World(String),
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Violation::Export(what) => write!(f, "export {what}"),
            Violation::Global(what) => write!(f, "global {what}"),
            Violation::Import(what) => write!(f, "import {what}"),
            Violation::Invalid(why) => write!(f, "not a core module an adapter can be: {why}"),
            Violation::Section(name) => write!(f, "{name} section"),
            Violation::Size(size) => write!(f, "{size} bytes, more than {MAX_SIZE}"),
            Violation::World(why) => write!(f, "embedded world: {why}"),
        }
    }
}

impl std::error::Error for Violation {}

/// The signature of a legacy function.
pub fn signature_of(function: &Function) -> FuncType {
    let ty = |ty: &CoreType| match ty {
        CoreType::I32 => ValType::I32,
        CoreType::I64 => ValType::I64,
        CoreType::F32 => ValType::F32,
        CoreType::F64 => ValType::F64,
    };
    FuncType::new(function.params.iter().map(|(_, param)| ty(param)), function.results().iter().map(ty))
}

/// Checks that `wasm` can serve as the adapter of `module`, calling nothing but the WIT package `package` (with version,
/// as in [`Bindings::package`](wasi_crypto_model::binding::Bindings::package)).
///
/// Proven: it is a valid core module within the original instructions plus bulk memory, without floats unless the module
/// has values of any type; it has no memory, table, data,
/// element segment or start function of its own; it imports the guest's memory, the guest's allocator and functions of
/// the package only; its state is the known globals; it exports every function of `module` with its exact signature,
/// `cabi_import_realloc`, and nothing else; its world imports interfaces of the package only; it is not larger than
/// [`MAX_SIZE`].
///
/// # Errors
///
/// The first violation found.
pub fn verify(wasm: &[u8], package: &str, module: &Module) -> Result<(), Violation> {
    if wasm.len() > MAX_SIZE {
        return Err(Violation::Size(wasm.len()));
    }
    let mut features = WasmFeatures::MUTABLE_GLOBAL | WasmFeatures::BULK_MEMORY;
    // Only values of any type may be floats.
    let converts = module.functions.iter().any(|function| matches!(function.action, Action::Convert(_)));
    features.set(WasmFeatures::FLOATS, converts);
    let mut validator = Validator::new_with_features(features | WasmFeatures::GC_TYPES);
    let mut seen = Seen::default();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.map_err(invalid)?;
        if let ValidPayload::Func(function, body) = validator.payload(&payload).map_err(invalid)? {
            function.into_validator(FuncValidatorAllocations::default()).validate(&body).map_err(invalid)?;
        }
        seen.take(payload, package)?;
    }
    seen.check_globals()?;
    seen.check_exports(module)?;
    check_world(wasm, package)
}

/// What was seen of a file.
#[derive(Default)]
struct Seen {
    types: Vec<FuncType>,
    /// Type index of every function, imports first.
    functions: Vec<u32>,
    globals: Vec<Option<i32>>,
    global_names: BTreeMap<u32, String>,
    exports: BTreeMap<String, u32>,
    memory: bool,
}

impl Seen {
    fn take(&mut self, payload: Payload<'_>, package: &str) -> Result<(), Violation> {
        match payload {
            Payload::Version { encoding: Encoding::Module, .. } | Payload::End(_) => {}
            Payload::Version { .. } => return Err(Violation::Invalid("it is a component".to_string())),
            Payload::CodeSectionStart { .. } | Payload::CodeSectionEntry(_) => {}
            Payload::TypeSection(section) => {
                for ty in section.into_iter_err_on_gc_types() {
                    self.types.push(ty.map_err(invalid)?);
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    self.import(&import.map_err(invalid)?, package)?;
                }
            }
            Payload::FunctionSection(section) => {
                for ty in section {
                    self.functions.push(ty.map_err(invalid)?);
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    let global = global.map_err(invalid)?;
                    let plain = global.ty.mutable && !global.ty.shared && global.ty.content_type == ValType::I32;
                    self.globals.push(if plain { constant(&global.init_expr) } else { None });
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export.map_err(invalid)?;
                    if export.kind != ExternalKind::Func {
                        return Err(Violation::Export(format!("`{}` is no function", export.name)));
                    }
                    self.exports.insert(export.name.to_string(), export.index);
                }
            }
            Payload::CustomSection(section) => match section.name() {
                "name" => self.names(&section)?,
                "component-type" | "producers" => {}
                other => return Err(Violation::Section(format!("custom `{other}`"))),
            },
            other => return Err(Violation::Section(section_name(&other))),
        }
        Ok(())
    }

    fn import(&mut self, import: &wasmparser::Import<'_>, package: &str) -> Result<(), Violation> {
        let named = format!("`{}` `{}`", import.module, import.name);
        match (import.module, import.name, import.ty) {
            ("env", "memory", TypeRef::Memory(ty)) => {
                let plain = ty.initial == 0 && ty.maximum.is_none() && !ty.memory64 && !ty.shared;
                if self.memory || !plain || ty.page_size_log2.is_some() {
                    return Err(Violation::Import(format!("{named} is not the guest's memory")));
                }
                self.memory = true;
            }
            (GUEST, "cabi_realloc", TypeRef::Func(ty)) => {
                if !self.is_realloc(ty) {
                    return Err(Violation::Import(format!("{named} has another signature")));
                }
                self.functions.push(ty);
            }
            (module, _, TypeRef::Func(ty)) if is_interface(module, package) => self.functions.push(ty),
            _ => return Err(Violation::Import(format!("{named} is not allowed"))),
        }
        Ok(())
    }

    fn is_realloc(&self, ty: u32) -> bool {
        self.types.get(ty as usize).is_some_and(|ty| ty.params() == [ValType::I32; 4] && ty.results() == [ValType::I32])
    }

    fn names(&mut self, section: &wasmparser::CustomSectionReader<'_>) -> Result<(), Violation> {
        let KnownCustom::Name(names) = section.as_known() else { return Ok(()) };
        for name in names {
            if let Name::Global(globals) = name.map_err(invalid)? {
                for naming in globals {
                    let naming = naming.map_err(invalid)?;
                    self.global_names.insert(naming.index, naming.name.to_string());
                }
            }
        }
        Ok(())
    }

    fn check_globals(&self) -> Result<(), Violation> {
        for (index, value) in self.globals.iter().enumerate() {
            let name = self.global_names.get(&(index as u32)).map_or("", String::as_str);
            match GLOBALS.get(index) {
                Some((known, start)) if *known == name && *value == Some(*start) => {}
                _ => return Err(Violation::Global(format!("{index}, `{name}`, is not a known one"))),
            }
        }
        if self.globals.len() == GLOBALS.len() {
            return Ok(());
        }
        Err(Violation::Global(format!("count is {}, not {}", self.globals.len(), GLOBALS.len())))
    }

    fn check_exports(&self, module: &Module) -> Result<(), Violation> {
        let signature = |name: &str| {
            let function = self.exports.get(name).and_then(|index| self.functions.get(*index as usize));
            let ty = function.and_then(|ty| self.types.get(*ty as usize));
            ty.ok_or_else(|| Violation::Export(format!("`{name}` is missing")))
        };
        let realloc = signature("cabi_import_realloc")?;
        if realloc.params() != [ValType::I32; 4] || realloc.results() != [ValType::I32] {
            return Err(Violation::Export("`cabi_import_realloc` has another signature".to_string()));
        }
        for function in &module.functions {
            let found = signature(&function.name)?;
            if *found != signature_of(function) {
                return Err(Violation::Export(format!("`{}` has another signature: {found:?}", function.name)));
            }
        }
        let expected =
            |name: &str| name == "cabi_import_realloc" || module.functions.iter().any(|function| function.name == name);
        match self.exports.keys().find(|name| !expected(name)) {
            Some(name) => Err(Violation::Export(format!("`{name}` is not one of `{}`", module.name))),
            None => Ok(()),
        }
    }
}

fn check_world(wasm: &[u8], package: &str) -> Result<(), Violation> {
    let (stripped, bindgen) =
        wit_component::metadata::decode(wasm).map_err(|error| Violation::World(error.to_string()))?;
    if stripped.is_none() {
        return Err(Violation::World("there is none".to_string()));
    }
    let world = &bindgen.resolve.worlds[bindgen.world];
    if !world.exports.is_empty() {
        return Err(Violation::World("it exports something".to_string()));
    }
    for (key, item) in &world.imports {
        let name = bindgen.resolve.name_world_key(key);
        if !matches!(item, WorldItem::Interface { .. }) || !is_interface(&name, package) {
            return Err(Violation::World(format!("it imports `{name}`")));
        }
    }
    Ok(())
}

/// Whether a name is `namespace:package/interface@version` of this `namespace:package@version`.
fn is_interface(name: &str, package: &str) -> bool {
    let (package, version) = package.split_once('@').unwrap_or((package, ""));
    let (path, found) = name.split_once('@').unwrap_or((name, ""));
    found == version && path.split_once('/').is_some_and(|(found, _)| found == package)
}

fn constant(expr: &ConstExpr<'_>) -> Option<i32> {
    let mut operators = expr.get_operators_reader().into_iter();
    match (operators.next()?.ok()?, operators.next()?.ok()?) {
        (Operator::I32Const { value }, Operator::End) => Some(value),
        _ => None,
    }
}

fn section_name(payload: &Payload<'_>) -> String {
    match payload {
        Payload::MemorySection(_) => "memory",
        Payload::TableSection(_) => "table",
        Payload::ElementSection(_) => "element",
        Payload::DataSection(_) | Payload::DataCountSection { .. } => "data",
        Payload::StartSection { .. } => "start",
        Payload::TagSection(_) => "tag",
        _ => "unknown",
    }
    .to_string()
}

fn invalid(error: wasmparser::BinaryReaderError) -> Violation {
    Violation::Invalid(error.to_string())
}
