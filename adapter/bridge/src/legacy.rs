//! The legacy side of a function: which core parameters belong to which parameter, and which of them are buffers.

use anyhow::{Result, ensure};
use wasi_crypto_model::binding::{CoreType, ParamIndex};
use wasi_crypto_model::conversion::{Layout, Source, Width};
use wasi_crypto_witx::abi::member_offsets;
use wasi_crypto_witx::{Abi, Builtin, Document, Function, IntRepr, Type, TypeKind};

/// A legacy function, taken apart.
#[derive(Debug)]
pub(crate) struct Legacy<'a> {
    pub(crate) inputs: Vec<Input<'a>>,
    pub(crate) buffers: Vec<Buffer<'a>>,
    /// Success values with their out-pointers; of a function that answers a value itself, that one without.
    pub(crate) outputs: Vec<(&'a Type, Option<ParamIndex>)>,
    /// The error type, and whether there is one.
    pub(crate) error: Option<Option<&'a Type>>,
    pub(crate) params: Vec<(String, CoreType)>,
    pub(crate) results: Vec<CoreType>,
}

/// What the program gives.
#[derive(Debug)]
pub(crate) struct Input<'a> {
    pub(crate) name: &'a str,
    pub(crate) ty: Given<'a>,
    pub(crate) from: Source,
}

/// What is given.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Given<'a> {
    /// A value of that type.
    Value(&'a Type),
    /// A list of such, by address and length.
    List(&'a Type),
}

/// Memory of the program that the function fills.
#[derive(Debug)]
pub(crate) struct Buffer<'a> {
    pub(crate) name: &'a str,
    pub(crate) ptr: ParamIndex,
    pub(crate) len: ParamIndex,
    pub(crate) element: &'a Type,
}

impl<'a> Legacy<'a> {
    pub(crate) fn of(document: &'a Document, function: &'a Function) -> Result<Legacy<'a>> {
        ensure!(function.abi == Abi::Preview1, "it is of the draft ABI, in which no program was published");
        let signature = document.core_signature(function)?;
        let params: Vec<(String, CoreType)> =
            signature.params.iter().map(|(name, ty)| (name.clone(), CoreType::from(*ty))).collect();
        let results = signature.results.iter().map(|ty| CoreType::from(*ty)).collect();
        let (mut inputs, mut buffers) = (Vec::new(), Vec::new());
        let mut index = 0;
        let mut rest = function.params.iter().peekable();
        while let Some(param) = rest.next() {
            let name = param.name.as_str();
            let resolved = document.resolve(&param.ty);
            let counted = |rest: &mut std::iter::Peekable<std::slice::Iter<'a, wasi_crypto_witx::Param>>| {
                rest.next_if(|next| is_count(document, &next.ty)).is_some()
            };
            let (ty, from, used) = match &resolved.kind {
                TypeKind::ConstPointer(element) if counted(&mut rest) => {
                    (Given::List(element), Source::Pair(index, index + 1), 2)
                }
                TypeKind::Pointer(element) if counted(&mut rest) => {
                    buffers.push(Buffer { name, ptr: index, len: index + 1, element });
                    index += 2;
                    continue;
                }
                TypeKind::InBuffer(element) | TypeKind::List(element) => {
                    (Given::List(element), Source::Pair(index, index + 1), 2)
                }
                TypeKind::OutBuffer(element) => {
                    buffers.push(Buffer { name, ptr: index, len: index + 1, element });
                    index += 2;
                    continue;
                }
                TypeKind::Builtin(Builtin::String) => (Given::Value(&param.ty), Source::Pair(index, index + 1), 2),
                TypeKind::ConstPointer(inner) | TypeKind::Pointer(inner) => {
                    let layout = layout(document, inner);
                    (Given::Value(inner), Source::Memory { address: index, offset: 0, layout }, 1)
                }
                _ if is_in_memory(document, &param.ty) => {
                    let layout = layout(document, &param.ty);
                    (Given::Value(&param.ty), Source::Memory { address: index, offset: 0, layout }, 1)
                }
                _ => (Given::Value(&param.ty), Source::Param(index), 1),
            };
            inputs.push(Input { name, ty, from });
            index += used;
        }
        let outcome = document.outcome(function);
        let values = outcome.values.iter().map(|value| value.ty);
        let outputs: Vec<(&Type, Option<ParamIndex>)> = match outcome.error {
            None => {
                // The first is answered, the others have out-pointers.
                let first = index;
                values.zip(0..).map(|(ty, number)| (ty, (number > 0).then(|| first + number - 1))).collect()
            }
            Some(_) => values.zip(index..).map(|(ty, out)| (ty, Some(out))).collect(),
        };
        let out_pointers = outputs.iter().filter(|(_, out)| out.is_some()).count();
        ensure!(index + out_pointers == params.len(), "a result that is passed as an address and a length");
        Ok(Legacy { inputs, buffers, outputs, error: outcome.error, params, results })
    }

    /// What a name in the table means: a parameter, or a field of one. Lengths of buffers are called as the parameter is.
    pub(crate) fn input(&self, document: &'a Document, path: &str) -> Option<(Given<'a>, Source)> {
        let (name, fields) = path.split_once('.').map_or((path, None), |(name, fields)| (name, Some(fields)));
        let input = self.inputs.iter().find(|input| input.name == name)?;
        let Some(fields) = fields else { return Some((input.ty, input.from)) };
        let (Given::Value(mut ty), Source::Memory { address, mut offset, .. }) = (input.ty, input.from) else {
            return None;
        };
        for field in fields.split('.') {
            let resolved = document.resolve(ty);
            let TypeKind::Record(record) = &resolved.kind else { return None };
            let position = record.fields.iter().position(|known| known.name == field)?;
            offset += member_offsets(document, resolved).get(position)?;
            ty = &record.fields.get(position)?.ty;
        }
        Some((Given::Value(ty), Source::Memory { address, offset, layout: layout(document, ty) }))
    }
}

/// Size and alignment of a type in the legacy memory.
pub(crate) fn layout(document: &Document, ty: &Type) -> Layout {
    let found = document.layout(ty);
    Layout { size: found.size, align: found.align.max(1) }
}

/// Bytes of an enum, a tag or a set of flags.
pub(crate) fn width(repr: IntRepr) -> Width {
    match repr {
        IntRepr::U8 => Width::W8,
        IntRepr::U16 => Width::W16,
        IntRepr::U32 => Width::W32,
        IntRepr::U64 => Width::W64,
    }
}

fn is_count(document: &Document, ty: &Type) -> bool {
    matches!(document.resolve(ty).kind, TypeKind::Builtin(Builtin::U32 | Builtin::Usize))
}

fn is_in_memory(document: &Document, ty: &Type) -> bool {
    match &document.resolve(ty).kind {
        TypeKind::Record(record) => record.bits.is_none(),
        TypeKind::Tuple(_) | TypeKind::Variant(_) | TypeKind::Untagged(_) => true,
        TypeKind::Expected(_) | TypeKind::Option(_) => true,
        _ => false,
    }
}
