//! `Action::Call`: one legacy call becomes one WIT call.
//!
//! The order is the same everywhere, so that a failing call leaves nothing behind:
//!
//! 1. handles, enums, then every address, string and out-pointer (`guards.rs`): `invalid_handle` and `guest_error`;
//! 2. the arena and the records of the results: `too_many_handles`;
//! 3. sizes of inputs (`pieces.rs`), then of outputs (`checks.rs`): `overflow`, `invalid_length`, `invalid_tag`;
//! 4. the call; its error becomes the errno, after wiping what must be wiped;
//! 5. results are stored, used-up handles closed.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail, ensure};
use wasi_crypto_model::binding::{Arg, Bindings, Call, Function, KindIndex, ParamIndex, Pieces, ResultPart};

use crate::causes::Causes;
use crate::landing;
use crate::layout::{NO_RECORD, header, record};
use crate::runtime::Runtime;
use crate::single::Objects;
use crate::values;
use crate::wit::{Kind, Wit, WitFunction};
use wasi_crypto_asm::{Code, Expr, Func, Local, ModuleBuilder, Space, Value, call, int, long, select};

/// Managed-key versions with a meaning of their own.
const VERSION_LATEST: u64 = 0xff00_0000_0000_0001;
const VERSION_ALL: u64 = 0xff00_0000_0000_0002;

/// What the code of an adapter is written with.
pub(crate) struct Context<'a> {
    pub(crate) module: &'a mut ModuleBuilder,
    pub(crate) runtime: Runtime,
    pub(crate) bindings: &'a Bindings,
    pub(crate) wit: &'a Wit,
    /// Kinds of states whose tag length matters.
    pub(crate) tagged: BTreeSet<KindIndex>,
    /// `max-tag-len` with its cache, by kind of the state.
    pub(crate) tag_len: BTreeMap<KindIndex, Func>,
    /// What fills the cache.
    pub(crate) note_algorithm: Option<Func>,
    /// What batches begin with, by kind of the state.
    pub(crate) batch_begin: BTreeMap<KindIndex, Func>,
    /// What objects that are prepared are made with.
    pub(crate) objects: Option<Objects>,
    /// What functions that tell causes share.
    pub(crate) causes: Option<Causes>,
    /// What tells whether the host has a store.
    pub(crate) missing: Option<Func>,
}

impl<'a> Context<'a> {
    /// A context in which no code was written yet.
    pub(crate) fn new(
        module: &'a mut ModuleBuilder,
        runtime: Runtime,
        bindings: &'a Bindings,
        wit: &'a Wit,
        tagged: BTreeSet<KindIndex>,
    ) -> Context<'a> {
        let (tag_len, batch_begin) = (BTreeMap::new(), BTreeMap::new());
        Context {
            module,
            runtime,
            bindings,
            wit,
            tagged,
            tag_len,
            note_algorithm: None,
            batch_begin,
            objects: None,
            causes: None,
            missing: None,
        }
    }

    /// The import of a WIT function.
    pub(crate) fn import(&mut self, function: &WitFunction) -> Func {
        self.module.import(&function.module, &function.name, &function.params, &function.results)
    }

    /// The import that drops the resource behind a kind.
    pub(crate) fn import_drop(&mut self, kind: KindIndex) -> Result<Func> {
        let kind = self.bindings.kinds.get(kind).context("no such handle kind")?;
        let resource = kind.resource.as_ref().with_context(|| format!("`{}` is no resource", kind.name))?;
        self.drop_of(&resource.interface, &resource.name)
    }

    /// The same for a resource by its names.
    pub(crate) fn drop_of(&mut self, interface: &str, resource: &str) -> Result<Func> {
        let module = self.wit.interface_name(interface)?;
        let name = format!("[resource-drop]{resource}");
        Ok(self.module.import(&module, &name, &[wasi_crypto_asm::ValType::I32], &[]))
    }

    /// What the model says of a method whose argument may come in pieces.
    pub(crate) fn pieces(&self, interface: &str, function: &str) -> Option<&'a Pieces> {
        self.bindings.pieces.iter().find(|known| (&*known.interface, &*known.function) == (interface, function))
    }

    /// The function that names the algorithm of a state, its one result part; `None` if WIT has none for this kind.
    pub(crate) fn algorithm_function(&mut self, kind: KindIndex) -> Result<Option<(Func, WitFunction)>> {
        let kind = self.bindings.kinds.get(kind).context("no such handle kind")?;
        let Some(resource) = &kind.resource else { return Ok(None) };
        self.algorithm_of(&resource.interface, &resource.name)
    }

    /// The same for a resource by its names.
    pub(crate) fn algorithm_of(&mut self, interface: &str, resource: &str) -> Result<Option<(Func, WitFunction)>> {
        let name = format!("[method]{resource}.algorithm");
        let Some(target) = self.wit.find(interface, &name)? else { return Ok(None) };
        let [(_, Kind::String)] = target.parts[..] else { bail!("`{name}` does not answer a string") };
        ensure!(!target.fallible && target.lands, "`{name}` can fail");
        Ok(Some((self.import(&target), target)))
    }
}

