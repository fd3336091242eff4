//! Lists to types, in every dialect.

use std::collections::BTreeSet;

use crate::ast::{Builtin, Case, Enum, Expected, Field, Flags, IntRepr, Name, Record, Type, TypeId, TypeKind, Variant};
use crate::gather::Fault;
use crate::resolve::{Place, Resolver};
use crate::source::Span;
use crate::tree::Node;

/// The text of a `$name`, without the `$`.
pub(crate) fn name_of(node: &Node) -> Result<&str, Fault> {
    node.atom()
        .and_then(|atom| atom.strip_prefix('$'))
        .filter(|name| !name.is_empty())
        .ok_or_else(|| (node.span, "expected a name such as `$name`".to_owned()))
}

/// A decimal or hexadecimal number; `_` may separate digits.
pub(crate) fn integer(node: &Node) -> Result<u64, Fault> {
    let digits = node.atom().unwrap_or("").replace('_', "");
    let parsed = match digits.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    // `from_str` takes a leading `+`, which is no number here.
    match parsed {
        Ok(value) if !digits.contains('+') => Ok(value),
        _ => Err((node.span, "expected an unsigned number of at most 64 bits".to_owned())),
    }
}

/// A builtin type that is a bare word.
pub(crate) fn builtin(word: &str) -> Option<Builtin> {
    Some(match word {
        "bool" => Builtin::Bool,
        "char" => Builtin::Char,
        "char8" => Builtin::Char8,
        "f32" => Builtin::F32,
        "f64" => Builtin::F64,
        "s8" => Builtin::S8,
        "s16" => Builtin::S16,
        "s32" => Builtin::S32,
        "s64" => Builtin::S64,
        "string" => Builtin::String,
        "u8" => Builtin::U8,
        "u16" => Builtin::U16,
        "u32" => Builtin::U32,
        "u64" => Builtin::U64,
        "usize" => Builtin::Usize,
        _ => return None,
    })
}

/// The width a bare word stands for.
fn repr_word(word: &str) -> Option<IntRepr> {
    Some(match word {
        "u8" => IntRepr::U8,
        "u16" => IntRepr::U16,
        "u32" => IntRepr::U32,
        "u64" => IntRepr::U64,
        _ => return None,
    })
}

/// The smallest width for that many bits.
fn bits_repr(bits: usize) -> Option<IntRepr> {
    Some(match bits {
        0..=8 => IntRepr::U8,
        9..=16 => IntRepr::U16,
        17..=32 => IntRepr::U32,
        33..=64 => IntRepr::U64,
        _ => return None,
    })
}

/// The smallest width for that many values.
fn count_repr(count: usize) -> IntRepr {
    match count {
        0..=0x100 => IntRepr::U8,
        0x101..=0x1_0000 => IntRepr::U16,
        _ => IntRepr::U32,
    }
}

