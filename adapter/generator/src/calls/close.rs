//! Actions without a WIT function of their own: closing handles, and reading array outputs.

use anyhow::Result;
use wasi_crypto_model::binding::{Action, Function, KindIndex, ParamIndex};

use crate::context::Context;
use crate::runtime::layout::{NO_RECORD, record, tag};
use wasi_crypto_asm::{Func, Value, call, int};

/// Writes a close function: drops the resource and frees the record.
pub(crate) fn write_close(context: &mut Context<'_>, func: Func, handle: ParamIndex, kind: KindIndex) -> Result<()> {
    let runtime = context.runtime;
    let drop = context.import_drop(kind)?;
    let success = u32::from(context.bindings.errno.success);
    context.module.define(func, |code| {
        let handle = code.param(handle);
        let record = call(runtime.record_to_close, [handle.into(), int(tag(kind))]);
        let record = code.bind_unless_below(record, NO_RECORD);
        code.run(drop, [record.load(record::VALUE)]);
        code.run(runtime.record_free, [record.into()]);
        code.ret(success);
    });
    Ok(())
}

/// Writes `array_output_len` or `array_output_pull`.
pub(crate) fn write_array(context: &mut Context<'_>, func: Func, function: &Function) -> Result<()> {
    let runtime = context.runtime;
    let errno = &context.bindings.errno;
    let kind = context.bindings.kinds.iter().position(|kind| kind.resource.is_none());
    let kind = kind.ok_or_else(|| anyhow::anyhow!("no handle kind without a resource"))?;
    context.module.define(func, |code| {
        let (handle, out, buffer) = match function.action {
            Action::ArrayOutputLen { handle, out } => (handle, Some(out), None),
            Action::ArrayOutputPull { handle, buffer, len, out } => (handle, out, Some((buffer, len))),
            _ => return,
        };
        let (handle, out) = (code.param(handle), out.map(|out| code.param(out)));
        let buffer = buffer.map(|(ptr, len)| (code.param(ptr), code.param(len)));
        let record = call(runtime.record, [handle.into(), int(tag(kind))]);
        let record = code.bind_or_ret(record, u32::from(errno.invalid_handle));
        let word = out.map(|out| call(runtime.word, [out.into()]));
        let range = buffer.map(|(ptr, len)| call(runtime.in_range, [ptr.into(), len.into()]));
        if let Some(good) = word.into_iter().chain(range).reduce(|all, next| all.and(next)) {
            code.ret_if(good.not(), u32::from(errno.guest_error));
        }
        let size = match buffer {
            None => record.load(record::AUX),
            Some((ptr, len)) => call(runtime.array_pull, [record.into(), ptr.into(), len.into()]),
        };
        match out {
            Some(out) => code.write(out, 0, size),
            None => code.discard(size),
        }
        code.ret(u32::from(errno.success));
    });
    Ok(())
}
