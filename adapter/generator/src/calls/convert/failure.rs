//! A failure of the call becomes an errno.

use anyhow::{Result, ensure};
use wasi_crypto_model::conversion::{Failure, Width};

use crate::calls::convert::writer::Converter;
use crate::runtime::functions::Home;
use crate::runtime::numbers::lookup;
use crate::runtime::realloc::forget;
use crate::wit::WitFunction;
use wasi_crypto_asm::{Local, ValType, Value, call, int};

impl Converter<'_, '_> {
    /// Returns the errno of a failure.
    pub(super) fn fail(&mut self, target: &WitFunction, landing: Option<Local>, answer: Option<Local>) -> Result<()> {
        let action = self.action;
        let fallible = action.failure != Failure::Never;
        ensure!(fallible == target.fallible, "`{}`: whether it can fail is said differently in WIT", target.name);
        if !fallible {
            return Ok(());
        }
        let failed = match (landing, answer) {
            (Some(landing), None) => landing.load8(0),
            (_, Some(answer)) => answer.into(),
            (None, None) => int(0),
        };
        let inside = self.code.begin_if(failed);
        let runtime = self.context.runtime;
        if self.steered() {
            self.code.set_global(runtime.steer_capacity, 0);
        }
        let at = target.error_offset;
        match (&action.failure, landing) {
            (Failure::Always { errno, list }, _) => {
                if *list {
                    self.forget_list(target, at);
                }
                self.refuse(u32::from(*errno));
            }
            (Failure::Cases { width, cases, payload }, Some(landing)) => {
                let case = self.code.bind(match width {
                    Width::W8 => landing.load8(at),
                    Width::W16 => landing.load16(at),
                    _ => landing.load(at),
                });
                for ((_, list), number) in cases.iter().zip(0_u32..) {
                    if *list {
                        let inside = self.code.begin_if(case.equals(int(number)));
                        self.forget_list(target, at + payload);
                        self.code.end_if(inside);
                    }
                }
                let errnos: Vec<u32> = cases.iter().map(|(errno, _)| u32::from(*errno)).collect();
                self.refuse(lookup(case, &errnos));
            }
            (Failure::Resource { interface, resource, method, cases }, Some(landing)) => {
                let method = self.context.function(interface, method)?;
                ensure!(
                    method.params == [ValType::I32] && method.results == [ValType::I32] && !method.fallible,
                    "`{}` does not answer an enum",
                    method.name
                );
                let (ask, drop) = (self.context.import(&method), self.context.drop_of(interface, resource)?);
                let error = self.code.bind(landing.load(at));
                let case = self.code.bind(call(ask, [error.into()]));
                self.code.run(drop, [error.into()]);
                let errnos: Vec<u32> = cases.iter().map(|errno| u32::from(*errno)).collect();
                self.refuse(lookup(case, &errnos));
            }
            _ => anyhow::bail!("`{}`: its error does not land", target.name),
        }
        self.code.end_if(inside);
        Ok(())
    }

    /// Frees the list of a failure. Where lists land in borrowed memory, those in no place of a success are freed already.
    fn forget_list(&mut self, target: &WitFunction, offset: u32) {
        let runtime = self.context.runtime;
        if matches!(runtime.home, Home::Guest { .. }) || target.lists().any(|list| list == offset) {
            let landed = self.landed_at(offset);
            forget(&mut self.code, &runtime, landed);
        }
    }
}
