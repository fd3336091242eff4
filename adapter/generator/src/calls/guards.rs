//! What is checked before a call: handles, enums, and everything the guest points at.

use std::collections::BTreeMap;

use anyhow::{Result, bail, ensure};
use wasi_crypto_model::binding::{Arg, Call, Function, KindIndex, ParamIndex, ResultPart};

use crate::calls::writer::Writer;
use crate::runtime::layout::{NO_RECORD, tag};
use wasi_crypto_asm::{Code, Expr, Func, Local, Space, Value, call, int};

/// What the guards found.
pub(crate) struct Guarded {
    /// Records of the optional handles, [`NO_RECORD`] for none.
    pub(crate) optional: BTreeMap<ParamIndex, Local>,
    /// Whether the arena is known to be there.
    pub(crate) has_arena: bool,
}

/// A range of guest memory: address and length parameters.
type Range = (ParamIndex, ParamIndex);

impl Writer<'_, '_> {
    /// Writes all guards of a call.
    pub(crate) fn guard(&mut self, function: &Function, action: &Call) -> Result<Guarded> {
        if let Some((ptr, len)) = action.wipe_on_error {
            let steered = action
                .results
                .iter()
                .any(|part| matches!(part, ResultPart::Buffer { ptr: p, len: l, .. } if (*p, *l) == (ptr, len)));
            ensure!(steered, "`{}` wipes a buffer it does not write", function.name);
        }
        let subject = action.args.iter().find_map(|arg| match arg {
            Arg::Handle { param, kind } => Some((*param, *kind)),
            _ => None,
        });
        let mut ranges = ranges(action);
        if let Some((param, kind)) = subject {
            let range = if ranges.is_empty() { None } else { Some(ranges.remove(0)) };
            self.find_subject(param, kind, range);
        }
        let optional = self.find_records(action)?;
        self.check_enums(action);
        self.check_addresses(action, &ranges);
        self.refuse_values(action);
        Ok(Guarded { optional, has_arena: subject.is_some() })
    }

    fn find_subject(&mut self, param: ParamIndex, kind: KindIndex, range: Option<Range>) {
        let code = &mut self.code;
        let runtime = self.context.runtime;
        let (handle, tag) = (code.param(param).into(), int(tag(kind)));
        let found = match range {
            Some((ptr, len)) => call(runtime.subject, [handle, tag, code.param(ptr).into(), code.param(len).into()]),
            None => call(runtime.subject_only, [handle, tag]),
        };
        let found = code.bind_unless_below(found, NO_RECORD);
        self.records.insert(param, (found, kind));
    }

    /// Looks up the other handles; gives the locals of the optional ones.
    fn find_records(&mut self, action: &Call) -> Result<BTreeMap<ParamIndex, Local>> {
        let mut optional = BTreeMap::new();
        for arg in &action.args {
            match *arg {
                Arg::Handle { param, kind } => {
                    self.find_record(param, kind);
                }
                Arg::OptionalHandle { param, kind } => {
                    let union = self.code.param(param);
                    let lookup = call(self.context.runtime.record_option, [union.into(), int(tag(kind))]);
                    let found = self.code.bind_unless_below(lookup, NO_RECORD);
                    optional.insert(param, found);
                }
                _ => {}
            }
        }
        for (param, kind) in &action.close_on_success {
            match self.records.get(param) {
                Some((_, known)) if known == kind => {}
                Some(_) => bail!("a handle is closed as another kind than it is used"),
                None => {
                    self.find_record(*param, *kind);
                }
            }
        }
        Ok(optional)
    }

    /// The record of a handle parameter, or `invalid_handle`.
    pub(crate) fn find_record(&mut self, param: ParamIndex, kind: KindIndex) -> Local {
        if let Some((record, _)) = self.records.get(&param) {
            return *record;
        }
        let handle = self.code.param(param);
        let lookup = call(self.context.runtime.record, [handle.into(), int(tag(kind))]);
        let record = self.code.bind_or_ret(lookup, u32::from(self.context.bindings.errno.invalid_handle));
        self.records.insert(param, (record, kind));
        record
    }

    fn check_enums(&mut self, action: &Call) {
        let guest_error = self.context.bindings.errno.guest_error;
        for arg in &action.args {
            if let Arg::Enum { param, map, .. } = arg {
                let outside = self.code.param(*param).at_least(map.len() as u32);
                self.code.ret_if(outside, u32::from(guest_error));
            }
        }
    }

    /// Strings, the ranges not checked yet, and out-pointers, in one condition.
    fn check_addresses(&mut self, action: &Call, ranges: &[Range]) {
        let runtime = self.context.runtime;
        let mut good: Vec<Expr> = Vec::new();
        let own_outs = self.outs == Space::State;
        let mut check = |code: &Code, func: Func, params: &[ParamIndex]| {
            good.push(call(func, params.iter().map(|param| code.param(*param).into())));
        };
        let code = &self.code;
        for arg in &action.args {
            if let Arg::String { ptr, len } = arg {
                check(code, runtime.text, &[*ptr, *len]);
            }
        }
        for (ptr, len) in ranges {
            check(code, runtime.in_range, &[*ptr, *len]);
        }
        // Out-pointers of our own are good, and need not be so in the guest's memory.
        for part in action.results.iter().filter(|_| !own_outs) {
            match *part {
                ResultPart::Handle { out, .. }
                | ResultPart::ArrayOutput { out, .. }
                | ResultPart::U32 { out }
                | ResultPart::Buffer { written: Some(out), .. } => check(code, runtime.word, &[out]),
                ResultPart::U64 { out } => check(code, runtime.long, &[out]),
                ResultPart::Buffer { written: None, .. } => {}
            }
        }
        let Some(all) = good.into_iter().reduce(|all, next| all.and(next)) else { return };
        let guest_error = self.context.bindings.errno.guest_error;
        self.code.ret_if(all.not(), u32::from(guest_error));
    }
}

/// Byte ranges the guest gives, inputs first.
fn ranges(action: &Call) -> Vec<Range> {
    let inputs = action.args.iter().filter_map(|arg| match *arg {
        Arg::Bytes { ptr, len } | Arg::LentBuffer { ptr, len } => Some((ptr, len)),
        _ => None,
    });
    let outputs = action.results.iter().filter_map(|part| match *part {
        ResultPart::Buffer { ptr, len, .. } => Some((ptr, len)),
        _ => None,
    });
    inputs.chain(outputs).collect()
}
