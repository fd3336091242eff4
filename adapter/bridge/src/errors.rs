//! Errors: what adapters answer by themselves, and what the errors of WIT become.

use anyhow::{Context as _, Result, bail, ensure};
use wasi_crypto_model::binding::ErrnoMap;
use wasi_crypto_model::conversion::Failure;
use wasi_crypto_witx::{Document, Type as Legacy, TypeKind};
use wit_parser::{Handle, Result_, Type, TypeDefKind};

use crate::names::same;
use crate::package::{Package, width};
use crate::table::Table;

/// The errors of an API.
#[derive(Debug)]
pub(crate) struct Errors<'a> {
    pub(crate) errno: ErrnoMap,
    /// Names of the legacy error type, in the order of their numbers.
    names: Vec<&'a str>,
    table: &'a Table,
}

/// The legacy error type: that of the first function that has one.
pub(crate) fn error_type(document: &Document) -> Option<&Legacy> {
    let functions = document.modules.iter().flat_map(|module| &module.functions);
    functions.filter_map(|function| document.outcome(function).error.flatten()).next()
}

/// The names of an error type.
pub(crate) fn error_names<'a>(document: &'a Document, ty: &'a Legacy) -> Vec<&'a str> {
    match &document.resolve(ty).kind {
        TypeKind::Enum(cases) => cases.cases.iter().map(|case| case.name.as_str()).collect(),
        _ => Vec::new(),
    }
}

impl<'a> Errors<'a> {
    pub(crate) fn new(document: &'a Document, table: &'a Table) -> Result<Errors<'a>> {
        let names = error_type(document).map(|ty| error_names(document, ty)).unwrap_or_default();
        let row = &table.errors;
        let number = |what: &str, name: &Option<String>| -> Result<u16> {
            let Some(name) = name.as_ref().or(row.all.as_ref()) else {
                // Without errors, functions trap, and nobody sees the number.
                ensure!(names.is_empty(), "the table does not say what `errors.{what}` is");
                return Ok(1);
            };
            // An error type without names has one failure.
            match names.is_empty() {
                true => Ok(1),
                false => position(&names, name),
            }
        };
        let guest_error = number("guest-error", &row.guest_error)?;
        let overflow = number("overflow", &row.overflow)?;
        let errno = ErrnoMap {
            wit_to_legacy: Vec::new(),
            success: 0,
            guest_error,
            closed: number("closed", &row.closed)?,
            invalid_handle: number("invalid-handle", &row.invalid_handle)?,
            overflow,
            invalid_length: overflow,
            too_many_handles: number("no-memory", &row.no_memory)?,
            unsupported_feature: guest_error,
            invalid_tag: guest_error,
        };
        Ok(Errors { errno, names, table })
    }

    /// What becomes of a failure.
    pub(crate) fn failure(&self, package: &Package, result: Option<&Result_>) -> Result<Failure> {
        let Some(result) = result else { return Ok(Failure::Never) };
        let Some(err) = &result.err else { return Ok(Failure::Always { errno: self.any()?, list: false }) };
        match package.definition(err) {
            Some(TypeDefKind::Enum(cases)) => {
                let cases = cases.cases.iter().map(|case| Ok((self.legacy(&case.name)?, false)));
                let count = cases.len();
                let width = width(match count {
                    0..=256 => wit_parser::Int::U8,
                    _ => wit_parser::Int::U16,
                })?;
                Ok(Failure::Cases { width, cases: cases.collect::<Result<_>>()?, payload: 0 })
            }
            Some(TypeDefKind::Variant(variant)) => {
                let mut cases = Vec::new();
                for case in &variant.cases {
                    let list = match &case.ty {
                        Some(ty) => self.forgettable(package, ty)?,
                        None => false,
                    };
                    cases.push((self.legacy(&case.name)?, list));
                }
                let types: Vec<Option<Type>> = variant.cases.iter().map(|case| case.ty).collect();
                let payload = package.payload(variant.tag(), &types)?;
                Ok(Failure::Cases { width: width(variant.tag())?, cases, payload })
            }
            Some(TypeDefKind::Handle(Handle::Own(id))) => {
                let ask = self.table.errors.ask.as_ref();
                let ask = ask.context("errors are resources, and the table does not say what to `ask` them")?;
                let path = package.resource_path(*id).context("an error without a name")?;
                let found = package.function(&format!("{path}.{ask}"))?;
                let answer = found.function.result.context("what is asked for the error answers nothing")?;
                let Some(TypeDefKind::Enum(cases)) = package.definition(&answer) else {
                    bail!("`{path}.{ask}` does not answer an enum");
                };
                let cases = cases.cases.iter().map(|case| self.legacy(&case.name)).collect::<Result<_>>()?;
                let (interface, resource) = path.split_once('/').context("a path")?;
                Ok(Failure::Resource {
                    interface: interface.to_owned(),
                    resource: resource.to_owned(),
                    method: found.function.name.clone(),
                    cases,
                })
            }
            _ => {
                let list = self.forgettable(package, err)?;
                Ok(Failure::Always { errno: self.any()?, list })
            }
        }
    }

    /// Whether a payload that the legacy program does not hear of is a list, which has to be freed.
    fn forgettable(&self, package: &Package, ty: &Type) -> Result<bool> {
        match package.definition(ty) {
            _ if package.is_text(ty) => Ok(true),
            None | Some(TypeDefKind::Enum(_) | TypeDefKind::Flags(_)) => Ok(false),
            _ => bail!("an error that carries {}", package.describe(ty)),
        }
    }

    /// The errno of every failure without a case.
    fn any(&self) -> Result<u16> {
        match (&self.table.errors.all, self.names.is_empty()) {
            (_, true) => Ok(1),
            (Some(name), false) => position(&self.names, name),
            (None, false) => bail!("a failure says nothing of itself, and the table has no `errors.all`"),
        }
    }

    /// The errno of a case of WIT.
    fn legacy(&self, case: &str) -> Result<u16> {
        let row = &self.table.errors;
        if let Some(name) = row.cases.get(case) {
            return position(&self.names, name);
        }
        if let Some(found) = self.names.iter().position(|name| same(name, case)) {
            return u16::try_from(found).context("a number of an error");
        }
        match &row.all {
            Some(name) => position(&self.names, name),
            None => bail!("the table does not say what the error `{case}` is"),
        }
    }
}

fn position(names: &[&str], name: &str) -> Result<u16> {
    let found = names.iter().position(|known| *known == name);
    let found = found.with_context(|| format!("the legacy error type has no `{name}`"))?;
    u16::try_from(found).context("a number of an error")
}
