//! Resources that are kept with a handle, by number: legacy APIs hand in one by one what WIT takes in one call, and take out
//! one by one what it gives in one.
//!
//! The record of the handle leads to a list of nodes, which are chunks of the arena, in the order of shelf and number.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use wasi_crypto_model::binding::KindIndex;
use wasi_crypto_model::conversion::Shelf;

use crate::calls::convert::writer::Converter;
use crate::context::Context;
use crate::runtime::functions::Home;
use crate::runtime::layout::{chunk, record};
use wasi_crypto_asm::{Code, Expr, Func, Local, ValType, Value, call, int};

const I32: ValType = ValType::I32;

/// A node; offsets of its words.
mod node {
    /// The next one, 0 at the end. Where the record leads to the first, the word is at the same distance.
    pub(super) const NEXT: u32 = 0;
    /// Which shelf it is on.
    pub(super) const SHELF: u32 = 4;
    /// The number it has there.
    pub(super) const NUMBER: u32 = 8;
    /// The component handle.
    pub(super) const VALUE: u32 = 12;
    /// Bytes of a node.
    pub(super) const SIZE: u32 = 16;
}

/// An entry of a list of names and handles, in WIT's memory.
mod entry {
    pub(super) const NAME: u32 = 0;
    pub(super) const LEN: u32 = 4;
    pub(super) const VALUE: u32 = 8;
    pub(super) const SIZE: u32 = 12;
}

/// Room for a number in decimal: ten digits, and two bytes more.
const DIGITS: u32 = 12;

/// The functions for shelves in the module being built.
#[derive(Clone, Copy, Debug)]
struct Shelves {
    /// (record, shelf, number) → address of the word that leads to the node, or to the one behind its place.
    seek: Func,
    /// (record, shelf, number) → node, or 0.
    find: Func,
    /// (record, shelf, number, handle, node that is not in use) → the handle that was there, or 0.
    put: Func,
    /// (record, shelf) → a list of names and handles, whose number is where the cursor is in other chunks; or 0.
    take: Func,
    /// (number, end of the room for it) → its first digit.
    decimal: Func,
}

/// What clears a shelf, by the kind of the resources.
#[derive(Clone, Default)]
struct Clearing(BTreeMap<KindIndex, Func>);

impl Converter<'_, '_> {
    /// Room for a node, before the call.
    pub(super) fn new_node(&mut self) -> Local {
        let new = call(self.context.runtime.bytes_new, [int(node::SIZE)]);
        let new = self.code.bind(new);
        let no_memory = self.context.bindings.errno.too_many_handles;
        self.refuse_if(new.not(), no_memory);
        new
    }

    /// The handle that is kept there; `guest_error` for none.
    pub(super) fn kept(&mut self, shelf: Shelf) -> Expr {
        let find = define(self.context).find;
        let (record, number) = (self.record_of(shelf), self.number_of(shelf));
        let found = self.code.bind(call(find, [record.into(), int(shelf.shelf), number]));
        let guest_error = self.context.bindings.errno.guest_error;
        self.refuse_if(found.not(), guest_error);
        found.load(node::VALUE)
    }

    /// Address and length of a list of everything on a shelf, which is empty then.
    pub(super) fn take(&mut self, shelf: Shelf) -> Result<[Expr; 2]> {
        self.in_one_memory("gives away what was kept")?;
        let take = define(self.context).take;
        let record = self.record_of(shelf);
        let taken = self.code.bind(call(take, [record.into(), int(shelf.shelf)]));
        let no_memory = self.context.bindings.errno.too_many_handles;
        self.refuse_if(taken.not(), no_memory);
        self.loans.push(taken);
        Ok([taken.into(), taken.minus(chunk::BEHIND_CURSOR).load(0)])
    }

    /// Keeps a handle, in a node that is not in use, and drops the one there was.
    pub(super) fn keep(&mut self, shelf: Shelf, value: Expr, new: Local) -> Result<()> {
        let put = define(self.context).put;
        let drop = self.context.import_drop(shelf.of)?;
        let (record, number) = (self.record_of(shelf), self.number_of(shelf));
        let old = call(put, [record.into(), int(shelf.shelf), number, value, new.into()]);
        let old = self.code.bind(old);
        self.code.when(old, |code| code.run(drop, [old.into()]));
        Ok(())
    }

