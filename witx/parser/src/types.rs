//! Lists to types, in every dialect.

use std::collections::BTreeSet;

use crate::ast::{Builtin, Enum, Expected, Field, Flags, IntRepr, Name, Record, Type, TypeKind};
use crate::resolve::{Place, Resolver};
use crate::source::{Fault, Span};
use crate::tree::{Node, name_of};

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
pub(crate) fn repr_word(word: &str) -> Option<IntRepr> {
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
pub(crate) fn count_repr(count: usize) -> IntRepr {
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

    /// Reads `(field $name type)` of records and unions.
    pub(crate) fn read_fields(&mut self, items: &[Node], place: Place, depth: usize) -> Result<Vec<Field>, Fault> {
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

pub(crate) fn unique<'n>(names: &mut BTreeSet<&'n str>, name: &'n str, span: Span) -> Result<(), Fault> {
    if names.insert(name) {
        return Ok(());
    }
    Err((span, format!("`${name}` is here twice")))
}

pub(crate) fn check_fits(span: Span, repr: IntRepr, count: usize) -> Result<(), Fault> {
    if count_repr(count) <= repr {
        return Ok(());
    }
    Err((span, format!("{count} values do not fit the width of the type")))
}
