//! `Action::Convert`: a call whose values are of any types.
//!
//! The order is that of every call: first everything that can be refused, then the call, then its results.
//!
//! 1. what the program gives, part by part (`check.rs`), and where results go (`results.rs`): `invalid_handle` and
//!    `guest_error`;
//! 2. room for new handles and for lists that have to be written anew: `too_many_handles`; more than one call carries:
//!    `overflow`;
//! 3. the arguments (`lower.rs`, `lists.rs`), then the call;
//! 4. its failure becomes an errno (`failure.rs`), or its results are stored (`results.rs`, `raise.rs`).
//!
//! What a function without an errno would refuse is a trap.

mod check;
mod failure;
mod flat;
mod lists;
mod lower;
mod place;
mod raise;
mod results;
mod shelf;
mod writer;

use anyhow::{Context as _, Result, ensure};
use wasi_crypto_model::conversion::{Argument, Conversion, Destination, Source};

use crate::calls::pieces::too_much;
use crate::context::Context;
use crate::runtime::functions::Home;
use crate::runtime::landing;
use crate::runtime::layout::header::LANDING_SIZE;
use crate::wit::WitFunction;
use wasi_crypto_asm::{Expr, Func, Local, Value as _, call, int};
use writer::Converter;

/// Writes the body of a function that calls WIT.
pub(crate) fn write(context: &mut Context<'_>, func: Func, action: &Conversion) -> Result<()> {
    let target = context.wide_function(&action.interface, &action.function)?;
    let mut converter = Converter::new(context, func, action);
    converter.write(&target)?;
    let code = converter.code;
    context.module.define_code(func, code);
    Ok(())
}

impl Converter<'_, '_> {
    fn write(&mut self, target: &WitFunction) -> Result<()> {
        let action = self.action;
        for (number, arg) in action.args.iter().enumerate() {
            self.check_argument(arg).with_context(|| format!("parameter {number} of `{}`", target.name))?;
        }
        self.check_destinations()?;
        let landing = self.prepare(target)?;
        self.refuse_too_much();
        let keeps = action.results.iter().any(|part| matches!(part.to, Destination::Shelf(_)));
        let node = keeps.then(|| self.new_node());
        self.node = node;

        let args = match &target.indirect {
            Some((offsets, size)) => vec![self.stored_arguments(target, offsets, *size)?],
            None => self.arguments(target)?,
        };
        let expected = target.params.len() - usize::from(target.lands);
        ensure!(
            args.len() == expected,
            "`{}` takes {expected} core values, its arguments are {}",
            target.name,
            args.len()
        );
        let answer = self.call(target, args, landing)?;
        self.end_loans();
        self.fail(target, landing, answer)?;
        self.store_results(target, landing, answer)
    }

    /// Room for everything that needs some; where results land.
    fn prepare(&mut self, target: &WitFunction) -> Result<Option<Local>> {
        let records = self.new_handles();
        let is_wide = target.size > LANDING_SIZE;
        if is_wide || target.indirect.is_some() {
            let one = matches!(self.context.runtime.home, Home::Guest { .. });
            ensure!(one, "`{}` takes or gives more than linked functions can pass; adapters can", target.name);
        } else if records == 0 && !target.lands && !self.needs_arena() {
            return Ok(None);
        }
        let runtime = self.context.runtime;
        let no_memory = self.context.bindings.errno.too_many_handles;
        let landing = self.code.bind(call(runtime.prepare, [int(records)]));
        self.refuse_if(landing.not(), no_memory);
        if is_wide {
            // A chunk takes the place of the landing area. Handles were prepared for, and stay so.
            let wide = self.code.bind(call(runtime.bytes_new, [int(target.size)]));
            self.refuse_if(wide.not(), no_memory);
            self.wide = Some(wide);
            self.code.set(landing, wide);
            self.refuse_if(call(runtime.prepare, [int(records)]).not(), no_memory);
        }
        Ok(Some(landing))
    }

    /// The core arguments.
    fn arguments(&mut self, target: &WitFunction) -> Result<Vec<Expr>> {
        let mut args = Vec::new();
        for (number, arg) in self.action.args.iter().enumerate() {
            let before = args.len();
            self.argument(arg, &mut args).with_context(|| format!("parameter {number} of `{}`", target.name))?;
            ensure!(args.len() > before, "parameter {number} of `{}` has no value", target.name);
        }
        Ok(args)
    }

    /// `overflow` for more than one call carries.
    fn refuse_too_much(&mut self) {
        let lens = self.action.args.iter().filter_map(|arg| match arg {
            Argument::Given { from: Source::Pair(_, len), .. } => Some(self.code.param(*len)),
            _ => None,
        });
        if let Some(too_much) = too_much(lens) {
            let overflow = self.context.bindings.errno.overflow;
            self.refuse_if(too_much, overflow);
        }
    }

    /// The call. Gives the core value it answers, where it does not land.
    fn call(&mut self, target: &WitFunction, args: Vec<Expr>, landing: Option<Local>) -> Result<Option<Local>> {
        let runtime = self.context.runtime;
        let zone = self.steer();
        self.spend();
        let import = self.context.import(target);
        match (landing, target.results.first()) {
            (Some(landing), _) if target.lands => {
                landing::land(&mut self.code, &runtime, (import, target), args, landing, zone);
                Ok(None)
            }
            (_, Some(ty)) => {
                let answer = self.code.local(*ty);
                self.code.set(answer, call(import, args));
                Ok(Some(answer))
            }
            (_, None) => {
                self.code.run(import, args);
                Ok(None)
            }
        }
    }
}