    /// Keeps the handles of a landed list of names and handles instead of everything on the shelf.
    pub(super) fn keep_all(&mut self, shelf: Shelf, landing: Local, offset: u32) -> Result<()> {
        self.in_one_memory("gives several resources")?;
        let clear = clearing(self.context, shelf.of)?;
        let Shelves { put, .. } = define(self.context);
        let runtime = self.context.runtime;
        let record = self.record_of(shelf);
        self.code.run(clear, [record.into(), int(shelf.shelf)]);
        let (list, count) = (self.code.bind(landing.load(offset)), self.code.bind(landing.load(offset + 4)));
        let number = self.code.bind(int(0));
        self.each(list, count, entry::SIZE, |converter, at| {
            let code = &mut converter.code;
            code.when(at.load(entry::LEN), |code| code.run(runtime.bytes_free, [at.load(entry::NAME)]));
            let new = code.bind(call(runtime.bytes_new, [int(node::SIZE)]));
            // The call was made, and there is nowhere to keep what it gave.
            code.when(new.not(), Code::trap);
            let args = [record.into(), int(shelf.shelf), number.into(), at.load(entry::VALUE), new.into()];
            code.discard(call(put, args));
            code.set(number, number.plus(1));
            Ok(())
        })?;
        self.code.when(count, |code| code.run(runtime.bytes_free, [list.into()]));
        Ok(())
    }

    fn record_of(&mut self, shelf: Shelf) -> Local {
        let handle = self.code.param(shelf.handle);
        self.find_record(handle, shelf.kind)
    }

    fn number_of(&self, shelf: Shelf) -> Expr {
        shelf.number.map_or_else(|| int(0), |number| self.code.param(number).into())
    }

    /// Lists inside of lists go through the arena only where that is in the program's memory.
    fn in_one_memory(&self, what: &str) -> Result<()> {
        let one = matches!(self.context.runtime.home, Home::Guest { .. });
        ensure!(one, "a call that {what}, which linked functions cannot make; adapters can");
        Ok(())
    }
}

/// Declares and writes them, once in a module.
fn define(context: &mut Context<'_>) -> Shelves {
    if let Some(shelves) = context.once.of() {
        return shelves;
    }
    let module = &mut *context.module;
    let shelves = Shelves {
        seek: module.declare("shelf_seek", &[I32; 3], &[I32]),
        find: module.declare("shelf_find", &[I32; 3], &[I32]),
        put: module.declare("shelf_put", &[I32; 5], &[I32]),
        take: module.declare("shelf_take", &[I32; 2], &[I32]),
        decimal: module.declare("decimal", &[I32; 2], &[I32]),
    };
    context.once.remember(Some(shelves));
    let runtime = context.runtime;
    module.define(shelves.seek, seek);
    module.define(shelves.find, |code| {
        let [record, shelf, number] = std::array::from_fn(|index| code.param(index));
        let link = code.bind(call(shelves.seek, [record.into(), shelf.into(), number.into()]));
        let found = code.bind(link.load(0));
        code.when(found, |code| {
            code.when(is(found, shelf, number).not(), |code| code.set(found, 0));
        });
        code.ret(found);
    });
    module.define(shelves.put, |code| {
        let [record, shelf, number, value, new] = std::array::from_fn(|index| code.param(index));
        let link = code.bind(call(shelves.seek, [record.into(), shelf.into(), number.into()]));
        let found = code.bind(link.load(0));
        code.when(found, |code| {
            code.when(is(found, shelf, number), |code| {
                let old = code.bind(found.load(node::VALUE));
                code.store(found, node::VALUE, value);
                code.run(runtime.bytes_free, [new.into()]);
                code.ret(old);
            });
        });
        code.store(new, node::NEXT, found);
        code.store(new, node::SHELF, shelf);
        code.store(new, node::NUMBER, number);
        code.store(new, node::VALUE, value);
        code.store(link, 0, new);
        code.ret(0);
    });
    module.define(shelves.take, |code| {
        let [record, shelf] = std::array::from_fn(|index| code.param(index));
        let link = code.bind(call(shelves.seek, [record.into(), shelf.into(), int(0)]));
        let count = code.local(I32);
        each_node(code, link.load(0), shelf, |code, node| {
            code.set(count, count.plus(1));
            node.load(node::NEXT)
        });
        let size = count.times(int(entry::SIZE + DIGITS));
        let list = code.bind_or_ret(call(runtime.bytes_new, [size]), 0);
        code.store(list.minus(chunk::BEHIND_CURSOR), 0, count);
        let at = code.bind(list);
        let end = code.bind(list.plus(count.times(int(entry::SIZE))));
        each_node(code, link.load(0), shelf, |code, node| {
            code.set(end, end.plus(DIGITS));
            let name = code.bind(call(shelves.decimal, [node.load(node::NUMBER), end.into()]));
            code.store(at, entry::NAME, name);
            code.store(at, entry::LEN, end.minus(name));
            code.store(at, entry::VALUE, node.load(node::VALUE));
            code.set(at, at.plus(entry::SIZE));
            code.store(link, 0, node.load(node::NEXT));
            code.run(runtime.bytes_free, [node.into()]);
            link.load(0)
        });
        code.ret(list);
    });
    module.define(shelves.decimal, |code| {
        let [number, at] = std::array::from_fn(|index| code.param(index));
        code.repeat(|code, next| {
            code.set(at, at.minus(1));
            code.store8(at, 0, number.modulo(10).plus(int(u32::from(b'0'))));
            code.set(number, number.over(10));
            code.branch_if(next, number);
        });
        code.ret(at);
    });
    shelves
}

