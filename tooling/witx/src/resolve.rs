//! Declares names, follows `use ... from`, and turns lists into the document.

use std::collections::BTreeSet;

use crate::ast::{Builtin, ResourceId, Type};
use crate::ast::{Constant, Document, Module, NamedType, Resource, Scope, TypeId, TypeKind};
use crate::functions::function;
use crate::gather::{Fault, Files, is_use_from};
use crate::loader::relative;
use crate::measure::measure;
use crate::source::{Sources, Span};
use crate::tree::{Node, NodeKind};
use crate::types::{integer, name_of};

/// `use ... from` may lead from module to module this often.
const MAX_CHAIN: usize = 64;

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
    constants: Vec<Constant>,
    modules: Vec<Module>,
    module_nodes: Vec<PendingModule<'a>>,
    scope: Scope,
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

struct PendingModule<'a> {
    file: usize,
    items: &'a [Node],
    place: Place,
    uses: UseState,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum UseState {
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
        if self.modules.iter().any(|module| module.name == name) {
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

    fn bind_type(&mut self, module: Option<usize>, name: &str, id: TypeId, span: Span) -> Result<(), Fault> {
        let previous = self.scope_mut(module).types.insert(name.to_owned(), id).filter(|previous| *previous != id);
        match previous {
            None => Ok(()),
            Some(_) => Err((span, format!("type `${name}` is defined twice"))),
        }
    }

    fn bind_resource(&mut self, module: Option<usize>, name: &str, id: ResourceId, span: Span) -> Result<(), Fault> {
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

    /// Brings the names a module uses into its scope, after those modules have theirs.
    fn follow_uses(&mut self, files: &Files, module: usize, depth: usize) -> Result<(), Fault> {
        let Some(pending) = self.module_nodes.get_mut(module) else {
            return Ok(());
        };
        if pending.uses != UseState::Unread {
            return Ok(());
        }
        pending.uses = UseState::Busy;
        let (file, items) = (pending.file, pending.items);
        for item in items.iter().filter(|item| item.head() == Some("use")) {
            self.follow_use(files, file, Some(module), item, depth)?;
        }
        if let Some(pending) = self.module_nodes.get_mut(module) {
            pending.uses = UseState::Done;
        }
        Ok(())
    }

    /// Brings the names of one clause into the scope of a module, or into the scope outside of modules.
    fn follow_use(
        &mut self,
        files: &Files,
        file: usize,
        user: Option<usize>,
        node: &Node,
        depth: usize,
    ) -> Result<(), Fault> {
        let clause = UseClause::parse(node)?;
        let exported = self.use_target(files, file, user, &clause, depth)?;
        for (theirs, ours, span) in &clause.names {
            let ty = exported.types.get(*theirs);
            let resource = exported.resources.get(*theirs);
            if ty.is_none() && resource.is_none() {
                let reason = format!("`${theirs}` is not defined in `${}`", clause.module);
                return Err((*span, reason));
            }
            if let Some(id) = ty {
                self.bind_type(user, ours, *id, *span)?;
            }
            if let Some(id) = resource {
                self.bind_resource(user, ours, *id, *span)?;
            }
        }
        if let Some(star) = clause.all {
            for (name, id) in &exported.types {
                self.bind_type(user, name, *id, star)?;
            }
            for (name, id) in &exported.resources {
                self.bind_resource(user, name, *id, star)?;
            }
        }
        Ok(())
    }

    /// The names offered by what stands behind `from`.
    fn use_target(
        &mut self,
        files: &Files,
        file: usize,
        user: Option<usize>,
        clause: &UseClause<'_>,
        depth: usize,
    ) -> Result<Scope, Fault> {
        let by_name = self.modules.iter().position(|module| module.name == clause.module);
        let from = files.files.get(file).map_or("", |file| file.name.as_str());
        let other_file = files.find(&relative(from, &format!("{}.witx", clause.module)));
        let in_file: Vec<usize> = (0..self.module_nodes.len())
            .filter(|index| self.module_nodes.get(*index).is_some_and(|module| Some(module.file) == other_file))
            .collect();
        // The name is that of a module; or of a file that has one module, or only types.
        let target = match (by_name, in_file.as_slice()) {
            (Some(index), _) => index,
            (None, [index]) => *index,
            (None, []) if other_file.is_some() => return Ok(self.scope.clone()),
            _ => {
                let reason = format!("there is no module `${}` in this document", clause.module);
                return Err((clause.span, reason));
            }
        };
        let circular =
            Some(target) == user || self.module_nodes.get(target).is_some_and(|module| module.uses == UseState::Busy);
        if circular {
            let reason = format!("module `${}` uses itself, directly or through others", clause.module);
            return Err((clause.span, reason));
        }
        if depth >= MAX_CHAIN {
            let reason = format!("more than {MAX_CHAIN} modules use one another in a chain");
            return Err((clause.span, reason));
        }
        self.follow_uses(files, target, depth + 1)?;
        Ok(self.modules.get(target).map(|module| module.scope.clone()).unwrap_or_default())
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

    /// The oldest dialect's `(int u64 (const $name 1) ...)`.
    fn int_type(&mut self, id: TypeId, node: &Node) -> Result<Type, Fault> {
        let Some([_, repr, constants @ ..]) = node.list() else {
            return Err((node.span, "expected `(int u64 (const $name 1) ...)`".to_owned()));
        };
        let builtin = repr.atom().and_then(crate::types::builtin).filter(|builtin| integer_limit(*builtin).is_some());
        let Some(builtin) = builtin else {
            return Err((repr.span, "expected an integer type".to_owned()));
        };
        for constant in constants {
            let Some([head, name, value]) = constant.list() else {
                return Err((constant.span, "expected `(const $name 1)`".to_owned()));
            };
            if head.atom() != Some("const") {
                return Err((head.span, "expected `const`".to_owned()));
            }
            self.add_constant(id, builtin, name, value, &constant.docs)?;
        }
        Ok(Type { kind: TypeKind::Builtin(builtin), span: node.span })
    }

    fn read_constants(&mut self, files: &'a Files) -> Result<(), Fault> {
        for file in &files.files {
            for node in file.nodes.iter().filter(|node| node.head() == Some("@witx")) {
                self.read_constant(node, None)?;
            }
        }
        for module in 0..self.module_nodes.len() {
            let items = self.module_nodes.get(module).map_or(&[][..], |m| m.items);
            for node in items.iter().filter(|node| node.head() == Some("@witx")) {
                self.read_constant(node, Some(module))?;
            }
        }
        Ok(())
    }

    /// `(@witx const $type $name 1)`.
    fn read_constant(&mut self, node: &Node, module: Option<usize>) -> Result<(), Fault> {
        let items = node.list().unwrap_or_default();
        let [_, keyword, ty, name, value] = items else {
            return Err((node.span, "expected `(@witx const $type $name 1)`".to_owned()));
        };
        if keyword.atom() != Some("const") {
            return Err((keyword.span, "expected `const`".to_owned()));
        }
        let id = self.type_id(ty, module)?;
        match self.follow(id) {
            Some(TypeKind::Builtin(builtin)) if integer_limit(*builtin).is_some() => {
                let builtin = *builtin;
                self.add_constant(id, builtin, name, value, &node.docs)
            }
            _ => Err((ty.span, "a constant needs an integer type".to_owned())),
        }
    }

    fn add_constant(
        &mut self,
        ty: TypeId,
        builtin: Builtin,
        name_node: &Node,
        value_node: &Node,
        docs: &str,
    ) -> Result<(), Fault> {
        let name = name_of(name_node)?;
        let value = integer(value_node)?;
        if integer_limit(builtin).is_some_and(|limit| value > limit) {
            return Err((value_node.span, "the value does not fit its type".to_owned()));
        }
        let twice = self.constants.iter().any(|constant| constant.ty == ty && constant.name == name);
        if twice {
            let reason = format!("constant `${name}` is defined twice for this type");
            return Err((name_node.span, reason));
        }
        self.constants.push(Constant { name: name.to_owned(), docs: docs.to_owned(), ty, value, span: name_node.span });
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

/// The largest value of an unsigned integer type, and of a signed one as far as constants can reach it.
fn integer_limit(builtin: Builtin) -> Option<u64> {
    Some(match builtin {
        Builtin::U8 | Builtin::Char8 => u8::MAX.into(),
        Builtin::U16 => u16::MAX.into(),
        Builtin::U32 | Builtin::Usize => u32::MAX.into(),
        Builtin::U64 => u64::MAX,
        Builtin::S8 => 0x7f,
        Builtin::S16 => 0x7fff,
        Builtin::S32 => 0x7fff_ffff,
        Builtin::S64 => 0x7fff_ffff_ffff_ffff,
        Builtin::Bool | Builtin::Char | Builtin::F32 | Builtin::F64 | Builtin::String => {
            return None;
        }
    })
}

/// `(import "memory" (memory))`; the oldest dialect allows a name inside the inner list.
fn memory_import(node: &Node) -> Result<String, Fault> {
    match node.list() {
        Some([_, Node { kind: NodeKind::Text(name), .. }, what]) if what.head() == Some("memory") => Ok(name.clone()),
        _ => Err((node.span, "expected `(import \"memory\" (memory))`; nothing else can be imported".to_owned())),
    }
}

/// `(use $a ($b as $c) from $module)` or `(use * from $module)`.
struct UseClause<'n> {
    /// Their name, our name, place.
    names: Vec<(&'n str, &'n str, Span)>,
    /// Place of the star.
    all: Option<Span>,
    module: &'n str,
    span: Span,
}

impl<'n> UseClause<'n> {
    fn parse(node: &'n Node) -> Result<Self, Fault> {
        let items = node.list().unwrap_or_default();
        let [_, names @ .., from, module] = items else {
            return Err(Self::malformed(node));
        };
        if names.is_empty() || from.atom() != Some("from") {
            return Err(Self::malformed(node));
        }
        let mut clause = Self { names: Vec::new(), all: None, module: name_of(module)?, span: module.span };
        for name in names {
            match (name.atom(), name.list()) {
                (Some("*"), _) if names.len() == 1 => clause.all = Some(name.span),
                (Some(_), _) => {
                    let ours = name_of(name)?;
                    clause.names.push((ours, ours, name.span));
                }
                (_, Some([theirs, keyword, ours])) if keyword.atom() == Some("as") => {
                    clause.names.push((name_of(theirs)?, name_of(ours)?, name.span));
                }
                _ => return Err(Self::malformed(name)),
            }
        }
        Ok(clause)
    }

    fn malformed(node: &Node) -> Fault {
        let reason = "expected `(use $name ($theirs as $ours) from $module)` or `(use * from $module)`";
        (node.span, reason.to_owned())
    }
}
