//! Where WIT results land: in the arena, or in memory borrowed from the guest.
//!
//! The host writes a result that is more than a number to an address in the guest's memory, and lists to what
//! `cabi_import_realloc` answers. Where the arena is part of that memory, both land in it. A runtime with a memory of
//! its own *borrows* instead: it keeps what lies in a small zone, lets the result land there, moves it to the arena and
//! puts back what was there. Lists whose size only the host knows do the same with more memory behind the zone
//! ([`lend`], [`give_back`]). When the call returns to the guest, its memory is as it was but for what the function
//! says it writes.
//!
//! Arguments may lie where results land: the component model reads all of them before the function runs, and writes
//! results after it returned. The buffer a list is steered into may not, as both are written; then the zone is taken
//! from the other end of the memory, and a buffer that covers both ends is answered with `too_many_handles`.
//!
//! A list for which the guest's memory is too small is the one thing for which that memory is grown: the call was
//! made, and there is nowhere else for the host to write to. If it cannot grow, the call traps.

use crate::runtime::functions::{Home, Own, Runtime};
use crate::runtime::layout::{borrowed, header};
use crate::runtime::memory::grow_to;
use crate::wit::WitFunction;
use wasi_crypto_asm::{
    Code, Expr, Func, Local, ModuleBuilder, Space, ValType, Value, call, int, long, memory_size, select,
};

/// The zone at the low end: behind address 0, which means nothing to many programs.
pub(crate) const ZONE: u32 = 16;
/// Where borrowed lists begin, right behind it.
const LISTS: u32 = ZONE + header::LANDING_SIZE;
/// From the beginning of the zone at the high end to the end of the memory.
const HIGH_ZONE: u32 = 64;

/// Where lists of no bytes are said to be: inside the memory, aligned, not 0.
pub(crate) const NOWHERE: u32 = ZONE;

/// A new local with the address of a zone that does not touch this buffer, or a return with `errno` if there is none.
/// Nothing is needed where results land in the arena.
pub(crate) fn zone(code: &mut Code, runtime: &Runtime, (ptr, len): (Local, Local), errno: u32) -> Option<Local> {
    let Home::Own(_) = runtime.home else { return None };
    let zone = code.bind(int(ZONE));
    code.when(ptr.below(LISTS), |code| {
        code.set(zone, memory_size(Space::Guest).shl(16).minus(HIGH_ZONE));
        // A buffer at address 0 is not steered to: its list is borrowed for, and has to fit between the zones.
        code.ret_if(len.above(zone.minus(select(ptr, ptr, LISTS))), errno);
    });
    Some(zone)
}

/// Calls an import whose results land, and leaves them at `landing` in the arena.
pub(crate) fn land(
    code: &mut Code,
    runtime: &Runtime,
    (import, target): (Func, &WitFunction),
    args: impl IntoIterator<Item = Expr>,
    landing: impl Into<Expr>,
    zone: Option<Local>,
) {
    let landing = landing.into();
    let mut args: Vec<Expr> = args.into_iter().collect();
    let Home::Own(own) = runtime.home else {
        args.push(landing);
        code.run(import, args);
        return;
    };
    let zone = zone.map_or(int(ZONE), Expr::from);
    let words: Vec<(u32, Local)> = (0..target.size).step_by(8).map(|at| (at, code.local(ValType::I64))).collect();
    for (at, kept) in &words {
        code.set(*kept, zone.clone().read_long(*at));
    }
    if target.gives_lists {
        code.set_global(own.borrowed, 0);
        expect_lists(code, &own, true);
    }
    args.push(zone.clone());
    code.run(import, args);
    for (at, kept) in words {
        code.store_long(landing.clone(), at, zone.clone().read_long(at));
        code.write_long(zone.clone(), at, kept);
    }
    if target.gives_lists {
        expect_lists(code, &own, false);
        // Of a failure nothing is kept: there is no list in the place of the success value, so all of them are wiped.
        let (first, last) = (target.lists().next().unwrap_or(0), target.lists().next_back().unwrap_or(0));
        let pairs = [landing.clone().plus(first), landing.plus(last)];
        code.when(own.borrowed, |code| code.run(own.give_back, pairs));
    }
}

fn expect_lists(code: &mut Code, own: &Own, expecting: bool) {
    if let Some(global) = own.expecting {
        code.set_global(global, i32::from(expecting));
    }
}

