//! Lists that are not in WIT what they are in the legacy memory are written anew, in the arena, for the time of the call.

use anyhow::{Context as _, Result, bail, ensure};
use wasi_crypto_model::conversion::{Argument, Layout, Number, Value, Width};

use crate::calls::convert::place::Place;
use crate::calls::convert::writer::Converter;
use crate::runtime::functions::Home;
use crate::wit::WitFunction;
use wasi_crypto_asm::{Expr, Local, Value as _, call, int};

impl Converter<'_, '_> {
    /// A loop over the elements of a list.
    pub(super) fn each(
        &mut self,
        ptr: Local,
        len: Local,
        size: u32,
        body: impl FnOnce(&mut Self, Local) -> Result<()>,
    ) -> Result<()> {
        let at = self.code.bind(ptr);
        let left = self.code.bind(len);
        let some = self.code.begin_if(left);
        let again = self.code.begin_loop();
        body(self, at)?;
        self.code.set(at, at.plus(size));
        self.code.set(left, left.minus(1));
        self.code.end_loop(again, left);
        self.code.end_if(some);
        Ok(())
    }

    /// Writes a list anew; gives its address.
    pub(super) fn rewrite(
        &mut self,
        element: &Value,
        [ptr, len]: [Local; 2],
        (legacy, wit): (Layout, Layout),
    ) -> Result<Local> {
        ensure!(
            matches!(self.context.runtime.home, Home::Guest { .. }),
            "a list of elements that lie differently in WIT, which linked functions cannot pass; adapters can"
        );
        let errno = self.context.bindings.errno.clone();
        self.refuse_if(len.above((64 << 20) / wit.size.max(1)), errno.overflow);
        let new = self.code.bind(call(self.context.runtime.bytes_new, [len.times(int(wit.size))]));
        self.refuse_if(new.not(), errno.too_many_handles);
        self.loans.push(new);
        let to = self.code.bind(new);
        self.each(ptr, len, legacy.size, |converter, at| {
            converter.store(element, Place::Memory(at, 0), (to, 0))?;
            converter.code.set(to, to.plus(wit.size));
            Ok(())
        })?;
        Ok(new)
    }

    /// Writes all arguments to memory; gives their address.
    pub(super) fn stored_arguments(&mut self, target: &WitFunction, offsets: &[u32], size: u32) -> Result<Expr> {
        let errno = self.context.bindings.errno.clone();
        let all = self.code.bind(call(self.context.runtime.bytes_new, [int(size)]));
        self.refuse_if(all.not(), errno.too_many_handles);
        self.loans.push(all);
        ensure!(self.action.args.len() == offsets.len(), "`{}` takes {} parameters", target.name, offsets.len());
        for ((number, arg), offset) in self.action.args.iter().enumerate().zip(offsets) {
            let place = || format!("parameter {number} of `{}`", target.name);
            match arg {
                Argument::Given { from, value } if !is_words(value) => {
                    self.store(value, self.place(*from), (all, *offset)).with_context(place)?;
                }
                Argument::Constant(_) => bail!("a constant among parameters that lie in memory"),
                arg => {
                    let mut words = Vec::new();
                    self.argument(arg, &mut words).with_context(place)?;
                    for (word, at) in words.into_iter().zip((*offset..).step_by(4)) {
                        self.code.store(all, at, word);
                    }
                }
            }
        }
        Ok(all.into())
    }

    /// Frees what was written for the call.
    pub(super) fn end_loans(&mut self) {
        let free = self.context.runtime.bytes_free;
        // Of a case that is not there, nothing was written.
        for chunk in std::mem::take(&mut self.loans) {
            self.code.when(chunk, |code| code.run(free, [chunk.into()]));
        }
    }

    /// Writes a value as it lies in WIT's memory.
    fn store(&mut self, value: &Value, place: Place, (to, offset): (Local, u32)) -> Result<()> {
        match value {
            Value::Number(number) => {
                let bits = match (number, place) {
                    (Number::F32, Place::Core(float)) => float.float_bits(),
                    (Number::F64, Place::Core(double)) => double.double_bits(),
                    // In memory bits are bits, whatever they mean.
                    (number, place) => place.number(number.width()),
                };
                match number.width() {
                    Width::W64 => self.code.store_long(to, offset, bits),
                    width => self.store_number(width, to, offset, bits),
                }
            }
            Value::Enum { wit, .. } | Value::Flags { wit, .. } => {
                let mut args = Vec::new();
                self.lower(value, place, &mut args)?;
                let Some(number) = args.pop() else { bail!("a number without a value") };
                self.store_number(*wit, to, offset, number);
            }
            Value::Handle { own: true, .. } => bail!("a list of resources that change their owner"),
            Value::Handle { .. } | Value::String => {
                let mut args = Vec::new();
                self.lower(value, place, &mut args)?;
                for (word, at) in args.into_iter().zip((offset..).step_by(4)) {
                    self.code.store(to, at, word);
                }
            }
            Value::List { .. } if value.is_same() => {
                let [ptr, len] = place.pair(&mut self.code);
                self.code.store(to, offset, ptr);
                self.code.store(to, offset + 4, len);
            }
            Value::List { .. } => bail!("a list inside of a list, whose elements lie differently in WIT"),
            Value::Record(fields) => {
                for field in fields {
                    self.store(&field.value, place.part(field.legacy), (to, offset + field.wit))?;
                }
            }
            Value::Variant { legacy: (width, from), wit: (wit_width, into), cases } => {
                let tag = self.code.bind(place.number(*width));
                for (case, number) in cases.iter().zip(0_u32..) {
                    let Some(case) = case else { continue };
                    let inside = self.code.begin_if(tag.equals(int(number)));
                    self.store_number(*wit_width, to, offset, int(case.tag));
                    if let Some(value) = &case.value {
                        self.store(value, place.part(*from), (to, offset + into))?;
                    }
                    self.code.end_if(inside);
                }
            }
        }
        Ok(())
    }

    fn store_number(&mut self, width: Width, to: Local, offset: u32, number: Expr) {
        match width {
            Width::W8 => self.code.store8(to, offset, number),
            Width::W16 => self.code.store16(to, offset, number),
            Width::W32 => self.code.store(to, offset, number),
            Width::W64 => self.code.store_long(to, offset, number),
        }
    }
}

/// Whether a value is words in memory as it is core values.
fn is_words(value: &Value) -> bool {
    matches!(value, Value::Handle { .. } | Value::String | Value::List { .. })
}
