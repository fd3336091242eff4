//! What a landed failure says: the ordinal of the error at the payload of `result<_, error-code>`.

use wasi_crypto_model::binding::ErrnoMap;

use crate::runtime::functions::Runtime;
use crate::runtime::layout::header;
use crate::runtime::numbers::lookup;
use wasi_crypto_asm::{ModuleBuilder, Value};

pub(crate) fn define(module: &mut ModuleBuilder, runtime: &Runtime, errno: &ErrnoMap) {
    let table: Vec<u32> = errno.wit_to_legacy.iter().map(|number| u32::from(*number)).collect();
    module.define(runtime.outcome, |code| {
        let offset = code.param(0);
        code.set_global(runtime.steer_capacity, 0);
        let ordinal = code.bind(runtime.arena.plus(offset).load8(header::LANDING));
        code.ret(lookup(ordinal, &table));
    });
}
