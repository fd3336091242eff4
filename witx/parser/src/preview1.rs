//! The ABI that every published legacy API uses; its rules are in `abi`.

use crate::ast::{Builtin, Expected, IntRepr, Type, TypeKind};
use crate::document::{Document, Function};
use crate::source::Span;
use crate::wasm::{CoreSignature, CoreType};

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

/// The core signature of a function of the preview1 ABI.
pub(crate) fn signature(document: &Document, function: &Function) -> Result<CoreSignature, (Span, String)> {
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
