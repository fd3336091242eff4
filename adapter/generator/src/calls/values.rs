//! Values that generations of a legacy API disagree about: brought into the order of this one, or refused.

use wasi_crypto_model::binding::{Arg, Call, EnumRule, Exception, ParamIndex, Reorder};

use crate::calls::writer::Writer;
use wasi_crypto_asm::{Code, Local, Value};

/// Brings the parameters of another generation into the order of this one.
pub(crate) fn reorder(code: &mut Code, reorder: &Reorder) {
    let telling = code.param(reorder.param);
    let moves = reorder.order.iter().enumerate().filter(|(to, from)| to != *from);
    let moves: Vec<(Local, Local)> = moves.map(|(to, from)| (code.param(to), code.param(*from))).collect();
    code.when(telling.at_least(reorder.below), |code| {
        let values: Vec<Local> = moves.iter().map(|(_, from)| code.bind(*from)).collect();
        for ((to, _), value) in moves.iter().zip(values) {
            code.set(*to, value);
        }
    });
}

impl Writer<'_, '_> {
    /// Answers the errno of values that stand for nothing in WIT.
    pub(crate) fn refuse_values(&mut self, action: &Call) {
        for (param, exception) in exceptions(action) {
            if let EnumRule::Refuse(errno) = exception.rule {
                let refused = self.code.param(param).equals(exception.value);
                self.code.ret_if(refused, u32::from(errno));
            }
        }
    }
}

/// The values of a call about which their ordinals do not say everything, with their parameters.
pub(crate) fn exceptions(action: &Call) -> impl Iterator<Item = (ParamIndex, &Exception)> {
    action.args.iter().flat_map(|arg| {
        let (param, exceptions): (ParamIndex, &[Exception]) = match arg {
            Arg::Enum { param, exceptions, .. } => (*param, exceptions),
            _ => (0, &[]),
        };
        exceptions.iter().map(move |exception| (param, exception))
    })
}
