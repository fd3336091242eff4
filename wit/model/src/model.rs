//! The table and the witx files together: the package, and what each legacy function does in its terms.

use std::collections::BTreeMap;

use wasi_crypto_witx::Document;

use crate::batch;
use crate::binding::{Action, Bindings, Call, ErrnoMap, KindIndex, Module, Needed};
use crate::docs;
use crate::errors::{ModelError, Problem};
use crate::generation::Facts;
use crate::item::{self, Signature};
use crate::legacy::{self, LegacyFunction, Role};
use crate::names::Names;
use crate::package::{ERROR_CODE, Interface, Item, ItemKind, Package, World};
use crate::piecewise;
use crate::shape::{FunctionRow, InterfaceTable, Shape};
use crate::vocabulary::Vocabulary;
use crate::wit_type::WitType;

/// Everything derived from one table and one generation of the legacy API.
#[derive(Clone, Debug)]
pub struct Model {
    /// The WIT package.
    pub package: Package,
    /// What each legacy function does.
    pub bindings: Bindings,
}

impl Model {
    /// Derives the model.
    ///
    /// # Errors
    ///
    /// Where the table and the witx files disagree, or either leaves something out; see [`Problem`].
    pub fn derive(shape: &Shape, document: &Document) -> Result<Self, ModelError> {
        Deriver::new(shape, document)?.run(document)
    }
}

pub(crate) struct Deriver<'a> {
    pub(crate) shape: &'a Shape,
    pub(crate) functions: Vec<LegacyFunction>,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) names: Names<'a>,
    /// The table of an older generation.
    pub(crate) older: Option<&'a Facts>,
    /// What each covered legacy function does.
    actions: BTreeMap<String, Action>,
    /// Signatures of calls, for the batches that repeat them.
    calls: BTreeMap<String, (Signature, Call, String)>,
}

impl<'a> Deriver<'a> {
    pub(crate) fn new(shape: &'a Shape, document: &Document) -> Result<Self, ModelError> {
        Ok(Self {
            shape,
            functions: legacy::functions(document)?,
            vocabulary: Vocabulary::new(shape, document)?,
            names: Names::new(&shape.package),
            older: None,
            actions: BTreeMap::new(),
            calls: BTreeMap::new(),
        })
    }

    fn run(mut self, document: &Document) -> Result<Model, ModelError> {
        let mut interfaces = Vec::new();
        for (position, (name, table)) in self.shape.interfaces.iter().enumerate() {
            self.closes(name, table)?;
            let mut interface = Interface {
                name: name.clone(),
                docs: table.doc.clone(),
                types: self.vocabulary.types.get(position).cloned().unwrap_or_default(),
                resources: self.vocabulary.resources.get(position).cloned().unwrap_or_default(),
                items: Vec::new(),
                concurrent: self.shape.package.concurrent_interfaces.contains(name),
            };
            for row in &table.functions {
                let place = format!("shape/{name}.toml, {}", row.wit);
                let fault = |problem| ModelError::new(place.clone(), problem);
                let item = self.item(&interface, row).map_err(fault)?;
                if interface.item(&row.wit).is_some() || interface.defines(&row.wit) {
                    return Err(fault(Problem::DuplicateName(row.wit.clone())));
                }
                interface.items.push(item);
            }
            interfaces.push(interface);
        }
        self.array_output()?;
        let worlds = self.shape.package.worlds.iter();
        let mut package = Package {
            name: format!("{}@{}", self.shape.package.package, self.shape.package.version),
            docs: self.shape.package.doc.clone(),
            interfaces,
            worlds: worlds
                .map(|row| World {
                    name: row.name.clone(),
                    docs: row.doc.clone(),
                    direction: row.direction,
                    concurrent: row.concurrent,
                })
                .collect(),
        };
        let legacy = self.functions.iter().map(|function| (function.name.as_str(), function.docs.as_str()));
        docs::compose(&mut package, self.shape, &legacy.collect())?;
        let generation = &self.shape.package.generation;
        let bindings = self.bindings(generation, &package, document)?;
        Ok(Model { package, bindings })
    }

