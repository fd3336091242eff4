//! Reads a file and, through `use`, the files it needs.

use std::collections::BTreeMap;

use crate::lexer::lex;
use crate::loader::{Loader, relative};
use crate::resolve::MAX_CHAIN;
use crate::source::{Sources, Span};
use crate::tree::{Node, NodeKind, build};

/// A place and a reason: a diagnostic before the sources are at hand.
pub(crate) type Fault = (Span, String);

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
}

impl Files {
    /// The file of that name.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied().flatten()
    }

    /// Adds a file whose text is known, and what it uses.
    pub(crate) fn add(
        &mut self,
        sources: &mut Sources,
        loader: &mut dyn Loader,
        name: &str,
        text: &str,
        depth: usize,
    ) -> Result<(), Fault> {
        let id = sources.add(name.to_owned(), text.to_owned());
        self.by_name.insert(name.to_owned(), None);
        let nodes = lex(id, text).and_then(build)?;
        for node in &nodes {
            match node.head() {
                Some("use") if is_use_from(node) => {
                    self.use_module(sources, loader, name, &nodes, node, depth)?;
                }
                Some("use") => self.use_file(sources, loader, name, node, depth)?,
                Some("module") => {
                    for item in node.list().unwrap_or_default() {
                        if item.head() == Some("use") {
                            self.use_module(sources, loader, name, &nodes, item, depth)?;
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
        siblings: &[Node],
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
        let known = self.files.iter().flat_map(|file| &file.nodes);
        if known.chain(siblings).any(|node| names_module(node, module)) {
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
        let text = loader.load(name).map_err(LoadError::Unreadable)?;
        self.add(sources, loader, name, &text, depth + 1).map_err(LoadError::Inside)
    }
}

/// True for `(use ... from ...)`.
pub(crate) fn is_use_from(node: &Node) -> bool {
    let items = node.list().unwrap_or_default();
    items.iter().any(|item| item.atom() == Some("from"))
}

/// True for `(module $name ...)`.
fn names_module(node: &Node, name: &str) -> bool {
    node.head() == Some("module") && node.list().and_then(|items| items.get(1)?.atom()?.strip_prefix('$')) == Some(name)
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
