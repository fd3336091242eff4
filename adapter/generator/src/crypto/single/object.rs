//! What an object looks like in the arena, and the functions that make, change and wipe it.

use anyhow::Result;
use wasi_crypto_model::step::Part;

use super::{arguments, names};
use crate::calls::Context;
use crate::runtime::layout::{MAX_CHUNK, chunk, record};
use wasi_crypto_asm::{Func, Space, ValType, Value, call, int};

/// Of a private key: 0 for a symmetric one, 1 for a key pair.
pub(super) const CLASS: u32 = 0;
/// Of a private key: the component handle.
pub(super) const HANDLE: u32 = 4;
/// Of others: the object of the private key they use. Those live as long as the program.
pub(super) const KEY: u32 = 8;
/// Component handle of a message that is being signed.
pub(super) const STATE: u32 = 12;
/// Name of the algorithm: its address and length, as of every part; address 0 for one that is not there.
pub(super) const NAME: u32 = 16;
/// Nonce, salt or info.
pub(super) const NONCE: u32 = 24;
/// Associated data, or what a key is made of.
pub(super) const DATA: u32 = 32;
/// Tag of a message.
pub(super) const TAG: u32 = 40;
/// Name of a hash function.
pub(super) const HASH: u32 = 48;
/// Behind the parts.
const PARTS_END: u32 = 56;
/// Whether a message was encrypted with the nonce.
pub(super) const SPENT: u32 = 56;
/// Bytes of an object.
const SIZE: u32 = 60;

/// From the address of a part to its length.
pub(super) const LEN: u32 = 4;

/// Offset of a part that is set from outside.
pub(super) fn slot(part: Part) -> u32 {
    match part {
        Part::Nonce => NONCE,
        Part::Data => DATA,
        Part::Tag => TAG,
    }
}

/// The functions for objects in the module being built.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Objects {
    /// (address and length of a name, 0 and 0 without one) → object, or 0.
    pub(super) new: Func,
    /// (object): wipes and frees it with its parts.
    pub(super) free: Func,
    /// (handle, tag, offset of a part, address, len) → errno: copies bytes of the guest, instead of those there were.
    pub(super) keep: Func,
    /// (handle, tag, out-pointer, another tag) → errno: a handle of the other kind instead of the one there was.
    pub(super) replace: Func,
    /// (address of a part's slot): wipes and frees the part.
    pub(super) drop: Func,
    /// (object, another) → whether their algorithms have the same name.
    pub(super) same_name: Func,
    /// (object) → errno: the whole name of an algorithm that leaves its hash function open.
    pub(super) complete_name: Func,
    /// (bytes needed, address, len) → where they are in the guest's memory, beside that range, or 0.
    pub(super) place: Func,
    /// (n) → whether a list of n bytes that the host answers can be kept: where not, it would be too late.
    pub(super) room: Func,
}

/// Declares and writes them, once in a module.
pub(super) fn define(context: &mut Context<'_>) -> Result<Objects> {
    if let Some(objects) = context.objects {
        return Ok(objects);
    }
    const I32: ValType = ValType::I32;
    let module = &mut *context.module;
    let objects = Objects {
        new: module.declare("begin", &[I32; 2], &[I32]),
        free: module.declare("end", &[I32], &[]),
        keep: module.declare("keep", &[I32; 5], &[I32]),
        replace: module.declare("replace", &[I32; 4], &[I32]),
        drop: module.declare("forget", &[I32], &[]),
        same_name: module.declare("same", &[I32; 2], &[I32]),
        complete_name: module.declare("complete", &[I32], &[I32]),
        place: module.declare("place", &[I32; 3], &[I32]),
        room: module.declare("room", &[I32], &[I32]),
    };
    context.objects = Some(objects);
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
