//! Functions that tell the cause of a failure: the number of the error says which it is.

use wasi_crypto_model::binding::ParamIndex;

use crate::asm::{Expr, Func, Value, call, int, select};
use crate::calls::Context;

/// Writes a function that calls `inner` with what it is given, and writes the cause of what that answers.
pub(crate) fn write(
    context: &mut Context<'_>,
    func: Func,
    inner: Func,
    (cause, causes): (ParamIndex, &[u16]),
    params: usize,
) {
    let runtime = context.runtime;
    let guest_error = u32::from(context.bindings.errno.guest_error);
    context.module.define(func, |code| {
        let at = code.param(cause);
        let good = call(runtime.in_range, [at.into(), int(2)]).and(at.and(1).not());
        code.ret_if(good.not(), guest_error);
        let args: Vec<Expr> = (0..params).map(|index| code.param(index).into()).collect();
        let errno = code.bind(call(inner, args));
        let known = causes.iter().enumerate().filter(|(_, cause)| **cause != 0);
        let value = known.fold(int(0), |value, (number, cause)| {
            select(errno.equals(int(number as u32)), u32::from(*cause), value)
        });
        code.write16(at, 0, value);
        code.ret(errno);
    });
}
