//! Finds the buffers among parameters and fields: pointers and the lengths that belong to them.
//!
//! witx spells a buffer as a pointer followed by a length. Nothing but the names says that the two belong together, so
//! the rules are strict, and what they do not recognise stays an address.

use wasi_crypto_witx::{Builtin, Document, Type, TypeKind};

/// What one or several neighbouring parameters, or fields, mean together.
#[derive(Clone, Debug)]
pub(crate) enum Slot<'a> {
    /// A value of its own.
    Value(Item<'a>),
    /// `(param $x (@witx const_pointer T)) (param $x_len $size)`: elements that go in.
    Input { items: Item<'a>, element: &'a Type },
    /// `(param $x (@witx pointer T)) (param $x_len $size)`: room for elements that come out.
    Output {
        items: Item<'a>,
        element: &'a Type,
        /// The length that says how much room there is, if it is there for this output.
        room: Option<Item<'a>>,
        /// The length that says it for several outputs.
        shared: Option<&'a str>,
    },
    /// `(param $x (@witx pointer (@witx pointer u8))) (param $x_buf (@witx pointer u8))`: a table of byte strings.
    Table { items: Item<'a>, bytes: Item<'a> },
}

/// A named part: a parameter or field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item<'a> {
    pub(crate) name: &'a str,
    pub(crate) docs: &'a str,
    pub(crate) ty: &'a Type,
}

/// Groups neighbours that belong together.
pub(crate) fn slots<'a>(document: &'a Document, items: &[Item<'a>]) -> Vec<Slot<'a>> {
    let mut slots = Vec::new();
    let mut rest = items;
    while let Some((first, after)) = rest.split_first() {
        let (found, used) = pair(document, *first, after)
            .or_else(|| table(document, *first, after))
            .or_else(|| run(document, rest))
            .unwrap_or_else(|| (vec![Slot::Value(*first)], 1));
        slots.extend(found);
        rest = rest.get(used..).unwrap_or_default();
    }
    slots
}

/// True when a type is a 32-bit length, behind whatever name.
pub(crate) fn is_length(document: &Document, ty: &Type) -> bool {
    matches!(document.resolve(ty).kind, TypeKind::Builtin(Builtin::Usize | Builtin::U32))
}

/// The name of a buffer without the ending that says it is a pointer.
pub(crate) fn stem(name: &str) -> &str {
    name.strip_suffix("_ptr").filter(|stem| !stem.is_empty()).unwrap_or(name)
}

enum Direction {
    In,
    Out,
}

/// What a pointer points to.
fn pointee<'a>(document: &'a Document, ty: &'a Type) -> Option<(Direction, &'a Type)> {
    match &document.resolve(ty).kind {
        TypeKind::ConstPointer(element) => Some((Direction::In, element)),
        TypeKind::Pointer(element) => Some((Direction::Out, element)),
        _ => None,
    }
}

fn is_pointer(document: &Document, ty: &Type) -> bool {
    pointee(document, ty).is_some()
}

fn is_byte(document: &Document, ty: &Type) -> bool {
    matches!(document.resolve(ty).kind, TypeKind::Builtin(Builtin::U8 | Builtin::Char8))
}

type Found<'a> = Option<(Vec<Slot<'a>>, usize)>;

/// A pointer and its length.
fn pair<'a>(document: &'a Document, first: Item<'a>, after: &[Item<'a>]) -> Found<'a> {
    let length = *after.first()?;
    let (direction, element) = pointee(document, first.ty)?;
    if !is_length(document, length.ty) || !belongs(first.name, length.name) || is_pointer(document, element) {
        return None;
    }
    let slot = match direction {
        Direction::In => Slot::Input { items: first, element },
        Direction::Out => Slot::Output { items: first, element, room: Some(length), shared: None },
    };
    Some((vec![slot], 2))
}

/// True when a length is called like one, and like the length of that buffer if it says whose it is.
fn belongs(buffer: &str, length: &str) -> bool {
    const WORDS: [&str; 14] = [
        "cap",
        "capacity",
        "count",
        "len",
        "length",
        "max_count",
        "max_len",
        "max_length",
        "max_size",
        "maxlen",
        "n",
        "num",
        "size",
        "sz",
    ];
    let own = length.strip_prefix(stem(buffer)).map(|rest| rest.trim_start_matches('_'));
    WORDS.contains(&length) || own.is_some_and(|rest| WORDS.contains(&rest))
}

/// Pointers to strings, and the memory the strings are written to.
fn table<'a>(document: &'a Document, first: Item<'a>, after: &[Item<'a>]) -> Found<'a> {
    let bytes = *after.first()?;
    let (Direction::Out, inner) = pointee(document, first.ty)? else {
        return None;
    };
    let (Direction::Out, character) = pointee(document, inner)? else {
        return None;
    };
    let (Direction::Out, byte) = pointee(document, bytes.ty)? else {
        return None;
    };
    let named = bytes.name.strip_prefix(first.name).is_some_and(|rest| rest == "_buf");
    if named && is_byte(document, character) && is_byte(document, byte) {
        return Some((vec![Slot::Table { items: first, bytes }], 2));
    }
    None
}

/// Several pointers with one count behind them, such as `in`, `out`, `nsubscriptions`.
fn run<'a>(document: &'a Document, items: &[Item<'a>]) -> Found<'a> {
    let pointers: Vec<(Item<'a>, Direction, &'a Type)> = items
        .iter()
        .map_while(|item| pointee(document, item.ty).map(|(direction, element)| (*item, direction, element)))
        .collect();
    let count = *items.get(pointers.len())?;
    let counts = count.name.len() > 1 && count.name.starts_with('n') || belongs("", count.name);
    let nested = pointers.iter().any(|(_, _, element)| is_pointer(document, element));
    if pointers.len() < 2 || nested || !counts || !is_length(document, count.ty) {
        return None;
    }
    let has_input = pointers.iter().any(|(_, direction, _)| matches!(direction, Direction::In));
    let used = pointers.len() + 1;
    let mut room = if has_input { None } else { Some(count) };
    let shared = room.map(|count| count.name);
    let slots = pointers
        .into_iter()
        .map(|(items, direction, element)| match direction {
            Direction::In => Slot::Input { items, element },
            // One of the outputs brings the count along.
            Direction::Out => Slot::Output { items, element, room: room.take(), shared },
        })
        .collect();
    Some((slots, used))
}
