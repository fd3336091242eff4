//! Address checks. The component model traps on a bad range, the legacy API answers `guest_error`: look first.

use crate::asm::{ModuleBuilder, ValType, Value, call, int, long, memory_size};
use crate::runtime::Runtime;

pub(crate) fn define(module: &mut ModuleBuilder, runtime: &Runtime) {
    // In 64 bits, because address and length may sum to more than 4 GiB, and the memory may be as large as that.
    module.define(runtime.in_range, |code| {
        let (address, len) = (code.param(0), code.param(1));
        let end = address.widen().long_plus(len.widen());
        code.ret(end.long_at_most(memory_size().widen().long_shl(long(16))));
    });

    let slot = module.declare("slot", &[ValType::I32; 2], &[ValType::I32]);
    module.define(slot, |code| {
        let (address, size) = (code.param(0), code.param(1));
        let aligned = address.and(size.minus(1)).not();
        code.ret(aligned.and(call(runtime.in_range, [address.into(), size.into()])));
    });

    module.define(runtime.word, |code| {
        let address = code.param(0);
        code.ret(call(slot, [address.into(), int(4)]));
    });

    module.define(runtime.long, |code| {
        let address = code.param(0);
        code.ret(call(slot, [address.into(), int(8)]));
    });
}
