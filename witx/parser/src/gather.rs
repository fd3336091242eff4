//! Reads a file and, through `use`, the files it needs.

use std::collections::{BTreeMap, BTreeSet};

use crate::lexer::lex;
use crate::loader::{Loader, normal, relative};
use crate::source::{Fault, Sources, Span};
use crate::tree::{Node, NodeKind, build};

/// Types, modules and files may need one another in chains of this length: each link is a call inside a call.
pub(crate) const MAX_CHAIN: usize = 64;

/// One file as nested lists.
#[derive(Debug)]
pub(crate) struct File {
    /// Its name, as opened.
    pub(crate) name: String,
    /// What it contains.
    pub(crate) nodes: Vec<Node>,
}

impl File {
    /// True when the file is written in the newest dialect, in which types live inside of modules.
    ///
    /// The dialects share their syntax, but not the widths of what is written without one: there, an enum without a
    /// width takes as few bytes as it needs; before, it took 4. A file that only has modules which expect no memory
    /// from their caller is taken for the newest dialect.
    pub(crate) fn is_modular(&self) -> bool {
        self.nodes.iter().all(|node| {
            node.head() == Some("module")
                && node.list().unwrap_or_default().iter().all(|item| item.head() != Some("import"))
        })
    }
}

/// The files of a document; each comes after the files it uses.
#[derive(Debug, Default)]
pub(crate) struct Files {
    pub(crate) files: Vec<File>,
    /// Position in `files` by name. Absent while the file is being read.
    by_name: BTreeMap<String, Option<usize>>,
    /// Root files that were not asked for yet.
    waiting: BTreeMap<String, Vec<Node>>,
    /// Names of the modules in all files that were opened.
    modules: BTreeSet<String>,
}

impl Files {
    /// The file of that name.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied().flatten()
    }

    /// Adds the files that were named, by name and text, and what they use.
    ///
    /// All of them are opened before any `use` is followed, so that it does not matter which comes first. One that was
    /// named twice counts once.
    pub(crate) fn add(
        &mut self,
        sources: &mut Sources,
        loader: &mut dyn Loader,
        roots: &[(&str, &str)],
    ) -> Result<(), Fault> {
        let mut names = Vec::new();
        for (name, text) in roots {
            let name = normal(name);
            if !self.waiting.contains_key(&name) {
                let nodes = self.open(sources, &name, text)?;
                self.waiting.insert(name.clone(), nodes);
                names.push(name);
            }
        }
        for name in names {
            if let Some(nodes) = self.waiting.remove(&name) {
                self.follow(sources, loader, &name, nodes, 0)?;
            }
        }
        Ok(())
    }

    /// Parses a file.
    fn open(&mut self, sources: &mut Sources, name: &str, text: &str) -> Result<Vec<Node>, Fault> {
        let id = sources.add(name.to_owned(), text.to_owned());
        let nodes = lex(id, text).and_then(build)?;
        self.modules.extend(nodes.iter().filter_map(module_name).map(str::to_owned));
        Ok(nodes)
    }

    /// Adds what an opened file uses, then the file.
    fn follow(
        &mut self,
        sources: &mut Sources,
        loader: &mut dyn Loader,
        name: &str,
        nodes: Vec<Node>,
        depth: usize,
    ) -> Result<(), Fault> {
        self.by_name.insert(name.to_owned(), None);
        for node in &nodes {
            match node.head() {
                Some("use") if is_use_from(node) => self.use_module(sources, loader, name, node, depth)?,
                Some("use") => self.use_file(sources, loader, name, node, depth)?,
                Some("module") => {
                    for item in node.list().unwrap_or_default() {
                        if item.head() == Some("use") {
                            self.use_module(sources, loader, name, item, depth)?;
                        }
                    }
                }
                _ => {}
            }
        }
        self.by_name.insert(name.to_owned(), Some(self.files.len()));
        self.files.push(File { name: name.to_owned(), nodes });
        Ok(())
    }

    /// `(use "other.witx")`.
    fn use_file(
        &mut self,
        sources: &mut Sources,
        loader: &mut dyn Loader,
        from: &str,
        node: &Node,
        depth: usize,
    ) -> Result<(), Fault> {
        let [_, Node { kind: NodeKind::Text(other), span, .. }] = node.list().unwrap_or_default() else {
            let reason = "expected `(use \"file.witx\")` or `(use $name from $module)`";
            return Err((node.span, reason.to_owned()));
        };
        if other.starts_with(['/', '\\']) || other.contains(':') {
            return Err((*span, "files are named relative to the one that uses them".to_owned()));
        }
        let name = relative(from, other);
        self.load(sources, loader, &name, depth)
            .map_err(|error| error.at(*span, |reason| format!("cannot read `{name}`: {reason}")))
    }

    /// `(use $name from $module)`: the module may be in this file, in one already read, or in `module.witx`.
    fn use_module(
        &mut self,
        sources: &mut Sources,
        loader: &mut dyn Loader,
        from: &str,
        node: &Node,
        depth: usize,
    ) -> Result<(), Fault> {
        // The resolver explains what is wrong with a clause that names no module.
        let Some(target) = node.list().and_then(<[Node]>::last) else {
            return Ok(());
        };
        let Some(module) = target.atom().and_then(|atom| atom.strip_prefix('$')) else {
            return Ok(());
        };
        if self.modules.contains(module) {
            return Ok(());
        }
        let name = relative(from, &format!("{module}.witx"));
        self.load(sources, loader, &name, depth).map_err(|error| {
            error.at(target.span, |reason| {
                format!("there is no module `${module}` in this document, and `{name}` cannot be read: {reason}")
            })
        })
    }

    fn load(
        &mut self,
        sources: &mut Sources,
        loader: &mut dyn Loader,
        name: &str,
        depth: usize,
    ) -> Result<(), LoadError> {
        if self.by_name.contains_key(name) {
            return Ok(());
        }
        if depth >= MAX_CHAIN {
            let reason = format!("more than {MAX_CHAIN} files use one another in a chain");
            return Err(LoadError::Unreadable(reason));
        }
        let nodes = match self.waiting.remove(name) {
            Some(nodes) => nodes,
            None => {
                let text = loader.load(name).map_err(LoadError::Unreadable)?;
                self.open(sources, name, &text).map_err(LoadError::Inside)?
            }
        };
        self.follow(sources, loader, name, nodes, depth + 1).map_err(LoadError::Inside)
    }
}

/// True for `(use ... from ...)`.
pub(crate) fn is_use_from(node: &Node) -> bool {
    let items = node.list().unwrap_or_default();
    items.iter().any(|item| item.atom() == Some("from"))
}

/// The name of `(module $name ...)`.
fn module_name(node: &Node) -> Option<&str> {
    let [_, name, ..] = node.list().filter(|_| node.head() == Some("module"))? else { return None };
    name.atom()?.strip_prefix('$')
}

enum LoadError {
    /// The file itself is the problem: blame the place that uses it.
    Unreadable(String),
    /// Something inside of it.
    Inside(Fault),
}

impl LoadError {
    fn at(self, span: Span, explain: impl FnOnce(String) -> String) -> Fault {
        match self {
            Self::Unreadable(reason) => (span, explain(reason)),
            Self::Inside(fault) => fault,
        }
    }
}
