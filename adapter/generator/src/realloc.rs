//! Where list results go: `cabi_import_realloc`, through which the host asks for memory to write them to.
//!
//! A list bound for a guest buffer is *steered*: the next request that fits is answered with the buffer itself, and
//! the host writes it in place. Everything else lands in the arena: outputs that are pulled later, and lists that turn
//! out longer than the buffer, so that the call can answer `overflow` without writing a byte too much.
//!
//! Steering onto memory that also holds an argument of the same call (decryption in place) is sound: the component
//! model reads all arguments before the function runs and asks for result memory after it returned. A host that
//! reads argument bytes late must have done so before it asks. The request itself writes nothing outside the arena.
//!
//! The one trap: if the host returns a list for which there is no memory left, there is nothing to answer.

use crate::asm::{Code, ModuleBuilder, Value, call, int, select};
use crate::layout::header;
use crate::runtime::Runtime;

pub(crate) fn define(module: &mut ModuleBuilder, runtime: &Runtime) {
    module.define(runtime.realloc, |code| realloc(code, runtime));

    module.define(runtime.settle, |code| settle(code, runtime));
}

fn realloc(code: &mut Code, runtime: &Runtime) {
    let (old, old_size, align, size) = (code.param(0), code.param(1), code.param(2), code.param(3));
    // An empty list still wants an address: inside the memory, aligned, not 0.
    code.when(size.not(), |code| code.ret(runtime.arena.plus(header::LANDING)));
    // A buffer at address 0 is written by copying: 0 would mean that there is no memory.
    let steered = runtime.steer_capacity.at_least(size).and(runtime.steer_address.differs(0));
    code.when(steered.and(old.not()).and(align.equals(1)), |code| {
        code.set_global(runtime.steer_capacity, 0);
        code.ret(runtime.steer_address);
    });
    let new = code.bind(call(runtime.bytes_new, [size.into()]));
    code.when(new.not(), Code::trap);
    // Growing is asked for when a string changes its encoding on the way.
    code.when(old, |code| {
        code.copy(new, old, select(old_size.below(size), old_size, size));
        code.run(runtime.bytes_free, [old.into()]);
    });
    code.ret(new);
}

fn settle(code: &mut Code, runtime: &Runtime) {
    let (offset, buffer, capacity) = (code.param(0), code.param(1), code.param(2));
    code.set_global(runtime.steer_capacity, 0);
    let pair = code.bind(runtime.arena.plus(offset));
    let address = code.bind(pair.load(header::LANDING));
    let len = code.bind(pair.load(header::LANDING + 4));
    code.when(len.not().or(address.equals(buffer)), |code| code.ret(len));
    let fits = code.bind(len.at_most(capacity));
    code.when(fits, |code| code.copy(buffer, address, len));
    code.run(runtime.bytes_free, [address.into()]);
    code.ret(select(fits, len, int(u32::MAX)));
}
