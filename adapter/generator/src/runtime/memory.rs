//! Address checks. The component model traps on a bad range, the legacy API answers `guest_error`: look first.

use crate::runtime::functions::Runtime;
use wasi_crypto_asm::{Code, Expr, Local, ModuleBuilder, Space, ValType, Value, long, memory_grow, memory_size};

pub(crate) fn define(module: &mut ModuleBuilder, runtime: &Runtime) {
    module.define(runtime.in_range, |code| {
        let (address, len) = (code.param(0), code.param(1));
        code.ret(holds(address, len));
    });

    // What is aligned lies in one page.
    for (func, size) in [(runtime.word, 4), (runtime.long, 8)] {
        module.define(func, |code| {
            let address = code.param(0);
            code.ret(address.shr(16).below(memory_size(Space::Guest)).and(address.and(size - 1).not()));
        });
    }
}

/// Whether a range lies in the guest's memory. In 64 bits, because address and length may sum to more than 4 GiB.
pub(crate) fn holds(address: Local, len: Local) -> Expr {
    address.widen().long_plus(len.widen()).long_at_most(bytes())
}

/// Grows the guest's memory to `needed` bytes, 64 bits, if it has fewer. `refused` is given whether it cannot.
pub(crate) fn grow_to(code: &mut Code, needed: Expr, refused: impl FnOnce(&mut Code, Expr)) {
    let missing = code.local(ValType::I64);
    code.set(missing, needed.long_minus(bytes()));
    code.when(long(0).long_less(missing), |code| {
        let pages = missing.long_plus(long(0xffff)).long_shr(long(16)).narrow();
        refused(code, memory_grow(Space::Guest, pages).equals(-1));
    });
}

/// The size of the guest's memory in 64 bits, as it may be 4 GiB.
fn bytes() -> Expr {
    memory_size(Space::Guest).widen().long_shl(long(16))
}
