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

use crate::ast::{Builtin, Expected, IntRepr, Type, TypeId, TypeKind, Variant};
use crate::diagnostic::Diagnostic;
use crate::document::{Abi, Document, Function};
use crate::wasm::align_to;
use crate::{flat, preview1};

pub use crate::wasm::{CoreSignature, CoreType, Layout};

impl Document {
    /// The core signature of a function; see [`core_signature`].
    ///
    /// # Errors
    ///
    /// When the type of a result has no core form in the legacy ABI.
    pub fn core_signature(&self, function: &Function) -> Result<CoreSignature, Diagnostic> {
        core_signature(self, function)
    }

    /// Size and alignment of a type in linear memory; see [`layout`].
    pub fn layout(&self, ty: &Type) -> Layout {
        layout(self, ty)
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
        Abi::Preview1 => preview1::signature(document, function),
        Abi::Next => flat::signature(document, function),
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
