//! The arena: blocks of 64 KiB taken from the guest when the first one is needed.
//!
//! # Whose memory
//!
//! A guest that exports `cabi_realloc` (or `cabi_realloc_adapter`) allocates the blocks itself. For other guests the
//! encoder replaces that import by a function that grows the memory; it takes 65536 bytes and nothing else, and
//! traps when the memory cannot grow. To answer an errno instead, and to keep outputs larger than a block, the adapter
//! must know which of the two it has, and cannot ask.
//!
//! The encoder's documented service for shadow stacks tells. An adapter with a mutable global `__stack_pointer` and
//! one called `allocation_state` gets a prologue in every exported function, **if the guest has an allocator**: while
//! `allocation_state` is 0, set it to 1, allocate 65536 bytes with that allocator, set `__stack_pointer` to their end
//! and `allocation_state` to 2. If the guest has none, the encoder runs that once at instantiation instead. We start
//! with 1, so that neither happens. When the first block is needed we set 0 and call an exported function of our own:
//!
//! * 2 afterwards: the guest has an allocator, and the block it gave ends at `__stack_pointer`;
//! * still 0: there is none. We grow the memory ourselves, and its failure is an errno.
//!
//! If an encoder put the prologue elsewhere, the answer would be one of these two all the same: the worst outcome is a
//! trap where an errno was possible, or memory grown although the guest has an allocator. Tests pin the current
//! behaviour in both modes.

use crate::runtime::functions::{Home, Runtime};
use crate::runtime::layout::allocation::{ALLOCATED, ALLOCATING, UNALLOCATED};
use crate::runtime::layout::{self, BLOCK, BLOCK_MAGIC, header, record};
use wasi_crypto_asm::{Code, Global, ModuleBuilder, Space, Value, call, int, memory_grow};

const FAILED: i32 = -1;

pub(crate) fn define(module: &mut ModuleBuilder, runtime: &Runtime) {
    module.define(runtime.pages, |code| pages(code, runtime));
    module.define(runtime.block, |code| block(code, runtime));
    module.define(runtime.prepare, |code| prepare(code, runtime));
}

fn pages(code: &mut Code, runtime: &Runtime) {
    let bytes = code.param(0);
    if let Home::Guest { stack_pointer, allocation_state } = runtime.home {
        ask_guest(code, runtime, stack_pointer, allocation_state);
    }
    let page = code.bind(memory_grow(Space::State, bytes.shr(16)));
    code.when(page.equals(FAILED), |code| code.ret(FAILED));
    code.ret(page.shl(16));
}

/// The first request, with no arena yet, is always for one block.
fn ask_guest(code: &mut Code, runtime: &Runtime, stack_pointer: Global, allocation_state: Global) {
    let bytes = code.param(0);
    code.when(runtime.arena.not(), |code| {
        code.set_global(allocation_state, UNALLOCATED);
        // A request for nothing: the prologue is all it does.
        code.discard(call(runtime.realloc, [int(0), int(0), int(1), int(0)]));
        code.when(allocation_state.equals(ALLOCATED), |code| {
            let start = code.bind(stack_pointer.minus(BLOCK));
            code.when(start.not(), |code| {
                code.set_global(allocation_state, ALLOCATING);
                code.ret(FAILED);
            });
            code.ret(start);
        });
        code.set_global(allocation_state, ALLOCATING);
    });
    code.when(allocation_state.equals(ALLOCATED), |code| {
        let start = code.bind(call(runtime.guest_realloc, [int(0), int(0), int(16), bytes.into()]));
        code.when(start.not(), |code| code.ret(FAILED));
        code.ret(start);
    });
}

/// The base is 16-aligned and never 0, even if the block starts at 0; allocators that align to 8 only are fine.
fn block(code: &mut Code, runtime: &Runtime) {
    let records_end = code.param(0);
    let start = code.bind(call(runtime.pages, [int(BLOCK)]));
    code.ret_if(start.equals(FAILED), 0);
    let base = code.bind(start.plus(16).and(-16));
    code.fill((Space::State, base), 0, header::SIZE);
    code.store(base, header::CHECK, base.xor(BLOCK_MAGIC));
    code.store(base, header::FRESH, base.plus(header::SIZE));
    code.store(base, header::FRESH_END, base.plus(records_end));
    code.store(base, header::BYTES, base.plus(records_end));
    code.store(base, header::BYTES_END, base.plus(layout::RECORDS_ONLY));
    let arena = runtime.arena;
    code.when_else(
        arena.not(),
        |code| {
            code.set_global(arena, base);
            code.set_global(runtime.record_block, base);
        },
        |code| {
            code.store(base, header::NEXT, arena.load(header::NEXT));
            code.store(arena, header::NEXT, base);
        },
    );
    code.ret(base);
}

/// Looks at the block used last, then at all of them, then takes a new one.
fn prepare(code: &mut Code, runtime: &Runtime) {
    let records = code.param(0);
    code.when(runtime.arena.not(), |code| {
        code.ret_if(call(runtime.block, [int(layout::MIXED)]).not(), 0);
    });
    let block = code.bind(runtime.record_block);
    let after = code.bind(runtime.arena);
    code.block(|code, found| {
        code.repeat(|code, next| {
            let fresh = block.load(header::FRESH_END).minus(block.load(header::FRESH));
            let free = fresh.shr(record::SIZE.trailing_zeros()).plus(block.load(header::FREE_COUNT));
            code.branch_if(found, free.at_least(records));
            code.set(block, after);
            code.set(after, block.load(header::NEXT));
            code.branch_if(next, block);
        });
        code.set(block, call(runtime.block, [int(layout::RECORDS_ONLY)]));
        code.ret_if(block.not(), 0);
    });
    code.set_global(runtime.record_block, block);
    code.ret(runtime.arena.plus(header::LANDING));
}
