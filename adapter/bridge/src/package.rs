//! The WIT package that legacy functions become calls of.

use anyhow::{Context as _, Result, bail};
use wasi_crypto_model::conversion::Layout;
use wit_parser::{
    Function, FunctionKind, Handle, InterfaceId, PackageId, Resolve, SizeAlign, SourceMap, Type, TypeDefKind, TypeId,
};

/// A WIT package, ready to be asked.
pub struct Package {
    pub(crate) resolve: Resolve,
    id: PackageId,
    sizes: SizeAlign,
}

impl std::fmt::Debug for Package {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Package").field(&self.name()).finish()
    }
}

/// A function by its path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found<'a> {
    pub(crate) interface: &'a str,
    pub(crate) function: &'a Function,
}

impl Package {
    /// Reads a package, given as (file name, text) pairs.
    ///
    /// # Errors
    ///
    /// The text is no WIT, or uses another package.
    pub fn parse(files: &[(String, String)]) -> Result<Package> {
        let mut sources = SourceMap::default();
        for (name, text) in files {
            sources.push_str(name, text.as_str());
        }
        let group = sources.parse().map_err(|(_, error)| error).context("the WIT package does not parse")?;
        let mut resolve = Resolve::default();
        let id = resolve.push_group(group).context("the WIT package does not resolve")?;
        let mut sizes = SizeAlign::default();
        sizes.fill(&resolve);
        Ok(Package { resolve, id, sizes })
    }

    /// Name and version: `wasi:nn@0.2.0`.
    pub fn name(&self) -> String {
        self.resolve.packages.get(self.id).map(|package| package.name.to_string()).unwrap_or_default()
    }

    /// Interfaces by name.
    pub(crate) fn interfaces(&self) -> impl Iterator<Item = (&str, InterfaceId)> {
        let package = self.resolve.packages.get(self.id);
        package.into_iter().flat_map(|package| package.interfaces.iter().map(|(name, id)| (name.as_str(), *id)))
    }

