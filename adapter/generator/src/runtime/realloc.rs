//! Where list results go: `cabi_import_realloc`, through which the host asks for memory to write them to.
//!
//! A list bound for a guest buffer is *steered*: the next request that fits is answered with the buffer itself, and
//! the host writes it in place. Everything else lands in the arena, or on its way there in borrowed memory
//! (`landing.rs`): outputs that are pulled later, and lists that turn out longer than the buffer, so that the call can
//! answer `overflow` without writing a byte too much.
//!
//! Steering onto memory that also holds an argument of the same call (decryption in place) is sound: the component
//! model reads all arguments before the function runs and asks for result memory after it returned. A host that
//! reads argument bytes late must have done so before it asks. The request itself writes nothing outside the arena.
//!
//! The one trap: if the host returns a list for which there is no memory left, there is nothing to answer.

use crate::runtime::functions::{Home, Own, Runtime};
use crate::runtime::landing;
use crate::runtime::layout::header;
use wasi_crypto_asm::{Code, Expr, Local, ModuleBuilder, Space, Value, call, int, select};

pub(crate) fn define(module: &mut ModuleBuilder, runtime: &Runtime) {
    module.define(runtime.realloc, |code| realloc(code, runtime));

    module.define(runtime.settle, |code| settle(code, runtime));
}

fn realloc(code: &mut Code, runtime: &Runtime) {
    let (old, old_size, align, size) = (code.param(0), code.param(1), code.param(2), code.param(3));
    if let Home::Own(Own { expecting: Some(expecting), .. }) = runtime.home {
        // A list for an import of the guest's own.
        code.when(expecting.not(), |code| {
            code.ret(call(runtime.guest_import_realloc, [old, old_size, align, size].map(Expr::from)));
        });
    }
    // An empty list still wants an address: inside the memory, aligned, not 0.
    let nowhere = match runtime.home {
        Home::Guest { .. } => runtime.arena.plus(header::LANDING),
        Home::Own(_) => int(landing::NOWHERE),
    };
    code.when(size.not(), |code| code.ret(nowhere));
    // A buffer at address 0 is written by copying: 0 would mean that there is no memory.
    let steered = runtime.steer_capacity.at_least(size).and(runtime.steer_address.differs(0));
    code.when(steered.and(old.not()).and(align.equals(1)), |code| {
        code.set_global(runtime.steer_capacity, 0);
        code.ret(runtime.steer_address);
    });
    match runtime.home {
        Home::Guest { .. } => keep(code, runtime, old, old_size, size),
        Home::Own(_) => landing::lend(code, runtime, old, old_size, size),
    }
}

/// Answers with a chunk of the arena.
fn keep(code: &mut Code, runtime: &Runtime, old: Local, old_size: Local, size: Local) {
    let new = code.bind(call(runtime.bytes_new, [size.into()]));
    code.when(new.not(), Code::trap);
    // Growing is asked for when a string changes its encoding on the way.
    code.when(old, |code| {
        code.copy((Space::State, new), (Space::State, old), select(old_size.below(size), old_size, size));
        code.run(runtime.bytes_free, [old.into()]);
    });
    code.ret(new);
}

/// Frees a list that landed: settled into a buffer of no bytes, it goes nowhere.
pub(crate) fn forget(code: &mut Code, runtime: &Runtime, offset: impl Into<Expr>) {
    code.discard(call(runtime.settle, [offset.into(), int(0), int(0)]));
}

fn settle(code: &mut Code, runtime: &Runtime) {
    let (offset, buffer, capacity) = (code.param(0), code.param(1), code.param(2));
    code.set_global(runtime.steer_capacity, 0);
    let pair = code.bind(runtime.arena.plus(offset));
    let address = code.bind(pair.load(header::LANDING));
    let len = code.bind(pair.load(header::LANDING + 4));
    // Of a list that was not steered, the address is that of a chunk.
    let steered = match runtime.home {
        Home::Guest { .. } => address.equals(buffer),
        Home::Own(own) => own.borrowed.not(),
    };
    code.when(len.not().or(steered), |code| code.ret(len));
    let fits = code.bind(len.at_most(capacity));
    code.when(fits, |code| code.copy((Space::Guest, buffer), (Space::State, address), len));
    code.run(runtime.bytes_free, [address.into()]);
    code.ret(select(fits, len, int(u32::MAX)));
}
