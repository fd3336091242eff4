//! The draft ABI that followed preview1, in which values are flattened.

use crate::ast::{Expected, IntRepr, Type, TypeKind};
use crate::document::{Document, Function};
use crate::preview1::{Passing, passing};
use crate::source::Span;
use crate::wasm::{CoreSignature, CoreType};

/// Functions of the draft ABI flatten to at most this many values.
const MAX_FLAT: usize = 1000;

/// The core signature of a function of the draft ABI.
pub(crate) fn signature(document: &Document, function: &Function) -> Result<CoreSignature, (Span, String)> {
    let mut params = Vec::new();
    for param in &function.params {
        let mut flat = Vec::new();
        flatten(document, &param.ty, &mut flat)?;
        match flat.as_slice() {
            [one] => params.push((param.name.clone(), *one)),
            many => {
                let numbered = many.iter().enumerate();
                params.extend(numbered.map(|(i, core)| (format!("{}{i}", param.name), *core)));
            }
        }
        if params.len() > MAX_FLAT {
            return Err(too_flat(param.span));
        }
    }
    let mut results = Vec::new();
    for result in &function.results {
        flatten(document, &result.ty, &mut results)?;
    }
    // More than one result comes back through an address.
    if results.len() > 1 {
        params.push(("ret_ptr".to_owned(), CoreType::I32));
        results.clear();
    }
    Ok(CoreSignature { params, results })
}

fn flatten(document: &Document, ty: &Type, flat: &mut Vec<CoreType>) -> Result<(), (Span, String)> {
    if flat.len() > MAX_FLAT {
        return Err(too_flat(ty.span));
    }
    let resolved = document.resolve(ty);
    match &resolved.kind {
        TypeKind::Record(record) if record.bits.is_none() => {
            for field in &record.fields {
                flatten(document, &field.ty, flat)?;
            }
        }
        TypeKind::Tuple(members) => {
            for member in members {
                flatten(document, member, flat)?;
            }
        }
        TypeKind::Variant(variant) => {
            let payloads = variant.cases.iter().filter_map(|case| case.payload.as_ref());
            flatten_tagged(document, variant.repr, &mut payloads.into_iter(), flat)?;
        }
        TypeKind::Expected(Expected { ok, err, repr }) => {
            let payloads = ok.iter().chain(err).map(|ty| &**ty);
            flatten_tagged(document, *repr, &mut payloads.into_iter(), flat)?;
        }
        TypeKind::Option(inner) => {
            flatten_tagged(document, IntRepr::U8, &mut std::iter::once(&**inner), flat)?;
        }
        TypeKind::Untagged(_) => {
            let reason = "a union without a tag cannot be passed by value";
            return Err((ty.span, reason.to_owned()));
        }
        _ => match passing(document, resolved) {
            Passing::Value(core) => flat.push(core),
            Passing::Address => flat.push(CoreType::I32),
            Passing::Pair => flat.extend([CoreType::I32; 2]),
        },
    }
    Ok(())
}

fn flatten_tagged(
    document: &Document,
    repr: IntRepr,
    payloads: &mut dyn Iterator<Item = &Type>,
    flat: &mut Vec<CoreType>,
) -> Result<(), (Span, String)> {
    flat.push(match repr {
        IntRepr::U64 => CoreType::I64,
        _ => CoreType::I32,
    });
    let mut joined: Vec<CoreType> = Vec::new();
    for payload in payloads {
        let mut case = Vec::new();
        flatten(document, payload, &mut case)?;
        for (index, core) in case.into_iter().enumerate() {
            match joined.get_mut(index) {
                Some(previous) => *previous = join(*previous, core),
                None => joined.push(core),
            }
        }
    }
    flat.extend(joined);
    Ok(())
}

/// The core type that can carry either of two.
fn join(a: CoreType, b: CoreType) -> CoreType {
    use CoreType::{F32, F64, I32, I64};
    match (a, b) {
        (a, b) if a == b => a,
        (I32, F32) | (F32, I32) => I32,
        (F32, F64) | (F64, F32) => F64,
        _ => I64,
    }
}

fn too_flat(span: Span) -> (Span, String) {
    (span, format!("the type flattens to more than {MAX_FLAT} values"))
}
