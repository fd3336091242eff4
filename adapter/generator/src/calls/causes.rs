//! Functions that tell the cause of a failure: the number of the error says which it is.

use wasi_crypto_model::binding::ParamIndex;

use crate::context::Context;
use crate::runtime::functions::Runtime;
use wasi_crypto_asm::{Expr, Func, ModuleBuilder, ValType, Value, call, int, select};

/// What all of them share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Causes {
    /// (address) → whether no cause can be written there.
    bad: Func,
    /// (address, errno) → errno: writes its cause.
    tell: Func,
}

impl Causes {
    fn define(module: &mut ModuleBuilder, runtime: &Runtime, causes: &[u16]) -> Causes {
        let bad = module.declare("bad", &[ValType::I32], &[ValType::I32]);
        let tell = module.declare("tell", &[ValType::I32; 2], &[ValType::I32]);
        module.define(bad, |code| {
            let at = code.param(0);
            code.ret(call(runtime.in_range, [at.into(), int(2)]).not().or(at.and(1)));
        });
        module.define(tell, |code| {
            let (at, errno) = (code.param(0), code.param(1));
            let known = causes.iter().enumerate().filter(|(_, cause)| **cause != 0);
            let value = known.fold(int(0), |value, (number, cause)| {
                select(errno.equals(int(number as u32)), u32::from(*cause), value)
            });
            code.write16(at, 0, value);
            code.ret(errno);
        });
        Causes { bad, tell }
    }
}

/// Writes a function that calls `inner` with what it is given, and writes the cause of what that answers.
pub(crate) fn write(
    context: &mut Context<'_>,
    func: Func,
    inner: Func,
    (cause, causes): (ParamIndex, &[u16]),
    params: usize,
) {
    let known: Option<Causes> = context.once.of();
    let shared = known.unwrap_or_else(|| Causes::define(context.module, &context.runtime, causes));
    context.once.remember(Some(shared));
    let guest_error = u32::from(context.bindings.errno.guest_error);
    context.module.define(func, |code| {
        let at = code.param(cause);
        code.ret_if(call(shared.bad, [at.into()]), guest_error);
        let args: Vec<Expr> = (0..params).map(|index| code.param(index).into()).collect();
        code.ret(call(shared.tell, [at.into(), call(inner, args)]));
    });
}
