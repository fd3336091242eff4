//! How functions and types look to WebAssembly: core signatures and memory layouts.
//!
//! The rules are those of the preview1 ABI, which every published legacy API uses:
//!
//! * numbers, enums, flags, handles and pointers are passed by value;
//! * strings, lists and buffers are passed as address and length (lengths of lists count elements);
//! * records, tuples, variants and tagged unions are passed as one address;
//! * the first result is returned by value: the error number of an `expected`, or a plain value;
//! * every other success value is written through an address passed after the parameters. A tuple of success values
//!   takes one address per member.

use crate::Diagnostic;
use crate::ast::{Builtin, Expected, IntRepr, Type, TypeId, TypeKind, Variant};
use crate::document::{Abi, Document, Function};
use crate::source::Span;

/// A core value type.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum CoreType {
    /// 32-bit integer.
    I32,
    /// 64-bit integer.
    I64,
    /// 32-bit float.
    F32,
    /// 64-bit float.
    F64,
}

impl CoreType {
    /// Its name in the text format.
    pub fn name(self) -> &'static str {
        match self {
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }
}

/// The signature of an imported function.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct CoreSignature {
    /// Name and type of each parameter. Values keep the name of the witx parameter; addresses and lengths that witx
    /// does not name get `_ptr` and `_len` behind it, out-pointers are called `ret_ptr`, or `ret0_ptr`, `ret1_ptr`...
    /// when there are several (or `<name>_ptr` in the oldest dialect, which names them).
    pub params: Vec<(String, CoreType)>,
    /// Results: none or one in the preview1 ABI.
    pub results: Vec<CoreType>,
}

impl std::fmt::Display for CoreSignature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |word: &str, types: Vec<CoreType>| {
            let names: Vec<&str> = types.into_iter().map(CoreType::name).collect();
            match names.len() {
                0 => format!("({word})"),
                _ => format!("({word} {})", names.join(" ")),
            }
        };
        let params = self.params.iter().map(|(_, ty)| *ty).collect();
        write!(f, "{} {}", list("param", params), list("result", self.results.clone()))
    }
}

/// Size and alignment in bytes.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Layout {
    /// Size, a multiple of the alignment.
    pub size: u32,
    /// Alignment: a power of two, or 0 for a type that takes no room.
    pub align: u32,
}

impl Layout {
    const fn scalar(size: u32) -> Self {
        Self { size, align: size }
    }

    /// Appends a member and returns its offset.
    fn append(&mut self, member: Self) -> Option<u32> {
        let offset = align_to(self.size, member.align)?;
        self.align = self.align.max(member.align);
        self.size = offset.checked_add(member.size)?;
        Some(offset)
    }

    fn finish(self) -> Option<Self> {
        Some(Self { size: align_to(self.size, self.align)?, align: self.align })
    }
}

/// The core signature of a function.
///
/// # Errors
///
/// When the first result is a type that cannot be returned by value, such as a record or a string; or when a function
/// of the draft ABI flattens to more than 1000 values.
pub fn core_signature(document: &Document, function: &Function) -> Result<CoreSignature, Diagnostic> {
    let signature = match function.abi {
        Abi::Preview1 => preview1(document, function),
        Abi::Next => crate::flat::signature(document, function),
    };
    signature.map_err(|(span, reason)| document.sources.diagnostic(span, reason))
}

/// Size and alignment of a type in linear memory.
///
/// A `bool` takes one byte in every dialect. The tool that read 0.9 gave it four, but no published API of that dialect
/// has one in memory.
pub fn layout(document: &Document, ty: &Type) -> Layout {
    // Types of a document have been measured when it was read, so the size is known to fit.
    layout_with(ty, &|id| document.named(id).layout).unwrap_or_default()
}

/// Offsets of the members of a record or tuple, in order; empty for other types and for records that are bit sets.
pub fn member_offsets(document: &Document, ty: &Type) -> Vec<u32> {
    let members: Vec<&Type> = match &document.resolve(ty).kind {
        TypeKind::Record(record) if record.bits.is_none() => record.fields.iter().map(|field| &field.ty).collect(),
        TypeKind::Tuple(members) => members.iter().collect(),
        _ => return Vec::new(),
    };
    let mut total = Layout::default();
    members.into_iter().map(|member| total.append(layout(document, member)).unwrap_or(0)).collect()
}