pub(crate) fn define(module: &mut ModuleBuilder, runtime: &Runtime) {
    let Home::Own(own) = runtime.home else { return };
    module.define(own.give_back, |code| give_back(code, runtime, &own));
    module.define(own.swap, swap);
}

/// Lengths and addresses rounded up to what the next list begins at: a multiple of eight.
pub(crate) fn padded(length: impl Value) -> Expr {
    length.plus(7).and(-8)
}

/// The answer to a request for `size` bytes that nothing is steered for: guest memory, its content kept in a chunk of
/// the arena. `old` is an earlier answer of which `old_size` bytes are used, or 0.
pub(crate) fn lend(code: &mut Code, runtime: &Runtime, old: Local, old_size: Local, size: Local) {
    let Home::Own(own) = runtime.home else { return };
    // Shorter than it was: it stays where it is.
    code.when(old.differs(0).and(size.at_most(old_size)), |code| code.ret(old));
    code.when(own.borrowed.at_least(borrowed::COUNT), Code::trap);
    let entry = code.bind(own.borrowed.times(borrowed::SIZE));
    let address = code.bind(int(LISTS));
    code.when(own.borrowed, |code| {
        let last = entry.minus(borrowed::SIZE);
        let end = last.clone().load(borrowed::ADDRESS).plus(last.load(borrowed::LEN));
        code.set(address, padded(end));
    });
    let needed = address.widen().long_plus(size.widen()).long_plus(long(u64::from(HIGH_ZONE)));
    grow_to(code, needed, |code, refused| code.when(refused, Code::trap));
    let chunk = code.bind(call(runtime.bytes_new, [size.into()]));
    code.when(chunk.not(), Code::trap);
    code.copy((Space::State, chunk), (Space::Guest, address), size);
    code.store(entry, borrowed::ADDRESS, address);
    code.store(entry, borrowed::LEN, size);
    code.store(entry, borrowed::CHUNK, chunk);
    code.set_global(own.borrowed, own.borrowed.plus(1));
    // A string that changes its encoding on the way asks for more.
    code.when(old, |code| code.copy((Space::Guest, address), (Space::Guest, old), old_size));
    code.ret(address);
}

/// (address of a landed {ptr, len}, address of another): gives the guest its memory back, keeps the lists in the chunks
/// instead, and makes the pairs point there. A list that neither names is wiped.
fn give_back(code: &mut Code, runtime: &Runtime, own: &Own) {
    let (first, last) = (code.param(0), code.param(1));
    let entry = code.local(ValType::I32);
    let left = code.bind(own.borrowed);
    code.repeat(|code, next| {
        let address = code.bind(entry.load(borrowed::ADDRESS));
        let chunk = code.bind(entry.load(borrowed::CHUNK));
        code.run(own.swap, [address.into(), chunk.into(), entry.load(borrowed::LEN)]);
        let pair = code.bind(first);
        code.when(first.load(0).differs(address), |code| code.set(pair, last));
        code.when_else(
            pair.load(0).equals(address),
            |code| code.store(pair, 0, chunk),
            |code| code.run(runtime.bytes_free, [chunk.into()]),
        );
        code.set(entry, entry.plus(borrowed::SIZE));
        code.set(left, left.minus(1));
        code.branch_if(next, left);
    });
}

/// (guest address, arena address, len): exchanges what is there. Chunks are as long as a multiple of eight bytes; the
/// guest's memory behind the list is in bounds, but its last bytes are moved one by one, as they are not ours.
fn swap(code: &mut Code) {
    let (guest, chunk, len) = (code.param(0), code.param(1), code.param(2));
    let end = code.bind(guest.plus(len));
    let word = code.local(ValType::I64);
    let byte = code.local(ValType::I32);
    code.block(|code, done| {
        code.repeat(|code, next| {
            code.branch_if(done, end.minus(guest).below(8));
            code.set(word, chunk.load_long(0));
            code.store_long(chunk, 0, guest.read_long(0));
            code.write_long(guest, 0, word);
            code.set(guest, guest.plus(8));
            code.set(chunk, chunk.plus(8));
            code.branch(next);
        });
    });
    code.block(|code, done| {
        code.repeat(|code, next| {
            code.branch_if(done, end.equals(guest));
            code.set(byte, chunk.load8(0));
            code.store8(chunk, 0, guest.read8(0));
            code.write8(guest, 0, byte);
            code.set(guest, guest.plus(1));
            code.set(chunk, chunk.plus(1));
            code.branch(next);
        });
    });
}