impl Resolver<'_> {
    /// Reads a type; `depth` counts definitions that are being read.
    pub(crate) fn read_type(&mut self, node: &Node, place: Place, depth: usize) -> Result<Type, Fault> {
        let kind = match node.atom() {
            Some(word) if word.starts_with('$') => TypeKind::Named(self.type_id(node, place.module)?),
            Some(word) => TypeKind::Builtin(
                builtin(word)
                    .ok_or_else(|| (node.span, format!("unknown type `{word}`; names of types start with `$`")))?,
            ),
            None => self.read_list(node, place, depth)?,
        };
        Ok(Type { kind, span: node.span })
    }

    fn read_list(&mut self, node: &Node, place: Place, depth: usize) -> Result<TypeKind, Fault> {
        let Some([head, items @ ..]) = node.list() else {
            return Err((node.span, "expected a type".to_owned()));
        };
        match head.atom().unwrap_or("") {
            "@witx" => self.read_annotated(node, items, place, depth),
            "array" | "list" => self.one(node, items, place, depth).map(TypeKind::List),
            "enum" => read_enum(node, items, place),
            "expected" => self.read_expected(node, items, place, depth),
            "flags" => read_flags(node, items, place),
            "handle" => self.read_handle(node, items, place),
            "in-buffer" => self.one(node, items, place, depth).map(TypeKind::InBuffer),
            "int" => Err((head.span, "an `int` with constants needs a name: `(typename $name (int ...))`".to_owned())),
            "option" => self.one(node, items, place, depth).map(TypeKind::Option),
            "out-buffer" => self.one(node, items, place, depth).map(TypeKind::OutBuffer),
            "record" | "struct" => self.read_record(node, items, place, depth),
            "tuple" => items
                .iter()
                .map(|item| self.read_type(item, place, depth))
                .collect::<Result<_, _>>()
                .map(TypeKind::Tuple),
            "union" => self.read_union(node, items, place, depth),
            "variant" => self.read_variant(node, items, place, depth),
            other => Err((head.span, format!("unknown type constructor `{other}`"))),
        }
    }

    /// `(@witx pointer T)` and its relatives.
    fn read_annotated(&mut self, node: &Node, items: &[Node], place: Place, depth: usize) -> Result<TypeKind, Fault> {
        let Some((word, rest)) = items.split_first() else {
            return Err((node.span, "expected a word after `@witx`".to_owned()));
        };
        match (word.atom().unwrap_or(""), rest) {
            ("pointer", _) => self.one(node, rest, place, depth).map(TypeKind::Pointer),
            ("const_pointer", _) => self.one(node, rest, place, depth).map(TypeKind::ConstPointer),
            ("usize", []) => Ok(TypeKind::Builtin(Builtin::Usize)),
            ("char8", []) => Ok(TypeKind::Builtin(Builtin::Char8)),
            _ => Err((word.span, "expected `pointer T`, `const_pointer T`, `usize` or `char8`".to_owned())),
        }
    }

    fn one(&mut self, node: &Node, items: &[Node], place: Place, depth: usize) -> Result<Box<Type>, Fault> {
        match items {
            [item] => self.read_type(item, place, depth).map(Box::new),
            _ => Err((node.span, "expected exactly one type inside".to_owned())),
        }
    }

    fn read_handle(&self, node: &Node, items: &[Node], place: Place) -> Result<TypeKind, Fault> {
        match items {
            [] => Ok(TypeKind::Handle(None)),
            [resource] => self.resource_id(resource, place.module).map(|id| TypeKind::Handle(Some(id))),
            _ => Err((node.span, "a handle refers to at most one resource".to_owned())),
        }
    }

    fn read_expected(&mut self, node: &Node, items: &[Node], place: Place, depth: usize) -> Result<TypeKind, Fault> {
        let (ok, error) = match items {
            [error] => (None, error),
            [ok, error] => (Some(ok), error),
            _ => (None, node),
        };
        let Some([head, err @ ..]) = error.list() else {
            return Err(malformed_expected(node));
        };
        if head.atom() != Some("error") || err.len() > 1 {
            return Err(malformed_expected(node));
        }
        let ok = match ok {
            Some(ok) => Some(Box::new(self.read_type(ok, place, depth)?)),
            None => None,
        };
        let err = match err.first() {
            Some(err) => Some(Box::new(self.read_type(err, place, depth)?)),
            None => None,
        };
        Ok(TypeKind::Expected(Expected { ok, err, repr: if place.modular { IntRepr::U8 } else { IntRepr::U32 } }))
    }

    fn read_record(&mut self, node: &Node, items: &[Node], place: Place, depth: usize) -> Result<TypeKind, Fault> {
        let fields = self.read_fields(items, place, depth)?;
        let only_bools = !fields.is_empty() && fields.iter().all(|field| self.is_bool(&field.ty));
        let bits = if place.modular && only_bools { bits_repr(fields.len()) } else { None };
        if fields.is_empty() && !place.modular {
            return Err((node.span, "a record needs a field".to_owned()));
        }
        Ok(TypeKind::Record(Record { fields, bits }))
    }

    fn is_bool(&self, ty: &Type) -> bool {
        match &ty.kind {
            TypeKind::Builtin(Builtin::Bool) => true,
            TypeKind::Named(id) => {
                matches!(self.follow(*id), Some(TypeKind::Builtin(Builtin::Bool)))
            }
            _ => false,
        }
    }

    fn read_fields(&mut self, items: &[Node], place: Place, depth: usize) -> Result<Vec<Field>, Fault> {
        let mut names = BTreeSet::new();
        let mut fields = Vec::new();
        for item in items {
            let [_, name_node, ty] = item.list().unwrap_or_default() else {
                return Err((item.span, "expected `(field $name type)`".to_owned()));
            };
            if item.head() != Some("field") {
                return Err((item.span, "expected `(field $name type)`".to_owned()));
            }
            let name = name_of(name_node)?;
            unique(&mut names, name, name_node.span)?;
            fields.push(Field {
                name: name.to_owned(),
                docs: item.docs.clone(),
                ty: self.read_type(ty, place, depth)?,
                span: name_node.span,
            });
        }
        Ok(fields)
    }

    fn read_variant(&mut self, node: &Node, items: &[Node], place: Place, depth: usize) -> Result<TypeKind, Fault> {
        let (tag, items) = self.read_tag(items, place, depth)?;
        let cases = self.read_cases(items, place, depth)?;
        self.finish_variant(node, tag, cases, place, depth)
    }

    /// All spellings of `union`.
    fn read_union(&mut self, node: &Node, items: &[Node], place: Place, depth: usize) -> Result<TypeKind, Fault> {
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

fn malformed_expected(node: &Node) -> Fault {
    let reason = "expected `(expected type (error type))`; both types can be left out";
    (node.span, reason.to_owned())
}

/// `(enum u16 $a $b)` of the oldest dialect, `(enum (@witx tag u16) $a $b)` of the others.
fn read_enum(node: &Node, items: &[Node], place: Place) -> Result<TypeKind, Fault> {
    let (repr, items) = read_repr(items, &["tag"])?;
    let cases = read_names(items)?;
    if cases.is_empty() {
        return Err((node.span, "an enum needs a value".to_owned()));
    }
    let repr = repr.unwrap_or(if place.modular { count_repr(cases.len()) } else { IntRepr::U32 });
    check_fits(node.span, repr, cases.len())?;
    Ok(TypeKind::Enum(Enum { repr, cases }))
}

/// `(flags u16 $a)`, `(flags u16 (flag $a))`, `(flags (@witx bitflags u16) $a)` or `(flags (@witx repr u16) $a)`.
fn read_flags(node: &Node, items: &[Node], place: Place) -> Result<TypeKind, Fault> {
    let (repr, items) = read_repr(items, &["repr", "bitflags"])?;
    let flags = read_names(items)?;
    let fitting = bits_repr(flags.len());
    let repr = repr.or(if place.modular { fitting } else { Some(IntRepr::U32) });
    match (fitting, repr) {
        (Some(fitting), Some(repr)) if fitting <= repr => Ok(TypeKind::Flags(Flags { repr, flags })),
        _ => Err((node.span, format!("{} flags do not fit the width of the type", flags.len()))),
    }
}

/// Takes a width off the front: a bare word, or one of the annotations.
fn read_repr<'n>(items: &'n [Node], annotations: &[&str]) -> Result<(Option<IntRepr>, &'n [Node]), Fault> {
    let Some((first, rest)) = items.split_first() else {
        return Ok((None, items));
    };
    let word = match (first.atom(), first.list()) {
        (Some(word), _) if !word.starts_with('$') => word,
        (_, Some([head, annotation, word])) if head.atom() == Some("@witx") => {
            let known = annotation.atom().is_some_and(|annotation| annotations.contains(&annotation));
            if !known {
                return Err((annotation.span, format!("expected `{}`", annotations.join("` or `"))));
            }
            word.atom().unwrap_or("")
        }
        _ => return Ok((None, items)),
    };
    match repr_word(word) {
        Some(repr) => Ok((Some(repr), rest)),
        None => Err((first.span, "the width must be u8, u16, u32 or u64".to_owned())),
    }
}

/// `$a`, or `(flag $a)` as the first drafts wrote it.
fn read_names(items: &[Node]) -> Result<Vec<Name>, Fault> {
    let mut names = BTreeSet::new();
    items
        .iter()
        .map(|item| {
            let name_node = match item.list() {
                Some([head, name]) if head.atom() == Some("flag") => name,
                _ => item,
            };
            let name = name_of(name_node)?;
            unique(&mut names, name, name_node.span)?;
            Ok(Name { name: name.to_owned(), docs: item.docs.clone(), span: name_node.span })
        })
        .collect()
}

fn unique<'n>(names: &mut BTreeSet<&'n str>, name: &'n str, span: Span) -> Result<(), Fault> {
    if names.insert(name) {
        return Ok(());
    }
    Err((span, format!("`${name}` is here twice")))
}

fn check_fits(span: Span, repr: IntRepr, count: usize) -> Result<(), Fault> {
    if count_repr(count) <= repr {
        return Ok(());
    }
    Err((span, format!("{count} values do not fit the width of the type")))
}
