//! A call being written, and the rules that plug into it.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use wasi_crypto_model::binding::{Call, Exception, Function, KindIndex, ParamIndex, SizeCheck, Step};

use crate::context::Context;
use crate::runtime::functions::Runtime;
use crate::runtime::numbers::lookup;
use wasi_crypto_asm::{Code, Expr, Func, Local, Space};

/// A call being written.
pub(crate) struct Writer<'a, 'b> {
    pub(crate) context: &'a mut Context<'b>,
    pub(crate) rules: &'a dyn Rules,
    pub(crate) code: Code,
    /// Where the out-pointers point: in a batch to temporaries of our own.
    pub(crate) outs: Space,
    /// Records of handle parameters looked up so far.
    pub(crate) records: BTreeMap<ParamIndex, (Local, KindIndex)>,
}

/// What is true of one API alone. Calls ask for it where the bindings say so; without a rule that is an error, or
/// nothing happens.
pub(crate) trait Rules {
    /// What an output needs, in 64 bits, where the bindings leave that to a rule. The function may return before.
    fn needed(&self, _call: &mut Writer<'_, '_>, check: &SizeCheck, _action: &Call, _landing: Local) -> Result<Expr> {
        bail!("no rule says how much {:?} is", check.needed)
    }

    /// The WIT ordinal of an enum parameter, which is inside of the map. The bytes that may decide are known to lie in
    /// memory.
    fn ordinal(&self, code: &mut Code, param: ParamIndex, map: &[u32], _exceptions: &[Exception]) -> Expr {
        lookup(code.param(param), map)
    }

    /// What happens to bytes that landed at this offset before they get a handle.
    fn landed(&self, _code: &mut Code, _runtime: &Runtime, _action: &Call, _offset: u32) {}

    /// What happens when a new handle of that kind was stored at `out`.
    fn made(&self, _call: &mut Writer<'_, '_>, _action: &Call, _kind: KindIndex, _out: Local) {}

    /// The function to write the call into: the one that is exported, or one that it calls.
    fn around(&self, _context: &mut Context<'_>, func: Func, _function: &Function) -> Result<Func> {
        Ok(func)
    }

    /// Writes a function that does a step in the life of an object.
    fn step(&self, _context: &mut Context<'_>, _func: Func, step: &Step) -> Result<()> {
        bail!("no rule says what {:?} is", step.verb)
    }
}
