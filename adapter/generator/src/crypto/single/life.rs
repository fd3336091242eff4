//! The functions that make, change and wipe objects.

use anyhow::Result;

use super::object::{LEN, NAME, NONCE, Objects, PARTS_END, SIZE, SPENT};
use super::{arguments, names};
use crate::context::Context;
use crate::runtime::layout::{MAX_CHUNK, chunk, record};
use wasi_crypto_asm::{Space, ValType, Value, call, int};

/// Declares and writes them, once in a module.
pub(super) fn define(context: &mut Context<'_>) -> Result<Objects> {
    if let Some(objects) = context.once.of() {
        return Ok(objects);
    }
    const I32: ValType = ValType::I32;
    let module = &mut *context.module;
    let objects = Objects {
        new: module.declare("object_new", &[I32; 2], &[I32]),
        free: module.declare("object_free", &[I32], &[]),
        keep: module.declare("object_keep", &[I32; 5], &[I32]),
        replace: module.declare("object_replace", &[I32; 4], &[I32]),
        drop: module.declare("object_drop", &[I32], &[]),
        same_name: module.declare("object_same_name", &[I32; 2], &[I32]),
        complete_name: module.declare("object_complete_name", &[I32], &[I32]),
        place: module.declare("object_place", &[I32; 3], &[I32]),
        room: module.declare("object_room", &[I32], &[I32]),
    };
    context.once.remember(Some(objects));
    let runtime = context.runtime;
    let errno = &context.bindings.errno;
    let (success, no_memory) = (u32::from(errno.success), u32::from(errno.too_many_handles));
    let (guest_error, invalid_handle) = (u32::from(errno.guest_error), u32::from(errno.invalid_handle));

    module.define(objects.free, |code| {
        let object = code.param(0);
        for slot in (NAME..PARTS_END).step_by(8) {
            code.run(objects.drop, [object.plus(slot)]);
        }
        code.run(runtime.bytes_free, [object.into()]);
    });
    module.define(objects.keep, |code| {
        let [handle, tag, slot, ptr, len] = std::array::from_fn(|index| code.param(index));
        let record = code.bind_or_ret(call(runtime.record, [handle.into(), tag.into()]), invalid_handle);
        code.ret_if(call(runtime.in_range, [ptr.into(), len.into()]).not(), guest_error);
        let new = code.bind_or_ret(call(runtime.bytes_new, [len.into()]), no_memory);
        code.copy((Space::State, new), (Space::Guest, ptr), len);
        let object = code.bind(record.load(record::VALUE));
        code.when(slot.equals(int(NONCE)), |code| code.store(object, SPENT, 0));
        code.set(slot, object.plus(slot));
        code.run(objects.drop, [slot.into()]);
        code.store(slot, 0, new);
        code.store(slot, LEN, len);
        code.ret(success);
    });
    module.define(objects.replace, |code| {
        let [handle, tag, out, other] = std::array::from_fn(|index| code.param(index));
        let record = code.bind_or_ret(call(runtime.record, [handle.into(), tag.into()]), invalid_handle);
        code.ret_if(call(runtime.word, [out.into()]).not(), guest_error);
        code.ret_if(call(runtime.prepare, [int(1)]).not(), no_memory);
        code.run(runtime.give, [out.into(), other.into(), record.load(record::VALUE)]);
        code.run(runtime.record_free, [record.into()]);
        code.ret(success);
    });
    module.define(objects.drop, |code| {
        let slot = code.param(0);
        code.when(slot.load(0), |code| code.run(runtime.bytes_free, [slot.load(0)]));
        code.store_long(slot, 0, wasi_crypto_asm::long(0));
    });
    let named = names::define_new(module, &runtime, &context.bindings.algorithms);
    module.define(objects.new, |code| {
        let (ptr, len) = (code.param(0), code.param(1));
        let object = code.bind_or_ret(call(runtime.bytes_new, [int(SIZE)]), 0);
        code.fill((Space::State, object), 0, SIZE);
        code.when(call(named, [object.plus(NAME), ptr.into(), len.into()]).not(), |code| {
            code.run(runtime.bytes_free, [object.into()]);
            code.ret(0);
        });
        code.ret(object);
    });
    module.define(objects.room, |code| {
        let len = code.param(0);
        // What is short finds a place in a block, or one block more.
        code.ret_if(len.at_most(MAX_CHUNK - chunk::HEADER), 1);
        let bytes = code.bind_or_ret(call(runtime.bytes_new, [len.into()]), 0);
        // It stays among the free ones until the list comes.
        code.run(runtime.bytes_free, [bytes.into()]);
        code.ret(1);
    });
    names::define_same(module, &objects);
    names::define_complete(module, &runtime, &objects, errno);
    arguments::define_place(module, &objects);
    Ok(objects)
}
