//! `array_output`: bytes in the arena behind a handle, read in as many pulls as the guest likes.
//!
//! The record holds address and total length, the chunk how much was read. Drained, the bytes are wiped and the handle
//! is closed; an empty output is drained by its first pull.

use crate::runtime::functions::Runtime;
use crate::runtime::layout::{chunk, header, record};
use wasi_crypto_asm::{Code, ModuleBuilder, Space, Value, call, select};

pub(crate) fn define(module: &mut ModuleBuilder, runtime: &Runtime) {
    module.define(runtime.array_new, |code| {
        let (out, tag, offset) = (code.param(0), code.param(1), code.param(2));
        let pair = code.bind(runtime.arena.plus(offset));
        let len = code.bind(pair.load(header::LANDING + 4));
        // An empty list has no chunk, whatever its address says.
        let address = select(len, pair.load(header::LANDING), 0);
        code.write(out, 0, call(runtime.record_new, [tag.into(), address, len.into()]));
    });
    module.define(runtime.array_pull, |code| pull(code, runtime));
}

fn pull(code: &mut Code, runtime: &Runtime) {
    let (array, buffer, capacity) = (code.param(0), code.param(1), code.param(2));
    let bytes = code.bind(array.load(record::VALUE));
    code.when(bytes.not(), |code| {
        code.run(runtime.record_free, [array.into()]);
        code.ret(0);
    });
    let read = code.bind(bytes.minus(chunk::BEHIND_CURSOR).load(0));
    let left = code.bind(array.load(record::AUX).minus(read));
    let count = code.bind(select(capacity.below(left), capacity, left));
    code.copy((Space::Guest, buffer), (Space::State, bytes.plus(read)), count);
    code.when_else(
        count.equals(left),
        |code| {
            code.run(runtime.bytes_free, [bytes.into()]);
            code.run(runtime.record_free, [array.into()]);
        },
        |code| code.store(bytes.minus(chunk::BEHIND_CURSOR), 0, read.plus(count)),
    );
    code.ret(count);
}
