//! The first draft of a table: the obvious mapping, with a comment at every choice that is left.

use std::fmt::Write as _;

use wasi_crypto_witx::{Document, Function, TypeKind};
use wit_parser::TypeDefKind;

use crate::errors::{error_names, error_type};
use crate::function::Binder;
use crate::names::{kebab, same};
use crate::package::{Found, Package};
use crate::table::Table;

/// The errors that adapters answer by themselves, when they do, and what legacy APIs call such errors.
const ERRORS: [(&str, &str, &[&str]); 5] = [
    (
        "guest-error",
        "an address, a value or a string that cannot be what it should be",
        &["guest_error", "fault", "invalid_argument", "inval"],
    ),
    (
        "invalid-handle",
        "a number that is no open handle of the right kind",
        &["invalid_handle", "bad_handle", "badf", "invalid_argument", "inval"],
    ),
    (
        "closed",
        "a handle is closed twice",
        &["closed", "invalid_handle", "bad_handle", "badf", "invalid_argument", "inval"],
    ),
    (
        "no-memory",
        "there is no memory left for handles or results",
        &["no_memory", "out_of_memory", "nomem", "missing_memory", "too_many_handles", "busy"],
    ),
    (
        "overflow",
        "a result does not fit the buffer",
        &["overflow", "buffer_too_small", "too_small", "too_large", "toobig", "2big", "range"],
    ),
];

/// Words in the names of functions that close handles.
const CLOSING: [&str; 6] = ["close", "destroy", "drop", "finalize", "free", "release"];

/// Writes the first draft of a table for a document and a package.
///
/// Where there is no choice, it is made; where there is one, a comment says what there is to choose from. A draft without
/// such comments can be used as it is.
pub fn propose(document: &Document, package: &Package) -> String {
    let mut text = String::new();
    let modules: Vec<&str> = document.modules.iter().map(|module| module.name.as_str()).collect();
    let _ = writeln!(
        text,
        "# A draft of how {} became {}. Choices that are left have a `?`.\n",
        modules.join(", "),
        package.name()
    );
    errors(&mut text, document, package);
    handles(&mut text, document, package);
    names(&mut text, document, package);
    functions(text, document, package)
}

fn errors(text: &mut String, document: &Document, package: &Package) {
    let Some(ty) = error_type(document) else { return };
    let names = error_names(document, ty);
    let _ = writeln!(text, "# What adapters answer by themselves, of: {}.\n[errors]", names.join(", "));
    for (key, when, known) in ERRORS {
        match known.iter().find(|known| names.contains(known)) {
            Some(found) => {
                let _ = writeln!(text, "{key} = \"{found}\" # {when}");
            }
            None => {
                let _ = writeln!(text, "# {key} = \"?\" # {when}");
            }
        }
    }
    let mut missing = Vec::new();
    for (name, cases) in package.error_cases() {
        if let Some(resource) = name {
            let _ = writeln!(text, "ask = \"{resource}\"");
        }
        missing.extend(cases.into_iter().filter(|case| !names.iter().any(|name| same(name, case))));
    }
    missing.dedup();
    if !missing.is_empty() {
        let _ = writeln!(text, "\n# Errors of WIT that the legacy API has no name for.\n[errors.cases]");
        for case in missing {
            let _ = writeln!(text, "# {case} = \"?\"");
        }
    }
    text.push('\n');
}

fn handles(text: &mut String, document: &Document, package: &Package) {
    let resources = package.resources();
    for ty in document.types.iter().filter(|ty| matches!(ty.ty.kind, TypeKind::Handle(_))) {
        let _ = writeln!(text, "[handles.{}]", ty.name);
        let named = |path: &&String| path.split_once('/').is_some_and(|(_, resource)| same(&ty.name, resource));
        match resources.iter().find(named) {
            Some(found) => {
                let _ = writeln!(text, "resource = \"{found}\"");
            }
            None => {
                let _ = writeln!(text, "resource = \"?\" # of: {}", resources.join(", "));
            }
        }
        if let Some(close) = close_of(document, &ty.name) {
            let _ = writeln!(text, "close = \"{}\"", close.name);
        }
        text.push('\n');
    }
}

