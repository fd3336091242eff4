//! A conversion being written.

use wasi_crypto_model::conversion::{Conversion, Source};

use crate::calls::convert::place::Place;
use crate::context::Context;
use crate::runtime::layout::header;
use wasi_crypto_asm::{Code, Expr, Func, Local, Value, int};

/// A conversion being written.
pub(super) struct Converter<'a, 'b> {
    pub(super) context: &'a mut Context<'b>,
    pub(super) code: Code,
    pub(super) action: &'a Conversion,
    /// Records of handles in parameters, by the parameter.
    pub(super) records: Vec<(Local, Local)>,
    /// Records whose resources the call takes.
    pub(super) spent: Vec<Local>,
    /// Chunks with lists that were written anew, for the time of the call.
    pub(super) loans: Vec<Local>,
    /// A chunk for a result that is larger than the landing area.
    pub(super) wide: Option<Local>,
    /// A node for a resource that is to be kept.
    pub(super) node: Option<Local>,
}

impl<'a, 'b> Converter<'a, 'b> {
    /// A conversion of which nothing is written yet.
    pub(super) fn new(context: &'a mut Context<'b>, func: Func, action: &'a Conversion) -> Converter<'a, 'b> {
        let code = context.module.code(func);
        Converter {
            context,
            code,
            action,
            records: Vec::new(),
            spent: Vec::new(),
            loans: Vec::new(),
            wide: None,
            node: None,
        }
    }

    /// Where the legacy program has a value.
    pub(super) fn place(&self, from: Source) -> Place {
        match from {
            Source::Param(param) => Place::Core(self.code.param(param)),
            Source::Pair(ptr, len) => Place::Pair(self.code.param(ptr), self.code.param(len)),
            Source::Memory { address, offset, .. } => Place::Memory(self.code.param(address), offset),
        }
    }

    /// Where something landed, as distance from the landing area, however far that is.
    pub(super) fn landed_at(&self, offset: u32) -> Expr {
        match self.wide {
            None => int(offset),
            Some(wide) => wide.plus(offset).minus(self.context.runtime.arena).minus(header::LANDING),
        }
    }

    /// Answers this errno if the condition holds; traps where functions answer none.
    pub(super) fn refuse_if(&mut self, condition: impl Into<Expr>, errno: u16) {
        if self.loans.is_empty() && self.wide.is_none() && self.node.is_none() && self.action.answer.errno {
            self.code.ret_if(condition, u32::from(errno));
            return;
        }
        let inside = self.code.begin_if(condition);
        self.refuse(u32::from(errno));
        self.code.end_if(inside);
    }

    /// Answers what this computes, an errno; traps where functions answer none.
    pub(super) fn refuse(&mut self, errno: impl Into<Expr>) {
        let free = self.context.runtime.bytes_free;
        for chunk in self.loans.iter().chain(&self.wide).chain(&self.node) {
            self.code.when(*chunk, |code| code.run(free, [(*chunk).into()]));
        }
        match self.action.answer.errno {
            true => self.code.ret(errno),
            false => self.code.trap(),
        }
    }
}
