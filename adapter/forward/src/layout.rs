//! Types of the two documents: whether they are the same, and how a value of the one becomes one of the other in memory.

use anyhow::{Context as _, Result, bail};
use wasi_crypto_asm::{Code, Expr, Local, Space, ValType, Value, int, long, select};
use wasi_crypto_witx::abi::{member_offsets, payload_offset};
use wasi_crypto_witx::{Builtin, Document, IntRepr, Name, Type, TypeKind};

/// A type of a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Typed<'a> {
    pub(crate) document: &'a Document,
    pub(crate) ty: &'a Type,
}

impl<'a> Typed<'a> {
    /// Another type of the same document.
    pub(crate) fn with(self, ty: &'a Type) -> Typed<'a> {
        Typed { ty, ..self }
    }

    /// What it is, names followed.
    pub(crate) fn kind(self) -> &'a TypeKind {
        &self.document.resolve(self.ty).kind
    }

    /// Bytes in memory.
    pub(crate) fn size(self) -> u32 {
        self.document.layout(self.ty).size
    }

    /// Fields of a record with their offsets.
    fn fields(self) -> Vec<(&'a str, u32, Typed<'a>)> {
        let TypeKind::Record(record) = self.kind() else { return Vec::new() };
        let offsets = member_offsets(self.document, self.ty_resolved());
        record.fields.iter().zip(offsets).map(|(field, at)| (field.name.as_str(), at, self.with(&field.ty))).collect()
    }

    fn ty_resolved(self) -> &'a Type {
        self.document.resolve(self.ty)
    }
}

/// Whether values of both types are the same bytes.
pub(crate) fn same(one: Typed<'_>, other: Typed<'_>) -> bool {
    match (one.kind(), other.kind()) {
        (TypeKind::Builtin(a), TypeKind::Builtin(b)) => a == b,
        (TypeKind::Handle(_), TypeKind::Handle(_)) => true,
        (TypeKind::Enum(a), TypeKind::Enum(b)) => a.repr == b.repr && begins_as(&a.cases, &b.cases),
        (TypeKind::Flags(a), TypeKind::Flags(b)) => a.repr == b.repr && begins_as(&a.flags, &b.flags),
        (TypeKind::Pointer(a), TypeKind::Pointer(b))
        | (TypeKind::ConstPointer(a), TypeKind::ConstPointer(b))
        | (TypeKind::List(a), TypeKind::List(b)) => same(one.with(a), other.with(b)),
        (TypeKind::Record(a), TypeKind::Record(b)) => {
            let (a_fields, b_fields) = (one.fields(), other.fields());
            let equal = |((a, at, x), (b, bt, y)): (&(&str, u32, Typed<'_>), &(&str, u32, Typed<'_>))| {
                a == b && at == bt && same(*x, *y)
            };
            a.bits == b.bits && a_fields.len() == b_fields.len() && a_fields.iter().zip(&b_fields).all(equal)
        }
        (TypeKind::Tuple(a), TypeKind::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(one.with(a), other.with(b)))
        }
        (TypeKind::Variant(a), TypeKind::Variant(b)) => {
            let equal = |(a, b): (&wasi_crypto_witx::Case, &wasi_crypto_witx::Case)| match (&a.payload, &b.payload) {
                (None, None) => a.name == b.name,
                (Some(x), Some(y)) => a.name == b.name && same(one.with(x), other.with(y)),
                _ => false,
            };
            let offsets = payload_offset(one.document, a) == payload_offset(other.document, b);
            a.repr == b.repr && offsets && a.cases.len() == b.cases.len() && a.cases.iter().zip(&b.cases).all(equal)
        }
        _ => false,
    }
}

/// Whether one list has the names of the other, and perhaps more of them behind: numbers mean the same in both.
fn begins_as(one: &[Name], other: &[Name]) -> bool {
    one.iter().zip(other).all(|(one, other)| one.name == other.name)
}

/// A number of one enum as that of another, by names; what is beyond both stays what it is.
pub(crate) fn renumbered(value: Local, from: &[Name], to: &[Name]) -> Result<Expr> {
    let mut answer = Expr::from(value);
    for (case, number) in from.iter().zip(0_u32..) {
        let position = to.iter().position(|other| other.name == case.name);
        let position = position.with_context(|| format!("there is no `{}` any more", case.name))?;
        let position = u32::try_from(position).context("a number")?;
        if position != number {
            answer = select(value.equals(int(number)), int(position), answer);
        }
    }
    Ok(answer)
}

/// Writes a value that is kept in the library's memory to the program's, in the other layout.
pub(crate) fn translate(
    code: &mut Code,
    (from, from_at): (Typed<'_>, (Local, u32)),
    (to, to_at): (Typed<'_>, (Local, u32)),
) -> Result<()> {
    let ((source, offset), (target, place)) = (from_at, to_at);
    if same(from, to) {
        let size = int(from.size());
        code.copy((Space::Guest, target.plus(int(place))), (Space::State, source.plus(int(offset))), size);
        return Ok(());
    }
    match (from.kind(), to.kind()) {
        (TypeKind::Builtin(Builtin::U64), TypeKind::Builtin(Builtin::U32)) => {
            let value = code.local(ValType::I64);
            code.set(value, source.load_long(offset));
            // More than the old type can say is the most that it can.
            let fits = value.long_at_most(long(u64::from(u32::MAX)));
            code.write(target, place, select(fits, value.narrow(), int(u32::MAX)));
        }
        (TypeKind::Builtin(Builtin::U32), TypeKind::Builtin(Builtin::U64)) => {
            code.write_long(target, place, source.load(offset).widen());
        }
        (TypeKind::Enum(a), TypeKind::Enum(b)) if a.repr == IntRepr::U8 && b.repr == IntRepr::U8 => {
            let value = code.bind(source.load8(offset));
            let value = renumbered(value, &a.cases, &b.cases)?;
            code.write8(target, place, value);
        }
        (TypeKind::Record(_), TypeKind::Record(_)) => {
            let known = from.fields();
            for (name, at, ty) in to.fields() {
                let (_, known_at, known) = known
                    .iter()
                    .find(|(known, _, _)| *known == name)
                    .with_context(|| format!("nothing says what the field `{name}` is"))?;
                let part = translate(code, (*known, (source, offset + known_at)), (ty, (target, place + at)));
                part.with_context(|| format!("field `{name}`"))?;
            }
        }
        (TypeKind::Variant(a), TypeKind::Variant(b)) if a.repr == IntRepr::U8 && b.repr == IntRepr::U8 => {
            let (a_payload, b_payload) = (payload_offset(from.document, a), payload_offset(to.document, b));
            let tag = code.bind(source.load8(offset));
            // A tag of no case is the successor's to refuse.
            code.write8(target, place, tag);
            for (case, number) in a.cases.iter().zip(0_u32..) {
                let position = b.cases.iter().position(|other| other.name == case.name);
                let position = position.with_context(|| format!("there is no case `{}` any more", case.name))?;
                let other = b.cases.get(position).context("a case")?;
                let inside = code.begin_if(tag.equals(int(number)));
                code.write8(target, place, u32::try_from(position).context("a tag")?);
                match (&case.payload, &other.payload) {
                    (None, None) => {}
                    (Some(x), Some(y)) => {
                        let from = (from.with(x), (source, offset + a_payload));
                        translate(code, from, (to.with(y), (target, place + b_payload)))?;
                    }
                    _ => bail!("the case `{}` carries something in one of them only", case.name),
                }
                code.end_if(inside);
            }
        }
        (from, to) => bail!("{} cannot become {}", from.describe(), to.describe()),
    }
    Ok(())
}