/// Offset of the payload of a variant, after its tag.
pub fn payload_offset(document: &Document, variant: &Variant) -> u32 {
    let align = variant
        .cases
        .iter()
        .filter_map(|case| case.payload.as_ref())
        .map(|payload| layout(document, payload).align)
        .max()
        .unwrap_or(0);
    align_to(variant.repr.size(), align).unwrap_or(0)
}

/// The layout of a type; `None` when its size does not fit 32 bits.
pub(crate) fn layout_with(ty: &Type, named: &dyn Fn(TypeId) -> Layout) -> Option<Layout> {
    const PAIR: Layout = Layout { size: 8, align: 4 };
    let members = |types: &mut dyn Iterator<Item = &Type>| {
        let mut total = Layout::default();
        for ty in types {
            total.append(layout_with(ty, named)?)?;
        }
        total.finish()
    };
    let tagged = |repr: IntRepr, payloads: &mut dyn Iterator<Item = &Type>| {
        let tag = Layout::scalar(repr.size());
        let mut total = tag;
        for payload in payloads {
            let mut case = tag;
            case.append(layout_with(payload, named)?)?;
            total.size = total.size.max(case.size);
            total.align = total.align.max(case.align);
        }
        total.finish()
    };
    match &ty.kind {
        TypeKind::Named(id) => Some(named(*id)),
        TypeKind::Builtin(builtin) => Some(builtin_layout(*builtin)),
        TypeKind::Enum(en) => Some(Layout::scalar(en.repr.size())),
        TypeKind::Flags(flags) => Some(Layout::scalar(flags.repr.size())),
        TypeKind::Record(record) => match record.bits {
            Some(repr) => Some(Layout::scalar(repr.size())),
            None => members(&mut record.fields.iter().map(|field| &field.ty)),
        },
        TypeKind::Tuple(types) => members(&mut types.iter()),
        TypeKind::Variant(variant) => {
            tagged(variant.repr, &mut variant.cases.iter().filter_map(|case| case.payload.as_ref()))
        }
        TypeKind::Expected(Expected { ok, err, repr }) => tagged(*repr, &mut ok.iter().chain(err).map(|ty| &**ty)),
        TypeKind::Option(inner) => tagged(IntRepr::U8, &mut std::iter::once(&**inner)),
        TypeKind::Untagged(fields) => {
            let mut total = Layout::default();
            for field in fields {
                let field = layout_with(&field.ty, named)?;
                total.size = total.size.max(field.size);
                total.align = total.align.max(field.align);
            }
            total.finish()
        }
        TypeKind::List(_) | TypeKind::InBuffer(_) | TypeKind::OutBuffer(_) => Some(PAIR),
        TypeKind::Pointer(_) | TypeKind::ConstPointer(_) | TypeKind::Handle(_) => Some(Layout::scalar(4)),
    }
}

fn builtin_layout(builtin: Builtin) -> Layout {
    match builtin {
        Builtin::S8 | Builtin::U8 | Builtin::Char8 | Builtin::Bool => Layout::scalar(1),
        Builtin::S16 | Builtin::U16 => Layout::scalar(2),
        Builtin::Char | Builtin::F32 | Builtin::S32 | Builtin::U32 | Builtin::Usize => Layout::scalar(4),
        Builtin::F64 | Builtin::S64 | Builtin::U64 => Layout::scalar(8),
        Builtin::String => Layout { size: 8, align: 4 },
    }
}

fn align_to(offset: u32, align: u32) -> Option<u32> {
    offset.checked_next_multiple_of(align.max(1))
}

/// How a parameter crosses the boundary.
pub(crate) enum Passing {
    Value(CoreType),
    Address,
    Pair,
}

