//! The legacy API as the derivation sees it: roles instead of types, and positions of core parameters.

use wasi_crypto_witx::abi::{member_offsets, payload_offset};
use wasi_crypto_witx::{Builtin, Document, Function as WitxFunction, Module as WitxModule, Type, TypeId, TypeKind};

use crate::binding::{Action, CoreType, Function, Module, ParamIndex};
use crate::errors::{ModelError, Problem};

/// A legacy function.
#[derive(Clone, Debug)]
pub(crate) struct LegacyFunction {
    /// Import module.
    pub(crate) module: String,
    /// Name in the current generation.
    pub(crate) name: String,
    /// Import name.
    pub(crate) import: String,
    /// Documentation.
    pub(crate) docs: String,
    /// Where it is, for errors.
    pub(crate) place: String,
    /// Parameters; the length that follows an address is part of the address's parameter.
    pub(crate) params: Vec<Param>,
    /// Success values.
    pub(crate) results: Vec<LegacyResult>,
    /// Core parameters, out-pointers included.
    pub(crate) core: Vec<(String, CoreType)>,
}

impl LegacyFunction {
    /// The parameter of that name.
    pub(crate) fn param(&self, name: &str) -> Option<&Param> {
        self.params.iter().find(|param| param.name == name)
    }

    /// Binds the function to what it does, in the module it is of.
    pub(crate) fn bind(&self, action: Action, modules: &mut Vec<Module>) {
        let function = Function { name: self.import.clone(), params: self.core.clone(), action };
        match modules.iter_mut().find(|module| module.name == self.module) {
            Some(module) => module.functions.push(function),
            None => modules.push(Module { name: self.module.clone(), functions: vec![function] }),
        }
    }
}

/// A parameter.
#[derive(Clone, Debug)]
pub(crate) struct Param {
    /// Name.
    pub(crate) name: String,
    /// What it carries.
    pub(crate) role: Role,
    /// Its first core parameter. Addresses with a length occupy two.
    pub(crate) index: ParamIndex,
}

impl Param {
    /// The core parameter with the length or number of elements.
    pub(crate) fn len(&self) -> ParamIndex {
        self.index + 1
    }
}

/// A success value.
#[derive(Clone, Debug)]
pub(crate) struct LegacyResult {
    /// What it carries.
    pub(crate) role: Role,
    /// The core parameter with the out-pointer.
    pub(crate) out: ParamIndex,
}

/// What a parameter or success value carries.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Role {
    /// A handle of that kind.
    Handle(String),
    /// The address of a union of a handle of that kind and nothing.
    OptionalHandle(String),
    /// Address and length of UTF-8 text.
    String,
    /// Address and length of bytes to read.
    Input,
    /// Address and length of a buffer to fill.
    Output,
    /// A value of the legacy enum of that name.
    Enum(String),
    /// A value of a legacy enum, by name, that is always the same and takes no core parameter.
    Constant(String, String),
    /// A size or 32-bit number.
    U32,
    /// A 64-bit number.
    U64,
    /// A 64-bit number of a type with special values, by the name of that type.
    Special(String),
    /// Address and number of entries of a batch, or the list of its results.
    List(Entry),
}

/// An entry of a batch or of its results.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Entry {
    /// Size in bytes.
    pub(crate) size: u32,
    /// Roles and offsets of the fields.
    pub(crate) fields: Vec<(Role, u32)>,
}

/// All functions of a document, in order.
pub(crate) fn functions(document: &Document) -> Result<Vec<LegacyFunction>, ModelError> {
    let mut functions = Vec::new();
    for module in &document.modules {
        for function in &module.functions {
            functions.push(read_function(document, module, function)?);
        }
    }
    Ok(functions)
}

/// The handle kinds of a document, by the names of their types.
pub(crate) fn handles(document: &Document) -> impl Iterator<Item = &str> {
    document.types.iter().filter(|named| matches!(named.ty.kind, TypeKind::Handle(_))).map(|named| named.name.as_str())
}

/// The type of that name, wherever it is defined.
pub(crate) fn find_type(document: &Document, name: &str) -> Option<TypeId> {
    document
        .scope
        .types
        .get(name)
        .copied()
        .or_else(|| document.modules.iter().find_map(|module| module.scope.types.get(name).copied()))
}

