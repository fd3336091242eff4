//! More than one call of the host carries.
//!
//! Runtimes limit what a component passes in one call, and end it where it passes more: wasmtime at 128 MiB, if nobody
//! tells it otherwise. A legacy function answers an errno, whatever it is given. So lists and strings are added up before
//! every call, and more than [`LARGEST_CALL`] is `overflow`, with nothing done; except where the model says that the
//! argument may come in pieces, as a message that is hashed may. Those take any length, in as many calls as it needs. What
//! one call carries is never cut: an algorithm that needs its input whole would keep it twice to put it together.
//!
//! The host may refuse a piece after it took others. What a state took it does not give back, so the state is closed then:
//! nobody computes anything from half of an input.

use anyhow::{Context as _, Result};
use wasi_crypto_model::binding::{Arg, Call, Pieces};

use crate::calls::writer::Writer;
use crate::context::Context;
use crate::runtime::landing::land;
use crate::runtime::layout::record;
use crate::runtime::realloc::forget;
use crate::wit::WitFunction;
use wasi_crypto_asm::{Code, Expr, Func, Local, Value, call, int, long, select};

/// Bytes that the lists and strings of one call have together at most.
pub(crate) const LARGEST_CALL: u32 = 128 << 20;

/// Bytes of a piece, of an argument that is longer than that.
const PIECE: u32 = 64 << 20;

/// Letters without their case, eight at a time.
const CASELESS: u64 = 0xdfdf_dfdf_dfdf_dfdf;

/// Whether lists of these lengths are more than a call carries together; in 64 bits, as they may be the same 4 GiB.
/// `None` if there are no lists.
pub(crate) fn too_much(lens: impl IntoIterator<Item = Local>) -> Option<Expr> {
    let mut lens = lens.into_iter();
    let first = lens.next()?;
    Some(match lens.next() {
        None => first.above(LARGEST_CALL),
        Some(second) => {
            let sum = std::iter::once(second).chain(lens).fold(first.widen(), |sum, len| sum.long_plus(len.widen()));
            long(u64::from(LARGEST_CALL)).long_below(sum)
        }
    })
}

/// A call whose argument comes in pieces.
pub(crate) struct Long<'a> {
    pub(crate) pieces: &'a Pieces,
    pub(crate) import: Func,
    pub(crate) target: &'a WitFunction,
    /// What the method is called on.
    pub(crate) handle: Expr,
    /// Address and length of the argument. They move on with the pieces.
    pub(crate) argument: [Local; 2],
    pub(crate) landing: Local,
}

impl Long<'_> {
    /// Writes the calls. Goes on when all of it was taken; returns the errno of a failure, after `close` if pieces were
    /// taken before.
    pub(crate) fn write(self, context: &mut Context<'_>, code: &mut Code, close: impl FnOnce(&mut Code)) -> Result<()> {
        self.refuse_whole(context, code)?;
        let runtime = context.runtime;
        let [ptr, len] = self.argument;
        let all = code.bind(len);
        code.repeat(|code, next| {
            let piece = code.bind(select(len.above(LARGEST_CALL), int(PIECE), len));
            let args = [self.handle.clone(), ptr.into(), piece.into()];
            land(code, &runtime, (self.import, self.target), args, self.landing, None);
            code.when(self.landing.load8(0), |code| {
                code.when(all.differs(len), close);
                code.ret(call(runtime.outcome, [int(self.target.error_offset)]));
            });
            code.set(ptr, ptr.plus(piece));
            code.set(len, len.minus(piece));
            code.branch_if(next, len);
        });
        Ok(())
    }

    /// `overflow` for what is too long, if a resource of that sort takes it whole.
    fn refuse_whole(&self, context: &mut Context<'_>, code: &mut Code) -> Result<()> {
        if self.pieces.whole_for.is_empty() {
            return Ok(());
        }
        let found = context.naming_of(&self.pieces.interface, &self.pieces.resource)?;
        let (naming, target) = found.context("what takes some inputs whole does not name its sort")?;
        let overflow = u32::from(context.bindings.errno.overflow);
        let runtime = context.runtime;
        let [_, len] = self.argument;
        code.when(len.above(LARGEST_CALL), |code| {
            land(code, &runtime, (naming, &target), [self.handle.clone()], self.landing, None);
            let offset = target.parts[0].0;
            let name = code.bind(self.landing.load(offset));
            let whole = self.pieces.whole_for.iter().map(|prefix| begins_with(name, prefix.as_bytes()));
            let whole = code.bind(whole.reduce(|any, next| any.or(next)).unwrap_or_else(|| int(0)));
            forget(code, &runtime, offset);
            code.ret_if(whole, overflow);
        });
        Ok(())
    }
}

/// Whether a name begins so, in either case. Behind a shorter one is memory of the arena that holds no letters.
fn begins_with(name: Local, prefix: &[u8]) -> Expr {
    let word = |at: usize| {
        let bytes: [u8; 8] = std::array::from_fn(|index| prefix[at + index]);
        name.load_long(at as u32).long_and(long(CASELESS)).long_equals(long(u64::from_le_bytes(bytes) & CASELESS))
    };
    // The last eight may have some of the first among them.
    match prefix.len() - 8 {
        0 => word(0),
        last => word(0).and(word(last)),
    }
}

impl Writer<'_, '_> {
    /// `overflow` for more than the call carries.
    pub(crate) fn refuse_too_much(&mut self, action: &Call) {
        let code = &self.code;
        let lens = action.args.iter().filter_map(|arg| match arg {
            Arg::String { len, .. } | Arg::Bytes { len, .. } => Some(code.param(*len)),
            _ => None,
        });
        if let Some(too_much) = too_much(lens) {
            let overflow = u32::from(self.context.bindings.errno.overflow);
            self.code.ret_if(too_much, overflow);
        }
    }

    /// Calls a method once for each piece of its argument.
    pub(crate) fn call_in_pieces(
        &mut self,
        pieces: &Pieces,
        action: &Call,
        target: &WitFunction,
        landing: Local,
    ) -> Result<()> {
        let [Arg::Handle { param, kind }, Arg::Bytes { ptr, len }] = action.args[..] else {
            anyhow::bail!("`{}` takes more than what comes in pieces", target.name);
        };
        let (record, _) = *self.records.get(&param).context("a state without a record")?;
        let (import, drop) = (self.context.import(target), self.context.import_drop(kind)?);
        let argument = [self.code.param(ptr), self.code.param(len)];
        let handle = record.load(record::VALUE);
        let free = self.context.runtime.record_free;
        Long { pieces, import, target, handle, argument, landing }.write(self.context, &mut self.code, |code| {
            code.run(drop, [record.load(record::VALUE)]);
            code.run(free, [record.into()]);
        })
    }
}
