//! How a legacy call becomes a call of the package. What is true of one API alone plugs in as [`Rules`].

mod agreement;
mod arguments;
mod batch;
pub(crate) mod call;
mod causes;
mod close;
mod convert;
mod guards;
pub(crate) mod pieces;
mod results;
pub(crate) mod signature;
mod sizes;
pub(crate) mod values;
pub(crate) mod writer;

use anyhow::Result;
use wasi_crypto_model::binding::{Action, Function};

use crate::context::Context;
use signature::params;
use wasi_crypto_asm::{Func, Space, ValType};
use writer::Rules;

/// Writes what a function does, or an action inside of that.
pub(crate) fn write(
    context: &mut Context<'_>,
    rules: &dyn Rules,
    func: Func,
    function: &Function,
    action: &Action,
) -> Result<()> {
    match action {
        Action::Call(call) => call::write(context, rules, func, function, call, Space::Guest),
        Action::Convert(conversion) => convert::write(context, func, conversion),
        Action::Close { handle, kind } => close::write_close(context, func, *handle, *kind),
        Action::ArrayOutputLen { .. } | Action::ArrayOutputPull { .. } => close::write_array(context, func, function),
        Action::Batch(action) => batch::write(context, rules, func, action),
        Action::Step(step) => rules.step(context, func, step),
        Action::Caused { cause, causes, action } => {
            let params = params(function);
            let inner = context.module.declare("", &params, &[ValType::I32]);
            causes::write(context, func, inner, (*cause, causes), params.len());
            write(context, rules, inner, function, action)
        }
    }
}
