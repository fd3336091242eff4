//! The WIT side of a call: core signature, names, and where the parts of a result lie in memory.

use anyhow::{Context, Result, bail};
use wit_parser::abi::{AbiVariant, WasmType};
use wit_parser::{Function, Handle, InterfaceId, PackageId, Resolve, SizeAlign, SourceMap, Type, TypeDefKind};

use wasi_crypto_asm::ValType;

/// A WIT package, ready to be asked.
pub(crate) struct Wit {
    pub(crate) resolve: Resolve,
    package: PackageId,
    sizes: SizeAlign,
}

/// A WIT function as core code calls it.
#[derive(Debug)]
pub(crate) struct WitFunction {
    /// Import module: `wasi:crypto/symmetric@0.13.0-draft`.
    pub(crate) module: String,
    /// Import name: `[method]symmetric-state.encrypt`.
    pub(crate) name: String,
    pub(crate) params: Vec<ValType>,
    pub(crate) results: Vec<ValType>,
    /// Whether the last parameter is the address the result is written to.
    pub(crate) lands: bool,
    /// Bytes of the result.
    pub(crate) size: u32,
    /// Where there are more parameters than core parameters: their offsets in memory, and the bytes of all of them. The one
    /// core parameter is the address then.
    pub(crate) indirect: Option<(Vec<u32>, u32)>,
    /// What each WIT parameter is.
    pub(crate) kinds: Vec<Kind>,
    /// Whether the result is a `result<_, error-code>`.
    pub(crate) fallible: bool,
    /// Offset of the payload in a landed result: of the error, and of the success value if it can fail.
    pub(crate) error_offset: u32,
    /// Whether there is a list or a string anywhere in the result.
    pub(crate) gives_lists: bool,
    /// The parts of the success value, with their offsets in a landed success.
    pub(crate) parts: Vec<(u32, Kind)>,
}

impl WitFunction {
    /// Offsets of the lists and strings of a landed success.
    pub(crate) fn lists(&self) -> impl DoubleEndedIterator<Item = u32> + '_ {
        let is_list = |kind: &Kind| matches!(kind, Kind::Bytes | Kind::List | Kind::String);
        self.parts.iter().filter(move |(_, kind)| is_list(kind)).map(|(at, _)| *at)
    }
}

/// What a WIT type is to an adapter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Handle,
    OptionalHandle,
    String,
    Bytes,
    OptionalBytes,
    U32,
    U64,
    /// Number of cases.
    Enum(u32),
    /// `variant { latest, all, exact(u64) }`.
    Version,
    /// A list of anything but bytes.
    List,
    /// Any other type.
    Other,
}

impl Wit {
    /// Reads a package given as (file name, text) pairs.
    pub(crate) fn parse(files: &[(String, String)]) -> Result<Wit> {
        let mut sources = SourceMap::default();
        for (name, text) in files {
            sources.push_str(name, text.as_str());
        }
        let group = sources.parse().map_err(|(_, error)| error).context("the WIT package does not parse")?;
        let mut resolve = Resolve::default();
        let package = resolve.push_group(group).context("the WIT package does not resolve")?;
        let mut sizes = SizeAlign::default();
        sizes.fill(&resolve);
        Ok(Wit { resolve, package, sizes })
    }

    /// Full name of an interface of the package.
    pub(crate) fn interface_name(&self, interface: &str) -> Result<String> {
        let id = self.interface(interface)?;
        self.resolve.id_of(id).with_context(|| format!("interface `{interface}` has no name"))
    }

    /// A function by interface and mangled name, if there is one.
    pub(crate) fn find(&self, interface: &str, name: &str) -> Result<Option<WitFunction>> {
        let id = self.interface(interface)?;
        match self.resolve.interfaces[id].functions.get(name) {
            None => Ok(None),
            Some(function) => self
                .describe(self.interface_name(interface)?, function)
                .with_context(|| format!("`{interface}.{name}` is beyond what adapters can call"))
                .map(Some),
        }
    }

    /// The ordinal of an error.
    pub(crate) fn error(&self, name: &str) -> Result<u32> {
        let types = &self.resolve.interfaces[self.interface("common")?].types;
        let errors = types.get("error-code").map(|id| &self.resolve.types[*id].kind);
        let Some(TypeDefKind::Enum(errors)) = errors else { bail!("the WIT has no errors") };
        let ordinal = errors.cases.iter().position(|case| case.name == name);
        size(ordinal.with_context(|| format!("there is no error `{name}`"))?)
    }

    fn interface(&self, name: &str) -> Result<InterfaceId> {
        let package = &self.resolve.packages[self.package];
        let id = package.interfaces.get(name).with_context(|| format!("the WIT has no interface `{name}`"))?;
        Ok(*id)
    }

