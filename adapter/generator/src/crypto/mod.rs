//! What is true of cryptography alone, as rules that plug into the calls.

mod encodings;
mod padding;
mod points;
mod single;
mod store;
mod tag_len;

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use wasi_crypto_model::binding::{Call, Exception, Function, KindIndex, Module, Needed, ParamIndex, SizeCheck, Step};

use crate::calls::writer::{Rules, Writer};
use crate::context::Context;
use crate::runtime::functions::Runtime;
use wasi_crypto_asm::{Code, Expr, Func, Local, Value};

/// The method by which states and keys name their algorithm.
pub(crate) const NAMING: &str = "algorithm";

/// The rules of cryptography.
pub(crate) struct Crypto {
    /// Kinds of states whose tag length matters.
    tagged: BTreeSet<KindIndex>,
}

impl Crypto {
    /// The rules for these modules.
    pub(crate) fn of<'a>(modules: impl IntoIterator<Item = &'a Module>) -> Crypto {
        Crypto { tagged: modules.into_iter().flat_map(tag_len::kinds).collect() }
    }
}

impl Rules for Crypto {
    fn needed(&self, call: &mut Writer<'_, '_>, check: &SizeCheck, action: &Call, landing: Local) -> Result<Expr> {
        match &check.needed {
            Needed::LenPlusTag { len, state } => {
                let tag = call.tag_len(*state)?;
                Ok(call.code.param(*len).widen().long_plus(tag.widen()))
            }
            Needed::LenMinusTag { len, state, padded } => {
                call.len_minus_tag((*len, *state), padded.as_deref(), check, action, landing)
            }
            Needed::Len(_) | Needed::Method { .. } => bail!("{:?} has nothing to do with cryptography", check.needed),
        }
    }

    fn ordinal(&self, code: &mut Code, param: ParamIndex, map: &[u32], exceptions: &[Exception]) -> Expr {
        encodings::ordinal(code, param, map, exceptions)
    }

    fn landed(&self, code: &mut Code, runtime: &Runtime, action: &Call, offset: u32) {
        points::compress(code, runtime, action, offset);
    }

    fn made(&self, call: &mut Writer<'_, '_>, action: &Call, kind: KindIndex, out: Local) {
        if self.tagged.contains(&kind) {
            call.note_algorithm(action, out);
        }
    }

    fn around(&self, context: &mut Context<'_>, func: Func, function: &Function) -> Result<Func> {
        store::around(context, func, function)
    }

    fn step(&self, context: &mut Context<'_>, func: Func, step: &Step) -> Result<()> {
        single::write(context, func, step)
    }
}
