//! `(use $name from $module)`: names that come from other modules.

use crate::document::Scope;
use crate::gather::{Files, MAX_CHAIN};
use crate::loader::relative;
use crate::resolve::{Resolver, UseState};
use crate::source::{Fault, Span};
use crate::tree::{Node, name_of};

impl Resolver<'_> {
    /// Brings the names a module uses into its scope, after those modules have theirs.
    pub(crate) fn follow_uses(&mut self, files: &Files, module: usize, depth: usize) -> Result<(), Fault> {
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
    pub(crate) fn follow_use(
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
        let from = files.files.get(file).map_or("", |file| file.name.as_str());
        let other_file = files.find(&relative(from, &format!("{}.witx", clause.module)));
        let modules_of = |file: Option<usize>| {
            let modules = self.module_nodes.iter().enumerate();
            modules.filter(move |(_, module)| Some(module.file) == file).map(|(index, _)| index)
        };
        let is_called_so = |index: &usize| self.modules.get(*index).is_some_and(|module| module.name == clause.module);
        let in_file: Vec<usize> = modules_of(other_file).collect();
        let by_name: Vec<usize> = (0..self.modules.len()).filter(is_called_so).collect();
        // The nearest module of that name: in this file, in the file of that name, anywhere.
        let nearest = modules_of(Some(file)).find(is_called_so).or(in_file.iter().copied().find(is_called_so));
        // The name is that of a module; or of a file that has one module, or only types.
        let target = match (nearest, by_name.as_slice(), in_file.as_slice()) {
            (Some(index), _, _) => index,
            (None, [index], _) | (None, [], [index]) => *index,
            (None, [], []) if other_file.is_some() => return Ok(self.scope.clone()),
            (None, [_, _, ..], _) => {
                let reason =
                    format!("several files have a module `${}`; use one by the name of its file", clause.module);
                return Err((clause.span, reason));
            }
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
