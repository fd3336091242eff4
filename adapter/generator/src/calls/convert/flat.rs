//! The core values that WIT flattens a value to.

use anyhow::{Result, bail};
use wasi_crypto_model::conversion::{Number, Value, Width};

use wasi_crypto_asm::{Expr, ValType, Value as _};

/// The core types of a value.
pub(super) fn flat(value: &Value) -> Vec<ValType> {
    match value {
        Value::Number(Number::F32) => vec![ValType::F32],
        Value::Number(Number::F64) => vec![ValType::F64],
        Value::Number(Number::Int(Width::W64)) => vec![ValType::I64],
        Value::Number(_) | Value::Enum { .. } | Value::Flags { .. } | Value::Handle { .. } => vec![ValType::I32],
        Value::String | Value::List { .. } => vec![ValType::I32; 2],
        Value::Record(fields) => fields.iter().flat_map(|field| flat(&field.value)).collect(),
        Value::Variant { cases, .. } => {
            let payloads = cases.iter().flatten().filter_map(|case| case.value.as_ref());
            let mut joined = vec![ValType::I32];
            for payload in payloads {
                for (number, ty) in flat(payload).into_iter().enumerate() {
                    match joined.get_mut(number + 1) {
                        Some(known) => *known = join(*known, ty),
                        None => joined.push(ty),
                    }
                }
            }
            joined
        }
    }
}

/// The core type that carries either of two.
fn join(one: ValType, other: ValType) -> ValType {
    match (one, other) {
        (one, other) if one == other => one,
        (ValType::I32, ValType::F32) | (ValType::F32, ValType::I32) => ValType::I32,
        _ => ValType::I64,
    }
}

/// A core value as the type that carries it and others.
pub(super) fn carried(value: Expr, from: ValType, to: ValType) -> Result<Expr> {
    Ok(match (from, to) {
        (from, to) if from == to => value,
        (ValType::I32, ValType::I64) => value.widen(),
        (ValType::F32, ValType::I32) => value.float_bits(),
        (ValType::F32, ValType::I64) => value.float_bits().widen(),
        (ValType::F64, ValType::I64) => value.double_bits(),
        (from, to) => bail!("no {to:?} carries an {from:?}"),
    })
}
