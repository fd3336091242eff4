//! A component as seen from outside: what its binary says before its first definition, and what it exports.
//!
//! The imports of a component come first, between the types they have and the names they take from each other; tools
//! that make components write them so. Components composed by this crate have some after the provider.

use anyhow::{Context, Result, bail};
use wasmparser::{
    ComponentAlias, ComponentExternalKind, ComponentImport, ComponentType, ComponentTypeRef, Encoding,
    InstanceTypeDeclaration, Parser, Payload, Validator, WasmFeatures,
};

/// What a component says of itself.
pub(crate) struct Outline<'a> {
    /// The binary.
    pub(crate) bytes: &'a [u8],
    /// Its imports and what they need, in order.
    pub(crate) prelude: Vec<Item<'a>>,
    /// The names of imports that come after a definition.
    pub(crate) late: Vec<&'a str>,
    /// Names and kinds of its exports.
    pub(crate) exports: Vec<(&'a str, ComponentExternalKind)>,
}

/// Something that takes the next place in an index space of the component.
pub(crate) enum Item<'a> {
    Type(ComponentType<'a>),
    Alias(ComponentAlias<'a>),
    Import(ComponentImport<'a>),
}

impl<'a> Outline<'a> {
    /// Reads a component; `role` is what messages call it.
    ///
    /// # Errors
    ///
    /// If it is not a valid component.
    pub(crate) fn read(role: &str, bytes: &'a [u8]) -> Result<Self> {
        if !Parser::is_component(bytes) {
            bail!("the {role} is not a component");
        }
        let invalid = || format!("the {role} is not a valid component");
        Validator::new_with_features(WasmFeatures::all()).validate_all(bytes).with_context(invalid)?;

        let mut outline = Self { bytes, prelude: Vec::new(), late: Vec::new(), exports: Vec::new() };
        let mut depth = 0_usize;
        let mut defining = false;
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload.with_context(invalid)?;
            match &payload {
                Payload::Version { encoding, .. } => {
                    depth = depth.saturating_add(1);
                    defining |= depth > 1 || *encoding != Encoding::Component;
                }
                Payload::End(_) => depth = depth.saturating_sub(1),
                _ if depth == 1 => outline.section(&payload, &mut defining)?,
                _ => {}
            }
        }
        Ok(outline)
    }

    fn section(&mut self, payload: &Payload<'a>, defining: &mut bool) -> Result<()> {
        match payload {
            Payload::ComponentTypeSection(types) if !*defining => {
                for ty in types.clone() {
                    self.prelude.push(Item::Type(ty?));
                }
            }
            Payload::ComponentAliasSection(aliases) if !*defining => {
                for alias in aliases.clone() {
                    self.prelude.push(Item::Alias(alias?));
                }
            }
            Payload::ComponentImportSection(imports) => {
                for import in imports.clone() {
                    let import = import?;
                    match *defining {
                        true => self.late.push(import.name.name),
                        false => self.prelude.push(Item::Import(import)),
                    }
                }
            }
            Payload::ComponentExportSection(exports) => {
                *defining = true;
                for export in exports.clone() {
                    let export = export?;
                    self.exports.push((export.name.name, export.kind));
                }
            }
            Payload::CustomSection(_) | Payload::ComponentTypeSection(_) | Payload::ComponentAliasSection(_) => {}
            _ => *defining = true,
        }
        Ok(())
    }

    /// The names of the imports.
    pub(crate) fn imports(&self) -> impl Iterator<Item = &'a str> + '_ {
        let early = self.prelude.iter().filter_map(|item| match item {
            Item::Import(import) => Some(import.name.name),
            Item::Type(_) | Item::Alias(_) => None,
        });
        early.chain(self.late.iter().copied())
    }

    /// The declarations of an imported instance whose type needs nothing around it.
    pub(crate) fn instance_import(&self, name: &str) -> Option<&[InstanceTypeDeclaration<'a>]> {
        let mut types: Vec<Option<&ComponentType<'a>>> = Vec::new();
        for item in &self.prelude {
            match item {
                Item::Type(ty) => types.push(Some(ty)),
                Item::Alias(ComponentAlias::InstanceExport { kind: ComponentExternalKind::Type, .. })
                | Item::Alias(ComponentAlias::Outer { kind: wasmparser::ComponentOuterAliasKind::Type, .. }) => {
                    types.push(None);
                }
                Item::Alias(_) => {}
                Item::Import(import) => match import.ty {
                    ComponentTypeRef::Type(_) => types.push(None),
                    ComponentTypeRef::Instance(ty) if import.name.name == name => {
                        let ty = types.get(usize::try_from(ty).ok()?).copied().flatten()?;
                        let ComponentType::Instance(declarations) = ty else { return None };
                        let alone = |declaration: &_| {
                            !matches!(declaration, InstanceTypeDeclaration::Alias(ComponentAlias::Outer { .. }))
                        };
                        return declarations.iter().all(alone).then_some(&**declarations);
                    }
                    _ => {}
                },
            }
        }
        None
    }
}