    /// Close functions come from the rows of their resources.
    pub(crate) fn closes(&mut self, interface: &str, table: &InterfaceTable) -> Result<(), ModelError> {
        for row in &table.resources {
            if self.older.is_some() && self.function(&row.close).is_err() {
                continue;
            }
            let place = format!("shape/{interface}.toml, {}", row.name);
            let fault = |problem| ModelError::new(place.clone(), problem);
            let function = self.function(&row.close).map_err(fault)?;
            let kind = self.vocabulary.kind(&row.handle);
            let kind = kind.ok_or_else(|| fault(Problem::UncoveredHandle(row.handle.clone())))?;
            let action = match function.params.as_slice() {
                [param] if param.role == Role::Handle(row.handle.clone()) && function.results.is_empty() => {
                    Action::Close { handle: param.index, kind }
                }
                _ => {
                    let reason = format!("`{}` does not close a handle of kind `{}`", row.close, row.handle);
                    return Err(fault(Problem::Rule(reason)));
                }
            };
            self.cover(&row.close, action).map_err(fault)?;
        }
        Ok(())
    }

    fn item(&mut self, interface: &Interface, row: &FunctionRow) -> Result<Item, Problem> {
        if interface.concurrent && row.legacy.is_some() {
            return Err(Problem::Rule("legacy functions are not for WASI 0.3".to_owned()));
        }
        let signature = match (&row.legacy, &row.batch) {
            (None, None) => native(row)?,
            (Some(legacy), None) => {
                let function = self.function(legacy)?;
                let (signature, call) = item::derive(&interface.name, row, function, &self.vocabulary, &self.names)?;
                let resource = row.wit.split_once('.').map(|(resource, _)| resource.to_owned()).unwrap_or_default();
                self.calls.insert(legacy.clone(), (signature.clone(), call.clone(), resource));
                self.cover(legacy, Action::Call(call))?;
                signature
            }
            (Some(legacy), Some(single)) => {
                let unknown = || Problem::UnknownFunction(format!("{single}` before this row, nor a method `{single}"));
                let (signature, call, resource) = self.calls.get(single).ok_or_else(unknown)?;
                let single = batch::Single { function: self.function(single)?, signature, call, resource };
                let (signature, action) = batch::derive(self.function(legacy)?, &single, &self.vocabulary)?;
                self.cover(legacy, Action::Batch(action))?;
                signature
            }
            (None, Some(_)) => return Err(Problem::Unused("`batch` without `legacy`".to_owned())),
        };
        if row.legacy.is_some() && (!row.params.is_empty() || row.ok.is_some() || row.concurrent) {
            return Err(Problem::Unused("`params`, `ok` or `concurrent` in a row with `legacy`".to_owned()));
        }
        for_its_interface(interface, row, &signature)?;
        let (resource, name) = match row.wit.split_once('.') {
            Some((resource, name)) => (Some(resource.to_owned()), name.to_owned()),
            None => (None, row.wit.clone()),
        };
        if let Some(resource) = &resource
            && interface.resources.iter().all(|known| known.name != *resource)
        {
            return Err(Problem::UnknownWitType(format!("the interface has no resource `{resource}`")));
        }
        for ty in signature.params.iter().map(|(_, ty)| ty).chain(&signature.ok) {
            self.vocabulary.check_type(ty)?;
        }
        Ok(Item {
            resource,
            name,
            kind: signature.kind,
            params: signature.params,
            ok: signature.ok,
            fallible: signature.fallible,
            concurrent: row.concurrent,
            docs: String::new(),
            legacy: row.legacy.clone(),
        })
    }

    /// Array outputs exist in the adapters only.
    pub(crate) fn array_output(&mut self) -> Result<(), ModelError> {
        let fault = |problem| ModelError::new("shape/package.toml, array-output", problem);
        let row = &self.shape.package.array_output;
        let handle = Role::Handle(row.handle.clone());
        let misfit = |name: &str, does: &str| Problem::Rule(format!("`{name}` does not {does} a `{}`", row.handle));

        let function = self.function(&row.len).map_err(fault)?;
        let action = match (function.params.as_slice(), function.results.as_slice()) {
            ([param], [result]) if param.role == handle && result.role == Role::U32 => {
                Action::ArrayOutputLen { handle: param.index, out: result.out }
            }
            _ => return Err(fault(misfit(&row.len, "measure"))),
        };
        self.cover(&row.len, action).map_err(fault)?;

        let function = self.function(&row.pull).map_err(fault)?;
        let action = match (function.params.as_slice(), function.results.as_slice()) {
            ([param, buffer], results)
                if param.role == handle
                    && buffer.role == Role::Output
                    && results.len() < 2
                    && results.iter().all(|result| result.role == Role::U32) =>
            {
                Action::ArrayOutputPull {
                    handle: param.index,
                    buffer: buffer.index,
                    len: buffer.len(),
                    out: results.first().map(|result| result.out),
                }
            }
            _ => return Err(fault(misfit(&row.pull, "read"))),
        };
        self.cover(&row.pull, action).map_err(fault)
    }