fn seek(code: &mut Code) {
    let [record, shelf, number] = std::array::from_fn(|index| code.param(index));
    let link = code.bind(record.plus(record::AUX));
    let found = code.local(I32);
    code.block(|code, done| {
        code.repeat(|code, next| {
            code.set(found, link.load(0));
            code.branch_if(done, found.not());
            let on = found.load(node::SHELF);
            let before = on.clone().equals(shelf).and(found.load(node::NUMBER).below(number));
            code.branch_if(done, on.below(shelf).or(before).not());
            code.set(link, found);
            code.branch(next);
        });
    });
    code.ret(link);
}

/// Whether a node is there.
fn is(found: Local, shelf: Local, number: Local) -> Expr {
    found.load(node::SHELF).equals(shelf).and(found.load(node::NUMBER).equals(number))
}

/// A loop over the nodes of a shelf. The body gives the next one.
fn each_node(code: &mut Code, first: Expr, shelf: Local, body: impl FnOnce(&mut Code, Local) -> Expr) {
    let found = code.bind(first);
    code.block(|code, done| {
        code.repeat(|code, next| {
            code.branch_if(done, found.not());
            code.branch_if(done, found.load(node::SHELF).differs(shelf));
            let following = body(code, found);
            code.set(found, following);
            code.branch(next);
        });
    });
}

/// Writes, once per adapter and kind: (record, shelf), which drops everything on the shelf.
fn clearing(context: &mut Context<'_>, kind: KindIndex) -> Result<Func> {
    let Clearing(mut known) = context.once.of();
    if let Some(func) = known.get(&kind) {
        return Ok(*func);
    }
    let Shelves { seek, .. } = define(context);
    let drop = context.import_drop(kind)?;
    let runtime = context.runtime;
    let func = context.module.declare("shelf_clear", &[I32; 2], &[]);
    context.module.define(func, |code| {
        let [record, shelf] = std::array::from_fn(|index| code.param(index));
        let link = code.bind(call(seek, [record.into(), shelf.into(), int(0)]));
        each_node(code, link.load(0), shelf, |code, node| {
            code.run(drop, [node.load(node::VALUE)]);
            code.store(link, 0, node.load(node::NEXT));
            code.run(runtime.bytes_free, [node.into()]);
            link.load(0)
        });
    });
    known.insert(kind, func);
    context.once.remember(Clearing(known));
    Ok(func)
}