/// A call being written.
pub(crate) struct Writer<'a, 'b> {
    pub(crate) context: &'a mut Context<'b>,
    pub(crate) code: Code,
    /// Where the out-pointers point: in a batch to temporaries of our own.
    pub(crate) outs: Space,
    /// Records of handle parameters looked up so far.
    pub(crate) records: BTreeMap<ParamIndex, (Local, KindIndex)>,
}

/// Writes the body of a function that calls WIT. Its out-pointers point into `outs`.
pub(crate) fn write(
    context: &mut Context<'_>,
    func: Func,
    function: &Function,
    action: &Call,
    outs: Space,
) -> Result<()> {
    let target = context.wit.function(&action.interface, &action.function)?;
    check_shape(&target, action)?;
    let code = context.module.code(func);
    let mut writer = Writer { context, code, outs, records: BTreeMap::new() };
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

    /// Pushes the core arguments of one WIT parameter.
    fn lower(&mut self, arg: &Arg, optional: &BTreeMap<ParamIndex, Local>, args: &mut Vec<Expr>) {
        let code = &mut self.code;
        match arg {
            Arg::Handle { param, .. } => {
                let (record, _) = self.records[param];
                args.push(record.load(record::VALUE));
            }
            Arg::OptionalHandle { param, .. } => {
                // Where there is none, what is read at that address is not used.
                let found = optional[param];
                args.push(found.above(NO_RECORD));
                args.push(found.load(record::VALUE));
            }
            Arg::String { ptr, len } | Arg::Bytes { ptr, len } => {
                args.push(code.param(*ptr).into());
                args.push(code.param(*len).into());
            }
            Arg::LentBuffer { len: param, .. } | Arg::Scalar { param } => args.push(code.param(*param).into()),
            Arg::Constant { ordinal } => args.push(int(*ordinal)),
            Arg::None => args.extend([int(0), int(0)]),
            Arg::Enum { param, map, exceptions, .. } => args.push(values::ordinal(code, *param, map, exceptions)),
            Arg::Version { param } => {
                let version = code.param(*param);
                let is = |value| version.long_equals(long(value));
                args.push(select(is(VERSION_LATEST), 0, select(is(VERSION_ALL), 1, 2)));
                args.push(version.into());
            }
        }
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

/// Compares the binding with the WIT function it names: the model is data, and data can be wrong.
fn check_shape(target: &WitFunction, action: &Call) -> Result<()> {
    let name = &target.name;
    ensure!(target.fallible == action.fallible, "`{name}`: whether it can fail is said differently in WIT");
    ensure!(target.kinds.len() == action.args.len(), "`{name}` takes {} parameters in WIT", target.kinds.len());
    for (number, (kind, arg)) in target.kinds.iter().zip(&action.args).enumerate() {
        let fits = match (kind, arg) {
            (Kind::Handle, Arg::Handle { .. })
            | (Kind::OptionalHandle, Arg::OptionalHandle { .. } | Arg::None)
            | (Kind::String, Arg::String { .. })
            | (Kind::Bytes, Arg::Bytes { .. })
            | (Kind::U32 | Kind::U64, Arg::Scalar { .. })
            | (Kind::U32, Arg::LentBuffer { .. })
            | (Kind::Version, Arg::Version { .. }) => true,
            (Kind::Enum(cases), Arg::Constant { ordinal }) => ordinal < cases,
            (Kind::Enum(cases), Arg::Enum { map, .. }) => map.iter().all(|ordinal| ordinal < cases),
            _ => false,
        };
        ensure!(fits, "`{name}`: parameter {number} is a {kind:?} in WIT, which {arg:?} cannot give");
    }
    ensure!(target.parts.len() == action.results.len(), "`{name}` has {} result parts in WIT", target.parts.len());
    let mut lists = 0;
    for (number, ((_, kind), part)) in target.parts.iter().zip(&action.results).enumerate() {
        let fits = matches!(
            (kind, part),
            (Kind::Handle, ResultPart::Handle { .. })
                | (Kind::U32, ResultPart::U32 { .. })
                | (Kind::U64, ResultPart::U64 { .. })
                | (Kind::Bytes | Kind::String, ResultPart::ArrayOutput { .. } | ResultPart::Buffer { .. })
        );
        ensure!(fits, "`{name}`: result part {number} is a {kind:?} in WIT, which cannot become {part:?}");
        lists += usize::from(matches!(kind, Kind::Bytes | Kind::String));
    }
    let steered = action.results.iter().any(|part| matches!(part, ResultPart::Buffer { .. }));
    ensure!(!steered || lists == 1, "`{name}`: a list beside the one that is steered into a buffer");
    Ok(())
}