    pub(crate) fn function(&self, name: &str) -> Result<&LegacyFunction, Problem> {
        let found = self.functions.iter().find(|function| function.name == name);
        found.ok_or_else(|| Problem::UnknownFunction(name.to_owned()))
    }

    pub(crate) fn cover(&mut self, name: &str, action: Action) -> Result<(), Problem> {
        // Several functions that became one do the same.
        for function in self.functions.iter().filter(|function| function.name == name) {
            if self.actions.insert(function.import.clone(), action.clone()).is_some() {
                return Err(Problem::CoveredTwice(name.to_owned()));
            }
        }
        Ok(())
    }

    /// Collects what the functions do.
    pub(crate) fn bindings(
        mut self,
        generation: &str,
        package: &Package,
        document: &Document,
    ) -> Result<Bindings, ModelError> {
        if let Some(function) = self.functions.iter().find(|function| !self.actions.contains_key(&function.import)) {
            let problem = Problem::UncoveredFunction(function.name.clone());
            return Err(ModelError::new(function.place.clone(), problem));
        }
        let table = |problem| ModelError::new("shape/package.toml", problem);
        if let (None, Some(name)) = (self.older, self.names.unused()) {
            return Err(table(Problem::Unused(format!("`{name}` under `names`"))));
        }
        let errno = self.errno(document).map_err(table)?;
        if let (None, Some(name)) = (self.older, self.vocabulary.unused()) {
            return Err(table(Problem::Unused(format!("the type that stands for `{name}`, which no function uses,"))));
        }
        let mut modules: Vec<Module> = Vec::new();
        for legacy in &self.functions {
            let fault = |problem| ModelError::new(legacy.place.clone(), problem);
            let action = self.actions.remove(&legacy.import);
            let action = action.ok_or_else(|| fault(Problem::CoveredTwice(legacy.name.clone())))?;
            check_methods(&action, package, &self.vocabulary).map_err(fault)?;
            legacy.bind(action, &mut modules);
        }
        Ok(Bindings {
            generation: generation.to_owned(),
            package: package.name.clone(),
            errno,
            kinds: self.vocabulary.kinds,
            algorithms: Vec::new(),
            pieces: piecewise::derive(self.shape, package)?,
            modules,
        })
    }

    /// Numbers of the errors adapters answer, and of those they pass on.
    fn errno(&self, document: &Document) -> Result<ErrnoMap, Problem> {
        let first = self.functions.first();
        let errno = first.and_then(|first| {
            let module = document.module(&first.module)?;
            let outcome = document.outcome(module.function(&first.import)?);
            match &outcome.error??.kind {
                wasi_crypto_witx::TypeKind::Named(id) => Some(document.named(*id).name.clone()),
                _ => None,
            }
        });
        let errno = errno.ok_or_else(|| Problem::UnknownType("the errno of the first function".to_owned()))?;
        let map = self.vocabulary.enumeration(&errno).ok_or_else(|| Problem::UnknownType(errno.clone()))?;
        if map.wit != ERROR_CODE {
            return Err(Problem::UnknownWitType(format!("`{errno}` stands for `{}`, not `{ERROR_CODE}`", map.wit)));
        }
        let number = |name: &str| {
            let position = map.names.iter().position(|case| case == name);
            position.and_then(|value| u16::try_from(value).ok()).ok_or_else(|| Problem::MissingErrno(name.to_owned()))
        };
        let renamed = |wit: &str| self.older.and_then(|older| older.errors.get(wit)).cloned();
        let cases = self.vocabulary.cases(ERROR_CODE).unwrap_or_default().iter();
        let numbers = cases.map(|case| number(&renamed(&case.name).unwrap_or_else(|| case.name.replace('-', "_"))));
        Ok(ErrnoMap {
            wit_to_legacy: numbers.collect::<Result<_, _>>()?,
            success: number("success")?,
            guest_error: number("guest_error")?,
            closed: number("closed")?,
            invalid_handle: number("invalid_handle")?,
            overflow: number("overflow")?,
            invalid_length: number("invalid_length")?,
            too_many_handles: number("too_many_handles")?,
            unsupported_feature: number("unsupported_feature")?,
            invalid_tag: number("invalid_tag")?,
        })
    }
}

