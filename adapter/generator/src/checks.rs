//! Sizes of outputs, checked before the call: afterwards the host's state has moved on.

use anyhow::{Context as _, Result};
use wasi_crypto_model::binding::{Call, ErrnoMap, KindIndex, Needed, ParamIndex, SizeCheck};

use crate::asm::{Func, Local, ModuleBuilder, ValType, Value, call, int, select};
use crate::calls::{Context, Writer};
use crate::layout::{header, record};
use crate::runtime::Runtime;

/// Writes the comparison of capacity (32 bits) and need (64 bits).
pub(crate) fn define(module: &mut ModuleBuilder, runtime: &Runtime, errno: &ErrnoMap) {
    module.define(runtime.size, |code| {
        let (capacity, needed, exact) = (code.param(0), code.param(1), code.param(2));
        code.ret_if(capacity.widen().long_below(needed), u32::from(errno.overflow));
        let longer = needed.long_below(capacity.widen());
        code.ret(select(exact.and(longer), u32::from(errno.invalid_length), u32::from(errno.success)));
    });
}

impl Writer<'_, '_> {
    /// `overflow` if the output is too small, `invalid_length` if it must fit exactly and is larger. In 64 bits, as a
    /// length plus a tag may exceed 32.
    pub(crate) fn check_size(&mut self, check: &SizeCheck, action: &Call) -> Result<()> {
        let errno = self.context.bindings.errno.clone();
        let capacity = self.code.param(check.len);
        let needed = match &check.needed {
            Needed::Len(len) => self.code.param(*len).widen(),
            Needed::LenPlusTag { len, state } => {
                let tag = self.tag_len(*state)?;
                self.code.param(*len).widen().long_plus(tag.widen())
            }
            Needed::LenMinusTag { len, state } => {
                let tag = self.tag_len(*state)?;
                let len = self.code.param(*len);
                // Shorter than a tag: that is a failed decryption, treated like any other.
                let wipe = action.wipe_on_error.map(|(ptr, len)| (self.code.param(ptr), self.code.param(len)));
                self.code.when(len.below(tag), |code| {
                    if let Some((ptr, len)) = wipe {
                        code.fill(ptr, 0, len);
                    }
                    code.ret(u32::from(errno.invalid_tag));
                });
                len.minus(tag).widen()
            }
            Needed::Method { handle, kind, function } => {
                let record = self.find_record(*handle, *kind);
                let interface = resource_interface(self.context, *kind)?;
                let target = self.context.wit.function(&interface, function)?;
                anyhow::ensure!(
                    target.results == [ValType::I32] && target.params == [ValType::I32] && !target.fallible,
                    "`{function}` does not answer a size"
                );
                let import = self.context.import(&target);
                call(import, [record.load(record::VALUE)]).widen()
            }
        };
        let exact = int(u32::from(check.exact));
        let refused = self.code.bind(call(self.context.runtime.size, [capacity.into(), needed, exact]));
        self.code.when(refused, |code| code.ret(refused));
        Ok(())
    }

    /// The `max-tag-len` of a state, or its error.
    fn tag_len(&mut self, state: ParamIndex) -> Result<Local> {
        let (record, kind) = *self.records.get(&state).context("a state whose tag length matters is no argument")?;
        let func = tag_len_function(self.context, kind)?;
        let answer = self.code.bind(call(func, [record.into()]));
        // Tags have no lengths beyond 2 GiB: the top bit marks an error.
        self.code.when(answer.shr(31), |code| code.ret(int(0).minus(answer)));
        Ok(answer)
    }
}

/// Writes, once per adapter and kind: (record) → `max-tag-len`, or minus the errno. The length is constant for a
/// state, so the record keeps it.
fn tag_len_function(context: &mut Context<'_>, kind: KindIndex) -> Result<Func> {
    if let Some(func) = context.tag_len.get(&kind) {
        return Ok(*func);
    }
    let runtime = context.runtime;
    let resource = context.bindings.kinds[kind].resource.as_ref().context("only resources have tag lengths")?;
    let target = context.wit.function(&resource.interface, &format!("[method]{}.max-tag-len", resource.name))?;
    let [(offset, crate::wit::Kind::U32)] = target.parts[..] else {
        anyhow::bail!("`{}` does not answer a size", target.name);
    };
    anyhow::ensure!(target.fallible && target.lands, "`{}` cannot fail", target.name);
    let import = context.import(&target);
    let func = context.module.declare("tag_len", &[ValType::I32], &[ValType::I32]);
    context.module.define(func, |code| {
        let record = code.param(0);
        let cached = code.bind(record.load(record::AUX));
        code.when(cached, |code| code.ret(cached.minus(1)));
        let landing = code.bind(runtime.arena.plus(header::LANDING));
        code.run(import, [record.load(record::VALUE), landing.into()]);
        code.when(landing.load8(0), |code| {
            code.ret(int(0).minus(call(runtime.outcome, [int(target.error_offset)])));
        });
        code.store(record, record::AUX, landing.load(offset).plus(1));
        code.ret(landing.load(offset));
    });
    context.tag_len.insert(kind, func);
    Ok(func)
}

fn resource_interface(context: &Context<'_>, kind: KindIndex) -> Result<String> {
    let kind = context.bindings.kinds.get(kind).context("no such handle kind")?;
    let resource = kind.resource.as_ref().with_context(|| format!("`{}` has no methods", kind.name))?;
    Ok(resource.interface.clone())
}