/// The function that closes handles of a type: it takes one, gives nothing, and is called like it.
fn close_of<'a>(document: &'a Document, handle: &str) -> Option<&'a Function> {
    let mut functions = document.modules.iter().flat_map(|module| &module.functions);
    functions.find(|function| {
        let takes = match function.params.as_slice() {
            [param] => matches!(param.ty.kind, TypeKind::Named(id) if document.named(id).name == handle),
            _ => false,
        };
        takes
            && document.outcome(function).values.is_empty()
            && CLOSING.iter().any(|word| function.name.split('_').any(|part| part == *word))
    })
}

/// Cases and flags that are called otherwise, of types of the same name.
fn names(text: &mut String, document: &Document, package: &Package) {
    let error = error_type(document).and_then(|ty| match ty.kind {
        TypeKind::Named(id) => Some(document.named(id).name.clone()),
        _ => None,
    });
    for ty in document.types.iter().filter(|ty| error.as_ref() != Some(&ty.name)) {
        let legacy: Vec<&str> = match &ty.ty.kind {
            TypeKind::Enum(cases) => cases.cases.iter().map(|case| case.name.as_str()).collect(),
            TypeKind::Flags(flags) => flags.flags.iter().map(|flag| flag.name.as_str()).collect(),
            TypeKind::Variant(variant) => variant.cases.iter().map(|case| case.name.as_str()).collect(),
            _ => continue,
        };
        let Some(wit) = package.names_of(&kebab(&ty.name)) else { continue };
        let missing: Vec<&&str> = legacy.iter().filter(|name| !wit.iter().any(|wit| same(name, wit))).collect();
        if missing.is_empty() {
            continue;
        }
        let left: Vec<&str> = wit.iter().filter(|wit| !legacy.iter().any(|name| same(name, wit))).copied().collect();
        let _ = writeln!(
            text,
            "# WIT has: {}; an empty name is for what it does not have.\n[names.{}]",
            left.join(", "),
            ty.name
        );
        for name in missing {
            let _ = writeln!(text, "# {name} = \"?\"");
        }
        text.push('\n');
    }
}

fn functions(mut text: String, document: &Document, package: &Package) -> String {
    // What was written so far is a table; with every row that is added it says what does not bind yet.
    let closing: Vec<&str> = document
        .types
        .iter()
        .filter(|ty| matches!(ty.ty.kind, TypeKind::Handle(_)))
        .filter_map(|ty| close_of(document, &ty.name).map(|function| function.name.as_str()))
        .collect();
    let sure = document.modules.iter().flat_map(|module| &module.functions).filter_map(|function| {
        match guess(package, &function.name).as_slice() {
            [found] => Some(found.clone()),
            _ => None,
        }
    });
    let sure: Vec<String> = sure.collect();
    let left: Vec<String> = package.functions().map(|found| package.path(found)).collect();
    let left: Vec<String> = left.into_iter().filter(|path| !sure.contains(path)).collect();
    for function in document.modules.iter().flat_map(|module| &module.functions) {
        if closing.contains(&function.name.as_str()) {
            continue;
        }
        let mut row = format!("[functions.{}]\n", function.name);
        match guess(package, &function.name).as_slice() {
            [found] => {
                let _ = writeln!(row, "wit = \"{found}\"");
                if let Some(problem) = problem(&text, &row, document, package, function) {
                    row.insert_str(0, &format!("# ? {problem}\n"));
                }
            }
            several => {
                let choices = if several.is_empty() { left.as_slice() } else { several };
                let _ = writeln!(row, "wit = \"?\" # of: {}", choices.join(", "));
            }
        }
        text.push_str(&row);
        text.push('\n');
    }
    text
}

/// Why a function does not bind with what the draft says.
fn problem(text: &str, row: &str, document: &Document, package: &Package, function: &Function) -> Option<String> {
    let table = match Table::parse(&format!("{}{row}", chosen(text, document))) {
        Ok(table) => table,
        Err(error) => return Some(format!("{error:#}").replace('\n', " ")),
    };
    let bound = Binder::new(document, package, &table).and_then(|binder| binder.function(function));
    bound.err().map(|error| format!("{error:#}").replace('\n', " "))
}