pub(crate) fn passing(document: &Document, ty: &Type) -> Passing {
    let int = |repr| match repr {
        IntRepr::U64 => Passing::Value(CoreType::I64),
        _ => Passing::Value(CoreType::I32),
    };
    match &document.resolve(ty).kind {
        TypeKind::Builtin(builtin) => match builtin {
            Builtin::String => Passing::Pair,
            other => Passing::Value(builtin_core(*other)),
        },
        TypeKind::Enum(en) => int(en.repr),
        TypeKind::Flags(flags) => int(flags.repr),
        TypeKind::Record(record) => record.bits.map_or(Passing::Address, int),
        TypeKind::Handle(_) | TypeKind::Pointer(_) | TypeKind::ConstPointer(_) => Passing::Value(CoreType::I32),
        TypeKind::List(_) | TypeKind::InBuffer(_) | TypeKind::OutBuffer(_) => Passing::Pair,
        TypeKind::Named(_)
        | TypeKind::Tuple(_)
        | TypeKind::Variant(_)
        | TypeKind::Untagged(_)
        | TypeKind::Expected(_)
        | TypeKind::Option(_) => Passing::Address,
    }
}

fn builtin_core(builtin: Builtin) -> CoreType {
    match builtin {
        Builtin::F32 => CoreType::F32,
        Builtin::F64 => CoreType::F64,
        Builtin::S64 | Builtin::U64 => CoreType::I64,
        _ => CoreType::I32,
    }
}

fn preview1(document: &Document, function: &Function) -> Result<CoreSignature, (Span, String)> {
    let mut signature = CoreSignature::default();
    let params = &mut signature.params;
    for param in &function.params {
        push_param(params, &param.name, passing(document, &param.ty));
    }
    let Some((first, rest)) = function.results.split_first() else {
        return Ok(signature);
    };
    match &document.resolve(&first.ty).kind {
        // The error number comes back, the success values go through addresses.
        TypeKind::Expected(expected) => {
            signature.results.push(error_core(document, expected, first.span)?);
            let values = expected.ok.as_deref().map(|ok| document.resolve(ok));
            match values.map(|ok| &ok.kind) {
                None => {}
                Some(TypeKind::Tuple(members)) if members.len() != 1 => {
                    for index in 0..members.len() {
                        params.push((format!("ret{index}_ptr"), CoreType::I32));
                    }
                }
                Some(_) => params.push(("ret_ptr".to_owned(), CoreType::I32)),
            }
        }
        _ => match passing(document, &first.ty) {
            Passing::Value(core) => signature.results.push(core),
            Passing::Address | Passing::Pair => {
                let kind = &document.resolve(&first.ty).kind;
                let reason =
                    format!("the first result of a function comes back by value, which {} cannot", kind.describe());
                return Err((first.span, reason));
            }
        },
    }
    for result in rest {
        let passing = match passing(document, &result.ty) {
            Passing::Value(_) | Passing::Address => Passing::Address,
            Passing::Pair => Passing::Pair,
        };
        push_param(params, &result.name, passing);
    }
    Ok(signature)
}

fn push_param(params: &mut Vec<(String, CoreType)>, name: &str, passing: Passing) {
    match passing {
        Passing::Value(core) => params.push((name.to_owned(), core)),
        Passing::Address => params.push((format!("{name}_ptr"), CoreType::I32)),
        Passing::Pair => {
            params.push((format!("{name}_ptr"), CoreType::I32));
            params.push((format!("{name}_len"), CoreType::I32));
        }
    }
}

/// What an `expected` comes back as: the number of its error type, or of its tag when it has none.
fn error_core(document: &Document, expected: &Expected, span: Span) -> Result<CoreType, (Span, String)> {
    let Some(err) = expected.err.as_deref() else {
        return Ok(CoreType::I32);
    };
    match &document.resolve(err).kind {
        TypeKind::Enum(en) => Ok(match en.repr {
            IntRepr::U64 => CoreType::I64,
            _ => CoreType::I32,
        }),
        other => {
            let reason = format!(
                "the error of a function comes back as a number, so it must be an enum, not {}",
                other.describe()
            );
            Err((span, reason))
        }
    }
}
