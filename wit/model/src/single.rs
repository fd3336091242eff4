//! The single module of 2019 in terms of the current package.
//!
//! Its witx has no resources, but types of handles for the states an object goes through, and its functions prepare
//! objects part by part. So its table has rows of another sort than those of later generations: what a function does to
//! an object, see [`Verb`]; or which item of the package it calls, or which resource it drops. Which parameter is what,
//! its type says.

use wasi_crypto_witx::Document;

use crate::binding::{Action, Arg, Bindings, Call, ErrnoMap, HandleKind, KindIndex, Module, Resource, ResultPart};
use crate::errors::{ModelError, Problem};
use crate::generation::ObjectTable;
use crate::legacy::{self, LegacyFunction, Role};
use crate::package::{ERROR_CODE, Interface, Item, ItemKind, Package, TypeDefKind};
use crate::piecewise;
use crate::shape::Shape;
use crate::step::{Step, Verb};
use crate::vocabulary::find_enum;
use crate::wit_type::WitType;

/// Longest name of an algorithm that can stand for another.
const LONGEST_ALIAS: usize = 8;
/// Longest name it can stand for.
const LONGEST_NAME: usize = 24;

/// Derives what the functions of the generation do in terms of `package`, which is what `shape` says.
pub(crate) fn derive(
    (shape, package): (&Shape, &Package),
    (place, table): (&str, &ObjectTable),
    generation: &str,
    document: &Document,
) -> Result<Bindings, ModelError> {
    let fault = |problem| ModelError::new(place, problem);
    let functions = legacy::functions(document)?;
    let mut rows = table.steps.keys().chain(table.calls.keys()).chain(table.drops.keys());
    if let Some(name) = rows.find(|name| functions.iter().all(|function| function.name != **name)) {
        return Err(fault(Problem::UnknownFunction(name.clone())));
    }
    let kinds = legacy::handles(document).map(|name| HandleKind { name: name.to_owned(), resource: None }).collect();
    let mut single = Single { package, table, document, kinds };
    let errno = single.errno().map_err(fault)?;
    let mut modules: Vec<Module> = Vec::new();
    for legacy in &functions {
        let at = |problem| ModelError::new(legacy.place.clone(), problem);
        let action = single.action(legacy).map_err(at)?;
        legacy.bind(action, &mut modules);
    }
    let algorithms = single.algorithms().map_err(fault)?;
    Ok(Bindings {
        generation: generation.to_owned(),
        package: package.name.clone(),
        errno,
        kinds: single.kinds,
        algorithms,
        pieces: piecewise::derive(shape, package)?,
        modules,
    })
}

struct Single<'a> {
    package: &'a Package,
    table: &'a ObjectTable,
    document: &'a Document,
    kinds: Vec<HandleKind>,
}