/// What only WASI 0.3 has stands in interfaces of its own, so that components of WASI 0.2 need not know it.
fn for_its_interface(interface: &Interface, row: &FunctionRow, signature: &Signature) -> Result<(), Problem> {
    let types = signature.params.iter().map(|(_, ty)| ty).chain(&signature.ok);
    if !interface.concurrent && (row.concurrent || types.into_iter().any(WitType::is_concurrent)) {
        return Err(Problem::Rule("streams, futures and `concurrent` are for WASI 0.3".to_owned()));
    }
    Ok(())
}

/// The signature of an item without legacy origin.
fn native(row: &FunctionRow) -> Result<Signature, Problem> {
    let unused = [
        (row.receiver.is_some(), "self"),
        (!row.names.is_empty(), "names"),
        (row.order.is_some(), "order"),
        (!row.outputs.is_empty(), "outputs"),
        (row.returns.is_some(), "returns"),
        (row.record.is_some(), "record"),
        (row.wipe_on_error.is_some(), "wipe-on-error"),
        (!row.close_on_success.is_empty(), "close-on-success"),
    ];
    if let Some((_, key)) = unused.iter().find(|(present, _)| *present) {
        return Err(Problem::Unused(format!("`{key}` in a row without `legacy`")));
    }
    let mut params = Vec::new();
    for param in &row.params {
        let (name, ty) = param
            .split_once(':')
            .ok_or_else(|| Problem::Rule(format!("`{param}` is no parameter; write `name: type`")))?;
        params.push((name.trim().to_owned(), WitType::parse(ty).map_err(Problem::UnknownWitType)?));
    }
    let ok = row.ok.as_deref().map(WitType::parse).transpose().map_err(Problem::UnknownWitType)?;
    let kind = if row.wit.contains('.') { ItemKind::Method } else { ItemKind::Free };
    Ok(Signature { kind, params, ok, fallible: !row.infallible })
}

/// The methods adapters call on their own account must exist, and look as the adapters expect.
fn check_methods(action: &Action, package: &Package, vocabulary: &Vocabulary) -> Result<(), Problem> {
    let method = |kind: KindIndex, name: &str, ok: &WitType, fallible: bool| {
        let resource = vocabulary.kinds.get(kind).and_then(|kind| kind.resource.as_ref());
        let item = resource.and_then(|resource| {
            let interface = package.interfaces.iter().find(|interface| interface.name == resource.interface)?;
            interface.item(&format!("{}.{name}", resource.name))
        });
        match item {
            Some(item) if item.params.is_empty() && item.ok.as_ref() == Some(ok) && item.fallible == fallible => Ok(()),
            _ => {
                let resource = resource.map_or("", |resource| &resource.name);
                Err(Problem::Rule(format!("the adapters need a method `{resource}.{name}` that returns {ok}")))
            }
        }
    };
    match action {
        Action::Call(call) => {
            for check in &call.checks {
                match &check.needed {
                    Needed::Len(_) => {}
                    needed @ (Needed::LenPlusTag { state, .. } | Needed::LenMinusTag { state, .. }) => {
                        let kind = call.args.iter().find_map(|arg| match arg {
                            crate::binding::Arg::Handle { param, kind } if param == state => Some(*kind),
                            _ => None,
                        });
                        method(kind.unwrap_or(usize::MAX), "max-tag-len", &WitType::U32, true)?;
                        if let Needed::LenMinusTag { padded: Some(_), .. } = needed {
                            method(kind.unwrap_or(usize::MAX), "algorithm", &WitType::String, false)?;
                        }
                    }
                    Needed::Method { kind, function, .. } => {
                        let name = function.rsplit_once('.').map_or("", |(_, name)| name);
                        method(*kind, name, &WitType::U32, false)?;
                    }
                }
            }
            Ok(())
        }
        Action::Batch(batch) => {
            method(batch.homogeneous_kind, "algorithm", &WitType::String, false)?;
            check_methods(&batch.each.action, package, vocabulary)
        }
        _ => Ok(()),
    }
}
