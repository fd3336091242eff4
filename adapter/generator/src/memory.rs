//! Address checks. The component model traps on a bad range, the legacy API answers `guest_error`: look first.

use crate::asm::{ModuleBuilder, Space, Value, long, memory_size};
use crate::runtime::Runtime;

pub(crate) fn define(module: &mut ModuleBuilder, runtime: &Runtime) {
    // In 64 bits, because address and length may sum to more than 4 GiB, and the memory may be as large as that.
    module.define(runtime.in_range, |code| {
        let (address, len) = (code.param(0), code.param(1));
        let end = address.widen().long_plus(len.widen());
        code.ret(end.long_at_most(memory_size(Space::Guest).widen().long_shl(long(16))));
    });

    // What is aligned lies in one page.
    for (func, size) in [(runtime.word, 4), (runtime.long, 8)] {
        module.define(func, |code| {
            let address = code.param(0);
            code.ret(address.shr(16).below(memory_size(Space::Guest)).and(address.and(size - 1).not()));
        });
    }
}