/// The draft with something in place of every choice, so that what does not bind has another reason.
fn chosen(text: &str, document: &Document) -> String {
    let error = error_type(document).and_then(|ty| error_names(document, ty).get(1).copied()).unwrap_or_default();
    let mut chosen = String::new();
    let mut is_name = false;
    for line in text.lines() {
        is_name = (is_name || line.starts_with("[names.")) && (!line.starts_with('[') || line.starts_with("[names."));
        match line.strip_prefix("# ").and_then(|line| line.split_once(" = \"?\"")) {
            Some((key, _)) if is_name => chosen.push_str(&format!("{key} = \"\"")),
            Some((key, _)) => chosen.push_str(&format!("{key} = \"{error}\"")),
            None => chosen.push_str(line),
        }
        chosen.push('\n');
    }
    chosen
}

/// Functions of the package that are called like a legacy one; the best of them.
fn guess(package: &Package, name: &str) -> Vec<String> {
    let name = kebab(name);
    let score = |found: &Found<'_>| {
        let item = match found.function.kind {
            wit_parser::FunctionKind::Constructor(_) => "new",
            _ => found.function.item_name(),
        };
        let resource = package.resource_of(found.function);
        match resource {
            Some(resource) if name == format!("{resource}-{item}") => 4,
            None if name == item => 4,
            None if name == format!("{}-{item}", found.interface) => 3,
            Some(_) if name == item => 3,
            Some(_) if name.ends_with(&format!("-{item}")) => 2,
            Some(resource)
                if item == "new"
                    && ["open", "create", "make"]
                        .iter()
                        .any(|verb| name == format!("{resource}-{verb}") || name == format!("{verb}-{resource}")) =>
            {
                2
            }
            None if name.ends_with(&format!("-{item}")) => 1,
            _ => 0,
        }
    };
    let best = package.functions().map(|found| score(&found)).max().unwrap_or(0);
    let all = package.functions().filter(|found| best > 0 && score(found) == best);
    all.map(|found| package.path(found)).collect()
}

impl Package {
    /// Names of the cases or flags of a type of that name.
    fn names_of(&self, name: &str) -> Option<Vec<&str>> {
        let (_, ty) = self.resolve.types.iter().find(|(_, ty)| ty.name.as_deref() == Some(name))?;
        match &ty.kind {
            TypeDefKind::Enum(cases) => Some(cases.cases.iter().map(|case| case.name.as_str()).collect()),
            TypeDefKind::Flags(flags) => Some(flags.flags.iter().map(|flag| flag.name.as_str()).collect()),
            TypeDefKind::Variant(variant) => Some(variant.cases.iter().map(|case| case.name.as_str()).collect()),
            _ => None,
        }
    }

    /// The cases of every error type of the package; of a resource, with the method that answers them.
    fn error_cases(&self) -> Vec<(Option<&str>, Vec<&str>)> {
        let mut found: Vec<(Option<&str>, Vec<&str>)> = Vec::new();
        for function in self.functions() {
            let Some(TypeDefKind::Result(result)) = function.function.result.and_then(|ty| self.definition(&ty)) else {
                continue;
            };
            let Some(err) = &result.err else { continue };
            let cases = match self.definition(err) {
                Some(TypeDefKind::Handle(wit_parser::Handle::Own(id))) => self.asked(*id),
                _ => self.cases(err).map(|cases| (None, cases)),
            };
            found.extend(cases.filter(|cases| !found.contains(cases)));
        }
        found
    }

    /// The method by which an error says which it is, and the cases that it answers.
    fn asked(&self, id: wit_parser::TypeId) -> Option<(Option<&str>, Vec<&str>)> {
        let path = self.resource_path(id)?;
        self.functions().find_map(|found| {
            let name = self.path(found);
            let is_method = name.strip_prefix(&path).is_some_and(|rest| rest.starts_with('.'));
            let cases = self.cases(&found.function.result?)?;
            is_method.then(|| (Some(found.function.item_name()), cases))
        })
    }

    fn cases(&self, ty: &wit_parser::Type) -> Option<Vec<&str>> {
        match self.definition(ty)? {
            TypeDefKind::Enum(cases) => Some(cases.cases.iter().map(|case| case.name.as_str()).collect()),
            TypeDefKind::Variant(variant) => Some(variant.cases.iter().map(|case| case.name.as_str()).collect()),
            _ => None,
        }
    }
}
