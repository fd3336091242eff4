//! The handle a function is called on, together with a buffer and the arena.

use wasi_crypto_model::binding::ErrnoMap;

use crate::runtime::functions::Runtime;
use crate::runtime::memory::holds;
use crate::runtime::record::{live, meta, outside};
use wasi_crypto_asm::{Code, Local, ModuleBuilder, Value, call, int};

/// Writes `subject`: most functions have a handle and a buffer, and all need the arena. One call checks the three,
/// since calls between functions are what an adapter spends its time on.
pub(crate) fn define(module: &mut ModuleBuilder, runtime: &Runtime, errno: &ErrnoMap) {
    module.define(runtime.subject, |code| {
        let [handle, tag, address, len] = std::array::from_fn(|index| code.param(index));
        let record = open_record(code, handle, tag, errno);
        code.ret_if(holds(address, len).not(), u32::from(errno.guest_error));
        have_arena(code, runtime, errno);
        code.ret(record);
    });

    module.define(runtime.subject_only, |code| {
        let (handle, tag) = (code.param(0), code.param(1));
        let record = open_record(code, handle, tag, errno);
        have_arena(code, runtime, errno);
        code.ret(record);
    });
}

fn open_record(code: &mut Code, handle: Local, tag: Local, errno: &ErrnoMap) -> Local {
    let record = code.bind(handle.and(-16));
    code.ret_if(outside(record), u32::from(errno.invalid_handle));
    code.ret_if(meta(record).differs(live(handle, tag)), u32::from(errno.invalid_handle));
    record
}

fn have_arena(code: &mut Code, runtime: &Runtime, errno: &ErrnoMap) {
    code.when(runtime.arena.not(), |code| {
        code.ret_if(call(runtime.prepare, [int(0)]).not(), u32::from(errno.too_many_handles));
    });
}
