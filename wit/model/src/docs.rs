//! Documentation of WIT items.
//!
//! The text comes from the witx files, which are written so that it fits both forms (see `witx/README.md`): what
//! concerns the legacy form alone is left out, names of errors and cases change their spelling. The table replaces or
//! extends it where WIT differs, and documents what exists in WIT only. Ownership follows from the signature.

use std::collections::{BTreeMap, BTreeSet};

use crate::errors::{ModelError, Problem};
use crate::package::{ERROR_CODE, Interface, Item, Package, TypeDefKind};
use crate::shape::{FunctionRow, Shape};
use crate::wit_type::WitType;

/// Writes the documentation of every item, and turns that of types into WIT terms. `legacy` holds the legacy functions'
/// documentation by name.
pub(crate) fn compose(package: &mut Package, shape: &Shape, legacy: &BTreeMap<&str, &str>) -> Result<(), ModelError> {
    let errors = error_cases(package);
    let owned = owned_types(package);
    for (interface, (name, table)) in package.interfaces.iter_mut().zip(&shape.interfaces) {
        let mut texts = Vec::new();
        for (item, row) in interface.items.iter().zip(&table.functions) {
            let source = row.legacy.as_deref().and_then(|legacy_name| legacy.get(legacy_name).copied());
            let writer = Writer { interface, item, row, errors: &errors, owned: &owned };
            let text = writer.text(Legacy::read(source.unwrap_or_default()));
            texts.push(text.map_err(|problem| ModelError::new(format!("shape/{name}.toml, {}", row.wit), problem))?);
        }
        for (item, text) in interface.items.iter_mut().zip(texts) {
            item.docs = text;
        }
    }
    Ok(())
}

/// Legacy documentation without what only concerns the legacy form.
///
/// Left out are paragraphs that start with `Buffers:`, the sentence `Optional.`, and sentences about handles that stay
/// open. Names between backquotes, which are errors and cases, get their WIT spelling.
#[derive(Debug, Default)]
pub(crate) struct Legacy {
    /// Paragraphs, without examples.
    pub(crate) body: Vec<String>,
    /// Paragraphs that start with `Example:`.
    examples: Vec<String>,
    /// Errors with when they are answered.
    errors: Vec<(String, String)>,
    optional: bool,
}

impl Legacy {
    /// Takes the text apart.
    pub(crate) fn read(docs: &str) -> Self {
        let mut legacy = Self::default();
        for paragraph in docs.split("\n\n") {
            let paragraph = spelling(paragraph.trim());
            if let Some(list) = paragraph.strip_prefix("Errors:") {
                legacy.errors = list.split("\n- ").skip(1).filter_map(error).collect();
            } else if paragraph.starts_with("Example:") {
                legacy.examples.push(paragraph);
            } else if !paragraph.starts_with("Buffers:") {
                let text = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
                let (kept, dropped): (Vec<&str>, Vec<&str>) =
                    text.split_inclusive(". ").map(str::trim).partition(|sentence| {
                        *sentence != "Optional."
                            && !sentence.ends_with(" stay open.")
                            && !sentence.ends_with(" stays open.")
                    });
                legacy.optional |= dropped.contains(&"Optional.");
                let kept = kept.join(" ");
                if !kept.is_empty() {
                    legacy.body.push(kept);
                }
            }
        }
        legacy
    }
}

/// "`invalid-tag`: when" to its two parts.
fn error(line: &str) -> Option<(String, String)> {
    let (code, when) = line.split_once(':')?;
    let when = when.split_whitespace().collect::<Vec<_>>().join(" ");
    Some((code.trim().trim_matches('`').to_owned(), when))
}

/// Names between backquotes as WIT spells them.
fn spelling(text: &str) -> String {
    let parts: Vec<String> = text
        .split('`')
        .enumerate()
        .map(|(index, part)| if index % 2 == 1 { part.replace('_', "-") } else { part.to_owned() })
        .collect();
    parts.join("`")
}

/// Cases of `error-code`.
fn error_cases(package: &Package) -> BTreeSet<String> {
    let types = package.interfaces.iter().flat_map(|interface| &interface.types);
    let cases = types.filter(|ty| ty.name == ERROR_CODE).flat_map(|ty| match &ty.kind {
        TypeDefKind::Enum(cases) => cases.as_slice(),
        _ => &[],
    });
    cases.map(|case| case.name.clone()).collect()
}

/// Resources, and records that hold one.
fn owned_types(package: &Package) -> BTreeSet<String> {
    let mut owned: BTreeSet<String> =
        package.interfaces.iter().flat_map(|i| &i.resources).map(|resource| resource.name.clone()).collect();
    for ty in package.interfaces.iter().flat_map(|interface| &interface.types) {
        if let TypeDefKind::Record(fields) = &ty.kind
            && fields.iter().filter_map(|field| field.ty.as_ref()).any(|field| mentions(field, &owned))
        {
            owned.insert(ty.name.clone());
        }
    }
    owned
}

fn mentions(ty: &WitType, names: &BTreeSet<String>) -> bool {
    let mut found = false;
    ty.names(&mut |name| found |= names.contains(name));
    found
}

