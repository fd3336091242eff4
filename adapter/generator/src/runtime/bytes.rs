//! Byte storage in the arena: where list results land that the guest reads later, or that its buffer cannot take.
//!
//! Chunks are powers of two up to 32 KiB, cut from blocks and kept on a list per size once freed; larger ones get
//! pages of their own and are kept on one list. A chunk names its block, so any adapter can free it. Freeing wipes:
//! the bytes may be keys.

use crate::runtime::functions::Runtime;
use crate::runtime::layout::{BLOCK, BLOCK_MAGIC, BYTES_ONLY, MAX_CHUNK, MIN_CHUNK_LOG2, chunk, header};
use crate::runtime::record::outside;
use wasi_crypto_asm::{Code, Expr, Func, Local, ModuleBuilder, Space, ValType, Value, call, int};

pub(crate) fn define(module: &mut ModuleBuilder, runtime: &Runtime) {
    let large = module.declare("bytes_large", &[ValType::I32], &[ValType::I32]);
    let chunk = module.declare("chunk", &[ValType::I32; 3], &[ValType::I32]);
    module.define(large, |code| new_large(code, runtime, chunk));
    module.define(chunk, begin);
    module.define(runtime.bytes_new, |code| {
        let len = code.param(0);
        code.ret_if(call(runtime.prepare, [int(0)]).not(), 0);
        code.when(len.above(MAX_CHUNK - chunk::HEADER), |code| code.ret(call(large, [len.into()])));
        new_small(code, runtime, chunk, len);
    });
    module.define(runtime.bytes_free, free);
}

fn new_small(code: &mut Code, runtime: &Runtime, chunk: Func, len: Local) {
    // Round up to a power of two; `or 63` keeps the result from falling below the smallest size.
    let need = len.plus(chunk::HEADER - 1).or((1 << MIN_CHUNK_LOG2) - 1);
    let log2 = code.bind(int(32).minus(need.leading_zeros()));
    let size = code.bind(int(1).shl(log2));
    let list = code.bind(class_list(log2));
    let block = code.bind(runtime.arena);
    let found = code.local(ValType::I32);
    code.block(|code, done| {
        code.repeat(|code, next| {
            code.set(found, block.plus(list).load(0));
            code.when(found, |code| {
                code.store(block.plus(list), 0, found.load(chunk::NEXT));
                code.branch(done);
            });
            code.set(found, block.load(header::BYTES));
            code.when(block.load(header::BYTES_END).minus(found).at_least(size), |code| {
                code.store(block, header::BYTES, found.plus(size));
                code.branch(done);
            });
            code.set(block, block.load(header::NEXT));
            code.branch_if(next, block);
            code.set(block, call(runtime.block, [int(BYTES_ONLY)]));
            code.branch_if(next, block);
            code.ret(0);
        });
    });
    code.ret(call(chunk, [found.into(), size.into(), block.into()]));
}

/// Looks through the freed ones for the first that fits: outputs of this size are rare.
fn new_large(code: &mut Code, runtime: &Runtime, chunk: Func) {
    let len = code.param(0);
    // Header, alignment, and rounding to pages; a request this would overflow for is one no memory can serve.
    code.ret_if(len.above(u32::MAX - 2 * BLOCK), 0);
    let size = code.bind(len.plus(chunk::HEADER + 16 + BLOCK - 1).and(BLOCK.wrapping_neg()));
    // The word that points at `found`.
    let link = code.bind(runtime.arena.plus(header::LARGE));
    let found = code.local(ValType::I32);
    code.block(|code, done| {
        code.repeat(|code, next| {
            code.set(found, link.load(0));
            code.when(found, |code| {
                code.when(found.load(chunk::SIZE).minus(chunk::HEADER).at_least(len), |code| {
                    code.set(size, found.load(chunk::SIZE));
                    code.store(link, 0, found.load(chunk::NEXT));
                    code.branch(done);
                });
                code.set(link, found.plus(chunk::NEXT));
                code.branch(next);
            });
        });
        code.set(found, call(runtime.pages, [size.into()]));
        code.ret_if(found.equals(-1), 0);
        code.set(found, found.plus(15).and(-16));
        code.set(size, size.minus(16));
    });
    code.ret(call(chunk, [found.into(), size.into(), runtime.arena.into()]));
}

/// (address, size, block) → address of the bytes: writes the header.
fn begin(code: &mut Code) {
    let (found, size, block) = (code.param(0), code.param(1), code.param(2));
    code.store(found, chunk::SIZE, size);
    code.store(found, chunk::BLOCK, block);
    code.store(found, chunk::CURSOR, 0);
    code.store(found, chunk::NEXT, 0);
    code.ret(found.plus(chunk::HEADER));
}

fn free(code: &mut Code) {
    let bytes = code.param(0);
    let found = code.bind(bytes.minus(chunk::HEADER));
    let size = code.bind(found.load(chunk::SIZE));
    let block = code.bind(found.load(chunk::BLOCK));
    code.fill((Space::State, bytes), 0, size.minus(chunk::HEADER));
    code.leave_if(block.and(15).or(outside(block)));
    code.leave_if(block.load(header::CHECK).differs(block.xor(BLOCK_MAGIC)));
    let list = code.bind(block.plus(header::LARGE));
    code.when(size.at_most(MAX_CHUNK), |code| code.set(list, block.plus(class_list(size.trailing_zeros()))));
    code.store(found, chunk::NEXT, list.load(0));
    code.store(list, 0, found);
}

/// Offset of the list for chunks of two to the power of `log2` bytes.
fn class_list(log2: impl Value) -> Expr {
    log2.shl(2).plus(header::CLASSES.wrapping_sub(MIN_CHUNK_LOG2 * 4))
}
