//! Batches: the single operation for every entry, one result each.
//!
//! The interface says that the results are a list but not whose memory it is in. The out-pointer names a header
//! {address, length}. If the guest left a buffer there that is large enough, the results go there; else, if the guest
//! exports an allocator, into memory from it, which is the guest's to free; else the answer is `overflow` and nothing
//! was done. The header then tells where the results are and how many.
//!
//! Entries must be of one sort where WIT can tell it ([`Context::naming_function`]), else `unsupported_feature` and
//! nothing was done. Entries whose handle is invalid do not count: they get their own errno.

use std::collections::BTreeMap;

use anyhow::{Result, bail, ensure};
use wasi_crypto_model::binding::{Action, Batch, CoreType, Field, KindIndex};

use crate::calls::call as single_call;
use crate::calls::writer::Rules;
use crate::context::Context;
use crate::runtime::landing::land;
use crate::runtime::layout::{BATCH_LIMIT, chunk, header, record, tag};
use wasi_crypto_asm::{Code, Expr, Func, Label, Local, ValType, Value, call, int, select};

const I32: ValType = ValType::I32;

/// What batches begin with, by kind of the state.
#[derive(Clone, Default)]
struct Begins(BTreeMap<KindIndex, Func>);

/// Writes a batch function and the single operation inside.
pub(crate) fn write(context: &mut Context<'_>, rules: &dyn Rules, func: Func, batch: &Batch) -> Result<()> {
    let Action::Call(single) = &batch.each.action else { bail!("the single operation of a batch is no call") };
    let count = batch.each.params.len();
    ensure!(batch.each.params.iter().all(|(_, ty)| *ty == CoreType::I32), "a field of 64 bits");
    ensure!((1..=count).contains(&batch.fields.len()), "{} fields for {count} parameters", batch.fields.len());
    ensure!(batch.fields[0] == Field::Word(0), "entries do not start with their state");
    let temporaries = count - batch.fields.len();
    ensure!(temporaries <= header::TEMPORARY_COUNT, "more out-pointers than temporaries");
    ensure!(batch.value_offset.is_none() || temporaries > 0, "a result value that nothing gives");
    let each = context.module.declare(&format!("each.{}", batch.each.name), &vec![I32; count], &[I32]);
    let outs = context.runtime.temporaries();
    single_call::write(context, rules, each, &batch.each, single, outs)?;
    let begin = begin_function(context, batch.homogeneous_kind)?;

    let runtime = context.runtime;
    let success = u32::from(context.bindings.errno.success);
    let mut code = context.module.code(func);
    let (entries, count, out) = (code.param(batch.ptr), code.param(batch.len), code.param(batch.out));
    let align = if batch.value_offset.is_some() { 4 } else { 2 };
    let sizes = [int(batch.entry_size), int(batch.result_size), int(align)];
    let refused = code.bind(call(begin, [entries.into(), count.into(), out.into()].into_iter().chain(sizes)));
    code.when(refused, |code| code.ret(refused));
    // What the header says was read before the operations, which may write over it.
    let results = code.bind(runtime.arena.load(header::BATCH_RESULTS));
    let target = code.bind(results);
    let entry_size = int(batch.entry_size);
    each_entry(&mut code, entries, count, &entry_size, |code, entry, _| {
        let mut args: Vec<Expr> = Vec::new();
        for field in &batch.fields {
            args.push(match field {
                Field::Word(offset) => entry.read(*offset),
                Field::Length { header, beside } => {
                    let (header, beside) = (code.bind(entry.read(*header)), code.bind(entry.read(*beside)));
                    select(header.below(beside), header, beside)
                }
            });
        }
        let slots = 0..temporaries as u32;
        args.extend(slots.map(|slot| runtime.arena.plus(header::TEMPORARIES + slot * 8)));
        let answer = code.bind(call(each, args));
        if let Some(offset) = batch.value_offset {
            code.write(target, offset, select(answer, 0, runtime.arena.load(header::TEMPORARIES)));
        }
        code.write16(target, batch.errno_offset, answer);
        code.set(target, target.plus(batch.result_size));
    });
    code.write(out, 0, results);
    code.write(out, 4, count);
    code.ret(success);
    context.module.define_code(func, code);
    Ok(())
}