    fn describe(&self, module: String, function: &Function) -> Result<WitFunction> {
        let signature = self.resolve.wasm_signature(AbiVariant::GuestImport, function);
        let mut indirect = None;
        if signature.indirect_params {
            let types: Vec<Type> = function.params.iter().map(|param| param.ty).collect();
            let offsets = self.sizes.field_offsets(&types);
            let offsets = offsets.into_iter().map(|(at, _)| size(at.size_wasm32())).collect::<Result<Vec<_>>>()?;
            let whole = size(self.sizes.record(&types).size.size_wasm32())?;
            indirect = Some((offsets, whole));
        }
        let kinds = function.params.iter().map(|param| self.kind(&param.ty)).collect::<Result<_>>()?;
        let mut described = WitFunction {
            indirect,
            module,
            name: function.name.clone(),
            params: signature.params.iter().map(core_type).collect(),
            results: signature.results.iter().map(core_type).collect(),
            lands: signature.retptr,
            size: 0,
            kinds,
            fallible: false,
            error_offset: 0,
            gives_lists: function.result.is_some_and(|ty| self.has_list(&ty)),
            parts: Vec::new(),
        };
        let Some(result) = function.result else { return Ok(described) };
        described.size = size(self.sizes.size(&result).size_wasm32())?;
        let mut success = Some(result);
        let mut offset = 0;
        if let Some(TypeDefKind::Result(ty)) = self.definition(&result) {
            described.fallible = true;
            success = ty.ok;
            let cases = [ty.ok.as_ref(), ty.err.as_ref()];
            offset = size(self.sizes.payload_offset(wit_parser::Int::U8, cases).size_wasm32())?;
            described.error_offset = offset;
        }
        if let Some(success) = success {
            self.collect(&success, offset, &mut described.parts)?;
        }
        Ok(described)
    }

    /// Whether there is a list or a string in a type.
    fn has_list(&self, ty: &Type) -> bool {
        match (self.meant(ty), self.definition(ty)) {
            (Type::String, _) | (_, Some(TypeDefKind::List(_))) => true,
            (_, Some(TypeDefKind::Record(record))) => record.fields.iter().any(|field| self.has_list(&field.ty)),
            (_, Some(TypeDefKind::Tuple(tuple))) => tuple.types.iter().any(|ty| self.has_list(ty)),
            (_, Some(TypeDefKind::Variant(variant))) => {
                variant.cases.iter().filter_map(|case| case.ty.as_ref()).any(|ty| self.has_list(ty))
            }
            (_, Some(TypeDefKind::Option(inner))) => self.has_list(inner),
            (_, Some(TypeDefKind::Result(result))) => result.ok.iter().chain(&result.err).any(|ty| self.has_list(ty)),
            _ => false,
        }
    }

    /// Lists the leaves of a record or tuple, in order.
    fn collect(&self, ty: &Type, offset: u32, parts: &mut Vec<(u32, Kind)>) -> Result<()> {
        let fields: Vec<Type> = match self.definition(ty) {
            Some(TypeDefKind::Record(record)) => record.fields.iter().map(|field| field.ty).collect(),
            Some(TypeDefKind::Tuple(tuple)) => tuple.types.clone(),
            _ => {
                parts.push((offset, self.kind(ty)?));
                return Ok(());
            }
        };
        for (field, ty) in self.sizes.field_offsets(&fields) {
            self.collect(ty, offset + size(field.size_wasm32())?, parts)?;
        }
        Ok(())
    }

    fn kind(&self, ty: &Type) -> Result<Kind> {
        Ok(match (self.meant(ty), self.definition(ty)) {
            (Type::String, _) => Kind::String,
            (Type::U32, _) => Kind::U32,
            (Type::U64, _) => Kind::U64,
            (_, Some(TypeDefKind::Handle(Handle::Own(_) | Handle::Borrow(_)))) => Kind::Handle,
            (_, Some(TypeDefKind::List(element))) if self.meant(element) == Type::U8 => Kind::Bytes,
            (_, Some(TypeDefKind::Enum(cases))) => Kind::Enum(size(cases.cases.len())?),
            (_, Some(TypeDefKind::Option(inner))) => match self.kind(inner)? {
                Kind::Handle => Kind::OptionalHandle,
                Kind::Bytes => Kind::OptionalBytes,
                _ => Kind::Other,
            },
            (_, Some(TypeDefKind::Variant(variant))) => {
                let cases: Vec<_> = variant.cases.iter().map(|case| (case.name.as_str(), case.ty)).collect();
                match cases[..] {
                    [("latest", None), ("all", None), ("exact", Some(Type::U64))] => Kind::Version,
                    _ => Kind::Other,
                }
            }
            (_, Some(TypeDefKind::List(_))) => Kind::List,
            _ => Kind::Other,
        })
    }

    /// What a named or constructed type is, aliases followed.
    fn definition(&self, ty: &Type) -> Option<&TypeDefKind> {
        let Type::Id(id) = self.meant(ty) else { return None };
        Some(&self.resolve.types[id].kind)
    }

    /// The type that this one is another name of, or itself.
    fn meant(&self, ty: &Type) -> Type {
        let Type::Id(id) = ty else { return *ty };
        match &self.resolve.types[*id].kind {
            TypeDefKind::Type(alias) => self.meant(alias),
            _ => *ty,
        }
    }
}

fn core_type(ty: &WasmType) -> ValType {
    match ty {
        WasmType::I32 | WasmType::Pointer | WasmType::Length => ValType::I32,
        WasmType::I64 | WasmType::PointerOrI64 => ValType::I64,
        WasmType::F32 => ValType::F32,
        WasmType::F64 => ValType::F64,
    }
}

fn size(number: usize) -> Result<u32> {
    u32::try_from(number).context("more than 4 GiB")
}
