//! Interfaces, the names in them, and the types they take from one another.

use std::collections::BTreeMap;

use wasi_crypto_witx::{Diagnostic, Document, Module, Span, TypeId, TypeKind};

use crate::names::{Namer, escape, kebab};
use crate::usage::{Flow, Usage};

/// One version of a named type; see [`Usage::versions`].
pub(crate) type Key = (TypeId, Flow);

/// A WIT interface that is being put together.
#[derive(Debug, Default)]
pub(crate) struct Interface {
    /// Name, not escaped.
    pub(crate) name: String,
    /// Index of the module it is made from; `None` for the interface of the types outside of modules.
    pub(crate) module: Option<usize>,
    /// Types it defines.
    pub(crate) types: Vec<TypeId>,
    /// Types it takes from other interfaces, with the name each has here. The key is the other interface first.
    pub(crate) imports: BTreeMap<(usize, Key), String>,
    /// Name of the type for addresses, once one was needed.
    pub(crate) address: Option<String>,
    /// Where each other interface was first needed.
    needs: BTreeMap<usize, Span>,
    namer: Namer,
}

/// All names of the package.
#[derive(Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) document: &'a Document,
    pub(crate) usage: Usage,
    pub(crate) interfaces: Vec<Interface>,
    /// Interface that defines each named type.
    homes: Vec<usize>,
    /// Name of each version of a type in the interface that defines it.
    names: BTreeMap<Key, String>,
}

impl<'a> Scope<'a> {
    /// Lays out the interfaces and names what they define.
    pub(crate) fn new(document: &'a Document) -> Result<Self, Diagnostic> {
        let mut scope = Self {
            document,
            usage: Usage::new(document),
            interfaces: Vec::new(),
            homes: Vec::new(),
            names: BTreeMap::new(),
        };
        scope.lay_out()?;
        for index in 0..scope.interfaces.len() {
            scope.name_functions(index)?;
            scope.name_types(index)?;
        }
        Ok(scope)
    }

    /// One interface for each module. Types outside of modules go into the only module there is, or into an interface
    /// of their own.
    fn lay_out(&mut self) -> Result<(), Diagnostic> {
        let document = self.document;
        let outside = document.types.iter().any(|named| named.module.is_none());
        let shared = outside && document.modules.len() != 1;
        let mut namer = Namer::default();
        for (index, module) in document.modules.iter().enumerate() {
            let name = self.kebab(&module.name, module.span)?;
            let same = |other: &&Module| other.name == module.name && other.span.file != module.span.file;
            let name = match document.modules.iter().take(index).find(same) {
                // In another file; that of this one tells them apart.
                Some(_) => namer
                    .take_free(&[self.file_name(module.span), Some(name)].into_iter().flatten().collect::<Vec<_>>()),
                None if namer.take(&name) => name,
                None => {
                    let reason = format!("another module is called `{name}` in WIT as well");
                    return Err(document.sources.diagnostic(module.span, reason));
                }
            };
            self.interfaces.push(Interface { name, module: Some(index), ..Interface::default() });
        }
        let home_of_outside = if shared {
            let candidates = ["types", "shared-types"].map(str::to_owned);
            let name = namer.take_free(&candidates);
            self.interfaces.insert(0, Interface { name, ..Interface::default() });
            0
        } else {
            // Either there is nothing outside, or exactly one module to take it.
            0
        };
        for id in document.type_ids() {
            let home = match document.named(id).module {
                Some(module) => module + usize::from(shared),
                None => home_of_outside,
            };
            self.homes.push(home);
            if let Some(interface) = self.interfaces.get_mut(home) {
                interface.types.push(id);
            }
        }
        Ok(())
    }

    /// The kebab-case form of the name of a file, without its ending.
    fn file_name(&self, span: Span) -> Option<String> {
        let (path, _, _) = self.document.sources.position(span);
        let name = path.rsplit('/').next()?;
        kebab(name.strip_suffix(".witx").unwrap_or(name))
    }