    /// All functions.
    pub(crate) fn functions(&self) -> impl Iterator<Item = Found<'_>> {
        self.interfaces().flat_map(|(interface, id)| {
            let functions = self.resolve.interfaces.get(id).into_iter().flat_map(|found| found.functions.values());
            functions.map(move |function| Found { interface, function })
        })
    }

    /// How tables write the path of a function.
    pub(crate) fn path(&self, found: Found<'_>) -> String {
        let Found { interface, function } = found;
        match (&function.kind, self.resource_of(function)) {
            (FunctionKind::Constructor(_), Some(resource)) => format!("{interface}/{resource}.new"),
            (_, Some(resource)) => format!("{interface}/{resource}.{}", function.item_name()),
            (_, None) => format!("{interface}/{}", function.name),
        }
    }

    /// The function of a path.
    pub(crate) fn function(&self, path: &str) -> Result<Found<'_>> {
        let found = self.functions().find(|found| self.path(*found) == path);
        found.with_context(|| format!("the package has no function `{path}`"))
    }

    /// The resource a function belongs to.
    pub(crate) fn resource_of(&self, function: &Function) -> Option<&str> {
        self.named(function.kind.resource()?)
    }

    /// The resource behind a handle, as tables write it: `interface/resource`.
    pub(crate) fn resource_path(&self, id: TypeId) -> Option<String> {
        let id = self.aliased(id);
        let interface = self.interfaces().find(|(_, interface)| {
            self.resolve.interfaces.get(*interface).is_some_and(|found| found.types.values().any(|ty| *ty == id))
        });
        Some(format!("{}/{}", interface?.0, self.named(id)?))
    }

    /// All resources, as tables write them.
    pub(crate) fn resources(&self) -> Vec<String> {
        let all = self.resolve.types.iter().filter(|(_, ty)| matches!(ty.kind, TypeDefKind::Resource));
        all.filter_map(|(id, _)| self.resource_path(id)).collect()
    }

    /// The name of a type.
    pub(crate) fn named(&self, id: TypeId) -> Option<&str> {
        self.resolve.types.get(id)?.name.as_deref()
    }

    /// What a named or constructed type is, other names for it followed.
    pub(crate) fn definition(&self, ty: &Type) -> Option<&TypeDefKind> {
        let Type::Id(id) = self.meant(ty) else { return None };
        self.resolve.types.get(id).map(|ty| &ty.kind)
    }

    /// The type that this one is another name of, or itself.
    pub(crate) fn meant(&self, ty: &Type) -> Type {
        let Type::Id(id) = ty else { return *ty };
        match self.resolve.types.get(*id).map(|ty| &ty.kind) {
            Some(TypeDefKind::Type(alias)) => self.meant(alias),
            _ => *ty,
        }
    }

    /// Whether it is a string, or bytes that may be one.
    pub(crate) fn is_text(&self, ty: &Type) -> bool {
        self.meant(ty) == Type::String || self.is_bytes(ty)
    }

    /// Whether it is a list of bytes.
    pub(crate) fn is_bytes(&self, ty: &Type) -> bool {
        matches!(self.definition(ty), Some(TypeDefKind::List(element)) if self.meant(element) == Type::U8)
    }

    /// The type that this one is another name of.
    fn aliased(&self, id: TypeId) -> TypeId {
        match self.meant(&Type::Id(id)) {
            Type::Id(meant) => meant,
            _ => id,
        }
    }

    /// Size and alignment of a type.
    pub(crate) fn layout(&self, ty: &Type) -> Result<Layout> {
        let size = u32::try_from(self.sizes.size(ty).size_wasm32()).context("a type of more than 4 GiB")?;
        let align = u32::try_from(self.sizes.align(ty).align_wasm32()).context("an alignment of more than 4 GiB")?;
        Ok(Layout { size, align })
    }

    /// Offsets of the fields of a record.
    pub(crate) fn offsets(&self, types: &[Type]) -> Result<Vec<u32>> {
        let offsets = self.sizes.field_offsets(types);
        offsets.into_iter().map(|(offset, _)| u32::try_from(offset.size_wasm32()).context("an offset")).collect()
    }

    /// Offset of the payload of a variant with these cases.
    pub(crate) fn payload(&self, tag: wit_parser::Int, cases: &[Option<Type>]) -> Result<u32> {
        let offset = self.sizes.payload_offset(tag, cases.iter().map(Option::as_ref));
        u32::try_from(offset.size_wasm32()).context("an offset")
    }

    /// What a type is called in a sentence.
    pub(crate) fn describe(&self, ty: &Type) -> String {
        if let Type::Id(id) = ty
            && let Some(name) = self.named(*id)
        {
            return format!("`{name}`");
        }
        match (ty, self.definition(ty)) {
            (_, Some(TypeDefKind::Handle(Handle::Own(id) | Handle::Borrow(id)))) => {
                format!("a handle of `{}`", self.resource_path(*id).unwrap_or_default())
            }
            (_, Some(TypeDefKind::List(inner))) => format!("a list of {}", self.describe(inner)),
            (_, Some(TypeDefKind::Option(inner))) => format!("perhaps {}", self.describe(inner)),
            (Type::Id(_), Some(kind)) => format!("a {}", kind.as_str()),
            (ty, _) => format!("{ty:?}").to_lowercase(),
        }
    }
}

/// Bytes of a tag.
pub(crate) fn width(tag: wit_parser::Int) -> Result<wasi_crypto_model::conversion::Width> {
    use wasi_crypto_model::conversion::Width;
    Ok(match tag {
        wit_parser::Int::U8 => Width::W8,
        wit_parser::Int::U16 => Width::W16,
        wit_parser::Int::U32 => Width::W32,
        wit_parser::Int::U64 => bail!("a tag of 64 bits"),
    })
}
