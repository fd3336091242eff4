//! Custom sections: the world the encoder reads, and who made the file.

use std::borrow::Cow;
use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use wasm_encoder::{CustomSection, Module, ProducersField, ProducersSection};
use wit_component::StringEncoding;
use wit_parser::{Handle, InterfaceId, Resolve, Type, TypeDefKind, TypeId, TypeOwner};

use crate::runtime::functions::GUEST;
use crate::wit::Wit;
use wasi_crypto_asm::ModuleBuilder;

/// Appends `component-type` and `producers`.
///
/// Every adapter has a world of its own name: the encoder merges worlds of one name only if they are equal. The world of
/// one that is `alone` has no more of an interface than the functions it imports; not all encoders can merge such a part
/// with what other adapters say of that interface.
pub(crate) fn append(module: &mut Module, name: &str, builder: &ModuleBuilder, alone: bool, wit: &Wit) -> Result<()> {
    let world = name.replace('_', "-");
    let mut text = format!("package wasi-crypto:adapters;\nworld {world} {{\n");
    for interface in builder.imported_modules().into_iter().filter(|module| *module != GUEST) {
        text.push_str(&format!("  import {interface};\n"));
    }
    text.push_str("}\n");
    let mut resolve = wit.resolve.clone();
    if alone {
        keep(&mut resolve, &builder.imports());
    }
    let package = resolve.push_source("adapter.wit", &text).context("the world of an adapter does not resolve")?;
    let id = resolve.select_world(&[package], Some(&world))?;
    let data = wit_component::metadata::encode(&resolve, id, StringEncoding::UTF8, None)?;
    module.section(&CustomSection { name: Cow::Borrowed("component-type"), data: Cow::Owned(data) });

    let mut field = ProducersField::new();
    field.value("wasi-crypto", env!("CARGO_PKG_VERSION"));
    let mut producers = ProducersSection::new();
    producers.field("processed-by", &field);
    module.section(&producers);
    Ok(())
}

/// Leaves these functions, by interface, and the types they need.
fn keep(resolve: &mut Resolve, only: &[(&str, &str)]) {
    let ids: Vec<InterfaceId> = resolve.interfaces.iter().map(|(id, _)| id).collect();
    let mut types = BTreeSet::new();
    for id in &ids {
        let interface = resolve.id_of(*id).unwrap_or_default();
        let wanted = |name: &str| only.iter().any(|(module, known)| *module == interface && *known == name);
        resolve.interfaces[*id].functions.retain(|name, _| wanted(name));
        for function in resolve.interfaces[*id].functions.values() {
            let params = function.params.iter().map(|param| &param.ty);
            params.chain(&function.result).for_each(|ty| collect(resolve, ty, &mut types));
            types.extend(function.kind.resource());
        }
    }
    for id in ids {
        resolve.interfaces[id].types.retain(|_, ty| types.contains(ty));
    }
    // What nothing needs belongs to nobody.
    for (_, ty) in resolve.types.iter_mut().filter(|(id, _)| !types.contains(id)) {
        ty.owner = TypeOwner::None;
    }
}

/// Adds a type and those it is made of.
fn collect(resolve: &Resolve, ty: &Type, types: &mut BTreeSet<TypeId>) {
    let Type::Id(id) = ty else { return };
    if !types.insert(*id) {
        return;
    }
    let mut inner = |ty: &Type| collect(resolve, ty, types);
    match &resolve.types[*id].kind {
        TypeDefKind::Record(record) => record.fields.iter().for_each(|field| inner(&field.ty)),
        TypeDefKind::Tuple(tuple) => tuple.types.iter().for_each(inner),
        TypeDefKind::Variant(variant) => variant.cases.iter().filter_map(|case| case.ty.as_ref()).for_each(inner),
        TypeDefKind::Option(ty) | TypeDefKind::List(ty) | TypeDefKind::Type(ty) => inner(ty),
        TypeDefKind::Result(result) => result.ok.iter().chain(&result.err).for_each(inner),
        TypeDefKind::Handle(Handle::Own(id) | Handle::Borrow(id)) => inner(&Type::Id(*id)),
        _ => {}
    }
}
