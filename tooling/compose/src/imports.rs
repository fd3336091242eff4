//! The imports of a component, written anew into another one, where their types and they themselves have other numbers.

use std::collections::BTreeMap;
use std::convert::Infallible;

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode, ReencodeComponent};
use wasm_encoder::{ComponentBuilder, ComponentExportKind};
use wasmparser::{ComponentAlias, ComponentOuterAliasKind, ComponentType, ComponentTypeRef, InstanceTypeDeclaration};

use crate::outline::{Item, Outline};

/// Something of the composed component: what it is and its number.
pub(crate) type Place = (ComponentExportKind, u32);

/// The numbers that what is in the prelude of one component has in the composed one, by kind and in order.
#[derive(Default)]
pub(crate) struct Imports {
    types: Vec<u32>,
    instances: Vec<u32>,
    funcs: Vec<u32>,
    components: Vec<u32>,
    modules: Vec<u32>,
    values: Vec<u32>,
    /// How many types we are inside of; only outside of all do numbers change.
    depth: u32,
}

impl Imports {
    /// Writes the imports of a component. `known` are those that are there already, by name, and gets the others; for
    /// an instance that `other` imports as well, with more in it, that type is taken.
    pub(crate) fn write<'a>(
        builder: &mut ComponentBuilder,
        outline: &Outline<'a>,
        known: &mut BTreeMap<&'a str, Place>,
        other: Option<&Outline<'_>>,
    ) -> Result<()> {
        let mut imports = Self::default();
        for item in &outline.prelude {
            match item {
                Item::Type(ty) => imports.ty(builder, ty.clone())?,
                Item::Alias(alias) => imports.alias(builder, alias.clone())?,
                Item::Import(import) => {
                    let name = import.name.name;
                    let place = match known.get(name) {
                        Some(place) => *place,
                        None => {
                            let theirs = other.and_then(|other| other.instance_import(name));
                            let ours = theirs.and_then(|_| outline.instance_import(name));
                            let ty = match (ours, theirs) {
                                (Some(ours), Some(theirs)) if has_all(theirs, ours) => {
                                    let ty = imports.component_instance_type(theirs.into()).map_err(odd)?;
                                    wasm_encoder::ComponentTypeRef::Instance(builder.type_instance(None, &ty))
                                }
                                _ => imports.component_type_ref(import.ty).map_err(odd)?,
                            };
                            (kind(import.ty), builder.import(name, ty))
                        }
                    };
                    known.insert(name, place);
                    imports.push(place);
                }
            }
        }
        Ok(())
    }

    fn ty(&mut self, builder: &mut ComponentBuilder, ty: ComponentType<'_>) -> Result<()> {
        let (number, encoder) = builder.ty(None);
        self.parse_component_type(encoder, ty).map_err(odd)?;
        self.types.push(number);
        Ok(())
    }

    fn alias(&mut self, builder: &mut ComponentBuilder, alias: ComponentAlias<'_>) -> Result<()> {
        let kind = match &alias {
            ComponentAlias::InstanceExport { kind, .. } => (*kind).into(),
            ComponentAlias::Outer { kind: ComponentOuterAliasKind::Type, .. } => ComponentExportKind::Type,
            _ => return Err(anyhow!("an alias where imports should be")),
        };
        let alias = self.component_alias(alias).map_err(odd)?;
        self.push((kind, builder.alias(None, alias)));
        Ok(())
    }

    fn push(&mut self, (kind, number): Place) {
        match kind {
            ComponentExportKind::Type => self.types.push(number),
            ComponentExportKind::Instance => self.instances.push(number),
            ComponentExportKind::Func => self.funcs.push(number),
            ComponentExportKind::Component => self.components.push(number),
            ComponentExportKind::Module => self.modules.push(number),
            ComponentExportKind::Value => self.values.push(number),
        }
    }

    fn number(&self, numbers: &[u32], old: u32) -> u32 {
        if self.depth > 0 {
            return old;
        }
        // A number that means nothing is refused when the composed component is validated.
        usize::try_from(old).ok().and_then(|old| numbers.get(old)).copied().unwrap_or(u32::MAX)
    }
}

impl Reencode for Imports {
    type Error = Infallible;
}

impl ReencodeComponent for Imports {
    fn component_type_index(&mut self, ty: u32) -> u32 {
        self.number(&self.types, ty)
    }

    fn component_instance_index(&mut self, instance: u32) -> u32 {
        self.number(&self.instances, instance)
    }

    fn component_func_index(&mut self, func: u32) -> u32 {
        self.number(&self.funcs, func)
    }

    fn component_index(&mut self, component: u32) -> u32 {
        self.number(&self.components, component)
    }

    fn module_index(&mut self, module: u32) -> u32 {
        self.number(&self.modules, module)
    }

    fn component_value_index(&mut self, value: u32) -> u32 {
        self.number(&self.values, value)
    }

    fn outer_component_type_index(&mut self, count: u32, ty: u32) -> u32 {
        if count != self.depth {
            return ty;
        }
        let depth = std::mem::take(&mut self.depth);
        let number = self.number(&self.types, ty);
        self.depth = depth;
        number
    }

    fn push_depth(&mut self) {
        self.depth = self.depth.saturating_add(1);
    }

    fn pop_depth(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}

/// Whether everything that `fewer` has is in `more`, by name.
fn has_all(more: &[InstanceTypeDeclaration<'_>], fewer: &[InstanceTypeDeclaration<'_>]) -> bool {
    names(fewer).all(|name| names(more).any(|other| other == name))
}

fn names<'a>(declarations: &'a [InstanceTypeDeclaration<'a>]) -> impl Iterator<Item = &'a str> {
    declarations.iter().filter_map(|declaration| match declaration {
        InstanceTypeDeclaration::Export { name, .. } => Some(name.name),
        _ => None,
    })
}

fn kind(ty: ComponentTypeRef) -> ComponentExportKind {
    match ty {
        ComponentTypeRef::Module(_) => ComponentExportKind::Module,
        ComponentTypeRef::Func(_) => ComponentExportKind::Func,
        ComponentTypeRef::Value(_) => ComponentExportKind::Value,
        ComponentTypeRef::Type(_) => ComponentExportKind::Type,
        ComponentTypeRef::Instance(_) => ComponentExportKind::Instance,
        ComponentTypeRef::Component(_) => ComponentExportKind::Component,
    }
}

fn odd(error: Error<Infallible>) -> anyhow::Error {
    anyhow!("{error}")
}
