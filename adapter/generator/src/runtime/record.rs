//! Handle records: 16 bytes in an arena that any adapter can check, whoever made them.
//!
//! A legacy handle is the address of its record plus a generation of four bits. The record's first word is a check
//! over address, kind and generation, so that a handle of another kind, a closed one, or any other number is refused
//! without a table that adapters would have to share; they cannot share anything but the guest's memory.
//!
//! # What a stale handle meets
//!
//! Closing keeps the generation in the record, reuse counts it up. An old handle is taken for a live one only when
//! its record is live again in the same generation, at its 16th reuse or a multiple of it. Records are reused as late
//! as possible: those of a block never used before come first, then the one closed longest ago. With k handles open
//! in a block of n records (1012 in the first), that is not before 16 * (n - k) more handles of the same adapter.
//!
//! # What a hostile guest gains
//!
//! Records live in the guest's memory; a guest can forge one. It can name component handles of its own instance that
//! way, nothing else: the component model checks index and type of every handle it is given, and traps. Writing
//! into the arena can therefore end the guest, but reaches nobody else.

use wasi_crypto_model::binding::ErrnoMap;

use crate::runtime::functions::Runtime;
use crate::runtime::layout::{BLOCK_MAGIC, NO_RECORD, RECORD_MAGIC, header, record};
use wasi_crypto_asm::{Code, Expr, Local, ModuleBuilder, Space, Value, call, int, long, memory_size};

const TAG_MASK: u32 = 0xff;
const GENERATION_SHIFT: u32 = 8;
const GENERATION_MASK: u32 = 0xf;
/// Set in a record that is free; tag and generation stay what they were.
const FREE: u32 = 0x1000;

pub(crate) fn define(module: &mut ModuleBuilder, runtime: &Runtime, errno: &ErrnoMap, kinds: usize) {
    module.define(runtime.record, lookup);
    module.define(runtime.record_new, |code| new(code, runtime));
    module.define(runtime.give, |code| {
        let (out, tag, value) = (code.param(0), code.param(1), code.param(2));
        code.write(out, 0, call(runtime.record_new, [tag.into(), value.into(), int(0)]));
    });
    module.define(runtime.record_free, free);
    module.define(runtime.record_to_close, |code| to_close(code, runtime, errno, kinds));
    module.define(runtime.record_option, |code| option(code, runtime, errno));
}

fn lookup(code: &mut Code) {
    let (handle, tag) = (code.param(0), code.param(1));
    let address = code.bind(handle.and(-16));
    code.ret_if(outside(address), 0);
    code.ret_if(meta(address).differs(live(handle, tag)), 0);
    code.ret(address);
}

fn new(code: &mut Code, runtime: &Runtime) {
    let (tag, value, aux) = (code.param(0), code.param(1), code.param(2));
    let block = code.bind(runtime.record_block);
    let address = code.bind(block.load(header::FRESH));
    let generation = code.local(wasi_crypto_asm::ValType::I32);
    code.when_else(
        address.differs(block.load(header::FRESH_END)),
        |code| code.store(block, header::FRESH, address.plus(record::SIZE)),
        |code| {
            code.set(address, block.load(header::FREE_HEAD));
            code.store(block, header::FREE_HEAD, address.load(record::LINK));
            code.when(address.load(record::LINK).not(), |code| code.store(block, header::FREE_TAIL, 0));
            code.store(block, header::FREE_COUNT, block.load(header::FREE_COUNT).minus(1));
            code.set(generation, meta(address).shr(GENERATION_SHIFT).plus(1).and(GENERATION_MASK));
        },
    );
    code.store(address, record::CHECK, check(address, tag.or(generation.shl(GENERATION_SHIFT))));
    code.store(address, record::VALUE, value);
    code.store(address, record::AUX, aux);
    code.store(address, record::LINK, address.minus(block));
    code.ret(address.or(generation));
}

/// Appends the record to the list of its block, whichever adapter owns that.
fn free(code: &mut Code) {
    let address = code.param(0);
    let block = code.bind(address.minus(address.load(record::LINK)));
    // The record is live, so this sets the bit.
    code.store(address, record::CHECK, address.load(record::CHECK).xor(FREE));
    code.store(address, record::VALUE, 0);
    // And the link behind it.
    code.store_long(address, record::AUX, long(0));
    // A block that is none was overwritten by the guest; the record is lost then, and nothing else.
    code.leave_if(block.at_least(address).or(outside(block)));
    code.leave_if(block.load(header::CHECK).differs(block.xor(BLOCK_MAGIC)));
    let tail = code.bind(block.load(header::FREE_TAIL));
    code.when_else(
        tail,
        |code| code.store(tail, record::LINK, address),
        |code| code.store(block, header::FREE_HEAD, address),
    );
    code.store(block, header::FREE_TAIL, address);
    code.store(block, header::FREE_COUNT, block.load(header::FREE_COUNT).plus(1));
}

/// `closed` for a handle of this kind that was closed, and for one whose record serves another handle by now;
/// `invalid_handle` for a handle of another kind and for numbers that name no record.
fn to_close(code: &mut Code, runtime: &Runtime, errno: &ErrnoMap, kinds: usize) {
    let (handle, tag) = (code.param(0), code.param(1));
    let address = code.bind(call(runtime.record, [handle.into(), tag.into()]));
    code.when(address, |code| code.ret(address));
    code.set(address, handle.and(-16));
    code.ret_if(outside(address), u32::from(errno.invalid_handle));
    let meta = code.bind(meta(address));
    let kinds = kinds as u32;
    let is_record = meta.below(FREE * 2).and(meta.and(TAG_MASK).minus(1).below(kinds));
    let generation = handle.and(GENERATION_MASK).shl(GENERATION_SHIFT);
    let is_closed = meta.equals(tag.or(FREE).or(generation.clone()));
    let is_reused = meta.and(GENERATION_MASK << GENERATION_SHIFT).differs(generation);
    code.ret_if(is_record.and(is_closed.or(is_reused)), u32::from(errno.closed));
    code.ret(u32::from(errno.invalid_handle));
}

/// An optional handle: a union {tag: u8 @0, handle @4} of alignment 4, tag 0 some, tag 1 none with junk behind it.
fn option(code: &mut Code, runtime: &Runtime, errno: &ErrnoMap) {
    let (union, tag) = (code.param(0), code.param(1));
    let readable = call(runtime.in_range, [union.into(), 8.into()]).and(union.and(3).not());
    code.ret_if(readable.not(), u32::from(errno.guest_error));
    let case = code.bind(union.read8(0));
    code.ret_if(case.above(1), u32::from(errno.guest_error));
    code.ret_if(case, NO_RECORD);
    let address = code.bind_or_ret(call(runtime.record, [union.read(4), tag.into()]), u32::from(errno.invalid_handle));
    code.ret(address);
}

/// Whether a 16-aligned address lies outside the memory; the 16 bytes at it are in the same page.
pub(crate) fn outside(address: Local) -> Expr {
    address.shr(16).at_least(memory_size(Space::State))
}

/// What `meta` is if a handle is open: tag and generation, not free.
pub(crate) fn live(handle: Local, tag: Local) -> Expr {
    tag.or(handle.and(GENERATION_MASK).shl(GENERATION_SHIFT))
}

/// Tag and generation of the record, if there is one.
pub(crate) fn meta(address: Local) -> Expr {
    address.load(record::CHECK).xor(address).xor(RECORD_MAGIC)
}

fn check(address: Local, meta: Expr) -> Expr {
    meta.xor(address).xor(RECORD_MAGIC)
}
