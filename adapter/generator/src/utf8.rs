//! Strings: the component model traps on ill-formed UTF-8, the legacy API answers an error.
//!
//! Accepts exactly table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing above U+10FFFF.

use crate::asm::{Code, Expr, Local, ModuleBuilder, Value, call, int, long, select};
use crate::runtime::Runtime;

pub(crate) fn define(module: &mut ModuleBuilder, runtime: &Runtime) {
    module.define(runtime.text, |code| {
        let (at, len) = (code.param(0), code.param(1));
        code.when(call(runtime.in_range, [at.into(), len.into()]).is_zero(), |code| code.ret(0));
        // The end may be 2^32 and wrap to 0, so positions are compared for equality and by difference only.
        let end = code.bind(at.plus(len));
        code.block(|code, done| {
            code.repeat(|code, next| {
                code.branch_if(done, at.is(end));
                code.when(end.minus(at).at_least(8), |code| {
                    code.when(at.load_long(0).long_and(long(0x8080_8080_8080_8080)).long_is_zero(), |code| {
                        code.set(at, at.plus(8));
                        code.branch(next);
                    });
                });
                character(code, at, end);
                code.branch(next);
            });
        });
        code.ret(1);
    });
}

/// Moves `at` behind one character, or returns 0 from the function.
fn character(code: &mut Code, at: Local, end: Local) {
    let lead = code.bind(at.load8(0));
    code.when_else(
        lead.below(0x80),
        |code| code.set(at, at.plus(1)),
        |code| {
            let len = code.bind(int(2).plus(lead.at_least(0xe0)).plus(lead.at_least(0xf0)));
            let bad_lead = lead.minus(0xc2).above(0xf4 - 0xc2);
            code.when(bad_lead.or(end.minus(at).below(len)), |code| code.ret(0));
            let second = code.bind(at.load8(1));
            // The second byte carries the restrictions: E0 no overlong, ED no surrogate, F0 no overlong, F4 no excess.
            let low = select(lead.is(0xe0), 0xa0, select(lead.is(0xf0), 0x90, 0x80));
            let high = select(lead.is(0xed), 0x9f, select(lead.is(0xf4), 0x8f, 0xbf));
            let bad_second = second.below(low).or(second.above(high));
            code.when(bad_second, |code| code.ret(0));
            code.when(len.above(2), |code| code.when(not_continuation(at, 2), |code| code.ret(0)));
            code.when(len.above(3), |code| code.when(not_continuation(at, 3), |code| code.ret(0)));
            code.set(at, at.plus(len));
        },
    );
}

fn not_continuation(at: Local, offset: u32) -> Expr {
    at.load8(offset).and(0xc0).is_not(0x80)
}
