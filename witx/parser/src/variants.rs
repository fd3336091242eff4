//! Lists to variants and unions: alternatives with a tag.

use std::collections::BTreeSet;

use crate::ast::{Builtin, Case, Enum, IntRepr, TypeId, TypeKind, Variant};
use crate::resolve::{Place, Resolver};
use crate::source::{Fault, Span};
use crate::tree::{Node, name_of};
use crate::types::{check_fits, count_repr, repr_word, unique};

impl Resolver<'_> {
    /// `(variant ...)`.
    pub(crate) fn read_variant(
        &mut self,
        node: &Node,
        items: &[Node],
        place: Place,
        depth: usize,
    ) -> Result<TypeKind, Fault> {
        let (tag, items) = self.read_tag(items, place, depth)?;
        let cases = self.read_cases(items, place, depth)?;
        self.finish_variant(node, tag, cases, place, depth)
    }

    /// All spellings of `union`.
    pub(crate) fn read_union(
        &mut self,
        node: &Node,
        items: &[Node],
        place: Place,
        depth: usize,
    ) -> Result<TypeKind, Fault> {
        let is_case = |node: &Node| matches!(node.head(), Some("field" | "empty"));
        match items {
            // The oldest dialects name the alternatives; with the tag in front, or without one at all.
            [first, ..] if is_case(first) => {
                let fields = self.read_fields(items, place, depth)?;
                Ok(TypeKind::Untagged(fields))
            }
            [tag_node, first, ..] if is_case(first) => {
                let tag = Tag::Named(self.type_id(tag_node, place.module)?, tag_node.span);
                let cases = self.read_cases(items.get(1..).unwrap_or_default(), place, depth)?;
                self.finish_variant(node, tag, cases, place, depth)
            }
            // Later ones number them, or take the names from the tag.
            _ => {
                let (tag, items) = self.read_tag(items, place, depth)?;
                let names = match tag {
                    Tag::Named(id, span) => Some(self.tag_names(id, span, depth)?),
                    Tag::Repr(_) | Tag::None => None,
                };
                if names.as_ref().is_some_and(|names| names.len() != items.len()) {
                    return Err(wrong_count(node.span, names.map_or(0, |n| n.len()), items.len()));
                }
                let mut cases = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    let name = names.as_ref().and_then(|names| names.get(index));
                    cases.push(Case {
                        name: name.cloned().unwrap_or_else(|| index.to_string()),
                        docs: item.docs.clone(),
                        payload: Some(self.read_type(item, place, depth)?),
                        span: item.span,
                    });
                }
                self.finish_variant(node, tag, cases, place, depth)
            }
        }
    }

    /// `(case $name T)`, `(field $name T)` and `(empty $name)`.
    fn read_cases(&mut self, items: &[Node], place: Place, depth: usize) -> Result<Vec<Case>, Fault> {
        let mut names = BTreeSet::new();
        let mut cases = Vec::new();
        for item in items {
            let list = item.list().unwrap_or_default();
            let (name_node, payload) = match (item.head(), list) {
                (Some("case" | "empty"), [_, name]) => (name, None),
                (Some("case" | "field"), [_, name, payload]) => (name, Some(payload)),
                _ => {
                    return Err((
                        item.span,
                        "expected `(case $name type)`, `(field $name type)` or `(empty $name)`".to_owned(),
                    ));
                }
            };
            let name = name_of(name_node)?;
            unique(&mut names, name, name_node.span)?;
            cases.push(Case {
                name: name.to_owned(),
                docs: item.docs.clone(),
                payload: match payload {
                    Some(payload) => Some(self.read_type(payload, place, depth)?),
                    None => None,
                },
                span: name_node.span,
            });
        }
        Ok(cases)
    }

    /// Takes `(@witx tag $enum)` or `(@witx tag u8)` off the front.
    fn read_tag<'n>(&mut self, items: &'n [Node], place: Place, depth: usize) -> Result<(Tag, &'n [Node]), Fault> {
        let Some((first, rest)) = items.split_first() else {
            return Ok((Tag::None, items));
        };
        if !first.starts_with(&["@witx", "tag"]) {
            return Ok((Tag::None, items));
        }
        let Some([_, _, tag]) = first.list() else {
            return Err((first.span, "expected `(@witx tag $enum)`".to_owned()));
        };
        let tag = match tag.atom().and_then(repr_word) {
            Some(repr) => Tag::Repr(repr),
            None => {
                let id = self.type_id(tag, place.module)?;
                self.define(id, depth + 1)?;
                match self.follow(id) {
                    Some(TypeKind::Builtin(Builtin::U8)) => Tag::Repr(IntRepr::U8),
                    Some(TypeKind::Builtin(Builtin::U16)) => Tag::Repr(IntRepr::U16),
                    Some(TypeKind::Builtin(Builtin::U32)) => Tag::Repr(IntRepr::U32),
                    Some(TypeKind::Builtin(Builtin::U64)) => Tag::Repr(IntRepr::U64),
                    _ => Tag::Named(id, tag.span),
                }
            }
        };
        Ok((tag, rest))
    }

    fn tag_enum(&mut self, id: TypeId, span: Span, depth: usize) -> Result<&Enum, Fault> {
        // Aliases in front of the enum may not have been read yet.
        let mut next = id;
        for _ in 0..=self.types.len() {
            self.define(next, depth + 1)?;
            match self.types.get(next.index()) {
                Some(Some(named)) => match &named.ty.kind {
                    TypeKind::Named(alias) => next = *alias,
                    _ => break,
                },
                _ => break,
            }
        }
        match self.follow(id) {
            Some(TypeKind::Enum(tag)) => Ok(tag),
            Some(other) => {
                Err((span, format!("a tag must be an enum or an unsigned integer, not {}", other.describe())))
            }
            None => Err((span, "a tag must be an enum or an unsigned integer".to_owned())),
        }
    }

    fn tag_names(&mut self, id: TypeId, span: Span, depth: usize) -> Result<Vec<String>, Fault> {
        let tag = self.tag_enum(id, span, depth)?;
        Ok(tag.cases.iter().map(|case| case.name.clone()).collect())
    }

    /// Puts the cases into the order of the tag's values.
    fn finish_variant(
        &mut self,
        node: &Node,
        tag: Tag,
        cases: Vec<Case>,
        place: Place,
        depth: usize,
    ) -> Result<TypeKind, Fault> {
        if cases.is_empty() {
            return Err((node.span, "a variant needs a case".to_owned()));
        }
        let (repr, tag) = match tag {
            Tag::None if place.modular => (count_repr(cases.len()), None),
            Tag::None => (IntRepr::U32, None),
            Tag::Repr(repr) => (repr, None),
            Tag::Named(id, span) => {
                let tag = self.tag_enum(id, span, depth)?;
                let repr = tag.repr;
                let names: Vec<String> = tag.cases.iter().map(|case| case.name.clone()).collect();
                let cases = in_tag_order(node.span, &names, cases)?;
                return Ok(TypeKind::Variant(Variant { repr, tag: Some(id), cases }));
            }
        };
        check_fits(node.span, repr, cases.len())?;
        Ok(TypeKind::Variant(Variant { repr, tag, cases }))
    }
}

/// How the alternatives of a variant are told apart.
#[derive(Clone, Copy)]
enum Tag {
    None,
    Repr(IntRepr),
    Named(TypeId, Span),
}

fn in_tag_order(span: Span, names: &[String], cases: Vec<Case>) -> Result<Vec<Case>, Fault> {
    for case in &cases {
        if !names.contains(&case.name) {
            return Err((case.span, format!("`${}` is not a value of the tag", case.name)));
        }
    }
    if names.len() != cases.len() {
        return Err(wrong_count(span, names.len(), cases.len()));
    }
    let mut cases = cases;
    cases.sort_by_key(|case| names.iter().position(|name| *name == case.name));
    Ok(cases)
}

fn wrong_count(span: Span, expected: usize, found: usize) -> Fault {
    let reason = format!("the tag has {expected} values, but there are {found} cases");
    (span, reason)
}
