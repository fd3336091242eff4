//! A legacy function and its row: the call it makes.

use anyhow::{Context as _, Result, bail, ensure};
use wasi_crypto_model::binding::{Action, CoreType, Function, HandleKind, Resource};
use wasi_crypto_model::conversion::{Answer, Argument, Conversion, Source, Value};
use wasi_crypto_witx::{Document, Function as WitxFunction, TypeKind};
use wit_parser::TypeDefKind;

use crate::errors::Errors;
use crate::legacy::{Given, Legacy};
use crate::names::same;
use crate::package::Package;
use crate::results;
use crate::shelves::{self, Finder, Known};
use crate::table::{ArgRow, FunctionRow, Table};
use crate::values::Pairing;

/// What functions are bound with.
#[derive(Debug)]
pub(crate) struct Binder<'a> {
    document: &'a Document,
    package: &'a Package,
    table: &'a Table,
    pub(crate) errors: Errors<'a>,
    pub(crate) kinds: Vec<HandleKind>,
    shelves: Vec<Known>,
}

impl<'a> Binder<'a> {
    pub(crate) fn new(document: &'a Document, package: &'a Package, table: &'a Table) -> Result<Binder<'a>> {
        let errors = Errors::new(document, table)?;
        let mut kinds = Vec::new();
        for (name, row) in &table.handles {
            let is_handle =
                |ty: &wasi_crypto_witx::NamedType| ty.name == *name && matches!(ty.ty.kind, TypeKind::Handle(_));
            ensure!(document.types.iter().any(is_handle), "the document has no handle `{name}`");
            ensure!(package.resources().contains(&row.resource), "the package has no resource `{}`", row.resource);
            let (interface, resource) = row.resource.split_once('/').context("a resource without an interface")?;
            let resource = Resource { interface: interface.to_owned(), name: resource.to_owned() };
            kinds.push(HandleKind { name: name.clone(), resource: Some(resource) });
        }
        // What is kept is of a kind of its own, which no legacy handle has.
        let shelves = shelves::shelves(package, table)?;
        for known in &shelves {
            let (interface, resource) = known.resource.split_once('/').context("a resource without an interface")?;
            let resource = Resource { interface: interface.to_owned(), name: resource.to_owned() };
            if !kinds.iter().any(|kind: &HandleKind| kind.resource.as_ref() == Some(&resource)) {
                kinds.push(HandleKind { name: known.resource.clone(), resource: Some(resource) });
            }
        }
        Ok(Binder { document, package, table, errors, kinds, shelves })
    }

    /// Binds a function.
    pub(crate) fn function(&self, function: &'a WitxFunction) -> Result<Function> {
        let legacy = Legacy::of(self.document, function)?;
        let closes = self.table.handles.iter().find(|(_, row)| row.close.as_ref() == Some(&function.name));
        let action = match (closes, self.table.functions.get(&function.name)) {
            (Some((kind, _)), None) => self.close(&legacy, kind)?,
            (None, Some(row)) => Action::Convert(self.call(&legacy, row)?),
            (Some(_), Some(_)) => bail!("it closes a handle, and has a row of its own"),
            (None, None) => bail!("the table has no row for it"),
        };
        Ok(Function { name: function.name.clone(), params: legacy.params, action })
    }

    fn close(&self, legacy: &Legacy<'_>, name: &str) -> Result<Action> {
        let [input] = legacy.inputs.as_slice() else { bail!("what closes a handle takes nothing but the handle") };
        let Source::Param(handle) = input.from else { bail!("what closes a handle takes nothing but the handle") };
        ensure!(legacy.results == [CoreType::I32] && legacy.error.is_some(), "what closes a handle answers an errno");
        ensure!(legacy.outputs.is_empty(), "what closes a handle answers nothing but an errno");
        let kind = self.kinds.iter().position(|kind| kind.name == name).context("no such handle")?;
        Ok(Action::Close { handle, kind })
    }

    fn call(&self, legacy: &Legacy<'a>, row: &FunctionRow) -> Result<Conversion> {
        let found = self.package.function(&row.wit)?;
        let pairing = Pairing { document: self.document, package: self.package, table: self.table, kinds: &self.kinds };
        let finder = Finder { document: self.document, shelves: &self.shelves, kinds: &self.kinds, table: self.table };
        let mut used = Vec::new();
        let mut args = Vec::new();
        for param in &found.function.params {
            let path = match row.args.get(&param.name) {
                Some(ArgRow::Param(path)) => path.clone(),
                Some(ArgRow::Kept(kept)) => {
                    let shelf = finder.shelf(legacy, &kept.from, &kept.with, kept.number.as_deref())?;
                    used.extend([Some(kept.with.clone()), kept.number.clone()].into_iter().flatten());
                    let all = shelf.number.is_none();
                    args.push(if all { Argument::TakeAll(shelf) } else { Argument::Kept(shelf) });
                    continue;
                }
                None => self.guess(legacy, &param.name, &param.ty, &used)?,
            };
            let (given, from) = match legacy.input(self.document, &path) {
                Some(found) => found,
                None => bail!("there is no parameter `{path}` for `{}`", param.name),
            };
            let value = pairing.given(given, &param.ty).with_context(|| format!("parameter `{}`", param.name))?;
            used.push(path);
            args.push(Argument::Given { from, value });
        }
        for name in row.args.keys() {
            let known = found.function.params.iter().any(|param| param.name == *name);
            ensure!(known, "`{}` has no parameter `{name}`", row.wit);
        }
        if let Some(keep) = &row.keep {
            used.extend([Some(keep.with.clone()), keep.number.clone()].into_iter().flatten());
        }
        for input in &legacy.inputs {
            let is_used = used.iter().any(|path| path.split('.').next() == Some(input.name));
            ensure!(is_used, "WIT has nothing for the parameter `{}`", input.name);
        }

        let result = found.function.result;
        let split = result.and_then(|ty| match self.package.definition(&ty) {
            Some(TypeDefKind::Result(result)) => Some(result),
            _ => None,
        });
        let success = shelves::success(self.package, result);
        let results = match (&row.keep, success) {
            (Some(keep), Some(ty)) => {
                ensure!(legacy.outputs.is_empty() && legacy.buffers.is_empty(), "what is kept cannot be given, too");
                let shelf = finder.shelf(legacy, &keep.on, &keep.with, keep.number.as_deref())?;
                vec![shelves::part(self.package, ty, shelf)]
            }
            _ => results::parts(pairing, legacy, success)?,
        };
        let failure = self.errors.failure(self.package, split)?;
        let answer = Answer { results: legacy.results.clone(), errno: legacy.error.is_some() };
        ensure!(!answer.errno || answer.results == [CoreType::I32], "an error type of 64 bits");
        let (interface, function) = (found.interface.to_owned(), found.function.name.clone());
        Ok(Conversion { interface, function, args, failure, results, answer })
    }

    /// The legacy parameter of that name; for a handle or where there is no choice, the one of that type.
    fn guess(&self, legacy: &Legacy<'a>, name: &str, ty: &wit_parser::Type, used: &[String]) -> Result<String> {
        if let Some(input) = legacy.inputs.iter().find(|input| same(input.name, name)) {
            return Ok(input.name.to_owned());
        }
        let pairing = Pairing { document: self.document, package: self.package, table: self.table, kinds: &self.kinds };
        let free = legacy.inputs.iter().filter(|input| !used.iter().any(|path| path == input.name));
        let fits = |given: Given<'_>| {
            pairing.given(given, ty).is_ok_and(|value| name != "self" || matches!(value, Value::Handle { .. }))
        };
        let mut fitting = free.filter(|input| fits(input.ty));
        match (fitting.next(), fitting.next()) {
            (Some(input), None) => Ok(input.name.to_owned()),
            (Some(input), Some(_)) if name == "self" => Ok(input.name.to_owned()),
            (None, _) => bail!("no parameter can become `{name}`, {}", self.package.describe(ty)),
            (Some(_), Some(_)) => bail!("several parameters can become `{name}`, and the table does not say which"),
        }
    }
}
