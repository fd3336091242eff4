//! What a landed `result<_, error-code>` says: the case in its first byte, the error's ordinal at the payload.

use wasi_crypto_model::binding::ErrnoMap;

use crate::asm::{ModuleBuilder, Value};
use crate::layout::header;
use crate::numbers::lookup;
use crate::runtime::Runtime;

pub(crate) fn define(module: &mut ModuleBuilder, runtime: &Runtime, errno: &ErrnoMap) {
    let table: Vec<u32> = errno.wit_to_legacy.iter().map(|number| u32::from(*number)).collect();
    module.define(runtime.outcome, |code| {
        let offset = code.param(0);
        code.set_global(runtime.steer_capacity, 0);
        code.ret_if(runtime.arena.load8(header::LANDING).is_zero(), u32::from(errno.success));
        let ordinal = code.bind(runtime.arena.plus(offset).load8(header::LANDING));
        code.ret(lookup(ordinal, &table));
    });
}