impl Single<'_> {
    fn action(&mut self, legacy: &LegacyFunction) -> Result<Action, Problem> {
        let name = &legacy.name;
        let action = match (self.table.steps.get(name), self.table.calls.get(name), self.table.drops.get(name)) {
            (Some(verb), None, None) => Action::Step(self.step(legacy, *verb)?),
            (None, Some(item), None) => self.call(legacy, item)?,
            (None, None, Some(resource)) => {
                let (handle, kind) = self.handle(legacy, 0)?.ok_or_else(|| misfit(resource))?;
                self.claim(kind, resource)?;
                Action::Close { handle, kind }
            }
            (None, None, None) => return Err(Problem::UncoveredFunction(name.clone())),
            _ => return Err(Problem::CoveredTwice(name.clone())),
        };
        // What comes first among the results, and is no handle.
        match legacy.results.first().map(|result| (&result.role, result.out)) {
            Some((Role::Enum(causes), cause)) => {
                Ok(Action::Caused { cause, causes: self.causes(causes)?, action: Box::new(action) })
            }
            _ => Ok(action),
        }
    }

    /// A function of the package: parameters are matched by type, and what is optional there and not here is left out.
    fn call(&mut self, legacy: &LegacyFunction, path: &str) -> Result<Action, Problem> {
        let (interface, item) = self.item(path)?;
        let misfit = || misfit(path);
        let mut args = Vec::new();
        let mut results = Vec::new();
        let mut rest = legacy.params.iter();
        if let (ItemKind::Method, Some(resource)) = (item.kind, &item.resource) {
            let (param, kind) = self.handle(legacy, 0)?.ok_or_else(misfit)?;
            self.claim(kind, resource)?;
            args.push(Arg::Handle { param, kind });
            rest.next();
        }
        for (_, ty) in &item.params {
            if let WitType::Option(_) = ty {
                args.push(Arg::None);
                continue;
            }
            let param = rest.next().ok_or_else(misfit)?;
            args.push(match (ty, &param.role) {
                (WitType::String, Role::String) => Arg::String { ptr: param.index, len: param.len() },
                (WitType::List(_), Role::Input) => Arg::Bytes { ptr: param.index, len: param.len() },
                (WitType::U32, Role::Output) => {
                    let (ptr, len) = (param.index, param.len());
                    results.push(ResultPart::Buffer { ptr, len, written: None });
                    Arg::Scalar { param: len }
                }
                _ => return Err(misfit()),
            });
        }
        if rest.next().is_some() {
            return Err(misfit());
        }
        if let (Some((out, kind)), Some(WitType::Named(resource))) = (self.result(legacy)?, &item.ok) {
            self.claim(kind, resource)?;
            results.push(ResultPart::Handle { out, kind });
        }
        Ok(Action::Call(Call {
            interface,
            function: item.mangled(),
            args,
            fallible: item.fallible,
            results,
            checks: Vec::new(),
            wipe_on_error: None,
            close_on_success: Vec::new(),
            reorder: None,
        }))
    }

    /// The item of a path, and its interface.
    fn item(&self, path: &str) -> Result<(String, Item), Problem> {
        let find = |interface: &Interface| Some((interface.name.clone(), interface.item(path)?.clone()));
        self.package.interfaces.iter().find_map(find).ok_or_else(|| Problem::UnknownFunction(path.to_owned()))
    }

    /// Says which resource is behind the handles of a kind.
    fn claim(&mut self, kind: KindIndex, resource: &str) -> Result<(), Problem> {
        let of = |interface: &&Interface| interface.resources.iter().any(|known| known.name == resource);
        let interface = self.package.interfaces.iter().find(of);
        let interface = interface.ok_or_else(|| Problem::UnknownWitType(resource.to_owned()))?.name.clone();
        let claimed = Resource { interface, name: resource.to_owned() };
        match self.kinds.get_mut(kind) {
            Some(HandleKind { resource: Some(known), name }) if *known != claimed => {
                Err(Problem::CoveredTwice(name.clone()))
            }
            Some(kind) => {
                kind.resource = Some(claimed);
                Ok(())
            }
            None => Err(Problem::UncoveredHandle(resource.to_owned())),
        }
    }

    fn step(&self, legacy: &LegacyFunction, verb: Verb) -> Result<Step, Problem> {
        let range =
            |role: Role| legacy.params.iter().find(|param| param.role == role).map(|param| (param.index, param.len()));
        let (first, second) = (self.handle(legacy, 0)?, self.handle(legacy, 1)?);
        let (object, other) = if let Verb::Open(_) = verb { (None, first) } else { (first, second) };
        let step = Step {
            verb,
            object,
            other,
            algorithm: range(Role::String),
            input: range(Role::Input),
            output: range(Role::Output),
            result: self.result(legacy)?,
        };
        let operands = [
            step.object.is_some(),
            step.other.is_some(),
            step.algorithm.is_some(),
            step.input.is_some(),
            step.output.is_some(),
            step.result.is_some(),
        ];
        if operands == verb.operands() { Ok(step) } else { Err(misfit(&format!("{verb:?}"))) }
    }

    /// The handle parameter with that number, and its kind.
    fn handle(&self, legacy: &LegacyFunction, number: usize) -> Result<Option<(usize, KindIndex)>, Problem> {
        let handles = legacy.params.iter().filter_map(|param| match &param.role {
            Role::Handle(kind) => Some((param.index, kind)),
            _ => None,
        });
        handles.map(|(index, kind)| Ok((index, self.kind(kind)?))).nth(number).transpose()
    }

    /// The handle a function gives, and its kind.
    fn result(&self, legacy: &LegacyFunction) -> Result<Option<(usize, KindIndex)>, Problem> {
        let result = legacy.results.iter().find_map(|result| match &result.role {
            Role::Handle(kind) => Some((result.out, kind)),
            _ => None,
        });
        result.map(|(out, kind)| Ok((out, self.kind(kind)?))).transpose()
    }

    fn kind(&self, name: &str) -> Result<KindIndex, Problem> {
        let name = self.table.kinds.get(name).map_or(name, String::as_str);
        let found = self.kinds.iter().position(|kind| kind.name == name);
        found.ok_or_else(|| Problem::UncoveredHandle(name.to_owned()))
    }

    fn algorithms(&self) -> Result<Vec<(String, String)>, Problem> {
        let rows = self.table.algorithms.iter();
        rows.map(|(alias, name)| match alias.len() <= LONGEST_ALIAS && name.len() <= LONGEST_NAME {
            true => Ok((alias.clone(), name.clone())),
            false => Err(Problem::Rule(format!("`{alias}` or `{name}` is too long"))),
        })
        .collect()
    }

    fn errno(&self) -> Result<ErrnoMap, Problem> {
        let own = &self.table.own;
        let types = self.package.interfaces.iter().flat_map(|interface| &interface.types);
        let cases = types.filter(|ty| ty.name == ERROR_CODE).find_map(|ty| match &ty.kind {
            TypeDefKind::Enum(cases) => Some(cases),
            _ => None,
        });
        let cases = cases.ok_or_else(|| Problem::UnknownWitType(ERROR_CODE.to_owned()))?;
        if let Some(error) = self.table.errors.keys().find(|error| cases.iter().all(|case| case.name != **error)) {
            return Err(Problem::UnknownError(error.clone()));
        }
        let numbers = cases.iter().map(|case| {
            let errno = self.table.errors.get(&case.name);
            self.number("errno", errno.ok_or_else(|| Problem::MissingErrno(case.name.clone()))?)
        });
        Ok(ErrnoMap {
            wit_to_legacy: numbers.collect::<Result<_, _>>()?,
            success: self.number("errno", "success")?,
            guest_error: self.number("errno", &own.guest_error)?,
            closed: self.number("errno", &own.closed)?,
            invalid_handle: self.number("errno", &own.invalid_handle)?,
            overflow: self.number("errno", &own.overflow)?,
            invalid_length: self.number("errno", &own.invalid_length)?,
            too_many_handles: self.number("errno", &own.too_many_handles)?,
            unsupported_feature: self.number("errno", &own.unsupported_feature)?,
            invalid_tag: self.number("errno", &own.invalid_tag)?,
        })
    }

    /// Causes by error number; 0 for those without.
    fn causes(&self, causes: &str) -> Result<Vec<u16>, Problem> {
        let mut by_errno = Vec::new();
        for (errno, cause) in &self.table.causes {
            let errno = usize::from(self.number("errno", errno)?);
            if by_errno.len() <= errno {
                by_errno.resize(errno + 1, 0);
            }
            if let Some(place) = by_errno.get_mut(errno) {
                *place = self.number(causes, cause)?;
            }
        }
        Ok(by_errno)
    }

    /// The number of a value of an enum.
    fn number(&self, of: &str, name: &str) -> Result<u16, Problem> {
        let (_, definition) = find_enum(self.document, of)?;
        let number = definition.cases.iter().position(|case| case.name == name);
        number.and_then(|number| u16::try_from(number).ok()).ok_or_else(|| Problem::MissingErrno(name.to_owned()))
    }
}

fn misfit(row: &str) -> Problem {
    Problem::Rule(format!("the parameters are not those of `{row}`"))
}