fn read_function(
    document: &Document,
    module: &WitxModule,
    function: &WitxFunction,
) -> Result<LegacyFunction, ModelError> {
    let (path, line, column) = document.sources.position(function.span);
    let place = format!("{path}:{line}:{column}: {}", function.name);
    let fault = |problem| ModelError::new(place.clone(), problem);

    let mut params: Vec<Param> = Vec::new();
    let mut index = 0;
    let mut rest = function.params.iter().peekable();
    while let Some(param) = rest.next() {
        let role =
            role(document, &param.ty).map_err(|what| fault(Problem::UnsupportedType(param.name.clone(), what)))?;
        params.push(Param { name: param.name.clone(), role: role.clone(), index });
        index += 1;
        match role {
            Role::String | Role::List(_) => index += 1,
            Role::Input | Role::Output => {
                let length = rest.next_if(|next| self::role(document, &next.ty) == Ok(Role::U32));
                if length.is_none() {
                    let what = "an address without a length after it".to_owned();
                    return Err(fault(Problem::UnsupportedType(param.name.clone(), what)));
                }
                index += 1;
            }
            _ => {}
        }
    }

    let mut results = Vec::new();
    for value in document.outcome(function).values {
        let role =
            role(document, value.ty).map_err(|what| fault(Problem::UnsupportedType("a result".to_owned(), what)))?;
        results.push(LegacyResult { role, out: index });
        index += 1;
    }

    let core = core_params(document, function).map_err(fault)?;
    if core.len() != index {
        return Err(fault(Problem::CoreSignature(format!(
            "the core signature has {} parameters, the roles of its parameters need {index}",
            core.len()
        ))));
    }
    Ok(LegacyFunction {
        module: module.name.clone(),
        name: function.name.clone(),
        import: function.name.clone(),
        docs: function.docs.clone(),
        place,
        params,
        results,
        core,
    })
}

/// What a type carries, or what it is when the model has no rule for it.
fn role(document: &Document, ty: &Type) -> Result<Role, String> {
    match &ty.kind {
        TypeKind::Named(id) => {
            let named = document.named(*id);
            match &named.ty.kind {
                TypeKind::Handle(_) => Ok(Role::Handle(named.name.clone())),
                TypeKind::Enum(_) => Ok(Role::Enum(named.name.clone())),
                _ if document.constants_of(*id).next().is_some() => Ok(Role::Special(named.name.clone())),
                _ => role(document, &named.ty),
            }
        }
        TypeKind::Builtin(Builtin::String) => Ok(Role::String),
        TypeKind::Builtin(Builtin::U32 | Builtin::Usize) => Ok(Role::U32),
        TypeKind::Builtin(Builtin::U64) => Ok(Role::U64),
        TypeKind::ConstPointer(inner) if is_byte(document, inner) => Ok(Role::Input),
        TypeKind::Pointer(inner) if is_byte(document, inner) => Ok(Role::Output),
        TypeKind::Variant(variant) => match variant.cases.as_slice() {
            // The adapters know this layout only: tag 0 and a handle at offset 4, or tag 1.
            [some, none] if some.name == "some" && none.payload.is_none() && payload_offset(document, variant) == 4 => {
                match some.payload.as_ref().map(|payload| role(document, payload)) {
                    Some(Ok(Role::Handle(kind))) => Ok(Role::OptionalHandle(kind)),
                    _ => Err("a variant that is no optional handle".to_owned()),
                }
            }
            _ => Err("a variant that is no optional handle".to_owned()),
        },
        TypeKind::List(element) => entry(document, element).map(Role::List),
        other => Err(other.describe().to_owned()),
    }
}

fn is_byte(document: &Document, ty: &Type) -> bool {
    matches!(document.resolve(ty).kind, TypeKind::Builtin(Builtin::U8))
}

/// The fields of a list's elements. A buffer header counts as the role of what it points to.
fn entry(document: &Document, element: &Type) -> Result<Entry, String> {
    let size = document.layout(element).size;
    let (members, offsets): (Vec<&Type>, Vec<u32>) = match &document.resolve(element).kind {
        TypeKind::Tuple(members) => (members.iter().collect(), member_offsets(document, element)),
        TypeKind::Record(record) => {
            (record.fields.iter().map(|field| &field.ty).collect(), member_offsets(document, element))
        }
        _ => (vec![element], vec![0]),
    };
    let mut fields = Vec::new();
    for (member, offset) in members.into_iter().zip(offsets) {
        let role = match &document.resolve(member).kind {
            TypeKind::InBuffer(inner) if is_byte(document, inner) => Role::Input,
            TypeKind::OutBuffer(inner) if is_byte(document, inner) => Role::Output,
            _ => role(document, member)?,
        };
        fields.push((role, offset));
    }
    Ok(Entry { size, fields })
}

fn core_params(document: &Document, function: &WitxFunction) -> Result<Vec<(String, CoreType)>, Problem> {
    let signature = document.core_signature(function).map_err(|diagnostic| Problem::Witx(diagnostic.to_string()))?;
    if signature.results != [wasi_crypto_witx::CoreType::I32] {
        return Err(Problem::CoreSignature("the function does not return an errno".to_owned()));
    }
    let mut core = Vec::new();
    for (name, ty) in signature.params {
        let ty = match ty {
            wasi_crypto_witx::CoreType::I32 => CoreType::I32,
            wasi_crypto_witx::CoreType::I64 => CoreType::I64,
            other => {
                let reason = format!("core parameter `{name}` is an {}", other.name());
                return Err(Problem::CoreSignature(reason));
            }
        };
        core.push((name, ty));
    }
    Ok(core)
}
