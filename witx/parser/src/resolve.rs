//! Declares names, follows `use ... from`, and turns lists into the document.

use std::collections::BTreeSet;

use crate::ast::{ResourceId, TypeId, TypeKind};
use crate::document::{Constant, Document, Module, NamedType, Resource, Scope};
use crate::functions::function;
use crate::gather::{Files, MAX_CHAIN, is_use_from};
use crate::measure::measure;
use crate::source::{Fault, Sources, Span};
use crate::tree::{Node, NodeKind, name_of};

/// Builds the document out of its files.
pub(crate) fn resolve(sources: Sources, files: &Files) -> Result<Document, (Sources, Fault)> {
    let mut resolver = Resolver::default();
    match resolver.run(files) {
        Ok(()) => {}
        Err(fault) => return Err((sources, fault)),
    }
    let mut document = Document {
        sources,
        types: Vec::new(),
        resources: resolver.resources,
        constants: resolver.constants,
        modules: resolver.modules,
        scope: resolver.scope,
    };
    document.types = resolver.types.into_iter().flatten().collect();
    match measure(&mut document) {
        Ok(()) => Ok(document),
        Err(fault) => Err((document.sources, fault)),
    }
}

/// The state of a document that is being put together.
#[derive(Default)]
pub(crate) struct Resolver<'a> {
    /// A type is absent until its definition has been read.
    pub(crate) types: Vec<Option<NamedType>>,
    pending: Vec<Pending<'a>>,
    resources: Vec<Resource>,
    pub(crate) constants: Vec<Constant>,
    pub(crate) modules: Vec<Module>,
    pub(crate) module_nodes: Vec<PendingModule<'a>>,
    pub(crate) scope: Scope,
}

/// A type that has a name and no definition yet.
struct Pending<'a> {
    name: String,
    docs: &'a str,
    span: Span,
    definition: &'a Node,
    place: Place,
    /// Set while the definition is being read, to notice that it needs itself.
    busy: bool,
}

/// Where something is written: decides which names it sees and what its defaults are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Index of the module.
    pub(crate) module: Option<usize>,
    /// True in the newest dialect; see `File::is_modular`.
    pub(crate) modular: bool,
}

/// A module whose content has not been read yet.
pub(crate) struct PendingModule<'a> {
    /// Index of its file.
    pub(crate) file: usize,
    pub(crate) items: &'a [Node],
    place: Place,
    pub(crate) uses: UseState,
}

/// Whether the names a module uses are in its scope.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum UseState {
    Unread,
    Busy,
    Done,
}

impl<'a> Resolver<'a> {
    fn run(&mut self, files: &'a Files) -> Result<(), Fault> {
        for (index, file) in files.files.iter().enumerate() {
            let modular = file.is_modular();
            let place = Place { module: None, modular };
            for node in &file.nodes {
                match node.head() {
                    Some("use") => {}
                    Some("module") => self.declare_module(index, node, modular)?,
                    _ => self.declare(node, place)?,
                }
            }
        }
        for (index, file) in files.files.iter().enumerate() {
            for node in file.nodes.iter().filter(|node| is_use_from(node)) {
                if node.head() == Some("use") {
                    self.follow_use(files, index, None, node, 0)?;
                }
            }
        }
        for module in 0..self.modules.len() {
            self.follow_uses(files, module, 0)?;
        }
        // Aliases first: definitions may look through them.
        for id in 0..self.pending.len() {
            let pending = self.pending.get(id);
            if pending.is_some_and(|pending| pending.definition.atom().is_some()) {
                self.define(TypeId(id), 0)?;
            }
        }
        for id in 0..self.pending.len() {
            self.define(TypeId(id), 0)?;
        }
        self.read_constants(files)?;
        for module in 0..self.modules.len() {
            self.read_functions(module)?;
        }
        Ok(())
    }