/// Writes, once per adapter and kind, what comes before the operations: (entries, count, out-pointer, entry size,
/// result size, result alignment) → errno. Leaves the address for the results in the arena's header.
fn begin_function(context: &mut Context<'_>, kind: usize) -> Result<Func> {
    let Begins(mut known) = context.once.of();
    if let Some(func) = known.get(&kind) {
        return Ok(*func);
    }
    let runtime = context.runtime;
    let errno = context.bindings.errno.clone();
    let comparison = context.naming_function(kind)?.map(|(naming, target)| (naming, target, comparer(context)));
    let name = format!("begin.{}", context.bindings.kinds[kind].name);
    let func = context.module.declare(&name, &[I32; 6], &[I32]);
    context.module.define(func, |code| {
        let [entries, count, out, entry_size, result_size, align] = std::array::from_fn(|index| code.param(index));
        code.ret_if(count.above(BATCH_LIMIT), u32::from(errno.overflow));
        let good = call(runtime.in_range, [entries.into(), count.times(entry_size)])
            .and(call(runtime.in_range, [out.into(), int(8)]))
            .and(entries.or(out).and(3).not());
        code.ret_if(good.not(), u32::from(errno.guest_error));
        let landing = code.bind_or_ret(call(runtime.prepare, [int(0)]), u32::from(errno.too_many_handles));

        let results = code.bind(out.read(0));
        let size = code.bind(count.times(result_size));
        let usable = out.read(4).at_least(count).and(results.differs(0)).and(results.and(align.minus(1)).not());
        let in_range = call(runtime.in_range, [results.into(), size.into()]);
        let usable = code.bind(usable.and(in_range).or(count.not()));
        let has_allocator = runtime.has_allocator();
        let possible = has_allocator.clone().map_or(usable.into(), |has_allocator| usable.or(has_allocator));
        code.ret_if(possible.not(), u32::from(errno.overflow));

        if let Some((naming, target, compare)) = comparison {
            let offset = target.parts[0].0;
            let first = code.local(I32);
            let mixed = code.local(I32);
            each_entry(code, entries, count, &entry_size.into(), |code, entry, next| {
                let record = code.bind(call(runtime.record, [entry.read(0), int(tag(kind))]));
                code.branch_if(next, record.not());
                land(code, &runtime, (naming, &target), [record.load(record::VALUE)], landing, None);
                code.branch_if(next, landing.load(offset + 4).not());
                let name = code.bind(call(compare, [landing.plus(offset), first.into()]));
                code.when(first.not(), |code| code.set(first, name));
                code.when(first.differs(name), |code| {
                    code.set(mixed, 1);
                    code.run(runtime.bytes_free, [name.into()]);
                });
            });
            code.when(first, |code| code.run(runtime.bytes_free, [first.into()]));
            code.ret_if(mixed, u32::from(errno.unsupported_feature));
        }

        if has_allocator.is_some() {
            code.when(usable.not(), |code| {
                code.set(results, call(runtime.guest_realloc, [int(0), int(0), align.into(), size.into()]));
                code.ret_if(results.not(), u32::from(errno.overflow));
            });
        }
        code.store(runtime.arena, header::BATCH_RESULTS, results);
        code.ret(u32::from(errno.success));
    });
    known.insert(kind, func);
    context.once.remember(Begins(known));
    Ok(func)
}

/// A loop over the entries. The body gets the entry's address and a label that goes on to the next.
fn each_entry(
    code: &mut Code,
    entries: Local,
    count: Local,
    entry_size: &Expr,
    body: impl FnOnce(&mut Code, Local, Label),
) {
    let entry = code.bind(entries);
    let left = code.bind(count);
    code.block(|code, done| {
        code.repeat(|code, again| {
            code.branch_if(done, left.not());
            code.block(|code, next| body(code, entry, next));
            code.set(entry, entry.plus(entry_size.clone()));
            code.set(left, left.minus(1));
            code.branch(again);
        });
    });
}

/// Writes: (address of {ptr, len}, chunk with the first name or 0) → chunk with the name. Gives `first` back, and frees
/// the new chunk, if both hold the same name without regard to the case of letters.
fn comparer(context: &mut Context<'_>) -> Func {
    let runtime = context.runtime;
    let func = context.module.declare("same_sort", &[I32; 2], &[I32]);
    context.module.define(func, |code| {
        let (pair, first) = (code.param(0), code.param(1));
        let name = code.bind(pair.load(0));
        let len = code.bind(pair.load(4));
        // The cursor, of no use here, keeps the length.
        code.store(name.minus(chunk::BEHIND_CURSOR), 0, len);
        code.when(first.not(), |code| code.ret(name));
        code.when(first.minus(chunk::BEHIND_CURSOR).load(0).differs(len), |code| code.ret(name));
        let at = code.local(I32);
        code.block(|code, same| {
            code.repeat(|code, next| {
                code.branch_if(same, at.equals(len));
                let differs = first.plus(at).load8(0).xor(name.plus(at).load8(0)).and(0xdf);
                code.when(differs, |code| code.ret(name));
                code.set(at, at.plus(1));
                code.branch(next);
            });
        });
        code.run(runtime.bytes_free, [name.into()]);
        code.ret(first);
    });
    func
}
