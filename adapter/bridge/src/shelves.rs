//! Resources that are kept with a handle, see [`KeepRow`](crate::KeepRow): which shelves there are, and what is on them.

use anyhow::{Context as _, Result, bail, ensure};
use wasi_crypto_model::binding::HandleKind;
use wasi_crypto_model::conversion::{Destination, Part, Shelf, Source, Value};
use wasi_crypto_witx::{Document, TypeKind};
use wit_parser::{Handle, Type, TypeDefKind};

use crate::legacy::{Given, Legacy};
use crate::package::Package;
use crate::table::Table;

/// A shelf.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    name: String,
    /// What is on it: `interface/resource`.
    pub(crate) resource: String,
}

/// The shelves of a table.
pub(crate) fn shelves(package: &Package, table: &Table) -> Result<Vec<Known>> {
    let mut shelves: Vec<Known> = Vec::new();
    for (name, row) in &table.functions {
        let Some(keep) = &row.keep else { continue };
        let ty = success(package, package.function(&row.wit)?.function.result);
        let kept = ty.and_then(|ty| kept(package, &ty).or_else(|| kept_list(package, &ty)));
        let resource = kept.with_context(|| format!("`{name}` gives nothing that could be kept"))?;
        match shelves.iter().find(|known| known.name == keep.on) {
            Some(known) => ensure!(known.resource == resource, "`{}` has resources of several kinds", keep.on),
            None => shelves.push(Known { name: keep.on.clone(), resource }),
        }
    }
    Ok(shelves)
}

/// What a function gives if it succeeds.
pub(crate) fn success(package: &Package, result: Option<Type>) -> Option<Type> {
    match package.definition(&result?) {
        Some(TypeDefKind::Result(result)) => result.ok,
        _ => result,
    }
}

/// The resource that a handle owns.
fn kept(package: &Package, ty: &Type) -> Option<String> {
    match package.definition(ty)? {
        TypeDefKind::Handle(Handle::Own(id)) => package.resource_path(*id),
        _ => None,
    }
}

/// The resource of a list of names and handles.
pub(crate) fn kept_list(package: &Package, ty: &Type) -> Option<String> {
    let TypeDefKind::List(element) = package.definition(ty)? else { return None };
    let TypeDefKind::Tuple(tuple) = package.definition(element)? else { return None };
    match tuple.types.as_slice() {
        [name, handle] if package.meant(name) == Type::String => kept(package, handle),
        _ => None,
    }
}

/// Finds shelves for a function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finder<'a> {
    pub(crate) document: &'a Document,
    pub(crate) shelves: &'a [Known],
    pub(crate) kinds: &'a [HandleKind],
    pub(crate) table: &'a Table,
}

impl Finder<'_> {
    /// The shelf of that name, with the handle and the number that a function has for it.
    pub(crate) fn shelf(&self, legacy: &Legacy<'_>, name: &str, with: &str, number: Option<&str>) -> Result<Shelf> {
        let position = self.shelves.iter().position(|known| known.name == name);
        let position = position.with_context(|| format!("nothing is kept on `{name}`"))?;
        let known = self.shelves.get(position).context("a shelf")?;
        let of = self.kinds.iter().position(|kind| path(kind).as_ref() == Some(&known.resource));
        let (Given::Value(ty), Source::Param(handle)) = self.input(legacy, with)? else {
            bail!("`{with}` is no handle");
        };
        let kind = match ty.kind {
            TypeKind::Named(id) => {
                let name = &self.document.named(id).name;
                let closed = self.table.handles.get(name).is_some_and(|row| row.close.is_some());
                ensure!(!closed, "handles of `{name}` are closed, and cannot have anything kept with them");
                self.kinds.iter().position(|kind| kind.name == *name)
            }
            _ => None,
        };
        let number = match number {
            None => None,
            Some(number) => match self.input(legacy, number)? {
                (_, Source::Param(number)) => Some(number),
                _ => bail!("`{number}` is no number"),
            },
        };
        Ok(Shelf {
            handle,
            kind: kind.with_context(|| format!("`{with}` is no handle that the table knows"))?,
            shelf: u32::try_from(position).context("too many shelves")?,
            number,
            of: of.context("a resource without a kind")?,
        })
    }

    fn input<'a>(&self, legacy: &Legacy<'a>, name: &str) -> Result<(Given<'a>, Source)> {
        let found = legacy.inputs.iter().find(|input| input.name == name);
        let found = found.with_context(|| format!("there is no parameter `{name}`"))?;
        Ok((found.ty, found.from))
    }
}

/// The part of a result that is kept.
pub(crate) fn part(package: &Package, ty: Type, shelf: Shelf) -> Part {
    let all = kept_list(package, &ty).is_some();
    let to = if all { Destination::ShelfAll(shelf) } else { Destination::Shelf(shelf) };
    Part { offset: 0, value: Value::Handle { kind: shelf.of, own: true }, to }
}

/// The path of a kind's resource.
fn path(kind: &HandleKind) -> Option<String> {
    kind.resource.as_ref().map(|resource| format!("{}/{}", resource.interface, resource.name))
}