    /// Gives an item outside of functions its name.
    fn declare(&mut self, node: &'a Node, place: Place) -> Result<(), Fault> {
        let items = node.list().unwrap_or_default();
        match node.head() {
            Some("typename") => {
                let [_, name_node, definition] = items else {
                    return Err((node.span, "expected `(typename $name type)`".to_owned()));
                };
                let name = name_of(name_node)?;
                let id = TypeId(self.pending.len());
                self.bind_type(place.module, name, id, name_node.span)?;
                self.types.push(None);
                self.pending.push(Pending {
                    name: name.to_owned(),
                    docs: &node.docs,
                    span: name_node.span,
                    definition,
                    place,
                    busy: false,
                });
                Ok(())
            }
            Some("resource") => {
                let [_, name_node] = items else {
                    return Err((node.span, "expected `(resource $name)`".to_owned()));
                };
                let name = name_of(name_node)?;
                let id = ResourceId(self.resources.len());
                self.bind_resource(place.module, name, id, name_node.span)?;
                self.resources.push(Resource {
                    name: name.to_owned(),
                    docs: node.docs.clone(),
                    module: place.module,
                    span: name_node.span,
                });
                Ok(())
            }
            Some("@witx") => Ok(()),
            Some("profile") => Err((
                node.span,
                "a profile describes programs, not an interface; there is nothing to read here".to_owned(),
            )),
            _ => Err((
                node.span,
                "expected `(use ...)`, `(typename ...)`, `(resource ...)`, `(@witx const ...)` or `(module ...)`"
                    .to_owned(),
            )),
        }
    }

    fn declare_module(&mut self, file: usize, node: &'a Node, modular: bool) -> Result<(), Fault> {
        let Some([_, name_node, items @ ..]) = node.list() else {
            return Err((node.span, "expected `(module $name ...)`".to_owned()));
        };
        let name = name_of(name_node)?;
        // Two files may have modules of one name: `use` tells them apart by their files.
        let mut others = self.modules.iter().zip(&self.module_nodes);
        if others.any(|(module, pending)| pending.file == file && module.name == name) {
            return Err((name_node.span, format!("module `${name}` is defined twice")));
        }
        let place = Place { module: Some(self.modules.len()), modular };
        self.modules.push(Module {
            name: name.to_owned(),
            docs: node.docs.clone(),
            memories: Vec::new(),
            functions: Vec::new(),
            scope: Scope::default(),
            span: name_node.span,
        });
        self.module_nodes.push(PendingModule { file, items, place, uses: UseState::Unread });
        for item in items {
            match item.head() {
                Some("typename" | "resource") => self.declare(item, place)?,
                Some("import") => {
                    let memory = memory_import(item)?;
                    if let Some(module) = self.modules.last_mut() {
                        module.memories.push(memory);
                    }
                }
                Some("use" | "@witx" | "@interface" | "export") => {}
                _ => {
                    return Err((
                        item.span,
                        "expected `(@interface func ...)`, `(export ...)`, `(import ...)`, `(use ...)`, \
                         `(typename ...)`, `(resource ...)` or `(@witx const ...)`"
                            .to_owned(),
                    ));
                }
            }
        }
        Ok(())
    }

    /// Gives a type a name in a module, or outside of modules.
    pub(crate) fn bind_type(&mut self, module: Option<usize>, name: &str, id: TypeId, span: Span) -> Result<(), Fault> {
        let previous = self.scope_mut(module).types.insert(name.to_owned(), id).filter(|previous| *previous != id);
        match previous {
            None => Ok(()),
            Some(_) => Err((span, format!("type `${name}` is defined twice"))),
        }
    }

    /// Gives a resource a name in a module, or outside of modules.
    pub(crate) fn bind_resource(
        &mut self,
        module: Option<usize>,
        name: &str,
        id: ResourceId,
        span: Span,
    ) -> Result<(), Fault> {
        let previous = self.scope_mut(module).resources.insert(name.to_owned(), id).filter(|previous| *previous != id);
        match previous {
            None => Ok(()),
            Some(_) => Err((span, format!("resource `${name}` is defined twice"))),
        }
    }

