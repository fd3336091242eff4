//! `Action::Call`: one legacy call becomes one WIT call.
//!
//! The order is the same everywhere, so that a failing call leaves nothing behind:
//!
//! 1. handles, enums, then every address, string and out-pointer (`guards.rs`): `invalid_handle` and `guest_error`;
//! 2. the arena and the records of the results: `too_many_handles`;
//! 3. sizes of inputs (`pieces.rs`), then of outputs (`sizes.rs`): `overflow`, `invalid_length`, `invalid_tag`;
//! 4. the call; its error becomes the errno, after wiping what must be wiped;
//! 5. results are stored, used-up handles closed.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use wasi_crypto_model::binding::{Call, Function, ResultPart};

use crate::calls::agreement;
use crate::calls::values;
use crate::calls::writer::{Rules, Writer};
use crate::context::Context;
use crate::runtime::landing;
use crate::runtime::layout::{header, record};
use crate::wit::WitFunction;
use wasi_crypto_asm::{Code, Func, Space, Value, call, int};

/// Writes the body of a function that calls WIT. Its out-pointers point into `outs`.
pub(crate) fn write(
    context: &mut Context<'_>,
    rules: &dyn Rules,
    func: Func,
    function: &Function,
    action: &Call,
    outs: Space,
) -> Result<()> {
    let target = context.function(&action.interface, &action.function)?;
    agreement::check(&target, action)?;
    let code = context.module.code(func);
    let mut writer = Writer { context, rules, code, outs, records: BTreeMap::new() };
    writer.write(function, action, &target)?;
    let code = writer.code;
    context.module.define_code(func, code);
    Ok(())
}

impl Writer<'_, '_> {
    fn write(&mut self, function: &Function, action: &Call, target: &WitFunction) -> Result<()> {
        let errno = self.context.bindings.errno.clone();
        let runtime = self.context.runtime;

        if let Some(reorder) = &action.reorder {
            values::reorder(&mut self.code, reorder);
        }
        let guarded = self.guard(function, action)?;
        let mut args = Vec::new();
        for arg in &action.args {
            self.lower(arg, &guarded.optional, &mut args);
        }
        let records = action.results.iter().filter(|part| makes_record(part)).count() as u32;
        let landing = if records == 0 && guarded.has_arena {
            self.code.bind(runtime.arena.plus(header::LANDING))
        } else {
            let landing = call(runtime.prepare, [int(records)]);
            self.code.bind_or_ret(landing, u32::from(errno.too_many_handles))
        };
        if let Some(pieces) = self.context.pieces(&action.interface, &action.function) {
            self.call_in_pieces(pieces, action, target, landing)?;
            self.code.ret(u32::from(errno.success));
            return Ok(());
        }
        self.refuse_too_much(action);
        for check in &action.checks {
            self.check_size(check, action, landing)?;
        }

        let buffer = action.results.iter().find_map(|part| match part {
            ResultPart::Buffer { ptr, len, .. } => Some((*ptr, *len)),
            _ => None,
        });
        let mut zone = None;
        if let Some((ptr, len)) = buffer {
            // Taken back by `outcome` or `settle`.
            let (ptr, len) = (self.code.param(ptr), self.code.param(len));
            zone = landing::zone(&mut self.code, &runtime, (ptr, len), u32::from(errno.too_many_handles));
            self.code.set_global(runtime.steer_address, ptr);
            self.code.set_global(runtime.steer_capacity, len);
        }
        let import = self.context.import(target);
        let answer = if target.lands {
            landing::land(&mut self.code, &runtime, (import, target), args, landing, zone);
            None
        } else if target.results.is_empty() {
            self.code.run(import, args);
            None
        } else {
            Some(self.code.bind(call(import, args)))
        };
        if target.fallible {
            self.code.when(landing.load8(0), |code| {
                wipe(code, action);
                code.ret(call(runtime.outcome, [int(target.error_offset)]));
            });
        }
        self.store_results(action, target, landing, answer)?;
        for (param, kind) in &action.close_on_success {
            let (record, _) = *self.records.get(param).context("a closed handle is no argument")?;
            let drop = self.context.import_drop(*kind)?;
            self.code.run(drop, [record.load(record::VALUE)]);
            self.code.run(runtime.record_free, [record.into()]);
        }
        self.code.ret(u32::from(errno.success));
        Ok(())
    }
}

/// Wipes what a call that fails may not leave as it is, if there is such an output.
pub(crate) fn wipe(code: &mut Code, action: &Call) {
    if let Some((ptr, len)) = action.wipe_on_error {
        let (ptr, len) = (code.param(ptr), code.param(len));
        code.fill((Space::Guest, ptr), 0, len);
    }
}

fn makes_record(part: &ResultPart) -> bool {
    matches!(part, ResultPart::Handle { .. } | ResultPart::ArrayOutput { .. })
}