struct Writer<'a> {
    interface: &'a Interface,
    item: &'a Item,
    row: &'a FunctionRow,
    errors: &'a BTreeSet<String>,
    owned: &'a BTreeSet<String>,
}

impl Writer<'_> {
    fn text(&self, legacy: Legacy) -> Result<String, Problem> {
        let mut paragraphs = match &self.row.doc {
            Some(doc) => vec![doc.trim().to_owned()],
            None => legacy.body,
        };
        if paragraphs.iter().all(String::is_empty) {
            return Err(Problem::Rule("the item has no documentation".to_owned()));
        }
        if let Some(more) = &self.row.more {
            if self.row.doc.is_some() {
                return Err(Problem::Unused("`more` beside `doc`".to_owned()));
            }
            match paragraphs.last_mut() {
                Some(last) => *last = format!("{last} {}", more.trim()),
                None => paragraphs.push(more.trim().to_owned()),
            }
        }
        if self.row.batch.is_some() {
            paragraphs.push(
                "Each entry means what it means in a call of its own, and one that fails does not affect the others. \
                 There is one result for each entry, in the same order."
                    .to_owned(),
            );
        }
        paragraphs.extend(self.ownership());
        if legacy.optional {
            paragraphs.push("Optional: a host may lack it.".to_owned());
        }
        paragraphs.extend(self.error_list(legacy.errors)?);
        match &self.row.example {
            // A language is named because tools take code without one for their own.
            Some(example) => paragraphs.push(format!("```text\n{}\n```", example.trim_end())),
            None => paragraphs.extend(legacy.examples),
        }
        Ok(paragraphs.join("\n\n"))
    }

    /// Which resources stay with the caller, and which are new.
    fn ownership(&self) -> Option<String> {
        let borrowed: Vec<&(String, WitType)> =
            self.item.params.iter().filter(|(_, ty)| mentions(ty, self.owned)).collect();
        let mut sentences = Vec::new();
        match borrowed.as_slice() {
            [] => {}
            [(name, WitType::List(_))] => sentences.push(format!("The resources in `{name}` are borrowed.")),
            [(name, _)] => sentences.push(format!("`{name}` is borrowed.")),
            [others @ .., (last, _)] => {
                let others: Vec<String> = others.iter().map(|(name, _)| format!("`{name}`")).collect();
                sentences.push(format!("{} and `{last}` are borrowed.", others.join(", ")));
            }
        }
        if self.item.ok.as_ref().is_some_and(|ok| mentions(ok, self.owned)) {
            sentences.push("The caller owns what is returned.".to_owned());
        }
        (!sentences.is_empty()).then(|| sentences.join(" "))
    }

    /// The legacy function's errors that WIT has, with the table's in their place or after them.
    fn error_list(&self, legacy: Vec<(String, String)>) -> Result<Option<String>, Problem> {
        let mut errors: Vec<(String, String)> =
            legacy.into_iter().filter(|(code, _)| self.errors.contains(code)).collect();
        for entry in &self.row.errors {
            let (code, when) =
                error(entry).ok_or_else(|| Problem::Rule(format!("`{entry}` is no error; write `case: when`")))?;
            if !self.errors.contains(&code) {
                return Err(Problem::UnknownError(code));
            }
            match errors.iter_mut().find(|(known, _)| *known == code) {
                Some(known) => known.1 = when,
                None => errors.push((code, when)),
            }
        }
        let heading = match &self.row.errors_of {
            Some(other) if self.interface.item(other).is_none() => {
                return Err(Problem::UnknownFunction(other.clone()));
            }
            Some(other) => format!("Errors, besides those of `{other}`:"),
            None => "Errors:".to_owned(),
        };
        if !self.item.fallible && !errors.is_empty() {
            return Err(Problem::Rule("the item cannot fail, yet there are errors for it".to_owned()));
        }
        let lines: Vec<String> = errors
            .iter()
            .map(|(code, when)| format!("- `{code}`: {}", when.strip_suffix('.').unwrap_or(when)))
            .collect();
        Ok((!lines.is_empty()).then(|| format!("{heading}\n{}", lines.join("\n"))))
    }
}

/// Documentation of a type, a case or a resource from the witx files.
pub(crate) fn of_type(docs: &str) -> String {
    Legacy::read(docs).body.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_concerns_the_legacy_form_alone_is_left_out() {
        let legacy = Legacy::read(
            "Does a thing.\n\nBoth keys stay open. It is slow. Optional.\n\nBuffers: `overflow` if it is short.\n\n\
             Errors:\n- `invalid_tag`: it is\n  not authentic.\n- `closed`: closed already.",
        );
        assert_eq!(legacy.body, ["Does a thing.", "It is slow."]);
        assert!(legacy.optional);
        let errors: Vec<&str> = legacy.errors.iter().map(|(code, _)| code.as_str()).collect();
        assert_eq!(errors, ["invalid-tag", "closed"]);
        assert_eq!(legacy.errors[0].1, "it is not authentic.");
    }

    #[test]
    fn only_names_between_backquotes_change_their_spelling() {
        assert_eq!(spelling("`not_found` or \"ops_limit\""), "`not-found` or \"ops_limit\"");
    }
}