    fn scope_mut(&mut self, module: Option<usize>) -> &mut Scope {
        match module.and_then(|index| self.modules.get_mut(index)) {
            Some(module) => &mut module.scope,
            None => &mut self.scope,
        }
    }

    /// Reads the definition of a type, unless that has been done.
    pub(crate) fn define(&mut self, id: TypeId, depth: usize) -> Result<(), Fault> {
        if self.types.get(id.0).is_none_or(Option::is_some) {
            return Ok(());
        }
        let Some(pending) = self.pending.get_mut(id.0) else {
            return Ok(());
        };
        if pending.busy {
            let reason = format!("type `${}` is defined in terms of itself", pending.name);
            return Err((pending.span, reason));
        }
        if depth >= MAX_CHAIN {
            let reason = format!("more than {MAX_CHAIN} types are defined in terms of one another");
            return Err((pending.span, reason));
        }
        pending.busy = true;
        let (definition, place, span) = (pending.definition, pending.place, pending.span);
        let (name, docs) = (pending.name.clone(), pending.docs.to_owned());
        let ty = if definition.head() == Some("int") {
            self.int_type(id, definition)?
        } else {
            self.read_type(definition, place, depth)?
        };
        if let Some(slot) = self.types.get_mut(id.0) {
            *slot = Some(NamedType { name, docs, ty, module: place.module, span, layout: Default::default() });
        }
        Ok(())
    }

    fn read_functions(&mut self, module: usize) -> Result<(), Fault> {
        let Some(pending) = self.module_nodes.get(module) else {
            return Ok(());
        };
        let (items, place) = (pending.items, pending.place);
        let mut names = BTreeSet::new();
        let mut functions = Vec::new();
        for item in items {
            if matches!(item.head(), Some("@interface" | "export")) {
                let function = function(self, item, place)?;
                if !names.insert(function.name.clone()) {
                    let reason = format!("function `{}` is defined twice", function.name);
                    return Err((function.span, reason));
                }
                functions.push(function);
            }
        }
        if let Some(module) = self.modules.get_mut(module) {
            module.functions = functions;
        }
        Ok(())
    }

    /// The type a `$name` stands for, as seen from a module.
    pub(crate) fn type_id(&self, node: &Node, module: Option<usize>) -> Result<TypeId, Fault> {
        let name = name_of(node)?;
        let own = module.and_then(|index| self.modules.get(index)).and_then(|module| module.scope.types.get(name));
        own.or_else(|| self.scope.types.get(name))
            .copied()
            .ok_or_else(|| (node.span, format!("unknown type `${name}`")))
    }

    /// The resource a `$name` stands for, as seen from a module.
    pub(crate) fn resource_id(&self, node: &Node, module: Option<usize>) -> Result<ResourceId, Fault> {
        let name = name_of(node)?;
        let own = module.and_then(|index| self.modules.get(index)).and_then(|module| module.scope.resources.get(name));
        own.or_else(|| self.scope.resources.get(name))
            .copied()
            .ok_or_else(|| (node.span, format!("unknown resource `${name}`")))
    }

    /// What a type is behind its aliases; `None` when the aliases go round in a circle or are not defined yet.
    pub(crate) fn follow(&self, id: TypeId) -> Option<&TypeKind> {
        let mut id = id;
        for _ in 0..=self.types.len() {
            match &self.types.get(id.0)?.as_ref()?.ty.kind {
                TypeKind::Named(next) => id = *next,
                kind => return Some(kind),
            }
        }
        None
    }
}

/// `(import "memory" (memory))`; the oldest dialect allows a name inside the inner list.
fn memory_import(node: &Node) -> Result<String, Fault> {
    match node.list() {
        Some([_, Node { kind: NodeKind::Text(name), .. }, what]) if what.head() == Some("memory") => Ok(name.clone()),
        _ => Err((node.span, "expected `(import \"memory\" (memory))`; nothing else can be imported".to_owned())),
    }
}