    /// The module an interface is made from.
    pub(crate) fn module(&self, interface: usize) -> Option<&'a Module> {
        let index = self.interfaces.get(interface)?.module?;
        self.document.modules.get(index)
    }

    /// Functions keep their names: they are what programs link to.
    fn name_functions(&mut self, interface: usize) -> Result<(), Diagnostic> {
        let Some(module) = self.module(interface) else {
            return Ok(());
        };
        for function in &module.functions {
            let name = self.kebab(&function.name, function.span)?;
            if !self.take(interface, &name) {
                let reason = format!("another function of this module is called `{name}` in WIT as well");
                return Err(self.document.sources.diagnostic(function.span, reason));
            }
        }
        Ok(())
    }

    fn name_types(&mut self, interface: usize) -> Result<(), Diagnostic> {
        let types = self.interfaces.get(interface).map(|i| i.types.clone()).unwrap_or_default();
        for id in types {
            if self.usage.only_tag(id) {
                continue;
            }
            let named = self.document.named(id);
            let name = self.kebab(&named.name, named.span)?;
            for (index, flow) in self.usage.versions(id).iter().enumerate() {
                let candidates = match index {
                    0 => vec![name.clone(), format!("{name}-type")],
                    _ => vec![format!("{name}-input"), format!("{name}-input-type")],
                };
                let taken = self.take_free(interface, &candidates);
                self.names.insert((id, *flow), taken);
            }
        }
        Ok(())
    }

    /// Takes a name in an interface; false when it is taken already.
    pub(crate) fn take(&mut self, interface: usize, name: &str) -> bool {
        self.interfaces.get_mut(interface).is_some_and(|interface| interface.namer.take(name))
    }

    /// Takes the first free name in an interface.
    pub(crate) fn take_free(&mut self, interface: usize, candidates: &[String]) -> String {
        match self.interfaces.get_mut(interface) {
            Some(interface) => interface.namer.take_free(candidates),
            None => String::new(),
        }
    }

    /// The kebab-case form of a name.
    pub(crate) fn kebab(&self, name: &str, span: Span) -> Result<String, Diagnostic> {
        kebab(name).ok_or_else(|| {
            let reason = format!("the name `{name}` has no letters or digits that WIT names may have");
            self.document.sources.diagnostic(span, reason)
        })
    }

    /// The name of a version of a type where it is defined, not escaped.
    pub(crate) fn own_name(&self, id: TypeId, flow: Flow) -> &str {
        self.names.get(&(id, flow)).map_or("", String::as_str)
    }

    /// The name of a type as seen from an interface, escaped; it is taken from its home if need be.
    pub(crate) fn reference(&mut self, interface: usize, id: TypeId, flow: Flow, span: Span) -> String {
        let flow = self.usage.version(id, flow);
        let home = self.homes.get(id.index()).copied().unwrap_or(0);
        let name = self.own_name(id, flow).to_owned();
        if home == interface {
            return escape(&name);
        }
        if let Some(imported) = self.interfaces.get(interface).and_then(|i| i.imports.get(&(home, (id, flow)))) {
            return escape(imported);
        }
        let home_name = self.interfaces.get(home).map_or("", |interface| interface.name.as_str());
        let candidates = [name.clone(), format!("{home_name}-{name}")];
        let local = self.take_free(interface, &candidates);
        if let Some(interface) = self.interfaces.get_mut(interface) {
            interface.imports.insert((home, (id, flow)), local.clone());
            interface.needs.entry(home).or_insert(span);
        }
        escape(&local)
    }

    /// The name of the type for addresses in an interface, escaped.
    pub(crate) fn address(&mut self, interface: usize) -> String {
        if let Some(name) = self.interfaces.get(interface).and_then(|interface| interface.address.clone()) {
            return escape(&name);
        }
        let candidates = ["address", "memory-address"].map(str::to_owned);
        let name = self.take_free(interface, &candidates);
        if let Some(interface) = self.interfaces.get_mut(interface) {
            interface.address = Some(name.clone());
        }
        escape(&name)
    }

    /// Fails when interfaces need each other in a circle, which witx can express and WIT cannot.
    pub(crate) fn check_circles(&self) -> Result<(), Diagnostic> {
        let mut done = vec![false; self.interfaces.len()];
        // Removes interfaces whose needs are met until nothing changes; what remains is part of a circle, or needs one.
        loop {
            let next = (0..self.interfaces.len()).find(|index| {
                !done.get(*index).copied().unwrap_or(true)
                    && self.interfaces.get(*index).is_some_and(|interface| {
                        interface.needs.keys().all(|need| done.get(*need).copied().unwrap_or(true))
                    })
            });
            match next.and_then(|index| done.get_mut(index)) {
                Some(slot) => *slot = true,
                None => break,
            }
        }
        let stuck = self.interfaces.iter().zip(&done).find(|(_, done)| !**done);
        let Some((interface, _)) = stuck else {
            return Ok(());
        };
        let need = interface.needs.iter().find(|(need, _)| !done.get(**need).copied().unwrap_or(true));
        let (other, span) = need.map(|(need, span)| (*need, *span)).unwrap_or_default();
        let other = self.interfaces.get(other).map_or("", |interface| interface.name.as_str());
        let reason = format!(
            "interfaces `{}` and `{other}` would use types of each other, which WIT does not allow",
            interface.name
        );
        Err(self.document.sources.diagnostic(span, reason))
    }

    /// The first named handle to a resource.
    pub(crate) fn handle_name(&self, resource: wasi_crypto_witx::ResourceId) -> Option<TypeId> {
        self.document
            .type_ids()
            .find(|id| matches!(self.document.named(*id).ty.kind, TypeKind::Handle(Some(found)) if found == resource))
    }
}
