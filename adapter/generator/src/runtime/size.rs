//! The comparison of what an output needs with what the guest offers.

use wasi_crypto_model::binding::ErrnoMap;

use crate::runtime::functions::Runtime;
use wasi_crypto_asm::{ModuleBuilder, Value, select};

/// Capacity has 32 bits, need has 64.
pub(crate) fn define(module: &mut ModuleBuilder, runtime: &Runtime, errno: &ErrnoMap) {
    module.define(runtime.size, |code| {
        let (capacity, needed, exact) = (code.param(0), code.param(1), code.param(2));
        code.ret_if(capacity.widen().long_below(needed), u32::from(errno.overflow));
        let longer = needed.long_below(capacity.widen());
        code.ret(select(exact.and(longer), u32::from(errno.invalid_length), u32::from(errno.success)));
    });
}
