//! Functions that take a secrets manager, on a host that has no store: `unsupported_feature`.
//!
//! Where there is no store there is no manager, and every handle for one is invalid. Programs that ask such a function
//! whether there is a store would be told that their handle is wrong. So what answers `invalid_handle` asks once more,
//! by opening a manager, which is closed at once. Nothing is asked of a call that succeeds.

use anyhow::{Context as _, Result};
use wasi_crypto_model::binding::{Action, Arg, Bindings, Function, KindIndex};

use crate::calls::signature::{params, results};
use crate::context::Context;
use crate::runtime::landing;
use wasi_crypto_asm::{Expr, Func, ModuleBuilder, ValType, Value, call, int};

const INTERFACE: &str = "common";
const MANAGER: &str = "secrets-manager";
const OPEN: &str = "[static]secrets-manager.open";

/// What tells whether the host has a store.
#[derive(Clone, Default)]
struct Missing(Option<Func>);

/// The function to write: behind one that looks for the store, if it takes a secrets manager.
pub(super) fn around(context: &mut Context<'_>, func: Func, function: &Function) -> Result<Func> {
    if !is_needed(context.bindings, &function.action) {
        return Ok(func);
    }
    let inner = context.module.declare("", &params(function), &results(function));
    write(context, func, inner, function.params.len())?;
    Ok(inner)
}

/// Whether a function takes a secrets manager.
fn is_needed(bindings: &Bindings, action: &Action) -> bool {
    let is_manager = |kind: KindIndex| {
        let kind = bindings.kinds.get(kind).and_then(|kind| kind.resource.as_ref());
        kind.is_some_and(|resource| resource.name == MANAGER)
    };
    match action {
        Action::Call(call) => call.args.iter().any(|arg| matches!(arg, Arg::Handle { kind, .. } if is_manager(*kind))),
        Action::Close { kind, .. } => is_manager(*kind),
        _ => false,
    }
}

/// Writes a function that calls `inner` with what it is given, and looks for the store if that knows no such handle.
fn write(context: &mut Context<'_>, func: Func, inner: Func, params: usize) -> Result<()> {
    let missing = match context.once.of::<Missing>() {
        Missing(Some(missing)) => missing,
        Missing(None) => define(context)?,
    };
    context.once.remember(Missing(Some(missing)));
    let invalid_handle = u32::from(context.bindings.errno.invalid_handle);
    context.module.define(func, |code| {
        let args: Vec<Expr> = (0..params).map(|index| code.param(index).into()).collect();
        let answer = code.bind(call(inner, args));
        code.when(answer.equals(int(invalid_handle)), |code| code.ret(call(missing, [])));
        code.ret(answer);
    });
    Ok(())
}

/// () → errno: `unsupported_feature` if the host has no store, else `invalid_handle`.
fn define(context: &mut Context<'_>) -> Result<Func> {
    let target = context.function(INTERFACE, OPEN)?;
    let (opened, _) = *target.parts.first().with_context(|| format!("`{OPEN}` opens nothing"))?;
    let open = context.import(&target);
    let drop = context.drop_of(INTERFACE, MANAGER)?;
    let (runtime, errno) = (context.runtime, &context.bindings.errno);
    let (invalid, unsupported) = (u32::from(errno.invalid_handle), u32::from(errno.unsupported_feature));
    let module: &mut ModuleBuilder = context.module;
    let func = module.declare("missing", &[], &[ValType::I32]);
    module.define(func, |code| {
        let landing = code.bind_or_ret(call(runtime.prepare, [int(0)]), invalid);
        landing::land(code, &runtime, (open, &target), [int(0), int(0)], landing, None);
        code.when(landing.load8(0), |code| {
            code.ret_if(call(runtime.outcome, [int(target.error_offset)]).equals(int(unsupported)), unsupported);
            code.ret(invalid);
        });
        code.run(drop, [landing.load(opened)]);
        code.ret(invalid);
    });
    Ok(func)
}
