//! Strings: the component model traps on ill-formed UTF-8, the legacy API answers an error.
//!
//! Accepts exactly table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing above U+10FFFF.

use crate::runtime::functions::Runtime;
use wasi_crypto_asm::{Code, Local, ModuleBuilder, Value, call, int, long};

pub(crate) fn define(module: &mut ModuleBuilder, runtime: &Runtime) {
    module.define(runtime.text, |code| {
        let (at, len) = (code.param(0), code.param(1));
        code.ret_if(call(runtime.in_range, [at.into(), len.into()]).not(), 0);
        // The end may be 2^32 and wrap to 0, so positions are compared for equality and by difference only.
        let end = code.bind(at.plus(len));
        code.block(|code, done| {
            code.repeat(|code, next| {
                code.branch_if(done, at.equals(end));
                code.when(end.minus(at).at_least(8), |code| {
                    code.when(at.read_long(0).long_and(long(0x8080_8080_8080_8080)).long_not(), |code| {
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
    let lead = code.bind(at.read8(0));
    code.set(at, at.plus(1));
    code.when(lead.at_least(0x80), |code| {
        let more = code.bind(int(1).plus(lead.at_least(0xe0)).plus(lead.at_least(0xf0)));
        let bad_lead = lead.minus(0xc2).above(0xf4 - 0xc2);
        code.ret_if(bad_lead.or(end.minus(at).below(more)), 0);
        // The whole lead byte is carried along, so that values of different lengths do not meet.
        code.repeat(|code, next| {
            let bits = code.bind(at.read8(0).xor(0x80));
            code.ret_if(bits.above(0x3f), 0);
            code.set(lead, lead.shl(6).or(bits));
            code.set(at, at.plus(1));
            code.set(more, more.minus(1));
            code.branch_if(next, more);
        });
        let forbidden = |first: u32, count: u32| lead.minus(first).below(count);
        let overlong = forbidden(0xe0 << 12, 0x800).or(forbidden(0xf0 << 18, 0x1_0000));
        let surrogate = forbidden((0xe0 << 12) + 0xd800, 0x800);
        let beyond = forbidden((0xf0 << 18) + 0x11_0000, 0x3_0000);
        code.ret_if(overlong.or(surrogate).or(beyond), 0);
    });
}
