//! The core signatures of legacy functions.

use wasi_crypto_model::binding::{CoreType, Function};

use wasi_crypto_asm::ValType;

/// The types of the parameters of a legacy function.
pub(crate) fn params(function: &Function) -> Vec<ValType> {
    function.params.iter().map(|(_, ty)| core_type(*ty)).collect()
}

/// The types of its results.
pub(crate) fn results(function: &Function) -> Vec<ValType> {
    function.results().iter().map(|ty| core_type(*ty)).collect()
}

/// A core type of the legacy ABI.
pub(crate) fn core_type(ty: CoreType) -> ValType {
    match ty {
        CoreType::I32 => ValType::I32,
        CoreType::I64 => ValType::I64,
        CoreType::F32 => ValType::F32,
        CoreType::F64 => ValType::F64,
    }
}
