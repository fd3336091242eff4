//! The core signatures of legacy functions.

use wasi_crypto_model::binding::{CoreType, Function};

use wasi_crypto_asm::ValType;

/// The types of the parameters of a legacy function.
pub(crate) fn params(function: &Function) -> Vec<ValType> {
    let types = function.params.iter().map(|(_, ty)| match ty {
        CoreType::I32 => ValType::I32,
        CoreType::I64 => ValType::I64,
    });
    types.collect()
}
